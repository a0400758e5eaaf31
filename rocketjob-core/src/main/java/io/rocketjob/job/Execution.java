package io.rocketjob.job;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

import io.rocketjob.Job;
import io.rocketjob.JobBean;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.CallbackChain;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.KotlinTypes;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Internal: what is done in a run.
 *
 * @param <F> the type of the fields
 */
public interface Execution<F extends @Nullable Object> {

	/**
	 * Does the work.
	 * @param bean the job bean
	 * @param callbacks the callbacks of its class
	 * @param run the run
	 * @return the result
	 * @throws Exception whatever went wrong
	 */
	@Nullable Object perform(JobBean<F> bean, CallbackChain<F> callbacks, Run<F> run) throws Exception;

	/**
	 * The transitions of the job that this run may be part of, so that their callbacks
	 * are to be called.
	 * @return the transitions
	 */
	Set<JobTransition> transitions();

	/**
	 * Whether it works with the fields of the job, which must be valid then.
	 * @return whether it does
	 */
	default boolean usesFields() {
		return true;
	}

	/**
	 * What the run is called in the log.
	 * @return the name of the job class and the id, and what part of the job it is
	 */
	String label();

	/**
	 * How important it is that the run starts and ends well.
	 * @return the level at which that is logged
	 */
	default Level level() {
		return Level.INFO;
	}

	/**
	 * Logs that the run has failed, once that is stored.
	 * @param run the run
	 * @param duration how long it took
	 * @param exception the stored form of what it has thrown
	 * @param loggable makes of that what may be logged
	 */
	default void logFailure(Run<F> run, Duration duration, Document exception, Supplier<Throwable> loggable) {
		run.logger().error("Failed {} after {} ms", run, duration.toMillis(), loggable.get());
	}

	/**
	 * Which part of the job it is, for those who count and observe runs.
	 * @return {@code perform}, or the phase of a batch in lower case
	 */
	default String phase() {
		return "perform";
	}

	/**
	 * Which slice is worked on.
	 * @return the number of its first record, {@code null} if it is the run of a job
	 */
	default @Nullable Long slice() {
		return null;
	}

	/**
	 * What must not be shown of what the run is working on, beside the fields of the job.
	 * @return what replaces it in texts
	 */
	default Redaction redaction() {
		return Redaction.NONE;
	}

	/**
	 * The run of a job that is no batch.
	 * @param job the job
	 * @param <F> the type of the fields
	 * @return what to do
	 */
	static <F extends @Nullable Object> Execution<F> ofJob(JobRecord job) {
		return new Execution<>() {

			@Override
			public @Nullable Object perform(JobBean<F> bean, CallbackChain<F> callbacks, Run<F> run) throws Exception {
				return KotlinTypes.withoutUnit(
						callbacks.perform(run.fields(), run, () -> ((Job<F>) bean).perform(run.fields(), run)));
			}

			@Override
			public Set<JobTransition> transitions() {
				return EnumSet.allOf(JobTransition.class);
			}

			@Override
			public String label() {
				return job.type() + " " + job.id();
			}

		};
	}

	/**
	 * What becomes of a job that fails before it is started.
	 * @param job the job
	 * @param thrown why it fails
	 * @return what to do
	 */
	static Execution<@Nullable Object> failing(JobRecord job, Throwable thrown) {
		return new Execution<>() {

			@Override
			public @Nullable Object perform(JobBean<@Nullable Object> bean, CallbackChain<@Nullable Object> callbacks,
					Run<@Nullable Object> run) throws Exception {
				if (thrown instanceof Error error) {
					throw error;
				}
				throw (thrown instanceof Exception exception) ? exception : new IllegalStateException(thrown);
			}

			@Override
			public Set<JobTransition> transitions() {
				return EnumSet.complementOf(EnumSet.of(JobTransition.START));
			}

			@Override
			public boolean usesFields() {
				return false;
			}

			@Override
			public String label() {
				return job.type() + " " + job.id();
			}

		};
	}

}
