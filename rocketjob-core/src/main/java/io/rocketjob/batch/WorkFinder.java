package io.rocketjob.batch;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.rocketjob.job.ClaimFilter;
import io.rocketjob.job.ClaimedJob;
import io.rocketjob.job.Completions;
import io.rocketjob.job.JobClaimer;
import io.rocketjob.job.JobClaimer.Claimant;
import io.rocketjob.job.JobClaimer.Need;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.JobThrottles;
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

	private final JobClaimer jobs;

	private final SliceGroups slices;

	private final Completions completions;

	private final int maxGroupSize;

	/** Which batches a filter has let through. */
	private @Nullable Accepted accepted;

	/**
	 * Makes one.
	 * @param engine the jobs, batches among them
	 * @param maxGroupSize how many jobs or slices to claim, or to end, at a time at most
	 */
	public WorkFinder(BatchEngine engine, int maxGroupSize) {
		this.engine = engine;
		this.maxGroupSize = maxGroupSize;
		this.jobs = new JobClaimer(engine.jobs(), maxGroupSize);
		this.slices = new SliceGroups(engine, maxGroupSize);
		this.completions = new Completions(engine.jobs(), WAITING_GROUPS * maxGroupSize);
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
	 * Finds work: the most urgent, and the oldest of what is as urgent. That is one thing
	 * for a worker that is idle, or several jobs whose runs are short.
	 * @param server in whose name
	 * @param need what for
	 * @return what to do, in order; none when there is nothing, or nothing for workers
	 * that are not yet idle
	 */
	public List<Work> next(Claimant server, Need need) {
		for (Document batch : openBatches(server.filter())) {
			if (!((need.idle() > 0) ? this.engine.work().isCandidate(batch)
					: this.engine.work().mayBeCandidate(batch))) {
				continue;
			}
			List<ClaimedJob> claimed = this.jobs.next(server, need, batch);
			if (!claimed.isEmpty()) {
				return work(claimed);
			}
			if (need.idle() == 0) {
				return List.of();
			}
			Join join = this.engine.work()
				.join(batch, server.id(), server.worker(), (this.maxGroupSize > 1) ? this.slices : null);
			if (join != null) {
				return List.of(join);
			}
		}
		return work(this.jobs.next(server, need, null));
	}

	/**
	 * The open batches that a server may work on. Where that takes a query, it is asked
	 * each time that the list is read.
	 */
	private List<Document> openBatches(ClaimFilter filter) {
		List<Document> all = this.engine.open().list();
		if (filter.isNone() || all.isEmpty()) {
			return all;
		}
		Accepted last = this.accepted;
		if (last == null || last.all() != all || last.filter() != filter) {
			last = new Accepted(all, filter, accepted(all, filter));
			this.accepted = last;
		}
		return last.batches();
	}

	private List<Document> accepted(List<Document> all, ClaimFilter filter) {
		List<Document> some = all.stream()
			.filter((batch) -> filter.accepts(JobDocument.type(batch), this.engine.jobs().classes()))
			.toList();
		if (!filter.hasQuery() || some.isEmpty()) {
			return some;
		}
		Document query = new Document(JobDocument.ID, new Document("$in", some.stream().map(JobDocument::id).toList()));
		Set<ObjectId> matching = new HashSet<>();
		this.engine.jobs()
			.jobs()
			.find(filter.addTo(query))
			.hint(JobDocument.BY_ID)
			.projection(JobDocument.BY_ID)
			.forEach((batch) -> matching.add(JobDocument.id(batch)));
		return some.stream().filter((batch) -> matching.contains(JobDocument.id(batch))).toList();
	}

	private List<Work> work(List<ClaimedJob> claimed) {
		return claimed.stream().<Work>map(JobWork::new).toList();
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

	private record Accepted(List<Document> all, ClaimFilter filter, List<Document> batches) {
	}

	/** The run of a job. */
	private final class JobWork implements Work {

		private final ClaimedJob job;

		JobWork(ClaimedJob job) {
			this.job = job;
		}

		@Override
		public void run(String server, String worker, BooleanSupplier goOn) {
			JobThrottles throttles = WorkFinder.this.engine.jobs().throttles();
			JobThrottles.Answer answer = throttles.ask(this.job);
			if (!WorkFinder.this.engine.jobs().runs().stopWaiting(this.job.held())) {
				logger.info("{} is not started, because it was ended or taken by somebody else meanwhile", this.job);
				return;
			}
			ClaimedJob mine = this.job.forWorker(worker);
			if (!throttles.letsStart(mine, answer, server)) {
				return;
			}
			if (WorkFinder.this.maxGroupSize == 1 || JobDocument.isBatch(mine.document())) {
				WorkFinder.this.engine.run(mine, server);
			}
			else {
				WorkFinder.this.engine.jobs().runner().run(mine, server, WorkFinder.this.completions);
			}
		}

		@Override
		public ClaimedJob job() {
			return this.job;
		}

		@Override
		public String toString() {
			return this.job.toString();
		}

	}

}
