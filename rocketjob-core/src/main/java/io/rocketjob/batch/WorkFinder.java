package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.GroupClaimer;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.Work;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: decides what the workers of one server do next: jobs from the queue, or
 * slices of a batch that is processed. Holds what these workers share. To find is for one
 * thread; all else is thread-safe.
 */
public final class WorkFinder {

	private final BatchWorkers crew;

	private final FairShare shares = new FairShare(System::nanoTime);

	private final GroupClaimer jobs;

	private final JobDispatch dispatch;

	private final AcceptedBatches accepted;

	private final BatchWork batches;

	private final @Nullable SliceGroups slices;

	/**
	 * Makes one.
	 * @param crew the workers
	 * @param jobs claims jobs
	 * @param dispatch makes work of claimed jobs
	 * @param accepted the batches that the server may work on
	 * @param batches lets workers join batches
	 * @param slices what the workers share of batches, {@code null} when each claims and
	 * ends slices by itself
	 */
	WorkFinder(BatchWorkers crew, GroupClaimer jobs, JobDispatch dispatch, AcceptedBatches accepted, BatchWork batches,
			@Nullable SliceGroups slices) {
		this.crew = crew;
		this.jobs = jobs;
		this.dispatch = dispatch;
		this.accepted = accepted;
		this.batches = batches;
		this.slices = slices;
	}

	/** Lets the ends of jobs and slices be stored in groups from now on. */
	public void start() {
		this.dispatch.start();
		if (this.slices != null) {
			this.slices.completions().start();
		}
	}

	/**
	 * Stores the ends of jobs and slices that are not stored yet.
	 * @param deadline until when, as of {@link System#nanoTime}
	 * @throws InterruptedException when the caller is interrupted
	 */
	public void stop(long deadline) throws InterruptedException {
		this.jobs.close();
		this.dispatch.stop(Duration.ofNanos(deadline - System.nanoTime()));
		if (this.slices != null) {
			this.slices.completions().stop(Duration.ofNanos(deadline - System.nanoTime()));
		}
	}

	/** Gives back slices that have waited for a worker for too long. */
	public void giveBackOverdueSlices() {
		if (this.slices != null) {
			this.slices.giveBackOverdue();
		}
	}

	/**
	 * Finds work: the most urgent, and of what is as urgent that which has fewer workers
	 * than its share. That is one thing for a worker that is idle, or several jobs whose
	 * runs are short.
	 * @param server in whose name
	 * @param need what for
	 * @return what to do, in order; none when there is nothing, or nothing for workers
	 * that are not yet idle
	 */
	public List<Work> next(Claimant server, Need need) {
		List<JobRecord> open = this.accepted.of(server.filter());
		if (open.isEmpty()) {
			return this.dispatch.work(this.jobs.next(server, need, null));
		}
		BatchWorkerSurvey survey = new BatchWorkerSurvey(this.crew, open);
		for (List<JobRecord> batches : survey.byPriority()) {
			List<JobRecord> candidates = batches.stream().filter(this.batches::mayBeCandidate).toList();
			if (candidates.isEmpty() || !survey.hasPlace()) {
				continue;
			}
			int priority = candidates.get(0).priority();
			boolean isForJobs = (need.idle() > 0) ? this.shares.isForJobs(priority, survey.workers())
					: this.shares.mayJobsGoOn(priority, survey.workers());
			List<ClaimedJob> claimed = this.jobs.next(server, need, isForJobs ? priority : priority - 1);
			if (!claimed.isEmpty()) {
				this.shares.gaveJob(claimed.get(0).priority(), survey.workers());
				return this.dispatch.work(claimed);
			}
			if (need.idle() == 0) {
				return List.of();
			}
			BatchSession join = join(server, candidates, survey);
			if (join != null) {
				return List.of(join);
			}
		}
		return this.dispatch.work(this.jobs.next(server, need, null));
	}

	private @Nullable BatchSession join(Claimant server, List<JobRecord> candidates, BatchWorkerSurvey survey) {
		Map<ObjectId, JobRecord> byId = new HashMap<>();
		candidates.forEach((batch) -> byId.put(batch.id(), batch));
		for (ObjectId id : this.shares.order(byId.keySet(), survey.workers())) {
			JobRecord batch = Objects.requireNonNull(byId.get(id));
			BatchSession join = !this.batches.isCandidate(batch) ? null
					: this.batches.join(batch, server.id(), server.worker(), this.slices);
			if (join != null) {
				this.shares.sent(batch.priority(), id, survey.workers());
				return join;
			}
		}
		return null;
	}

	/**
	 * Which workers are to leave their batch after the slice at hand: because there is
	 * more urgent work, others have less than their share, more workers are at batches
	 * than may be, or this server is no longer to work on the batch. Looks for jobs that
	 * wait, and claims none.
	 * @param server in whose name
	 * @param idle whether workers are idle, so that jobs need none of those
	 * @return what they are at
	 */
	public List<Work> crowdedOut(Claimant server, boolean idle) {
		List<JobRecord> open = this.accepted.of(server.filter());
		BatchWorkerSurvey survey = new BatchWorkerSurvey(this.crew, open);
		List<FairShare.Stay> stays = survey.stays();
		List<Work> leaving = new ArrayList<>(survey.notOpen());
		survey.tooMany().forEach((stay) -> leaving.add(stay.work()));
		if (stays.isEmpty()) {
			return leaving;
		}
		this.shares.forgetAllBut(open.stream().map(JobRecord::id).toList());
		int leastUrgent = stays.stream().mapToInt(FairShare.Stay::priority).max().getAsInt();
		Map<Integer, Integer> waitingJobs = idle ? Map.of()
				: survey.leftByThoseWhoLeave(this.jobs.waiting(server, leastUrgent, stays.size() + survey.leaving()));
		List<FairShare.Waiting> waitingBatches = open.stream()
			.filter((batch) -> batch.priority() <= leastUrgent && this.batches.mayBeCandidate(batch))
			.map((batch) -> new FairShare.Waiting(batch.id(), batch.priority(), this.batches.places(batch)))
			.filter((batch) -> batch.most() > 0)
			.toList();
		leaving.addAll(this.shares.crowdedOut(survey.workers(), stays, waitingJobs, waitingBatches));
		return leaving;
	}

	/**
	 * How long workers may be at batches before it is looked whether they are wanted
	 * elsewhere.
	 * @return the interval
	 */
	public Duration recheckInterval() {
		return this.batches.recheckInterval();
	}

	/**
	 * Whether jobs were claimed ahead and are not wanted in time.
	 * @return whether they are to be withdrawn
	 */
	public boolean hasOverdue() {
		return this.jobs.hasOverdue();
	}

	/**
	 * Takes away what was claimed ahead.
	 * @return the work, to be released
	 */
	public List<Work> withdraw() {
		return this.dispatch.work(this.jobs.withdraw());
	}

	/**
	 * Gives work back that has been found and not begun.
	 * @param work the work
	 * @param reason why
	 * @throws RuntimeException when the database cannot be reached; the same call may be
	 * made again
	 */
	public void release(Collection<Work> work, String reason) {
		work.forEach((each) -> {
			if (each instanceof BatchSession join) {
				join.leave();
			}
		});
		this.dispatch.release(work, reason);
	}

	/**
	 * How long a worker that found nothing may wait at most before it looks again.
	 * @param longest how long it would wait otherwise
	 * @return the time
	 */
	public Duration patience(Duration longest) {
		boolean open = this.batches.isAnyOpen() && longest.compareTo(OpenBatches.MEMORY) > 0;
		Duration patience = open ? OpenBatches.MEMORY : longest;
		Duration recheck = this.dispatch.recheck();
		return (recheck != null && recheck.compareTo(patience) < 0) ? recheck : patience;
	}

}
