package io.rocketjob.plugin.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.QueueFullException;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.plugin.cron.Cron;
import org.awaitility.Awaitility;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How many jobs of a class may wait. */
class MaxQueuedTests {

	private final TestSystem system = TestSystem
		.with(MailJob.class, PatientJob.class, ManyJob.class, LinesJob.class, FailingJob.class)
		.withoutRecovery()
		.start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void noMoreWaitThanTheLimitAndTheExceptionSaysWhat() {
		create(3);
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> create(1))
			.withMessage("No more than 3 jobs of MailJob may wait (@MaxQueued), and about 3 do, so 1 more cannot be"
					+ " created now; try again later")
			.satisfies((ex) -> assertThat(ex.waiting()).isEqualTo(3))
			.satisfies((ex) -> assertThat(ex.limit()).isEqualTo(3))
			.satisfies((ex) -> assertThat(ex.jobClass()).isEqualTo("MailJob"));
		assertThat(this.system.jobs().countDocuments()).isEqualTo(3);
		assertThat(this.system.queue.runNext()).isPresent();
		eventually(() -> create(1));
		assertThat(this.system.jobs().countDocuments()).isEqualTo(3);
	}

	@Test
	void whatNoWorkerCouldStartNowNeitherCountsNorIsRefused() {
		Instant later = this.system.clock.instant().plus(Duration.ofHours(1));
		JobInstance<Void> first = this.system.rocketJob.create(MailJob.class, null, (options) -> options.runAt(later));
		for (int i = 0; i < 5; i++) {
			this.system.rocketJob.create(MailJob.class, null, (options) -> options.after(first.id()));
		}
		create(3);
		this.system.rocketJob.create(MailJob.class, null, (options) -> options.runAt(later));
		this.system.rocketJob.create(MailJob.class, null, (options) -> options.after(first.id()));
		first.runNow();
		assertThat(this.system.rocketJob.jobs(MailJob.class).queuedNow().count()).isEqualTo(4);
		assertThat(this.system.queue.drain()).hasSize(10);
	}

	@Test
	void whatWasCreatedIsNeverRefused() {
		JobInstance<Void> failed = this.system.rocketJob.create(FailingJob.class, null);
		this.system.queue.drain();
		assertThat(failed.reload().state()).isEqualTo(JobState.FAILED);
		eventually(() -> this.system.rocketJob.create(FailingJob.class, null).pause());
		eventually(() -> this.system.rocketJob.create(FailingJob.class, null));
		assertThatExceptionOfType(QueueFullException.class)
			.isThrownBy(() -> this.system.rocketJob.create(FailingJob.class, null));
		failed.retry();
		this.system.rocketJob.jobs(FailingJob.class).in(JobState.PAUSED).each(JobInstance::resume);
		assertThat(this.system.rocketJob.jobs(FailingJob.class).queuedNow().count()).isEqualTo(3);
	}

	@Test
	void theCreatorWaitsForAWorkerIfTheClassSaysSo() throws Exception {
		this.system.rocketJob.create(PatientJob.class, null);
		ExecutorService creator = Executors.newSingleThreadExecutor();
		try {
			Future<JobInstance<Void>> waiting = creator
				.submit(() -> this.system.rocketJob.create(PatientJob.class, null));
			long counts = this.system.commands("aggregate");
			Awaitility.await().until(() -> this.system.commands("aggregate") > counts + 1);
			assertThat(waiting).isNotDone();
			assertThat(this.system.queue.runNext()).isPresent();
			assertThat(waiting.get(30, TimeUnit.SECONDS).state()).isEqualTo(JobState.QUEUED);
		}
		finally {
			creator.shutdownNow();
		}
	}

	@Test
	void manyAreCreatedAllOrNoneAndAStreamInSteps() {
		List<Void> five = Collections.nCopies(5, null);
		assertThatExceptionOfType(QueueFullException.class)
			.isThrownBy(() -> this.system.rocketJob.createAll(MailJob.class, five))
			.withMessageEndingWith("so 5 more cannot be created at once; a stream of jobs is created in steps");
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(this.system.rocketJob.createAll(MailJob.class, five.subList(0, 2))).hasSize(2);
		Stream<Void> stream = five.stream();
		assertThatExceptionOfType(QueueFullException.class)
			.isThrownBy(() -> this.system.rocketJob.createAll(MailJob.class, stream))
			.withMessageEndingWith("Created before: 1")
			.satisfies((ex) -> assertThat(ex.created()).isOne());
		assertThat(this.system.jobs().countDocuments()).isEqualTo(3);
	}

	@Test
	void aBatchIsRefusedBeforeItsRecordsAreUploaded() {
		this.system.rocketJob.batch(LinesJob.class).upload(List.of("a")).create();
		AtomicInteger read = new AtomicInteger();
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(
				() -> this.system.rocketJob.batch(LinesJob.class).upload((writer) -> read.incrementAndGet()).create());
		assertThat(read).hasValue(0);
		assertThat(this.system.jobs().countDocuments()).isOne();
	}

	@Test
	void processesTogetherExceedItByNoMoreThanATenthEach() throws Exception {
		List<TestSystem> systems = new ArrayList<>(List.of(this.system));
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			for (int i = 0; i < 3; i++) {
				systems.add(TestSystem.with(ManyJob.class).sharing(this.system).withoutRecovery().start());
			}
			List<Future<?>> creators = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				TestSystem creator = systems.get(i % 4);
				creators.add(threads.submit(() -> createUntilRefused(creator)));
			}
			for (Future<?> creator : creators) {
				creator.get(60, TimeUnit.SECONDS);
			}
			assertThat(this.system.jobs().countDocuments()).isBetween(100L, 130L);
		}
		finally {
			threads.shutdownNow();
			systems.subList(1, systems.size()).forEach(TestSystem::close);
		}
	}

	private static void createUntilRefused(TestSystem creator) {
		try {
			for (int i = 0; i < 1_000; i++) {
				creator.rocketJob.create(ManyJob.class, null);
			}
		}
		catch (QueueFullException ex) {
			assertThat(ex.waiting()).isGreaterThanOrEqualTo(100);
		}
	}

	@Test
	void whatOthersHaveCreatedSinceTheLastCountIsTheBound() {
		try (TestSystem other = TestSystem.with(ManyJob.class).sharing(this.system).withoutRecovery().start()) {
			// both have counted nothing, and each may create ten before it counts again
			this.system.rocketJob.create(ManyJob.class, null);
			List<BsonDocument> counts = countsOf(() -> createUntilRefused(other));
			assertThat(counts).hasSizeGreaterThanOrEqualTo(10);
			assertThat(counts.get(0).toString()).contains("\"$limit\": 100", "\"claimable\": true")
				.contains("\"hint\": \"claim\"");
			assertThat(this.system.jobs().countDocuments()).isEqualTo(100);
		}
	}

	private List<BsonDocument> countsOf(Runnable action) {
		return this.system.commandsOf(action).stream().filter((command) -> command.containsKey("aggregate")).toList();
	}

	@Test
	void whoIsInlineIsNotAsked() throws Exception {
		create(3);
		assertThat(this.system.rocketJob.performNow(MailJob.class, null)).isEqualTo("sent");
	}

	@Test
	void wrongLimitsKeepTheApplicationFromStarting() {
		assertProblem(NoneJob.class, "@MaxQueued: the limit of queued jobs must be at least 1, but is 0");
		assertProblem(SlowJob.class, "@MaxQueued: waitUpTo: ");
		assertProblem(CronJob.class, "its next occurrences are never refused");
	}

	private void assertProblem(Class<?> jobClass, String problem) {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> {
			try (TestSystem wrong = TestSystem.with(jobClass).start()) {
				wrong.engine.classes().all().forEach((each) -> each.plugins().queueLimit());
			}
		}).withMessageContaining(problem);
	}

	private void create(int jobs) {
		for (int i = 0; i < jobs; i++) {
			this.system.rocketJob.create(MailJob.class, null);
		}
	}

	/** What this process knows of the queue may be a moment old. */
	private static void eventually(Runnable creation) {
		Awaitility.await().ignoreExceptionsMatching((ex) -> ex instanceof QueueFullException).until(() -> {
			creation.run();
			return true;
		});
	}

	@RocketJob
	@MaxQueued(limit = 3)
	static class MailJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return "sent";
		}

	}

	@RocketJob
	@MaxQueued(limit = 1, waitUpTo = "1m")
	static class PatientJob extends MailJob {

	}

	@RocketJob
	@MaxQueued(limit = 100)
	static class ManyJob extends MailJob {

	}

	@RocketJob
	@MaxQueued(limit = 0)
	static class NoneJob extends MailJob {

	}

	@RocketJob
	@MaxQueued(limit = 1, waitUpTo = "soon")
	static class SlowJob extends MailJob {

	}

	@RocketJob
	@Cron(schedule = "0 3 * * *")
	@MaxQueued(limit = 1)
	static class CronJob extends MailJob {

	}

	@RocketJob(pausable = true)
	@MaxQueued(limit = 1)
	static class FailingJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			throw new IllegalStateException("no mail server");
		}

	}

	@RocketJob
	@InputCategory
	@MaxQueued(limit = 1)
	static class LinesJob implements BatchJob<Void, String, Object> {

		@Override
		public Object perform(String line, BatchContext<Void> context) {
			return line;
		}

	}

}
