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
 * What pages that refresh themselves show, read once for all who may see the same. The
 * more pages are watched, and the longer the database takes for one, the longer each is
 * shown again as it was; so watching costs the database about the same however many do. A
 * page that is opened is always read anew. Thread-safe.
 */
final class SharedViews {

	private static final int MOST = 100;

	/** For how long a view is kept when no change is known. */
	private static final long UNCHANGED_NANOS = Duration.ofMillis(1200).toNanos();

	/** For how long a view is kept for each other that is watched. */
	private static final long FOR_EACH_NANOS = Duration.ofSeconds(2).toNanos();

	/** A view is read for a twentieth of the time at most. */
	private static final long TIMES_AS_LONG = 20;

	/** What was not asked for so long is not watched any more. */
	private static final long WATCHED_NANOS = Duration.ofSeconds(60).toNanos();

	private final BooleanSupplier personal;

	private final Reading reading;

	private final Map<Key, View> views = new LinkedHashMap<>(16, 0.75f, true);

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
		view.watched = true;
		long others = Math.max(0, watched() - 1);
		T shown = view.read(() -> this.reading.together(source), others * FOR_EACH_NANOS, this.changedAt);
		long wait = view.staleFor(others * FOR_EACH_NANOS, this.changedAt);
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

	private long watched() {
		synchronized (this.views) {
			return this.views.values().stream().filter((view) -> view.watched).count();
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

	/** What a page shows. */
	private static final class View {

		private volatile long askedAt;

		private volatile boolean watched;

		private @Nullable Object shown;

		private long readAt;

		private long costs;

		/** Reads, without waiting for another who reads. */
		<T> T read(Supplier<T> source) {
			long begin = System.nanoTime();
			T read = source.get();
			keep(read, begin);
			return read;
		}

		/** Reads, unless it was read a moment ago. */
		@SuppressWarnings("unchecked")
		synchronized <T> T read(Supplier<T> source, long time, long changedAt) {
			Object kept = this.shown;
			if (kept != null && System.nanoTime() - until(time, changedAt) < 0) {
				return (T) kept;
			}
			return read(source);
		}

		private synchronized void keep(Object read, long begin) {
			this.shown = read;
			this.readAt = begin;
			this.costs = System.nanoTime() - begin;
		}

		private boolean isStale(long changedAt) {
			return this.readAt - changedAt < 0;
		}

		private long until(long time, long changedAt) {
			long kept = Math.max(time, this.costs * TIMES_AS_LONG);
			return this.readAt + (isStale(changedAt) ? kept : Math.max(kept, UNCHANGED_NANOS));
		}

		/** For how long what is shown stays older than the last change. */
		synchronized long staleFor(long time, long changedAt) {
			return isStale(changedAt) ? Math.max(1, until(time, changedAt) - System.nanoTime()) : 0;
		}

	}

}
