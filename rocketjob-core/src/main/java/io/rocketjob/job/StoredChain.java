package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.rocketjob.ChainInstance;
import io.rocketjob.ChainStatus;
import io.rocketjob.ChainStep;
import io.rocketjob.Job;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.RocketJobException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.document.JobFields;
import io.rocketjob.jobclass.JobClass;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;

/**
 * A chain, read from its jobs by one query of an index.
 */
final class StoredChain implements ChainInstance {

	/** What decides how a chain stands: the first that one of its steps is in. */
	private static final List<JobState> DECISIVE = List.of(JobState.ABORTED, JobState.FAILED, JobState.PAUSED);

	private final JobEngine engine;

	private final RocketJobTemplate rocketJob;

	private final String id;

	StoredChain(JobEngine engine, RocketJobTemplate rocketJob, String id) {
		this.engine = engine;
		this.rocketJob = rocketJob;
		this.id = id;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String name() {
		return this.id.substring(0, this.id.lastIndexOf(':'));
	}

	@Override
	public List<JobInstance<?>> steps() {
		return this.rocketJob.jobs()
			.where(Criteria.where(JobFields.CHAIN_KEY).is(this.id))
			.sort(Sort.by(JobFields.CHAIN_STEP))
			.list()
			.stream()
			.<JobInstance<?>>map((job) -> job)
			.toList();
	}

	@Override
	public ChainStatus status() {
		List<JobInstance<?>> present = steps();
		if (present.isEmpty()) {
			throw new RocketJobException("No step of the chain " + this.id + " is stored any more");
		}
		int steps = step(present.get(0)).of();
		int completed = steps;
		JobInstance<?> current = null;
		Set<JobState> states = EnumSet.noneOf(JobState.class);
		for (JobInstance<?> job : present) {
			states.add(job.state());
			completed -= (job.state() != JobState.COMPLETED) ? 1 : 0;
			current = (current == null && job.state() != JobState.COMPLETED) ? job : current;
		}
		int number = (current != null) ? step(current).number() : steps;
		int percent = (100 * completed + ((current != null) ? percent(current) : 0)) / steps;
		JobState state = state(states, completed, steps);
		String what = (current != null) ? " (" + current.jobClass() + ")" : "";
		return new ChainStatus(state, number, steps, percent,
				state.value() + ": step " + number + " of " + steps + what + ", " + percent + "%");
	}

	private static JobState state(Set<JobState> states, int completed, int steps) {
		for (JobState state : DECISIVE) {
			if (states.contains(state)) {
				return state;
			}
		}
		if (completed == steps) {
			return JobState.COMPLETED;
		}
		return (completed > 0 || states.contains(JobState.RUNNING)) ? JobState.RUNNING : JobState.QUEUED;
	}

	private static ChainStep step(JobInstance<?> job) {
		return Objects.requireNonNull(job.chainStep(), "a step of a chain");
	}

	private int percent(JobInstance<?> job) {
		JobClass<?> known = this.engine.classes().find(job.jobClass());
		if (known == null || Job.class.isAssignableFrom(known.type())) {
			return job.percentComplete();
		}
		try {
			return this.rocketJob.batch(job.id()).percentComplete();
		}
		catch (JobNotFoundException ex) {
			return 0;
		}
	}

	@Override
	public void retry() {
		List<JobInstance<?>> failed = steps().stream().filter((job) -> job.state() == JobState.FAILED).toList();
		if (failed.isEmpty()) {
			throw new RocketJobException("No step of the chain " + this.id + " has failed, so none can be retried");
		}
		failed.forEach(JobInstance::retry);
	}

	@Override
	public int abort(@Nullable String reason) {
		List<JobInstance<?>> last = new ArrayList<>(steps());
		Collections.reverse(last);
		int aborted = 0;
		for (JobInstance<?> job : last) {
			aborted += isAborted(job, reason) ? 1 : 0;
		}
		return aborted;
	}

	private static boolean isAborted(JobInstance<?> job, @Nullable String reason) {
		try {
			if (!job.state().isFinal()) {
				job.abort(reason);
				return true;
			}
		}
		catch (JobStateException | JobNotFoundException ex) {
			// it has ended meanwhile
		}
		return false;
	}

	@Override
	public String toString() {
		return "chain " + this.id;
	}

}
