package io.rocketjob.batch;

import java.util.Set;

import io.rocketjob.BatchPhase;
import io.rocketjob.JobBean;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.Execution;
import io.rocketjob.job.Run;
import io.rocketjob.jobclass.CallbackChain;
import org.jspecify.annotations.Nullable;

/**
 * Does what one worker does of a batch.
 */
final class PhaseExecution implements Execution<@Nullable Object> {

	private final JobRecord job;

	private final BatchPhase phase;

	private final Set<JobTransition> transitions;

	private final Action action;

	PhaseExecution(JobRecord job, BatchPhase phase, Set<JobTransition> transitions, Action action) {
		this.job = job;
		this.phase = phase;
		this.transitions = transitions;
		this.action = action;
	}

	@Override
	public @Nullable Object perform(JobBean<@Nullable Object> bean, CallbackChain<@Nullable Object> callbacks,
			Run<@Nullable Object> run) throws Exception {
		this.action.perform(run);
		return null;
	}

	@Override
	public Set<JobTransition> transitions() {
		return this.transitions;
	}

	@Override
	public String phase() {
		return this.phase.value();
	}

	@Override
	public String label() {
		return this.job.type() + " " + this.job.id() + switch (this.phase) {
			case BEFORE -> " (before its records)";
			case PROCESSING -> " (goes on with its records)";
			case AFTER -> " (after its records)";
		};
	}

	/** What is done. */
	@FunctionalInterface
	interface Action {

		void perform(Run<@Nullable Object> run) throws Exception;

	}

}
