package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import com.mongodb.MongoInterruptedException;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ClaimRange.Place;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.QueueWindow;
import io.rocketjob.work.WorkRecorder;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the way of one server through the queue. Claims several jobs at a time where
 * their runs are short and one where they are long, and goes on from where it was: what
 * has been claimed leaves entries at the head of the index that each look from there has
 * to step over. Not thread-safe.
 */
public final class GroupClaimer {

	/** How many bytes of jobs are claimed together, about. */
	private static final long MOST_BYTES = 4 * 1024 * 1024;

	/** How long jobs may wait that were taken ahead. */
	private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

	private final JobClaims claims;

	private final JobThrottles throttles;

	private final ActiveRuns runs;

	private final WorkRecorder recorder;

	private final QueueWindow<ClaimRange, JobRecord> queue;

	/** Takes the next jobs while those before are read. */
	private final @Nullable ExecutorService ahead;

	private @Nullable Future<?> takingAhead;

	/** What may have been taken and is not read yet, the oldest first. */
	private final Deque<TakenJobs> unread = new ConcurrentLinkedDeque<>();

	/** Whether the last call has asked the database for work. */
	private boolean looked;

	/** The class of the job that was claimed last. */
	private @Nullable String lastType;

	/** How long it took to take the last group. */
	private long takeNanos;

	/**
	 * Makes one that begins at the head.
	 * @param claims claims jobs
	 * @param throttles what holds jobs back
	 * @param runs the runs of this process
	 * @param recorder what counts claims
	 * @param queue what it sees of the queue
	 * @param ahead one thread that takes the next jobs while those before are read, and
	 * is ended by {@link #close}; {@code null} to take none ahead
	 */
	GroupClaimer(JobClaims claims, JobThrottles throttles, ActiveRuns runs, WorkRecorder recorder,
			QueueWindow<ClaimRange, JobRecord> queue, @Nullable ExecutorService ahead) {
		this.claims = claims;
		this.throttles = throttles;
		this.runs = runs;
		this.recorder = recorder;
		this.queue = queue;
		this.ahead = ahead;
	}

	/**
	 * Claims the first jobs of the queue that this process can run. Several where their
	 * runs are short, with the name of the server as that of their worker; one where it
	 * may be long, and only for a worker that is idle. They wait for a worker from then
	 * on, as far as {@link ActiveRuns} is concerned.
	 * @param server in whose name
	 * @param need what for
	 * @param upTo claims only jobs of this priority or more urgent ones, if given; what
	 * was taken before is returned all the same
	 * @return the jobs in their order; none when nothing is to be done, or nothing may be
	 * claimed for a worker that is not yet idle
	 */
	public List<ClaimedJob> next(Claimant server, Need need, @Nullable Integer upTo) {
		long start = System.nanoTime();
		try {
			awaitAhead();
			this.looked = false;
			List<ClaimedJob> claimed = attended(claim(server, need, upTo));
			if (this.looked) {
				this.recorder.claimed(claimed.size(), System.nanoTime() - start);
			}
			return claimed;
		}
		catch (RuntimeException ex) {
			this.recorder.claimFailed(System.nanoTime() - start);
			throw ex;
		}
	}

	private List<ClaimedJob> claim(Claimant server, Need need, @Nullable Integer upTo) {
		while (true) {
			// until then the group ahead is not known to be taken, nor is the place in
			// the
			// queue
			awaitAhead();
			TakenJobs taken = this.unread.peekFirst();
			if (taken == null) {
				Taking next = isShort(this.lastType) ? take(server, need, upTo) : Taking.ALONE;
				if (next == Taking.DONE) {
					continue;
				}
				return (next == Taking.ALONE) ? single(ranges(server, upTo, null), server, need) : List.of();
			}
			if (upTo == null) {
				takeAhead(taken, server, need);
			}
			List<ClaimedJob> claimed = read(taken, server.id());
			if (!claimed.isEmpty()) {
				return claimed;
			}
		}
	}

	private List<ClaimedJob> attended(List<ClaimedJob> claimed) {
		this.runs.await(claimed.stream().map(ClaimedJob::claimKey).toList());
		return claimed;
	}

	/**
	 * Claims one job, always the first: who takes long should take what is most urgent.
	 */
	private List<ClaimedJob> single(List<ClaimRange> ranges, Claimant server, Need need) {
		this.queue.toHead();
		if (need.idle() > 0) {
			for (ClaimRange range : ranges) {
				this.looked = true;
				ClaimedJob job = this.claims.first(range, server.id(), server.worker());
				if (job != null) {
					this.lastType = job.job().type();
					return List.of(job);
				}
			}
		}
		return List.of();
	}

	/**
	 * Takes a group, which is to be read then.
	 */
	private Taking take(Claimant server, Need need, @Nullable Integer upTo) {
		long start = System.nanoTime();
		List<ClaimRange> ranges = ranges(server, upTo, this.queue.goOn());
		ClaimRange all = (upTo == null && !ranges.isEmpty()) ? ranges.get(ranges.size() - 1) : null;
		for (ClaimRange each : ranges) {
			ClaimRange range = each;
			List<JobRecord> first = candidates(range, all);
			while (!first.isEmpty()) {
				List<JobRecord> together = shortOnes(first);
				if (together.isEmpty() && this.queue.beginsWithLong()) {
					first = candidates(range, null);
					continue;
				}
				if (together.isEmpty()) {
					// nothing behind it may be taken before it
					return Taking.ALONE;
				}
				if (take(first, together, server, need, all)) {
					this.takeNanos = System.nanoTime() - start;
					return Taking.DONE;
				}
				// others were faster: there is more behind; or a class may start no more
				range = range.of(this.throttles.claimable(range.types()));
				first = range.types().isEmpty() ? List.of() : candidates(range, null);
			}
		}
		JobRecord seen = this.queue.seen();
		if (upTo != null && seen != null && upTo < seen.priority()) {
			// there may be more where it was
			return Taking.NOTHING;
		}
		this.queue.toHead();
		if (need.idle() > 0) {
			// the next one will come alone
			this.lastType = null;
		}
		return Taking.NOTHING;
	}

	private List<JobRecord> candidates(ClaimRange range, @Nullable ClaimRange all) {
		this.looked = true;
		return this.queue.candidates(range, all);
	}

	private boolean take(List<JobRecord> candidates, List<JobRecord> together, Claimant server, Need need,
			@Nullable ClaimRange all) {
		List<JobRecord> chosen = this.throttles.rates()
			.reserve(affordable(this.queue.choose(together, candidates.size()), need.workers()));
		if (chosen.isEmpty()) {
			return false;
		}
		TakenJobs taken = TakenJobs.of(chosen, server);
		// whatever the answer is, it is to be seen what has been taken
		this.unread.addLast(taken);
		int won = this.claims.take(taken.ids(), taken.token(), server);
		this.queue.claimed(candidates, chosen, won, all);
		if (won == 0) {
			this.unread.removeLast();
			lost(chosen);
			return false;
		}
		this.lastType = chosen.get(chosen.size() - 1).type();
		return true;
	}

	/**
	 * Lets the next jobs be taken while some are read, where these will have been run
	 * before that is done.
	 */
	private void takeAhead(TakenJobs taken, Claimant server, Need need) {
		if (this.ahead != null && this.unread.size() == 1 && taken.chosen().size() == this.queue.groupSize()
				&& expectedNanos(taken.chosen()) < this.takeNanos * need.workers()) {
			this.takingAhead = this.ahead.submit(() -> take(server, new Need(need.workers(), 0), null));
		}
	}

	private void awaitAhead() {
		Future<?> taking = this.takingAhead;
		if (taking == null) {
			return;
		}
		try {
			taking.get();
			this.takingAhead = null;
		}
		catch (ExecutionException ex) {
			this.takingAhead = null;
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MongoInterruptedException("Interrupted while jobs were taken", ex);
		}
	}

	/**
	 * Reads what has been taken: also what an earlier call has taken without learning so.
	 */
	private List<ClaimedJob> read(TakenJobs taken, ObjectId server) {
		List<ClaimedJob> claimed = List.of();
		if (taken.server().id().equals(server)) {
			this.looked = true;
			claimed = this.claims.taken(taken.ids(), taken.token(), taken.server().name());
			lost(taken.others(claimed));
			claimed = this.claims.dropExpired(claimed);
		}
		this.unread.remove(taken);
		return claimed;
	}

	private void lost(List<JobRecord> others) {
		if (!others.isEmpty()) {
			this.recorder.claimedByOthers(others.size());
			this.throttles.rates().notClaimed(others);
		}
	}

	/**
	 * Whether jobs have waited for too long that were taken ahead.
	 * @return whether they are to be withdrawn
	 */
	public boolean hasOverdue() {
		TakenJobs first = this.unread.peekFirst();
		return first != null && System.nanoTime() - first.since() > LONGEST_WAIT.toNanos();
	}

	/**
	 * Takes no more, and gives out what was taken ahead.
	 * @return the jobs, which are held
	 */
	public List<ClaimedJob> withdraw() {
		awaitAhead();
		List<ClaimedJob> withdrawn = new ArrayList<>();
		for (TakenJobs taken = this.unread.peekFirst(); taken != null; taken = this.unread.peekFirst()) {
			withdrawn.addAll(read(taken, taken.server().id()));
		}
		return attended(withdrawn);
	}

	/** Ends the thread that takes jobs ahead. */
	public void close() {
		if (this.ahead != null) {
			this.ahead.shutdownNow();
		}
	}

	private List<ClaimRange> ranges(Claimant server, @Nullable Integer upTo, @Nullable JobRecord from) {
		Collection<String> types = this.throttles.claimableNames(server.filter());
		if (types.isEmpty() || (upTo != null && upTo < JobDefaults.HIGHEST_PRIORITY)) {
			return List.of();
		}
		List<ClaimRange> ranges = new ArrayList<>();
		if (from != null && (upTo == null || from.priority() <= upTo)) {
			ranges.add(ClaimRange.after(types, Place.of(from)));
		}
		ranges.add((upTo != null) ? ClaimRange.upTo(types, upTo) : ClaimRange.all(types));
		ranges.replaceAll((range) -> range.matching(server.filter()));
		return ranges;
	}

	/**
	 * Looks which jobs wait for a worker of a server, and claims none.
	 * @param server the server
	 * @param upTo only those of this priority or more urgent ones
	 * @param most how many to look for
	 * @return how many there are, by priority; of a class whose jobs need a place to run
	 * no more than one
	 */
	public Map<Integer, Integer> waiting(Claimant server, int upTo, int most) {
		Map<Integer, Integer> waiting = new HashMap<>();
		Set<String> limited = new HashSet<>();
		for (ClaimRange range : ranges(server, upTo, null)) {
			for (JobRecord job : this.claims.candidates(range, most)) {
				String type = job.type();
				if (!this.throttles.isClaimedSingly(type) || limited.add(type)) {
					waiting.merge(Place.of(job).priority(), 1, Integer::sum);
				}
			}
		}
		return waiting;
	}

	private List<JobRecord> shortOnes(List<JobRecord> candidates) {
		Set<String> slow = this.runs.slow();
		List<JobRecord> together = new ArrayList<>();
		for (JobRecord job : candidates) {
			if (!isShort(job.type(), slow)) {
				break;
			}
			together.add(job);
		}
		return together;
	}

	private boolean isShort(@Nullable String type) {
		return type != null && this.queue.groupSize() > 1 && isShort(type, this.runs.slow());
	}

	private boolean isShort(String type, Collection<String> slow) {
		Duration expected = (slow.contains(type) || this.throttles.isClaimedSingly(type)) ? null
				: this.runs.costs().duration(type);
		return expected != null && expected.compareTo(JobCosts.SHORT) <= 0;
	}

	/**
	 * As many as the workers can do in a short time, and fit into little memory.
	 */
	private List<JobRecord> affordable(List<JobRecord> jobs, int workers) {
		long nanos = JobCosts.SHORT.multipliedBy(workers).toNanos();
		long bytes = MOST_BYTES;
		for (int i = 0; i < jobs.size(); i++) {
			String type = jobs.get(i).type();
			Duration expected = this.runs.costs().duration(type);
			nanos -= (expected != null) ? expected.toNanos() : nanos;
			bytes -= this.runs.costs().bytes(type);
			if (nanos <= 0 || bytes <= 0) {
				return jobs.subList(0, i + 1);
			}
		}
		return jobs;
	}

	private long expectedNanos(List<JobRecord> jobs) {
		long nanos = 0;
		for (JobRecord job : jobs) {
			Duration expected = this.runs.costs().duration(job.type());
			nanos += (expected != null) ? expected.toNanos() : JobCosts.SHORT.toNanos();
		}
		return nanos;
	}

	/**
	 * What jobs are claimed for.
	 *
	 * @param workers how many workers are idle or will be soon
	 * @param idle how many of them are idle
	 */
	public record Need(int workers, int idle) {
	}

	/** How the next jobs are to be claimed. */
	private enum Taking {

		/** A group was taken. */
		DONE,

		/** The first is to be claimed alone. */
		ALONE,

		/** There is none. */
		NOTHING

	}

}
