package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.rocketjob.AbortJobException;
import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.TransitionContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Callbacks of job classes and of other beans. */
class CallbackTests {

	private static final List<String> CALLS = Collections.synchronizedList(new ArrayList<>());

	private static volatile @Nullable String failAt;

	private static volatile boolean abort;

	private final TestSystem system = TestSystem
		.with(CallbackJob.class, OtherJob.class, FirstPlugin.class, SecondPlugin.class)
		.start();

	@BeforeEach
	void setUp() {
		CALLS.clear();
		failAt = null;
		abort = false;
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void beforeCallbacksRunInOrderAndAfterCallbacksInReverse() {
		this.system.rocketJob.create(CallbackJob.class, new CallbackJob.Fields("text"));
		this.system.queue.drain();
		assertThat(CALLS).containsExactly("first before start", "second before start", "job before start",
				"job after start", "second after start", "first after start", "first before perform",
				"second before perform", "job before perform", "first around", "second around", "job around", "perform",
				"job after perform", "second after perform", "first after perform", "first before complete",
				"second before complete", "job before complete", "job after complete", "second after complete",
				"first after complete");
	}

	@Test
	void aBeanThatIsNoJobClassChoosesTheClassesItIsCalledFor() {
		this.system.rocketJob.create(OtherJob.class, null);
		this.system.queue.drain();
		assertThat(CALLS).isNotEmpty().allMatch((call) -> call.startsWith("first "));
	}

	@Test
	void transitionsByHandCallThemToo() {
		JobInstance<CallbackJob.Fields> job = this.system.rocketJob.create(CallbackJob.class,
				new CallbackJob.Fields("text"));
		job.pause().resume().fail("by hand").retry().abort("enough");
		assertThat(CALLS).filteredOn((call) -> call.startsWith("job "))
			.containsExactly("job before pause", "job after pause", "job before resume", "job after resume",
					"job before fail", "job after fail", "job before retry", "job after retry", "job before abort",
					"job after abort");
	}

	@Test
	void anExceptionBeforeTheStartFailsTheJob() {
		assertFailsAt("second before start");
		assertThat(CALLS).doesNotContain("perform").contains("job before fail", "job after fail");
	}

	@Test
	void anExceptionAfterTheStartFailsTheJob() {
		assertFailsAt("job after start");
	}

	@Test
	void anExceptionAroundPerformFailsTheJob() {
		assertFailsAt("second around");
	}

	@Test
	void anExceptionAfterPerformFailsTheJob() {
		assertFailsAt("first after perform");
	}

	@Test
	void anExceptionBeforeTheCompletionFailsTheJob() {
		assertFailsAt("job before complete");
	}

	@Test
	void anExceptionAfterTheCompletionChangesNothing() {
		failAt = "second after complete";
		assertThat(run().state()).isEqualTo(JobState.COMPLETED);
		assertThat(CALLS).contains("first after complete");
	}

	@Test
	void anExceptionBeforeTheFailureDoesNotStopIt() {
		failAt = "perform";
		JobInstance<CallbackJob.Fields> job = run();
		CALLS.clear();
		job.retry();
		failAt = "fail";
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
	}

	@Test
	void aBeforeCallbackMayAbortTheJob() {
		failAt = "job before start";
		abort = true;
		JobInstance<CallbackJob.Fields> job = run();
		assertThat(job.state()).isEqualTo(JobState.ABORTED);
		assertThat(CALLS).doesNotContain("perform").contains("job before abort", "job after abort");
	}

	@Test
	void anExceptionBeforeATransitionByHandStopsItAndReachesTheCaller() {
		JobInstance<CallbackJob.Fields> job = this.system.rocketJob.create(CallbackJob.class,
				new CallbackJob.Fields("text"));
		failAt = "job before pause";
		assertThatIllegalStateException().isThrownBy(job::pause).withMessage("job before pause");
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void fieldsThatACallbackChangesAreStored() {
		JobInstance<CallbackJob.Fields> job = this.system.rocketJob.create(CallbackJob.class,
				new CallbackJob.Fields("change me"));
		assertThat(job.pause().fields().text()).isEqualTo("changed");
	}

	private void assertFailsAt(String call) {
		failAt = call;
		JobInstance<CallbackJob.Fields> job = run();
		assertThat(job.state()).isEqualTo(JobState.FAILED);
		assertThat(job.exception()).isNotNull();
		assertThat(job.exception().message()).isEqualTo(call);
	}

	private JobInstance<CallbackJob.Fields> run() {
		JobInstance<CallbackJob.Fields> job = this.system.rocketJob.create(CallbackJob.class,
				new CallbackJob.Fields("text"));
		this.system.queue.drain();
		return job.reload();
	}

	private static void called(String call) {
		CALLS.add(call);
		if (call.equals(failAt) || ("fail".equals(failAt) && call.endsWith("before fail"))
				|| ("fail".equals(failAt) && call.equals("perform"))) {
			throw abort ? new AbortJobException(call) : new IllegalStateException(call);
		}
	}

	private abstract static class Recording<F extends @Nullable Object> implements JobCallbacks<F> {

		private final String who;

		Recording(String who) {
			this.who = who;
		}

		@Override
		public void before(JobTransition transition, TransitionContext<F> context) {
			called(this.who + " before " + transition.name().toLowerCase(Locale.ROOT));
		}

		@Override
		public void after(JobTransition transition, TransitionContext<F> context) {
			called(this.who + " after " + transition.name().toLowerCase(Locale.ROOT));
		}

		@Override
		public void beforePerform(F fields, JobContext context) {
			called(this.who + " before perform");
		}

		@Override
		public @Nullable Object aroundPerform(F fields, JobContext context, Callable<@Nullable Object> perform)
				throws Exception {
			called(this.who + " around");
			return perform.call();
		}

		@Override
		public void afterPerform(F fields, JobContext context) {
			called(this.who + " after perform");
		}

	}

	@Order(1)
	static class FirstPlugin extends Recording<Object> {

		FirstPlugin() {
			super("first");
		}

	}

	@Order(2)
	static class SecondPlugin extends Recording<Object> {

		SecondPlugin() {
			super("second");
		}

		@Override
		public boolean appliesTo(Class<?> jobClass) {
			return jobClass == CallbackJob.class;
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class CallbackJob extends Recording<CallbackJob.Fields> implements Job<CallbackJob.Fields> {

		record Fields(String text) {
		}

		CallbackJob() {
			super("job");
		}

		@Override
		public void before(JobTransition transition, TransitionContext<Fields> context) {
			super.before(transition, context);
			if (context.fields().text().equals("change me")) {
				context.updateFields(new Fields("changed"));
			}
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			called("perform");
			return null;
		}

	}

	@RocketJob
	static class OtherJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
