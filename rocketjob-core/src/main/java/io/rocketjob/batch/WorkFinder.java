package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.job.ClaimedJob;
import io.rocketjob.job.Completions;
import io.rocketjob.job.JobClaimer;
import io.rocketjob.job.JobClaimer.Claimant;
import io.rocketjob.job.JobClaimer.Need;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.Work;
import io.rocketjob.job.WorkNews;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: decides what the workers of one server do next: jobs from the queue, or
 * slices of a batch that is processed. Holds what these workers share. To find is for one
 * thread; all else is thread-safe.
 */
public final class WorkFinder {

	private static final Logger logger = LoggerFactory.getLogger(WorkFinder.class);

	/** How many groups of jobs may wait for their deletion. */
	private static final int WAITING_GROUPS = 2;

	private final BatchEngine engine;

	private final Crew crew;

	private final FairShare shares = new FairShare(System::nanoTime);

	private final JobClaimer jobs;

	private final SliceGroups slices;

	private final Completions completions;

	private final int maxGroupSize;

	private final AcceptedBatches accepted;

	/**
	 * Makes one.
	 * @param engine the jobs, batches among them
	 * @param maxGroupSize how many jobs or slices to claim, or to end, at a time at most
	 * @param crew the workers
	 */
	public WorkFinder(BatchEngine engine, int maxGroupSize, Crew crew) {
		this.engine = engine;
		this.crew = crew;
		this.accepted = new AcceptedBatches(engine);
		this.maxGroupSize = maxGroupSize;
		this.jobs = engine.jobs().claimer(maxGroupSize);
		this.slices = new SliceGroups(engine, maxGroupSize);
		this.completions = engine.jobs().completions(WAITING_GROUPS * maxGroupSize);
	}

	/** Lets the ends of jobs and slices be stored in groups from now on. */
	public void start() {
		if (this.maxGroupSize > 1) {
			this.completions.start();
			this.slices.completions().start();
		}
	}

	/**
	 * Stores the ends of jobs and slices that are not stored yet.
	 * @param deadline until when, as of {@link System#nanoTime}
	 * @throws InterruptedException when the caller is interrupted
	 */
	public void stop(long deadline) throws InterruptedException {
		this.completions.stop(Duration.ofNanos(deadline - System.nanoTime()));
		this.slices.completions().stop(Duration.ofNanos(deadline - System.nanoTime()));
	}

	/** Gives back slices that have waited for a worker for too long. */
	public void giveBackOverdueSlices() {
		this.slices.giveBackOverdue();
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
		List<Document> open = this.accepted.of(server.filter());
		if (open.isEmpty()) {
			return work(this.jobs.next(server, need, null));
		}
		CrewSurvey survey = new CrewSurvey(this.crew, open);
		for (List<Document> batches : survey.byPriority()) {
			List<Document> candidates = batches.stream().filter(this.engine.work()::mayBeCandidate).toList();
			if (candidates.isEmpty() || !survey.hasPlace()) {
				continue;
			}
			int priority = JobDocument.priority(candidates.get(0));
			boolean isForJobs = (need.idle() > 0) ? this.shares.isForJobs(priority, survey.workers())
					: this.shares.mayJobsGoOn(priority, survey.workers());
			List<ClaimedJob> claimed = this.jobs.next(server, need, isForJobs ? priority : priority - 1);
			if (!claimed.isEmpty()) {
				this.shares.gaveJob(claimed.get(0).priority(), survey.workers());
				return work(claimed);
			}
			if (need.idle() == 0) {
				return List.of();
			}
			Join join = join(server, candidates, survey);
			if (join != null) {
				return List.of(join);
			}
		}
		return work(this.jobs.next(server, need, null));
	}

	private @Nullable Join join(Claimant server, List<Document> candidates, CrewSurvey survey) {
		Map<ObjectId, Document> byId = new HashMap<>();
		candidates.forEach((batch) -> byId.put(JobDocument.id(batch), batch));
		for (ObjectId id : this.shares.order(byId.keySet(), survey.workers())) {
			Document batch = Objects.requireNonNull(byId.get(id));
			Join join = !this.engine.work().isCandidate(batch) ? null : this.engine.work()
				.join(batch, server.id(), server.worker(), (this.maxGroupSize > 1) ? this.slices : null);
			if (join != null) {
				this.shares.sent(JobDocument.priority(batch), id, survey.workers());
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
		List<Document> open = this.accepted.of(server.filter());
		CrewSurvey survey = new CrewSurvey(this.crew, open);
		List<FairShare.Stay> stays = survey.stays();
		List<Work> leaving = new ArrayList<>(survey.notOpen());
		survey.tooMany().forEach((stay) -> leaving.add(stay.work()));
		if (stays.isEmpty()) {
			return leaving;
		}
		this.shares.forgetAllBut(open.stream().map(JobDocument::id).toList());
		int leastUrgent = stays.stream().mapToInt(FairShare.Stay::priority).max().getAsInt();
		Map<Integer, Integer> waitingJobs = idle ? Map.of()
				: survey.leftByThoseWhoLeave(this.jobs.waiting(server, leastUrgent, stays.size() + survey.leaving()));
		List<FairShare.Waiting> waitingBatches = open.stream()
			.filter((batch) -> JobDocument.priority(batch) <= leastUrgent && this.engine.work().mayBeCandidate(batch))
			.map((batch) -> new FairShare.Waiting(JobDocument.id(batch), JobDocument.priority(batch),
					this.engine.work().places(batch)))
			.filter((batch) -> batch.most() > 0)
			.toList();
		leaving.addAll(this.shares.crowdedOut(survey.workers(), stays, waitingJobs, waitingBatches));
		return leaving;
	}

	/**
	 * How long workers may be at batches before somebody looks whether they are wanted
	 * elsewhere.
	 * @return the interval
	 */
	public Duration recheckInterval() {
		return this.engine.recheckInterval();
	}

	private List<Work> work(List<ClaimedJob> claimed) {
		@Nullable Completions grouped = (this.maxGroupSize > 1) ? this.completions : null;
		return claimed.stream().<Work>map((job) -> new JobWork(this.engine, grouped, job)).toList();
	}

	/**
	 * Gives work back that has been found and not begun.
	 * @param work the work
	 * @param reason why
	 * @throws RuntimeException when the database cannot be reached; the same call may be
	 * made again
	 */
	public void giveBack(Collection<Work> work, String reason) {
		work.forEach((each) -> {
			if (each instanceof Join join) {
				join.leave();
			}
		});
		List<ClaimedJob> jobs = work.stream()
			.map(Work::job)
			.filter(Objects::nonNull)
			.filter((job) -> this.engine.jobs().runs().stopWaiting(job.held()))
			.toList();
		if (!jobs.isEmpty()) {
			try {
				this.engine.jobs().claims().undo(jobs);
			}
			catch (RuntimeException ex) {
				// so that the caller may try again
				this.engine.jobs().runs().await(jobs.stream().map(ClaimedJob::held).toList());
				throw ex;
			}
			this.engine.jobs().signal().tellOthers(new WorkNews(WorkNews.Kind.OLDER, null));
			logger.debug("Gave {} jobs back, because {}", jobs.size(), reason);
		}
	}

	/**
	 * How long a worker that found nothing may wait at most before it looks again.
	 * @param longest how long it would wait otherwise
	 * @return the time
	 */
	public Duration patience(Duration longest) {
		boolean open = !this.engine.open().list().isEmpty() && longest.compareTo(OpenBatches.MEMORY) > 0;
		Duration patience = open ? OpenBatches.MEMORY : longest;
		Duration recheck = this.engine.jobs().throttles().recheck();
		return (recheck != null && recheck.compareTo(patience) < 0) ? recheck : patience;
	}

}
