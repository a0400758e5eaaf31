package io.rocketjob.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.rocketjob.JobFailure;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import org.bson.types.ObjectId;

/**
 * Waits for the jobs of this run, found by their ids: the database may hold jobs of
 * earlier runs, and others may be running now. Shows the progress meanwhile.
 */
class JobWatch implements AutoCloseable {

	private static final long POLL_MILLIS = 100;

	private final RocketJobTemplate rocketJob;

	private final ProgressDisplay display;

	private final Duration patience;

	private final long start = System.nanoTime();

	private final List<ObjectId> ids = new ArrayList<>();

	JobWatch(RocketJobTemplate rocketJob, ProgressDisplay display, Duration patience) {
		this.rocketJob = rocketJob;
		this.display = display;
		this.patience = patience;
	}

	void add(ObjectId id) {
		this.ids.add(id);
	}

	JobInstance<?> await(ObjectId id, JobState state) throws InterruptedException {
		return await(List.of(id), state).get(0);
	}

	/**
	 * Waits until jobs are in a state.
	 * @param wanted the ids of the jobs
	 * @param state the state
	 * @return the jobs, in the order of the ids
	 * @throws IllegalStateException when one of them has ended in another state, or the
	 * time is over
	 */
	List<JobInstance<?>> await(Collection<ObjectId> wanted, JobState state) throws InterruptedException {
		while (true) {
			Map<ObjectId, JobInstance<?>> jobs = read();
			this.display.show(jobs.values());
			List<JobInstance<?>> missing = jobs.values()
				.stream()
				.filter((job) -> wanted.contains(job.id()) && job.state() != state)
				.toList();
			if (missing.isEmpty()) {
				return wanted.stream().<JobInstance<?>>map(jobs::get).toList();
			}
			for (JobInstance<?> job : missing) {
				if (job.completedAt() != null) {
					throw new IllegalStateException(describe(job) + ", but should be " + state.value());
				}
			}
			if (System.nanoTime() - this.start > this.patience.toNanos()) {
				throw new IllegalStateException("Not " + state.value() + " within " + this.patience.toSeconds() + " s: "
						+ missing.stream().map(JobWatch::describe).collect(Collectors.joining(", ")));
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
	}

	private Map<ObjectId, JobInstance<?>> read() {
		Map<ObjectId, JobInstance<?>> jobs = new LinkedHashMap<>();
		this.rocketJob.jobs().ids(this.ids).list().forEach((job) -> jobs.put(job.id(), job));
		if (jobs.size() < this.ids.size()) {
			throw new IllegalStateException(this.ids.size() - jobs.size() + " jobs were deleted by somebody else");
		}
		return jobs;
	}

	private static String describe(JobInstance<?> job) {
		JobFailure failure = job.exception();
		return job.jobClass() + " " + job.id() + " is " + job.state().value()
				+ ((failure != null) ? " (" + failure + ")" : "");
	}

	@Override
	public void close() {
		this.display.close();
	}

}
