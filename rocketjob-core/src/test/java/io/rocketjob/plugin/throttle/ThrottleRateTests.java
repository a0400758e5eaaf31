package io.rocketjob.plugin.throttle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.plugin.retry.Retry;
import org.awaitility.Awaitility;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How many jobs start within a time. */
class ThrottleRateTests {

	/** With it a start no longer counts, whatever part of the minute it was in. */
	private static final Duration OVER = Duration.ofSeconds(64);

	private static final ConcurrentLinkedQueue<Long> STARTED = new ConcurrentLinkedQueue<>();

	private final TestSystem system = TestSystem
		.with(MailJob.class, PlainJob.class, OneMail.class, OtherMail.class, Flaky.class, PerSecond.class)
		.rates(Map.of("mail", "2/1m"))
		.withoutRecovery()
		.start();

	@AfterEach
	void close() {
		this.system.close();
		STARTED.clear();
	}

	@Test
	void noMoreStartWithinTheTimeHoweverItIsLaid() {
		create(MailJob.class, 8);
		assertThat(this.system.queue.drain()).hasSize(3);
		this.system.clock.move(Duration.ofSeconds(58));
		assertThat(this.system.queue.drain()).isEmpty();
		this.system.clock.move(OVER.minusSeconds(58));
		assertThat(this.system.queue.runNext()).isPresent();
		this.system.clock.move(Duration.ofSeconds(30));
		assertThat(this.system.queue.drain()).hasSize(2);
		this.system.clock.move(OVER.minusSeconds(30));
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void theJobSaysWhatItWaitsFor() {
		create(MailJob.class, 3);
		JobInstance<?> last = this.system.rocketJob.create(MailJob.class, null);
		assertThat(last.status().waitingFor()).isNull();
		this.system.queue.drain();
		assertThat(last.reload().status().waitingFor()).isEqualTo("3 of 3 jobs of MailJob have started within 1m");
		this.system.clock.move(OVER);
		assertThat(last.reload().status().waitingFor()).isNull();
	}

	@Test
	void jobsOfOtherClassesRunOnAndTheClassIsNotAskedFor() {
		create(MailJob.class, 5);
		create(PlainJob.class, 2);
		assertThat(this.system.queue.drain()).hasSize(5)
			.filteredOn((ran) -> ran.jobClass().equals("PlainJob"))
			.hasSize(2);
		assertThat(this.system.engine.throttles().heldBack()).containsExactly("MailJob");
		List<?> commands = this.system
			.commandsOf(() -> assertThat(this.system.engine.claims().next(new ObjectId(), "w")).isEmpty());
		assertThat(commands.toString()).doesNotContain("MailJob", "rocketjob.rates");
		create(PlainJob.class, 1);
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(this.system.engine.throttles().recheck()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(2));
	}

	@Test
	void serversShareTheRateAndWhatTheyHaveClaimedIsNotStartedBeyondIt() {
		try (TestSystem other = TestSystem.with(MailJob.class).sharing(this.system).withoutRecovery().start()) {
			create(MailJob.class, 10);
			int ran = 0;
			for (int i = 0; i < 5; i++) {
				ran += this.system.queue.runNext().isPresent() ? 1 : 0;
				ran += other.queue.runNext().isPresent() ? 1 : 0;
			}
			assertThat(ran).isEqualTo(3);
			this.system.clock.move(OVER);
			assertThat(other.queue.drain().size() + this.system.queue.drain().size()).isEqualTo(3);
			assertThat(this.system.jobs().countDocuments()).isEqualTo(4);
		}
	}

	@Test
	void aGroupSharesARate() {
		create(OneMail.class, 2);
		create(OtherMail.class, 2);
		assertThat(this.system.queue.drain()).hasSize(2);
		JobInstance<?> last = this.system.rocketJob.create(OtherMail.class, null);
		assertThat(last.status().waitingFor()).isEqualTo("2 of 2 jobs of the group 'mail' have started within 1m");
		this.system.clock.move(OVER);
		assertThat(this.system.queue.drain()).hasSize(2);
	}

	@Test
	void aRetryIsAStart() {
		create(Flaky.class, 2);
		assertThat(this.system.queue.drain()).hasSize(2);
		this.system.clock.move(Duration.ofSeconds(11));
		assertThat(this.system.queue.drain()).hasSize(1);
		this.system.clock.move(OVER);
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aJobThatIsPerformedNowNeedsAStart() throws Exception {
		create(MailJob.class, 3);
		JobInstance<?> job = this.system.rocketJob.create(MailJob.class, null);
		this.system.rocketJob.performNow(job.id());
		assertThat(this.system.queue.drain()).hasSize(2);
		JobInstance<?> other = this.system.rocketJob.jobs().stream().findFirst().orElseThrow();
		assertThatExceptionOfType(JobStateException.class)
			.isThrownBy(() -> this.system.rocketJob.performNow(other.id()))
			.withMessageContaining("have started as may within their time");
		assertThat(other.reload().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void serversThatClaimGroupsKeepTheRate() {
		int jobs = 300;
		try (TestSystem one = TestSystem.with(PerSecond.class).sharing(this.system).realTime().start();
				TestSystem two = TestSystem.with(PerSecond.class).sharing(this.system).realTime().start()) {
			create(PerSecond.class, jobs);
			one.supervisor.start();
			two.supervisor.start();
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> STARTED.size() == jobs);
		}
		// shorter than a second, because a worker may begin a job and reach its first
		// line later
		assertThat(most(STARTED, 600)).isBetween(1, PerSecond.LIMIT);
	}

	/**
	 * How many lie in a time at most, however it is laid.
	 */
	private static int most(Iterable<Long> times, long length) {
		List<Long> sorted = new ArrayList<>();
		times.forEach(sorted::add);
		Collections.sort(sorted);
		int most = 0;
		for (int first = 0, last = 0; last < sorted.size(); last++) {
			while (sorted.get(last) - sorted.get(first) >= length) {
				first++;
			}
			most = Math.max(most, last - first + 1);
		}
		return most;
	}

	@Test
	void whatIsWrongIsSaidAtTheStart() {
		assertThat(problems(TestSystem.with(Nothing.class))).contains("@ThrottleRate: it needs a limit, or a group");
		assertThat(problems(TestSystem.with(Zero.class)))
			.contains("@ThrottleRate: the limit of starts of 'Zero' must be at least 1, but is 0");
		assertThat(problems(TestSystem.with(TooShort.class)))
			.contains("@ThrottleRate: per: must be from 1s to 31d, but is 10ms");
		assertThat(problems(TestSystem.with(OneMail.class))).contains("there is no group 'mail'",
				"rocketjob.rates.mail, such as 100/1m");
		assertThat(problems(TestSystem.with(OneMail.class).rates(Map.of("mail", "100"))))
			.contains("@ThrottleRate: rocketjob.rates.mail: '100' is no rate", "such as 100/1m");
		assertThat(problems(TestSystem.with(OneMail.class).rates(Map.of("mail", "5/60")))).contains("'60' has no unit");
	}

	private static String problems(TestSystem.Builder builder) {
		List<String> messages = new ArrayList<>();
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> builder.start().close()).satisfies((ex) -> {
			for (Throwable each = ex; each != null; each = each.getCause()) {
				if (each instanceof JobClassException) {
					messages.add(String.valueOf(each.getMessage()));
				}
			}
		});
		return String.join("\n", messages);
	}

	private void create(Class<? extends Job<Void>> jobClass, int count) {
		this.system.rocketJob.createAll(jobClass, Collections.nCopies(count, null));
	}

	@RocketJob
	static class PlainJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@ThrottleRate(limit = 3, per = "1m")
	static class MailJob extends PlainJob {

	}

	@RocketJob
	@ThrottleRate(group = "mail")
	static class OneMail extends PlainJob {

	}

	@RocketJob
	@ThrottleRate(group = "mail")
	@ThrottleRate(limit = 100)
	static class OtherMail extends PlainJob {

	}

	@RocketJob
	@ThrottleRate(limit = PerSecond.LIMIT)
	static class PerSecond implements Job<Void> {

		static final int LIMIT = 100;

		@Override
		public Object perform(Void fields, JobContext context) {
			STARTED.add(System.currentTimeMillis());
			return null;
		}

	}

	@RocketJob
	@Retry(limit = 1, delay = Retry.Delay.FIXED, initial = "10s")
	@ThrottleRate(limit = 3, per = "PT1M")
	static class Flaky implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			if (context.failureCount() == 0) {
				throw new IllegalStateException("as the test wants");
			}
			return null;
		}

	}

	@RocketJob
	@ThrottleRate
	static class Nothing extends PlainJob {

	}

	@RocketJob
	@ThrottleRate(limit = 0)
	static class Zero extends PlainJob {

	}

	@RocketJob
	@ThrottleRate(limit = 1, per = "10ms")
	static class TooShort extends PlainJob {

	}

}
