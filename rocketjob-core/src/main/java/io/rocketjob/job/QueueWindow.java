package io.rocketjob.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ClaimRange.Place;
import io.rocketjob.work.ContendedWindow;
import io.rocketjob.work.WorkSignal;
import org.jspecify.annotations.Nullable;

/**
 * Where one server is in the queue, and what it sees of it. What has been claimed leaves
 * entries at the head of the index that each look from there has to step over, so it goes
 * on from where it was, and looks at the head now and then. Not thread-safe.
 */
final class QueueWindow {

	/** How long it goes on without a look at the head of the queue. */
	private static final Duration HEAD_INTERVAL = Duration.ofMillis(250);

	/** How many groups are read at a time while no other server wants them. */
	private static final int GROUPS_AHEAD = 4;

	private final JobClaims claims;

	private final WorkSignal signal;

	private final int maxGroupSize;

	private final ContendedWindow contended = new ContendedWindow();

	/** What was seen last; {@code null} to look from the head. */
	private @Nullable Place seen;

	private long headLook = System.nanoTime();

	private long olderWork = -1;

	/** Whether the candidates are a group that is to be claimed as a whole. */
	private boolean whole;

	/** Whether there are others before them. */
	private boolean behind;

	/** Whether a job that is claimed alone was among those that were looked at last. */
	private boolean endedByLong;

	/** Whether the last group was as large as can be, and all of it was won. */
	private boolean wonAll;

	/** What was read behind the last group, of the range that it was read for. */
	private List<JobRecord> rest = List.of();

	private @Nullable ClaimRange restOf;

	/**
	 * Makes one at the head.
	 * @param claims reads the queue
	 * @param signal tells of older work
	 * @param maxGroupSize how many jobs are claimed at a time at most
	 */
	QueueWindow(JobClaims claims, WorkSignal signal, int maxGroupSize) {
		this.claims = claims;
		this.signal = signal;
		this.maxGroupSize = maxGroupSize;
	}

	/**
	 * Where to go on.
	 * @return the place that was seen last; {@code null} to look from the head: because
	 * it is time to, or because this process has learned of work that is older
	 */
	@Nullable Place goOn() {
		long older = this.signal.olderWork();
		if (this.seen == null || older != this.olderWork
				|| System.nanoTime() - this.headLook > HEAD_INTERVAL.toNanos()) {
			this.olderWork = older;
			this.headLook = System.nanoTime();
			this.rest = List.of();
			return null;
		}
		return this.seen;
	}

	/**
	 * What was seen last, be it time for a look at the head.
	 * @return the place, or {@code null} after a return to the head
	 */
	@Nullable Place seen() {
		return this.seen;
	}

	/** Looks from the head next. */
	void toHead() {
		this.seen = null;
		this.rest = List.of();
	}

	/** How many jobs are claimed at a time at most. */
	int groupSize() {
		return this.maxGroupSize;
	}

	/**
	 * The first jobs of a range: what was read before and is still to be claimed, or what
	 * is there now.
	 * @param range the range
	 * @param all the whole queue; {@code null} to read the range in any case
	 * @return as many as can be of use, in their order
	 */
	List<JobRecord> candidates(ClaimRange range, @Nullable ClaimRange all) {
		this.behind = false;
		this.whole = false;
		if (!this.rest.isEmpty() && all != null && all.equals(this.restOf)) {
			return this.rest;
		}
		// what is behind a long job is of no use, however far one looks
		int groups = (this.wonAll && !this.endedByLong) ? GROUPS_AHEAD : 1;
		int width = this.endedByLong ? 1 : this.contended.size(1);
		if (width > 1) {
			// others want the first ones too, so any group of the window is as good
			int skipped = this.maxGroupSize * ThreadLocalRandom.current().nextInt(width);
			List<JobRecord> group = this.claims.candidates(range, skipped, this.maxGroupSize);
			if (group.size() == this.maxGroupSize) {
				this.behind = skipped > 0;
				this.whole = true;
				return group;
			}
			// there are not so many
			groups = width;
		}
		return this.claims.candidates(range, this.maxGroupSize * groups);
	}

	/**
	 * The first of the candidates must be claimed alone.
	 * @return whether there are others before it, which were not read
	 */
	boolean beginsWithLong() {
		this.endedByLong = true;
		return this.behind;
	}

	/**
	 * Chooses the jobs to claim.
	 * @param together those that may be claimed together
	 * @param all how many candidates there were
	 * @return some of them, the first ones as long as no other server wants them
	 */
	List<JobRecord> choose(List<JobRecord> together, int all) {
		this.endedByLong = together.size() < all;
		return this.whole ? together : this.contended.choose(together, this.maxGroupSize);
	}

	/**
	 * Learns from a claim, and goes on with the first job that was not chosen.
	 * @param candidates what was read
	 * @param chosen what was to be claimed
	 * @param won how many no other server had taken
	 * @param all the whole queue, as it would be read now; {@code null} where only a part
	 * of it was to be claimed
	 */
	void claimed(List<JobRecord> candidates, List<JobRecord> chosen, int won, @Nullable ClaimRange all) {
		this.contended.claimed(chosen.size(), won);
		this.wonAll = won == chosen.size() && chosen.size() == this.maxGroupSize && this.contended.size(1) == 1;
		int next = 0;
		while (next < chosen.size() && candidates.get(next).id().equals(chosen.get(next).id())) {
			next++;
		}
		if (next > 0 && !this.behind) {
			this.seen = Place.of(candidates.get(next - 1));
		}
		this.restOf = all;
		this.rest = (this.wonAll && all != null) ? candidates.subList(next, candidates.size()) : List.of();
	}

}
