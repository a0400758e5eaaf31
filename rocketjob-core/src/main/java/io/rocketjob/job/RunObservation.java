package io.rocketjob.job;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.rocketjob.logging.Redaction;
import io.rocketjob.observation.JobRunObservationContext;
import io.rocketjob.observation.RunOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The observation of one run. Ends once, by the thread of the run or by the one that has
 * ended the run instead of it.
 */
final class RunObservation {

	/** Observes nothing. */
	static final RunObservation NONE = new RunObservation(null, Observation.NOOP);

	/** The other ends are not errors, whatever the job has thrown. */
	private static final Set<RunOutcome> ERRORS = EnumSet.of(RunOutcome.FAILED, RunOutcome.RETRIED);

	private final @Nullable JobRunObservationContext context;

	private final Observation observation;

	private final AtomicBoolean stopped = new AtomicBoolean();

	private Observation.@Nullable Scope scope;

	RunObservation(@Nullable JobRunObservationContext context, Observation observation) {
		this.context = context;
		this.observation = observation;
	}

	/**
	 * Begins it, and makes it the present one of the calling thread.
	 */
	void open() {
		if (this.context != null) {
			this.observation.start();
			this.scope = this.observation.openScope();
		}
	}

	/**
	 * Gives the calling thread back what was its present observation before.
	 */
	void close() {
		if (this.scope != null) {
			this.scope.close();
		}
	}

	/**
	 * Ends it, unless that is done.
	 * @param outcome how the run has ended
	 * @param thrown what was thrown, if anything was
	 * @param redaction what must not be shown of it
	 */
	void stop(RunOutcome outcome, @Nullable Throwable thrown, Supplier<Redaction> redaction) {
		if (this.context != null && this.stopped.compareAndSet(false, true)) {
			this.context.outcome(outcome);
			if (thrown != null && ERRORS.contains(outcome)) {
				this.context.failedWith(thrown.getClass());
				// a span shows the texts of exceptions
				this.observation.error(redaction.get().loggable(thrown));
			}
			this.observation.stop();
		}
	}

}
