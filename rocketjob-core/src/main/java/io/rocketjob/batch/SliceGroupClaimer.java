package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.work.ContendedWindow;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slices of one batch for the workers of this server that have joined it. Claims
 * several at a time where they take little, and goes on from where it was. What has been
 * claimed and not begun is given back when the last worker leaves, or when it has waited
 * for too long. Thread-safe.
 */
final class SliceGroupClaimer {

	private static final Logger logger = LoggerFactory.getLogger(SliceGroupClaimer.class);

	private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

	/** How long it goes on without a look for the first slices. */
	private static final Duration HEAD_INTERVAL = Duration.ofMillis(250);

	private final SliceClaims claims;

	private final ActiveRuns runs;

	private final int maxGroupSize;

	private final Deque<ClaimedSlice> waiting = new ArrayDeque<>();

	private long waitingSince;

	/** The workers that have joined. */
	private int workers;

	private final SliceCost cost = new SliceCost();

	private final ContendedWindow window = new ContendedWindow();

	/** The id of the slice that was seen last, by the number of the segment. */
	private final Map<Integer, Long> seen = new HashMap<>();

	private long headLook = System.nanoTime();

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
	synchronized void join() {
		this.workers++;
	}

	/**
	 * A worker leaves the batch.
	 * @return whether it was the last, so that what waits is to be given back
	 */
	synchronized boolean leave() {
		this.workers--;
		return this.workers == 0;
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
	synchronized @Nullable ClaimedSlice next(JobRecord job, List<Segment> segments, ObjectId server, String serverName,
			String worker) {
		while (true) {
			ClaimedSlice slice = this.waiting.poll();
			if (slice == null) {
				this.waiting.addAll(claim(job, segments, server, serverName, worker));
				slice = this.waiting.poll();
				if (slice == null) {
					return null;
				}
			}
			if (this.runs.stopWaiting(slice.claimKey())) {
				return slice.forWorker(job, worker);
			}
			// it was taken from this server meanwhile
		}
	}

	private List<ClaimedSlice> claim(JobRecord job, List<Segment> segments, ObjectId server, String serverName,
			String worker) {
		if (System.nanoTime() - this.headLook > HEAD_INTERVAL.toNanos()) {
			this.headLook = System.nanoTime();
			this.seen.clear();
		}
		for (Segment segment : segments) {
			List<ClaimedSlice> claimed = claim(job, segment, server, serverName, worker);
			if (claimed.isEmpty() && this.seen.remove(segment.number()) != null) {
				claimed = claim(job, segment, server, serverName, worker);
			}
			if (!claimed.isEmpty()) {
				this.waitingSince = System.nanoTime();
				this.runs.await(claimed.stream().map(ClaimedSlice::claimKey).toList());
				return claimed;
			}
		}
		return List.of();
	}

	private List<ClaimedSlice> claim(JobRecord job, Segment segment, ObjectId server, String serverName,
			String worker) {
		int most = this.cost.groupSize(this.workers, this.maxGroupSize);
		SliceClaims.Claim claim = new SliceClaims.Claim(job, segment, server, (most == 1) ? worker : serverName);
		if (most == 1) {
			ClaimedSlice slice = this.claims.first(claim, this.seen.get(segment.number()));
			if (slice == null) {
				return List.of();
			}
			this.seen.put(segment.number(), slice.id());
			return List.of(slice);
		}
		while (true) {
			List<Long> queued = this.claims.queued(segment, this.seen.get(segment.number()), this.window.size(most));
			if (queued.isEmpty()) {
				return List.of();
			}
			List<Long> chosen = this.window.choose(queued, most);
			List<ClaimedSlice> claimed = this.claims.take(claim, chosen);
			this.window.claimed(chosen.size(), claimed.size());
			goOnAfter(segment, queued, chosen);
			if (!claimed.isEmpty()) {
				return claimed;
			}
			// others were faster: there is more behind
		}
	}

	/** Goes on with the first slice that was not chosen. */
	private void goOnAfter(Segment segment, List<Long> queued, List<Long> chosen) {
		int next = 0;
		while (next < chosen.size() && queued.get(next).equals(chosen.get(next))) {
			next++;
		}
		if (next > 0) {
			this.seen.put(segment.number(), queued.get(next - 1));
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
	synchronized void giveBackOverdue() {
		if (!this.waiting.isEmpty() && System.nanoTime() - this.waitingSince > LONGEST_WAIT.toNanos()) {
			release();
		}
	}

	/** Gives back what waits for a worker. */
	synchronized void release() {
		Collection<ClaimedSlice> left = new ArrayList<>(this.waiting);
		this.waiting.clear();
		left.removeIf((slice) -> !this.runs.stopWaiting(slice.claimKey()));
		if (!left.isEmpty()) {
			this.seen.clear();
			this.claims.release(left);
			logger.debug("Gave {} slices back that no worker has begun", left.size());
		}
	}

}
