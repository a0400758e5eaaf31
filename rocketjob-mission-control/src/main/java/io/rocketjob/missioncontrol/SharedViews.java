package io.rocketjob.missioncontrol;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

/**
 * What pages that refresh themselves show, read once for all who may see the same. Such
 * pages take turns, and what the database took long for waits longer; so watching costs
 * the database about the same however many do. A page that was left takes one turn more
 * at most. A page that is opened is always read anew. Thread-safe.
 */
final class SharedViews {

	private static final int MOST = 100;

	/** For how long a view is kept when no change is known. */
	private static final long UNCHANGED_NANOS = Duration.ofMillis(1200).toNanos();

	/** A view is read for a tenth of the time at most. */
	private static final long TIMES_AS_LONG = 10;

	/** What was not asked for so long is not watched any more. */
	private static final long WATCHED_NANOS = Duration.ofSeconds(60).toNanos();

	private final BooleanSupplier personal;

	private final Reading reading;

	private final Map<Key, View> views = new LinkedHashMap<>(16, 0.75f, true);

	private final Turns turns = new Turns();

	private volatile long changedAt = System.nanoTime();

	/**
	 * Makes it.
	 * @param personal whether people with the same permissions may see different things
	 * @param reading how all that a page shows is read
	 */
	SharedViews(BooleanSupplier personal, Reading reading) {
		this.personal = personal;
		this.reading = reading;
	}

	/**
	 * What a page shows.
	 * @param <T> the type of it, which is the same for all calls of a page
	 * @param call who asks for which page
	 * @param source reads it
	 * @return what was read, now or for another
	 */
	<T> T get(Call call, Supplier<T> source) {
		View view = view(Key.of(call, this.personal.getAsBoolean()));
		if (!call.isRefresh()) {
			return view.read(() -> this.reading.together(source));
		}
		T shown = view.read(() -> this.reading.together(source), this.turns, this.changedAt);
		long wait = view.staleFor(this.turns, this.changedAt);
		if (wait > 0) {
			call.comeAgain(Duration.ofNanos(wait));
		}
		return shown;
	}

	/** Says that pages have been told of a change. */
	void change() {
		this.changedAt = System.nanoTime();
	}

	/** Has all read anew, because something was done that people expect to see. */
	void forget() {
		synchronized (this.views) {
			this.views.clear();
		}
	}

	private View view(Key key) {
		synchronized (this.views) {
			long now = System.nanoTime();
			this.views.values().removeIf((view) -> now - view.askedAt > WATCHED_NANOS);
			View view = this.views.computeIfAbsent(key, (absent) -> new View());
			view.askedAt = now;
			if (this.views.size() > MOST) {
				this.views.remove(this.views.keySet().iterator().next());
			}
			return view;
		}
	}

	/** How all that a page shows is read. */
	@FunctionalInterface
	interface Reading {

		<T> T together(Supplier<T> source);

	}

	/**
	 * Who sees the same.
	 *
	 * @param address the page
	 * @param permissions what they may do
	 * @param name who it is, {@code null} where that makes no difference
	 */
	private record Key(String address, Set<Permission> permissions, @Nullable String name) {

		static Key of(Call call, boolean personal) {
			Operator operator = call.operator();
			return new Key(call.address(), operator.permissions(), personal ? operator.name() : null);
		}

	}

	/** Gives the times at which a view is read again. Thread-safe. */
	private static final class Turns {

		/** With five commands a page, that is 2.5 commands a second. */
		private static final long EACH_NANOS = Duration.ofSeconds(2).toNanos();

		/** What nobody took is kept for so many. */
		private static final long SAVED_NANOS = 4 * EACH_NANOS;

		private long next = System.nanoTime() - SAVED_NANOS;

		synchronized long take() {
			long now = System.nanoTime();
			long turn = (now - this.next > SAVED_NANOS) ? now - SAVED_NANOS : this.next;
			this.next = turn + EACH_NANOS;
			return turn;
		}

	}

	/** What a page shows. */
	private static final class View {

		private volatile long askedAt;

		private @Nullable Object shown;

		private long readAt;

		private long costs;

		private @Nullable Long turn;

		/** Reads, without waiting for another who reads. */
		<T> T read(Supplier<T> source) {
			long begin = System.nanoTime();
			T read = source.get();
			keep(read, begin);
			return read;
		}

		/** Reads, unless it was read a moment ago or others come first. */
		@SuppressWarnings("unchecked")
		synchronized <T> T read(Supplier<T> source, Turns turns, long changedAt) {
			Object kept = this.shown;
			if (kept != null && System.nanoTime() - until(turns, changedAt) < 0) {
				return (T) kept;
			}
			return read(source);
		}

		private synchronized void keep(Object read, long begin) {
			this.shown = read;
			this.readAt = begin;
			this.costs = System.nanoTime() - begin;
			this.turn = null;
		}

		private boolean isStale(long changedAt) {
			return this.readAt - changedAt < 0;
		}

		private long until(Turns turns, long changedAt) {
			long kept = this.readAt + this.costs * TIMES_AS_LONG;
			if (!isStale(changedAt)) {
				return later(kept, this.readAt + UNCHANGED_NANOS);
			}
			Long mine = this.turn;
			if (mine == null) {
				mine = turns.take();
				this.turn = mine;
			}
			return later(kept, mine);
		}

		private static long later(long first, long second) {
			return (first - second < 0) ? second : first;
		}

		/** For how long what is shown stays older than the last change. */
		synchronized long staleFor(Turns turns, long changedAt) {
			return isStale(changedAt) ? Math.max(1, until(turns, changedAt) - System.nanoTime()) : 0;
		}

	}

}
