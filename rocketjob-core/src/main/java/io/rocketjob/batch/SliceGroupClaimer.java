package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.work.QueueWindow;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slices of one batch for the workers of this server that have joined it. Claims
 * several at a time where they take little, and goes on from where it was. One worker
 * claims, when none is left or before that, while the others work. What has been claimed
 * and not begun is given back when the last worker leaves, or when it has waited for too
 * long. Thread-safe.
 */
final class SliceGroupClaimer {

	private static final Logger logger = LoggerFactory.getLogger(SliceGroupClaimer.class);

	private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

	private final SliceClaims claims;

	private final ActiveRuns runs;

	private final int maxGroupSize;

	/** Guards all that follows; what claims needs belongs to the worker that claims. */
	private final ReentrantLock lock = new ReentrantLock();

	private final Condition claimed = this.lock.newCondition();

	private final Deque<ClaimedSlice> waiting = new ArrayDeque<>();

	private long waitingSince;

	/** The workers that have joined. */
	private int workers;

	/** Whether a worker claims. */
	private boolean claiming;

	/** Whether to look for the first slices, because some have been given back. */
	private boolean givenBack;

	/** How many were claimed together last, and how long that took. */
	private int groupSize;

	private long claimNanos;

	private final SliceCost cost = new SliceCost();

	/** By the number of the segment. */
	private final Map<Integer, QueueWindow<SliceClaims.Range, Long>> windows = new HashMap<>();

	/**
	 * Makes a supply.
	 * @param claims claims slices
	 * @param runs the runs of this process
	 * @param maxGroupSize how many slices to claim at a time at most
	 */
	SliceGroupClaimer(SliceClaims claims, ActiveRuns runs, int maxGroupSize) {
		this.claims = claims;
		this.runs = runs;
		this.maxGroupSize = maxGroupSize;
	}

	/** A worker joins the batch. */
	void join() {
		this.lock.lock();
		try {
			this.workers++;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A worker leaves the batch.
	 * @return whether it was the last, so that what waits is to be given back
	 */
	boolean leave() {
		this.lock.lock();
		try {
			this.workers--;
			return this.workers == 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The next slice for a worker.
	 * @param job the job
	 * @param segments its segments
	 * @param server in whose name
	 * @param serverName the name of the server, for slices that are claimed together
	 * @param worker the name of the worker
	 * @return the slice, or {@code null} when none is queued
	 */
	@Nullable ClaimedSlice next(JobRecord job, List<Segment> segments, ObjectId server, String serverName, String worker) {
		this.lock.lock();
		try {
			ClaimedSlice slice = this.waiting.poll();
			while (slice == null || !this.runs.stopWaiting(slice.claimKey())) {
				// if there was one it was taken from this server meanwhile
				if (slice == null) {
					if (this.claiming) {
						this.claimed.awaitUninterruptibly();
					}
					else if (!refill(() -> claim(job, segments, server, serverName, worker))) {
						return null;
					}
				}
				slice = this.waiting.poll();
			}
			if (!this.claiming && isRunningOut()) {
				try {
					refill(() -> claim(job, segments, server, serverName, worker));
				}
				catch (RuntimeException ex) {
					// who needs it will see
					logger.debug("The next slices could not be claimed ahead", ex);
				}
			}
			return slice.forWorker(job, worker);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether the workers will be through with what waits before more could be claimed.
	 */
	private boolean isRunningOut() {
		return this.groupSize > 1 && this.workers > 1 && this.waiting.size() <= this.groupSize / 2
				&& this.cost.expected(this.waiting.size()) < (double) this.claimNanos * this.workers;
	}

	/**
	 * Claims without the lock, so that the others can take what waits.
	 * @return whether any was claimed
	 */
	private boolean refill(Supplier<List<ClaimedSlice>> claim) {
		this.claiming = true;
		if (this.givenBack) {
			this.givenBack = false;
			this.windows.values().forEach(QueueWindow::toHead);
		}
		List<ClaimedSlice> more = List.of();
		this.lock.unlock();
		long start = System.nanoTime();
		try {
			more = claim.get();
		}
		finally {
			this.lock.lock();
			this.claiming = false;
			this.claimNanos = System.nanoTime() - start;
			this.groupSize = more.size();
			if (!more.isEmpty()) {
				this.waiting.addAll(more);
				this.waitingSince = System.nanoTime();
			}
			this.claimed.signalAll();
		}
		return !more.isEmpty();
	}

	private List<ClaimedSlice> claim(JobRecord job, List<Segment> segments, ObjectId server, String serverName,
			String worker) {
		for (Segment segment : segments) {
			List<ClaimedSlice> claimed = claim(job, segment, server, serverName, worker);
			if (!claimed.isEmpty()) {
				this.runs.await(claimed.stream().map(ClaimedSlice::claimKey).toList());
				return claimed;
			}
		}
		return List.of();
	}

	private List<ClaimedSlice> claim(JobRecord job, Segment segment, ObjectId server, String serverName,
			String worker) {
		int most = this.cost.groupSize(workers(), this.maxGroupSize);
		SliceClaims.Claim claim = new SliceClaims.Claim(job, segment, server, (most == 1) ? worker : serverName);
		QueueWindow<SliceClaims.Range, Long> window = this.windows.computeIfAbsent(segment.number(),
				(missing) -> new QueueWindow<>(this.claims::queued, () -> 0, 1));
		window.groupSize(most);
		SliceClaims.Range all = new SliceClaims.Range(segment, null);
		Long seen = window.goOn();
		List<ClaimedSlice> claimed = (seen == null) ? List.of()
				: claim(claim, new SliceClaims.Range(segment, seen), all, window);
		if (claimed.isEmpty()) {
			window.toHead();
			claimed = claim(claim, all, all, window);
		}
		return claimed;
	}

	private List<ClaimedSlice> claim(SliceClaims.Claim claim, SliceClaims.Range range, SliceClaims.Range all,
			QueueWindow<SliceClaims.Range, Long> window) {
		if (window.groupSize() == 1) {
			ClaimedSlice slice = this.claims.first(claim, range.seen());
			if (slice == null) {
				return List.of();
			}
			window.seen(slice.id());
			return List.of(slice);
		}
		List<Long> queued = window.candidates(range, all);
		while (!queued.isEmpty()) {
			List<Long> chosen = window.choose(queued, queued.size());
			List<ClaimedSlice> claimed = this.claims.take(claim, chosen);
			window.claimed(queued, chosen, claimed.size(), all);
			if (!claimed.isEmpty()) {
				return claimed;
			}
			// others were faster: there is more behind
			queued = window.candidates(range, null);
		}
		return List.of();
	}

	private int workers() {
		this.lock.lock();
		try {
			return this.workers;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Learns from a slice that was worked on.
	 * @param slice the slice
	 * @param duration how long it has kept a worker busy
	 */
	void worked(ClaimedSlice slice, Duration duration) {
		this.cost.learn(duration, SliceDocument.data(slice.document()).length);
	}

	/** Gives back what has waited for a worker for too long. */
	void giveBackOverdue() {
		this.lock.lock();
		try {
			if (!this.waiting.isEmpty() && System.nanoTime() - this.waitingSince > LONGEST_WAIT.toNanos()) {
				release();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Gives back what waits for a worker. */
	void release() {
		this.lock.lock();
		try {
			Collection<ClaimedSlice> left = new ArrayList<>(this.waiting);
			this.waiting.clear();
			left.removeIf((slice) -> !this.runs.stopWaiting(slice.claimKey()));
			if (!left.isEmpty()) {
				this.givenBack = true;
				this.claims.release(left);
				logger.debug("Gave {} slices back that no worker has begun", left.size());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
