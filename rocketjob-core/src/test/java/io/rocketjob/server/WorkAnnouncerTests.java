package io.rocketjob.server;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.rocketjob.Events;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.ServerFilter;
import io.rocketjob.TestSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How idle workers of other processes learn of work. */
@Timeout(60)
class WorkAnnouncerTests {

	private static final ServerSettings PATIENT = new ServerSettings(null, 2, Duration.ofMinutes(5),
			Duration.ofMinutes(5), Duration.ofSeconds(4), false, 200);

	private final TestSystem system = TestSystem.with(NoJob.class, WaitJob.class).settings(PATIENT).realTime().start();

	private final RecordedEvents events = new RecordedEvents();

	private @Nullable WorkAnnouncer announcer;

	private WorkAnnouncer announcer(@Nullable Supervisor supervisor) {
		WorkAnnouncer made = new WorkAnnouncer(this.system.engine, this.events, supervisor);
		made.start();
		this.announcer = made;
		return made;
	}

	@AfterEach
	void close() {
		this.system.bean(WaitJob.class).open.countDown();
		if (this.announcer != null) {
			this.announcer.stop();
		}
		this.system.close();
	}

	@Test
	void aProcessWithoutWorkersAnnouncesWhatItCreates() throws Exception {
		announcer(null);
		this.system.rocketJob.create(NoJob.class);
		assertThat(this.events.next()).containsExactly("new");
	}

	@Test
	void manyJobsAreFewEvents() throws Exception {
		announcer(null);
		for (int i = 0; i < 500; i++) {
			this.system.rocketJob.create(NoJob.class);
		}
		this.system.rocketJob.createAll(NoJob.class, Collections.nCopies(5_000, null));
		assertThat(this.events.next()).containsExactly("new");
		stop();
		// one each 20 ms, in the time that this takes on the slowest of machines
		assertThat(this.events.published).hasSizeLessThan(200);
	}

	@Test
	void whatIsTakenByIdleWorkersOfThisProcessIsNotAnnounced() {
		this.system.supervisor.start();
		await().until(() -> this.system.servers().countDocuments() == 1);
		announcer(this.system.supervisor);
		for (int i = 0; i < 40; i++) {
			JobInstance<?> job = this.system.rocketJob.create(NoJob.class, null,
					(options) -> options.destroyOnComplete(false));
			await().until(() -> job.reload().state() == JobState.COMPLETED);
		}
		stop();
		// a claim may take longer than others wait for it, but not often
		assertThat(this.events.published).hasSizeLessThan(20);
	}

	@Test
	void whatIsLeftWhenAllWorkersOfThisProcessAreBusyIsAnnounced() throws Exception {
		this.system.supervisor.start();
		announcer(this.system.supervisor);
		for (int i = 0; i < 2; i++) {
			this.system.rocketJob.create(WaitJob.class);
		}
		await().until(() -> this.system.engine.runs().all().size() == 2);
		await().until(() -> !this.system.supervisor.hasIdleWorkersFor(List.of("NoJob")));
		this.events.published.clear();
		this.system.rocketJob.create(NoJob.class);
		assertThat(this.events.next()).containsExactly("new");
	}

	@Test
	void whatAPausedServerCreatesIsAnnounced() throws Exception {
		this.system.supervisor.start();
		await().until(() -> this.system.supervisor.hasIdleWorkersFor(List.of("NoJob")));
		this.system.supervisor.pause();
		assertThat(this.system.supervisor.hasIdleWorkersFor(List.of("NoJob"))).as("nobody waits for it").isFalse();
		announcer(this.system.supervisor);
		this.system.rocketJob.create(NoJob.class);
		assertThat(this.events.next()).containsExactly("new");
	}

	@Test
	void nobodyWaitsForWorkersThatDoNotHaveTheClass() {
		this.system.supervisor.start();
		await().until(() -> this.system.supervisor.hasIdleWorkersFor(List.of("NoJob")));
		assertThat(this.system.supervisor.hasIdleWorkersFor(List.of("NoJob", "JobOfAnotherApplication"))).isFalse();
	}

	@Test
	void whatAFilterLeavesToOthersIsAnnounced() throws Exception {
		this.system.supervisor.start();
		this.system.supervisor.filter(new ServerFilter(null, "NoJob", null));
		announcer(this.system.supervisor);
		this.system.rocketJob.create(NoJob.class);
		assertThat(this.events.next()).containsExactly("new");
	}

	@Test
	void whatComesBeforeOthersIsAnnouncedAsSuch() throws Exception {
		announcer(null);
		JobInstance<?> job = this.system.rocketJob.create(NoJob.class);
		assertThat(this.events.next()).containsExactly("new");
		job.pause();
		job.resume();
		assertThat(this.events.next()).containsExactly("older");
	}

	@Test
	void idleWorkersStartAtOnceWhenAnotherProcessAnnouncesWork() {
		this.system.supervisor.start();
		WorkAnnouncer receiver = announcer(this.system.supervisor);
		await().until(() -> this.system.supervisor.hasFoundNothingMore());
		try (TestSystem client = TestSystem.with(NoJob.class).realTime().sharing(this.system).start()) {
			JobInstance<?> job = client.rocketJob.create(NoJob.class, null,
					(options) -> options.destroyOnComplete(false));
			receiver.received(Map.of("kinds", List.of("new", "something that a later version announces")));
			await().atMost(Duration.ofSeconds(10)).until(() -> job.reload().state() == JobState.COMPLETED);
		}
		assertThat(this.events.published).as("what was announced by others").isEmpty();
	}

	@Test
	void anEventThatCannotBePublishedIsNoHarm() throws Exception {
		announcer(null);
		this.events.failing = true;
		this.system.rocketJob.create(NoJob.class);
		await().until(() -> this.events.failures > 0);
		this.events.failing = false;
		this.system.rocketJob.create(NoJob.class);
		assertThat(this.events.next()).containsExactly("new");
	}

	@Test
	void whatWasNotedBeforeTheEndIsAnnounced() {
		announcer(null);
		this.system.rocketJob.create(NoJob.class);
		stop();
		assertThat(this.events.published).hasSize(1);
	}

	private void stop() {
		Objects.requireNonNull(this.announcer).stop();
	}

	private static final class RecordedEvents implements Events {

		private final BlockingQueue<Collection<?>> published = new LinkedBlockingQueue<>();

		private volatile boolean failing;

		private volatile int failures;

		@Override
		public void publish(String name, String action, Map<String, ? extends @Nullable Object> parameters) {
			if (this.failing) {
				this.failures = 1;
				throw new IllegalStateException("the database is away");
			}
			assertThat(name).isEqualTo(WorkAnnouncer.EVENT);
			this.published.add((Collection<?>) parameters.get(WorkAnnouncer.KINDS));
		}

		private List<String> next() throws InterruptedException {
			Collection<?> kinds = this.published.poll(10, TimeUnit.SECONDS);
			return (kinds != null) ? kinds.stream().map(String::valueOf).toList() : List.of();
		}

	}

	@RocketJob
	static class NoJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class WaitJob implements Job<Void> {

		private final CountDownLatch open = new CountDownLatch(1);

		@Override
		public Object perform(Void fields, JobContext context) throws InterruptedException {
			this.open.await();
			return null;
		}

	}

}
