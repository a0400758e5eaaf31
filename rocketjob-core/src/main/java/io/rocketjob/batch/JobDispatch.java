package io.rocketjob.batch;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.rocketjob.job.JobCompleter;
import io.rocketjob.job.UnbegunClaims;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.Work;
import io.rocketjob.work.WorkNotification;
import io.rocketjob.work.WorkSignal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes work for workers of claimed jobs, and releases jobs that no worker has begun.
 * Thread-safe.
 */
final class JobDispatch {

	private static final Logger logger = LoggerFactory.getLogger(JobDispatch.class);

	private final JobWork.Tools tools;

	private final UnbegunClaims unbegun;

	private final WorkSignal signal;

	private final @Nullable JobCompleter completions;

	/**
	 * Makes it.
	 * @param tools what it takes to run jobs
	 * @param unbegun releases jobs
	 * @param signal tells others of jobs that were given back
	 * @param completions stores the ends of jobs in groups, {@code null} to store each by
	 * itself
	 */
	JobDispatch(JobWork.Tools tools, UnbegunClaims unbegun, WorkSignal signal, @Nullable JobCompleter completions) {
		this.tools = tools;
		this.unbegun = unbegun;
		this.signal = signal;
		this.completions = completions;
	}

	/** Lets the ends of jobs be stored in groups from now on. */
	void start() {
		if (this.completions != null) {
			this.completions.start();
		}
	}

	/**
	 * Stores the ends of jobs that are not stored yet.
	 * @param patience how long that may take
	 * @throws InterruptedException when the caller is interrupted
	 */
	void stop(Duration patience) throws InterruptedException {
		if (this.completions != null) {
			this.completions.stop(patience);
		}
	}

	/**
	 * Makes work of jobs.
	 * @param claimed the jobs
	 * @return the work in the same order
	 */
	List<Work> work(List<ClaimedJob> claimed) {
		return claimed.stream().<Work>map((job) -> new JobWork(this.tools, this.completions, job)).toList();
	}

	/**
	 * Gives jobs back that have been found and not begun.
	 * @param work the work, that on batches among it
	 * @param reason why
	 * @throws RuntimeException when the database cannot be reached; the same call may be
	 * made again
	 */
	void release(Collection<Work> work, String reason) {
		List<ClaimedJob> jobs = work.stream()
			.map(Work::job)
			.filter(Objects::nonNull)
			.filter((job) -> this.tools.runs().stopWaiting(job.claimKey()))
			.toList();
		if (!jobs.isEmpty()) {
			try {
				this.unbegun.release(jobs);
			}
			catch (RuntimeException ex) {
				// so that the caller may try again
				this.tools.runs().await(jobs.stream().map(ClaimedJob::claimKey).toList());
				throw ex;
			}
			this.signal.tellOthers(new WorkNotification(WorkNotification.Kind.OLDER, null));
			logger.debug("Gave {} jobs back, because {}", jobs.size(), reason);
		}
	}

	/**
	 * How long until a throttle is to be asked again.
	 * @return the time, or {@code null} when none holds anything back
	 */
	@Nullable Duration recheck() {
		return this.tools.throttles().recheck();
	}

}
