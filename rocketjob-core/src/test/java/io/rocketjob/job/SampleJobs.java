package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/** Job classes that tests share. */
final class SampleJobs {

	private SampleJobs() {
	}

	/** Does what the test says. */
	@RocketJob(destroyOnComplete = false)
	static class ScriptJob implements Job<ScriptJob.Fields> {

		volatile Script script = (fields, context) -> fields.text();

		final List<String> ran = Collections.synchronizedList(new ArrayList<>());

		record Fields(@NotBlank String text, @Max(100) int number) {

			Fields(String text) {
				this(text, 0);
			}

		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) throws Exception {
			this.ran.add(fields.text());
			return this.script.run(fields, context);
		}

		void fails(Callable<? extends Throwable> exception) {
			this.script = (fields, context) -> {
				throw sneaky(exception.call());
			};
		}

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
			throw (T) thrown;
		}

		interface Script {

			@Nullable Object run(Fields fields, JobContext context) throws Exception;

		}

	}

	/** Runs until the test lets it go; can be interrupted and paused. */
	@RocketJob(destroyOnComplete = false, interruptible = true, pausable = true)
	static class WaitingJob implements Job<Void> {

		final CountDownLatch started = new CountDownLatch(1);

		final CountDownLatch released = new CountDownLatch(1);

		@Override
		public @Nullable Object perform(Void fields, JobContext context) throws Exception {
			this.started.countDown();
			if (!this.released.await(20, TimeUnit.SECONDS)) {
				throw new IllegalStateException("The test did not release the job");
			}
			return "released";
		}

	}

}
