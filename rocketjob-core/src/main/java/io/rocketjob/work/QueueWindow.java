package io.rocketjob.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Internal: where one server is in a queue of jobs or of slices, and what it sees of it.
 * What has been claimed leaves entries at the head of the index that each look from there
 * has to step over, so it goes on from where it was, and looks at the head now and then.
 * Not thread-safe.
 *
 * @param <R> a part of the queue
 * @param <T> what is known of an entry before it is claimed
 */
public final class QueueWindow<R, T> {

	/** How long it goes on without a look at the head of the queue. */
	private static final Duration HEAD_INTERVAL = Duration.ofMillis(250);

	/** How many groups are read at a time while no other server wants them. */
	private static final int GROUPS_AHEAD = 4;

	private final Queue<R, T> entries;

	private final LongSupplier olderWork;

	private int groupSize;

	private final ContendedWindow contended = new ContendedWindow();

	/** What was seen last; {@code null} to look from the head. */
	private @Nullable T seen;

	private long headLook = System.nanoTime();

	private long knownOlderWork = -1;

	/** Whether the candidates are a group that is to be claimed as a whole. */
	private boolean whole;

	/** Whether there are others before them. */
	private boolean behind;

	/** Whether a job that is claimed alone was among those that were looked at last. */
	private boolean endedByLong;

	/** Whether the last group was as large as can be, and all of it was won. */
	private boolean wonAll;

	/** What was read behind the last group, of the range that it was read for. */
	private List<T> rest = List.of();

	private @Nullable R restOf;

	/**
	 * Makes one at the head.
	 * @param entries reads the queue
	 * @param olderWork a number that changes when this process learns of older work
	 * @param groupSize how many are claimed at a time at most
	 */
	public QueueWindow(Queue<R, T> entries, LongSupplier olderWork, int groupSize) {
		this.entries = entries;
		this.olderWork = olderWork;
		this.groupSize = groupSize;
	}

	/**
	 * Where to go on.
	 * @return the entry that was seen last; {@code null} to look from the head: because
	 * it is time to, or because this process has learned of work that is older
	 */
	public @Nullable T goOn() {
		long older = this.olderWork.getAsLong();
		if (this.seen == null || older != this.knownOlderWork
				|| System.nanoTime() - this.headLook > HEAD_INTERVAL.toNanos()) {
			this.knownOlderWork = older;
			this.headLook = System.nanoTime();
			this.rest = List.of();
			return null;
		}
		return this.seen;
	}

	/**
	 * What was seen last, be it time for a look at the head.
	 * @return the entry, or {@code null} after a return to the head
	 */
	public @Nullable T seen() {
		return this.seen;
	}

	/** Looks from the head next. */
	public void toHead() {
		this.seen = null;
		this.rest = List.of();
	}

	/**
	 * An entry was claimed that others follow.
	 * @param entry the entry
	 */
	public void seen(T entry) {
		this.seen = entry;
	}

	/** How many are claimed at a time at most. */
	public int groupSize() {
		return this.groupSize;
	}

	/**
	 * How many to claim at a time from now on.
	 * @param size how many at most
	 */
	public void groupSize(int size) {
		this.groupSize = size;
	}

	/**
	 * The first entries of a range: what was read before and is still to be claimed, or
	 * what is there now.
	 * @param range the range
	 * @param all the whole queue; {@code null} to read the range in any case
	 * @return as many as can be of use, in their order
	 */
	public List<T> candidates(R range, @Nullable R all) {
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
			int skipped = this.groupSize * ThreadLocalRandom.current().nextInt(width);
			List<T> group = this.entries.read(range, skipped, this.groupSize);
			if (group.size() == this.groupSize) {
				this.behind = skipped > 0;
				this.whole = true;
				return group;
			}
			// there are not so many
			groups = width;
		}
		return this.entries.read(range, 0, this.groupSize * groups);
	}

	/**
	 * The first of the candidates must be claimed alone.
	 * @return whether there are others before it, which were not read
	 */
	public boolean beginsWithLong() {
		this.endedByLong = true;
		return this.behind;
	}

	/**
	 * Chooses the jobs to claim.
	 * @param together those that may be claimed together
	 * @param all how many candidates there were
	 * @return some of them, the first ones as long as no other server wants them
	 */
	public List<T> choose(List<T> together, int all) {
		this.endedByLong = together.size() < all;
		return this.whole ? together : this.contended.choose(together, this.groupSize);
	}

	/**
	 * Learns from a claim, and goes on with the first job that was not chosen.
	 * @param candidates what was read
	 * @param chosen what was to be claimed
	 * @param won how many no other server had taken
	 * @param all the whole queue, as it would be read now; {@code null} where only a part
	 * of it was to be claimed
	 */
	public void claimed(List<T> candidates, List<T> chosen, int won, @Nullable R all) {
		this.contended.claimed(chosen.size(), won);
		this.wonAll = won == chosen.size() && chosen.size() == this.groupSize && this.contended.size(1) == 1;
		int next = 0;
		while (next < chosen.size() && candidates.get(next).equals(chosen.get(next))) {
			next++;
		}
		if (next > 0 && !this.behind) {
			this.seen = candidates.get(next - 1);
		}
		this.restOf = all;
		this.rest = (this.wonAll && all != null) ? candidates.subList(next, candidates.size()) : List.of();
	}

	/**
	 * Reads a queue.
	 *
	 * @param <R> a part of the queue
	 * @param <T> what is known of an entry
	 */
	@FunctionalInterface
	public interface Queue<R, T> {

		/**
		 * Reads some entries, and claims none.
		 * @param range of which part
		 * @param skipped how many to leave out at first
		 * @param limit how many at most
		 * @return the entries in their order
		 */
		List<T> read(R range, int skipped, int limit);

	}

}
