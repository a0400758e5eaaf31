package io.rocketjob.plugin.throttle;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.test.JobQueue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What throttles can say, and what becomes of it. */
class ThrottleTests {

	private static final Duration RECHECK = Duration.ofSeconds(10);

	private final Gate gate = new Gate();

	private final TestSystem system = TestSystem.with((context) -> {
		context.registerBean(PlainJob.class);
		context.registerBean(OtherJob.class);
		context.registerBean(FreeJob.class);
		context.registerBean(MethodJob.class);
		context.registerBean(WaitingJob.class);
		context.registerBean(GatedBatch.class);
		context.registerBean(Gate.class, () -> this.gate);
	}).throttles(Map.of("both", 5)).start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobThatIsPostponedIsScheduled() {
		Instant later = this.system.clock.instant().plusSeconds(60);
		this.gate.decision = Decision.postpone(later, "the market is closed");
		JobInstance<Void> job = this.system.rocketJob.create(PlainJob.class, null);
		assertThat(drain()).isEmpty();
		JobInstance<Void> waiting = job.reload();
		assertThat(waiting.isScheduled()).isTrue();
		assertThat(waiting.runAt()).isCloseTo(later, within(1, ChronoUnit.MILLIS));
		assertThat(waiting.status().waitingFor()).isEqualTo("the market is closed");
		assertThat(waiting.startedAt()).isNull();
		assertThat(waiting.history()).isEmpty();
		assertThat(waiting.failureCount()).isZero();
		this.gate.decision = Decision.go();
		assertThat(drain()).isEmpty();
		this.system.clock.move(Duration.ofSeconds(61));
		assertThat(drain()).containsExactly(job.id());
		assertThat(this.gate.asked).hasSize(2);
	}

	@Test
	void aJobThatIsTakenOutOfItsPostponementSaysNothingOfIt() {
		this.gate.decision = Decision.postpone(this.system.clock.instant().plusSeconds(60), "the market is closed");
		JobInstance<Void> job = this.system.rocketJob.create(PlainJob.class, null);
		drain();
		assertThat(job.reload().runNow().status().waitingFor()).isNull();
	}

	@Test
	void aJobThatIsPostponedToThePastIsNotAskedForAtOnce() {
		this.gate.decision = Decision.postpone(this.system.clock.instant().minusSeconds(60), "late");
		this.system.rocketJob.create(PlainJob.class, null);
		assertThat(drain()).isEmpty();
		assertThat(this.gate.asked).hasSize(1);
	}

	@Test
	void aJobThatIsLeftOutLetsOthersOfItsClassGo() {
		ObjectId held = this.system.rocketJob.create(PlainJob.class, null).id();
		ObjectId other = this.system.rocketJob.create(PlainJob.class, null).id();
		this.gate.decision = Decision.leaveOut(Decision.What.JOB, RECHECK, "its account is locked");
		this.gate.only = held;
		assertThat(drain()).containsExactly(other);
		JobInstance<?> waiting = this.system.rocketJob.find(held).orElseThrow();
		assertThat(waiting.isScheduled()).isFalse();
		assertThat(waiting.state()).isEqualTo(JobState.QUEUED);
		assertThat(waiting.runAt()).isNull();
		assertThat(waiting.status().toString()).endsWith("its account is locked").startsWith("queued for");
		this.gate.decision = Decision.go();
		this.system.clock.move(RECHECK);
		assertThat(drain()).containsExactly(held);
	}

	@Test
	void aClassThatIsLeftOutIsNotAskedForUntilTheTimeIsOver() {
		List<ObjectId> jobs = IntStream.range(0, 5)
			.mapToObj((i) -> this.system.rocketJob.create(PlainJob.class, null).id())
			.toList();
		ObjectId free = this.system.rocketJob.create(FreeJob.class, null).id();
		this.gate.decision = Decision.leaveOut(Decision.What.CLASS, RECHECK, "the disk is full");
		assertThat(drain()).containsExactly(free);
		assertThat(drain()).isEmpty();
		assertThat(this.gate.asked).hasSize(1);
		JobInstance<?> last = this.system.rocketJob.find(jobs.get(4)).orElseThrow();
		assertThat(last.status().waitingFor()).isEqualTo("the disk is full");
		try (TestSystem other = TestSystem.with(PlainJob.class)
			.throttles(Map.of("both", 5))
			.sharing(this.system)
			.start()) {
			assertThat(other.rocketJob.find(jobs.get(4)).orElseThrow().status().waitingFor()).as("as others see it")
				.isEqualTo("the disk is full");
		}
		this.gate.decision = Decision.go();
		this.system.clock.move(RECHECK);
		assertThat(last.status().waitingFor()).isNull();
		assertThat(drain()).containsExactlyElementsOf(jobs);
	}

	@Test
	void aGroupThatIsLeftOutIsAllClassesThatShareIt() {
		this.system.rocketJob.create(PlainJob.class, null);
		JobInstance<Void> other = this.system.rocketJob.create(OtherJob.class, null);
		this.gate.decision = Decision.leaveOut(Decision.What.GROUP, RECHECK, "the disk is full");
		assertThat(drain()).isEmpty();
		assertThat(other.status().waitingFor()).isEqualTo("the disk is full");
		this.gate.decision = Decision.go();
		this.system.clock.move(RECHECK);
		assertThat(drain()).hasSize(2);
	}

	@Test
	void aThrottleThatThrowsFailsTheJobAndItsPlaceIsFree() {
		this.gate.error = new IllegalStateException("no connection");
		JobInstance<Void> job = this.system.rocketJob.create(PlainJob.class, null);
		assertThat(drain()).isEmpty();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(job.reload().exception().message()).isEqualTo("no connection");
		assertThat(this.system.engine.store().reload(job.id()).document()).doesNotContainKeys("slots", "claim");
		this.gate.error = null;
		job.retry();
		assertThat(drain()).containsExactly(job.id());
	}

	@Test
	void aThrottleMethodSeesTheFieldsAndSaysWhy() {
		MethodJob bean = this.system.bean(MethodJob.class);
		bean.closed = "acme";
		JobInstance<MethodJob.Fields> closed = this.system.rocketJob.create(MethodJob.class,
				new MethodJob.Fields("acme"));
		JobInstance<MethodJob.Fields> open = this.system.rocketJob.create(MethodJob.class,
				new MethodJob.Fields("other"));
		assertThat(drain()).containsExactly(open.id());
		assertThat(closed.reload().status().waitingFor()).isEqualTo("acme is closed");
		bean.closed = null;
		this.system.clock.move(Duration.ofSeconds(5));
		assertThat(drain()).containsExactly(closed.id());
	}

	@Test
	void aThrottleMethodMayLeaveOutTheClass() {
		MethodJob bean = this.system.bean(MethodJob.class);
		bean.busy = true;
		JobInstance<MethodJob.Fields> job = this.system.rocketJob.create(MethodJob.class, new MethodJob.Fields("acme"));
		assertThat(drain()).isEmpty();
		assertThat(job.status().waitingFor()).isEqualTo("its method isBusy says so");
		bean.busy = false;
		this.system.clock.move(RECHECK);
		assertThat(drain()).containsExactly(job.id());
	}

	@Test
	void aThrottleMethodThatThrowsIsNamedInTheFailure() {
		this.system.bean(MethodJob.class).error = new IllegalStateException("no connection");
		JobInstance<MethodJob.Fields> job = this.system.rocketJob.create(MethodJob.class, new MethodJob.Fields("acme"));
		assertThat(drain()).isEmpty();
		assertThat(job.reload().exception().message()).contains("@ThrottleMethod isBusy")
			.contains(MethodJob.class.getName());
	}

	@Test
	void aJobWaitsWhileJobsThatItDependsOnRun() {
		JobInstance<Void> free = this.system.rocketJob.create(FreeJob.class, null);
		JobInstance<Void> waiting = this.system.rocketJob.create(WaitingJob.class, null);
		assertThat(this.system.engine.claims().next(this.system.heartbeat.serverId(), "other:1")).isPresent();
		assertThat(drain()).isEmpty();
		assertThat(waiting.status().waitingFor()).isEqualTo("a job of FreeJob is running");
		free.abort("no longer wanted");
		this.system.clock.move(Duration.ofSeconds(1));
		assertThat(drain()).containsExactly(waiting.id());
	}

	@Test
	void slicesWaitAndTheBatchSaysWhatFor() {
		this.gate.slices = Decision.leaveOut(Decision.What.CLASS, RECHECK, "the night is over");
		BatchInstance<Void> batch = batch();
		drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.RUNNING);
		assertThat(batch.status().waitingFor()).isEqualTo("the night is over");
		assertThat(batch.status().recordsDone()).isZero();
		assertThat(drain()).isEmpty();
		assertThat(this.gate.askedForSlices).isEqualTo(1);
		this.gate.slices = Decision.go();
		this.system.clock.move(RECHECK);
		drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aThrottleOfSlicesThatThrowsFailsTheBatch() {
		this.gate.sliceError = new IllegalStateException("no connection");
		BatchInstance<Void> batch = batch();
		drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).isEqualTo("no connection");
	}

	private BatchInstance<Void> batch() {
		return this.system.rocketJob.batch(GatedBatch.class)
			.upload(IntStream.range(0, 10).mapToObj((i) -> "line " + i).toList())
			.create();
	}

	private List<ObjectId> drain() {
		return this.system.queue.drain().stream().map(JobQueue.Ran::id).toList();
	}

	/** Lets jobs pass, or not, as the test says. */
	static final class Gate implements JobPlugin {

		Decision decision = Decision.go();

		Decision slices = Decision.go();

		@Nullable ObjectId only;

		@Nullable Exception error;

		@Nullable Exception sliceError;

		int askedForSlices;

		final List<ObjectId> asked = new ArrayList<>();

		@Override
		public void contribute(PluggableClass jobClass) {
			if (jobClass.type() == PlainJob.class) {
				jobClass.throttle((job) -> {
					this.asked.add(job.id());
					if (this.error != null) {
						throw this.error;
					}
					return (this.only == null || this.only.equals(job.id())) ? this.decision : Decision.go();
				});
			}
			if (jobClass.type() == GatedBatch.class) {
				jobClass.throttleSlices((job) -> {
					this.askedForSlices++;
					if (this.sliceError != null) {
						throw this.sliceError;
					}
					return this.slices;
				});
			}
		}

	}

	/** Has the throttle of the test. */
	@RocketJob(destroyOnComplete = false)
	@ThrottleRunningJobs(group = "both")
	static class PlainJob extends ThrottleRunningJobsTests.NoOp {

	}

	/** Shares a group with it. */
	@RocketJob(destroyOnComplete = false)
	@ThrottleRunningJobs(group = "both")
	static class OtherJob extends ThrottleRunningJobsTests.NoOp {

	}

	/** Has none. */
	@RocketJob(destroyOnComplete = false)
	static class FreeJob extends ThrottleRunningJobsTests.NoOp {

	}

	/** Waits for others. */
	@RocketJob(destroyOnComplete = false)
	@ThrottleDependentJobs(FreeJob.class)
	static class WaitingJob extends ThrottleRunningJobsTests.NoOp {

	}

	/** Has throttles of its own. */
	@RocketJob(destroyOnComplete = false)
	static class MethodJob implements Job<MethodJob.Fields> {

		volatile @Nullable String closed;

		volatile boolean busy;

		volatile @Nullable RuntimeException error;

		record Fields(String account) {
		}

		@ThrottleMethod(leaveOut = Decision.What.JOB, recheck = "5s")
		@Nullable String closed(PluginJob job, Fields fields) {
			return fields.account().equals(this.closed) ? fields.account() + " is closed" : null;
		}

		@ThrottleMethod
		boolean isBusy() {
			if (this.error != null) {
				throw this.error;
			}
			return this.busy;
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

	/** Its slices have a throttle. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 5)
	static class GatedBatch implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			return null;
		}

	}

}
