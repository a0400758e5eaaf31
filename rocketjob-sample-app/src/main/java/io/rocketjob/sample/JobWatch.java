package io.rocketjob.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import org.bson.types.ObjectId;

import org.springframework.data.mongodb.core.query.Criteria;

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
					throw new IllegalStateException(job.jobClass() + " " + job.id() + " should be " + state.value()
							+ ", but is " + job.state().value() + ": " + job.exception());
				}
			}
			if (System.nanoTime() - this.start > this.patience.toNanos()) {
				throw new IllegalStateException(missing.size() + " jobs were not " + state.value() + " within "
						+ this.patience.toSeconds() + " s; the first is " + missing.get(0).jobClass() + " "
						+ missing.get(0).id() + ", " + missing.get(0).state().value());
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
	}

	private Map<ObjectId, JobInstance<?>> read() {
		Map<ObjectId, JobInstance<?>> jobs = new LinkedHashMap<>();
		this.rocketJob.jobs()
			.where(Criteria.where("_id").in(this.ids))
			.list()
			.forEach((job) -> jobs.put(job.id(), job));
		if (jobs.size() < this.ids.size()) {
			throw new IllegalStateException(this.ids.size() - jobs.size() + " jobs were deleted by somebody else");
		}
		return jobs;
	}

	@Override
	public void close() {
		this.display.close();
	}

}
