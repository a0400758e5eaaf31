package io.rocketjob.event;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.rocketjob.mongo.Outage;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Internal: reads all events in a thread of its own, from the time of its start, and
 * hands each to those who listen to its name. Goes on after the last one read whatever
 * happens to the database. Thread-safe.
 */
public final class EventReader implements SmartLifecycle {

	/** Before the heartbeat, so that no server misses what it is told. */
	static final int PHASE = Integer.MAX_VALUE - 4097;

	private static final Logger logger = LoggerFactory.getLogger(EventReader.class);

	private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

	private static final Duration START_PATIENCE = Duration.ofSeconds(5);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	private final EventStore store;

	private final boolean autoStartup;

	private final Map<String, List<Consumer<ReceivedEvent>>> listeners = new ConcurrentHashMap<>();

	private final LongAdder received = new LongAdder();

	private final Object lock = new Object();

	private volatile @Nullable Reading reading;

	/**
	 * Makes a reader.
	 * @param store where the events are
	 * @param autoStartup whether to start with the application
	 */
	public EventReader(EventStore store, boolean autoStartup) {
		this.store = store;
		this.autoStartup = autoStartup;
	}

	/**
	 * Listens to the events of a name.
	 * @param name the name
	 * @param listener called by the thread that reads: must return at once, and never
	 * calls the database
	 */
	public void addListener(String name, Consumer<ReceivedEvent> listener) {
		this.listeners.computeIfAbsent(name, (missing) -> new CopyOnWriteArrayList<>()).add(listener);
	}

	/**
	 * Whether the server tells this process at once when there is something new.
	 * @return {@code false} when it has to be asked, or nothing is read now
	 */
	public boolean isTailing() {
		Reading present = this.reading;
		return present != null && present.feed.isTailing();
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		return this.reading != null;
	}

	/**
	 * Starts to read. When this returns, the events that are stored from then on will be
	 * read, unless the database is away or slow.
	 */
	@Override
	public void start() {
		Reading started;
		synchronized (this.lock) {
			if (this.reading != null) {
				return;
			}
			started = new Reading();
			this.reading = started;
			started.thread.start();
		}
		await(() -> started.positioned.await(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
	}

	@Override
	public void stop() {
		Reading stopped;
		synchronized (this.lock) {
			stopped = this.reading;
			this.reading = null;
		}
		if (stopped != null) {
			stopped.stopped.countDown();
			stopped.thread.interrupt();
			stopped.cancel();
			await(() -> stopped.thread.join(STOP_PATIENCE.toMillis()));
		}
	}

	private static void await(Waiting waiting) {
		try {
			waiting.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * How many events this process has read, whether anybody listens to them or not.
	 * @return the number since its start
	 */
	public long received() {
		return this.received.sum();
	}

	void dispatch(Document stored) {
		this.received.increment();
		List<Consumer<ReceivedEvent>> interested = this.listeners.get(EventDocument.text(stored, EventDocument.NAME));
		if (interested == null) {
			return;
		}
		ReceivedEvent event = this.store.received(stored);
		for (Consumer<ReceivedEvent> listener : interested) {
			try {
				listener.accept(event);
			}
			catch (Throwable ex) {
				logger.error("A listener to events of '{}' failed", Problems.printable(event.name()), ex);
			}
		}
	}

	/**
	 * What goes on from one start to the next stop.
	 */
	private final class Reading {

		private final EventFeed feed = new EventFeed(EventReader.this.store);

		private final CountDownLatch positioned = new CountDownLatch(1);

		private final CountDownLatch stopped = new CountDownLatch(1);

		private final Thread thread = new Thread(this::run, "rocketjob-events");

		private Reading() {
			this.thread.setDaemon(true);
		}

		private boolean isCurrent() {
			return EventReader.this.reading == this;
		}

		private void run() {
			Outage outage = new Outage("reader of events", LONGEST_BACK_OFF);
			while (isCurrent()) {
				Duration pause = turn(outage);
				if (!pause.isZero() && isCurrent()) {
					await(() -> this.stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
				}
			}
			this.feed.close();
		}

		private Duration turn(Outage outage) {
			try {
				this.feed.open();
				this.positioned.countDown();
				Duration pause = this.feed.read(EventReader.this::dispatch);
				outage.succeeded();
				return pause;
			}
			catch (Throwable ex) {
				this.positioned.countDown();
				return isCurrent() ? outage.failed(ex) : Duration.ZERO;
			}
		}

		private void cancel() {
			try {
				this.feed.cancel();
			}
			catch (RuntimeException ex) {
				logger.debug("The reader of events ends only when the database answers", ex);
			}
		}

	}

	/**
	 * Something that is waited for.
	 */
	private interface Waiting {

		void await() throws InterruptedException;

	}

}
