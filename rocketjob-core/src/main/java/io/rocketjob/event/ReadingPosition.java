package io.rocketjob.event;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How far a process has read: the last event, the time that has been reached, and which
 * events of the last moments before that have been seen, because events need not become
 * visible in the order of their times, and ids of several hosts have no order at all.
 * Outlives the cursor or the collection that was read. Used by one thread.
 */
final class ReadingPosition {

	/** How much later than its time an event may become visible. */
	static final Duration OVERLAP = Duration.ofSeconds(10);

	private static final int MOST_REMEMBERED = 100_000;

	private final Map<Object, Long> seen = new LinkedHashMap<>();

	private @Nullable Object last;

	private long startedAt;

	private long reached;

	boolean isStarted() {
		return this.last != null;
	}

	/**
	 * Begins: what was stored before an event is of no interest.
	 * @param id the id of that event
	 * @param at its time in milliseconds
	 */
	void start(Object id, long at) {
		this.last = id;
		this.seen.put(id, at);
		this.startedAt = at;
		this.reached = at;
	}

	@Nullable Object last() {
		return this.last;
	}

	long startedAt() {
		return this.startedAt;
	}

	/**
	 * Until when everything has been seen, but for what becomes visible late.
	 * @return the time in milliseconds
	 */
	long reached() {
		return this.reached;
	}

	/**
	 * Whether an event that was found somewhere may be delivered.
	 * @param id its id
	 * @param at its time in milliseconds
	 * @return whether it is new
	 */
	boolean isNew(Object id, long at) {
		return at >= this.startedAt && at >= this.reached - OVERLAP.toMillis() && !this.seen.containsKey(id);
	}

	/**
	 * Remembers an event.
	 * @param id its id
	 * @param at its time in milliseconds
	 */
	void saw(Object id, long at) {
		this.last = id;
		this.seen.put(id, at);
		if (this.seen.size() > MOST_REMEMBERED) {
			Iterator<Object> eldest = this.seen.keySet().iterator();
			eldest.next();
			eldest.remove();
		}
	}

	/**
	 * Everything until a time has been seen.
	 * @param time the time in milliseconds
	 */
	void reach(long time) {
		this.reached = Math.max(this.reached, time);
		Iterator<Long> eldest = this.seen.values().iterator();
		while (eldest.hasNext() && eldest.next() < this.reached - OVERLAP.toMillis()) {
			eldest.remove();
		}
	}

}
