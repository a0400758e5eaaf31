package io.rocketjob.missioncontrol;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.rocketjob.operation.BoundedCount;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

/**
 * Tells open pages that something has changed. One thread looks, however many pages are
 * open, and only while one is; each stream is written to by a thread of its own, so that
 * a reader that stands still holds up nobody. Thread-safe.
 */
final class LiveStreams {

	private static final Logger logger = LoggerFactory.getLogger(LiveStreams.class);

	private static final long LOOK_EVERY_MILLIS = 1500;

	/** Proxies close what is silent for long. */
	private static final long SILENCE_NANOS = Duration.ofSeconds(15).toNanos();

	/** For how long a page may be on its way. */
	private static final long RECENT_NANOS = Duration.ofSeconds(10).toNanos();

	private static final int MOST = 500;

	private final Counts counts;

	private final SharedViews views;

	private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

	private final Object lock = new Object();

	private volatile @Nullable ExecutorService senders;

	private @Nullable ScheduledExecutorService poller;

	private @Nullable ScheduledFuture<?> polling;

	private boolean running;

	private @Nullable Fingerprint last;

	/** By {@link System#nanoTime()}. */
	private volatile long changedAt = System.nanoTime() - RECENT_NANOS;

	LiveStreams(Counts counts, SharedViews views) {
		this.counts = counts;
		this.views = views;
	}

	void start() {
		synchronized (this.lock) {
			this.running = true;
		}
	}

	boolean isRunning() {
		synchronized (this.lock) {
			return this.running;
		}
	}

	/**
	 * Whether one more stream may be opened.
	 * @return {@code false} from the beginning of a shutdown on
	 */
	boolean isOpen() {
		return isRunning() && this.streams.size() < MOST;
	}

	/**
	 * Ends all streams: the web server waits for them otherwise when it stops.
	 */
	void stop() {
		ExecutorService sending;
		ScheduledExecutorService looking;
		synchronized (this.lock) {
			this.running = false;
			sending = this.senders;
			looking = this.poller;
			this.senders = null;
			this.poller = null;
			this.polling = null;
		}
		if (looking != null) {
			looking.shutdownNow();
		}
		this.streams.forEach(Stream::end);
		this.streams.clear();
		if (sending != null) {
			sending.shutdownNow();
		}
	}

	/**
	 * Opens a stream.
	 * @param events where to write its events
	 */
	void open(SseBuilder events) {
		Stream stream = new Stream(events);
		events.onComplete(() -> remove(stream));
		events.onError((ex) -> remove(stream));
		events.onTimeout(() -> remove(stream));
		this.streams.add(stream);
		synchronized (this.lock) {
			if (this.running) {
				beginPolling();
				stream.greet();
				return;
			}
		}
		remove(stream);
		stream.end();
	}

	private void beginPolling() {
		if (this.senders == null) {
			this.senders = Executors.newCachedThreadPool(daemons("rocketjob-console-"));
		}
		if (this.poller == null) {
			this.poller = Executors.newSingleThreadScheduledExecutor(daemons("rocketjob-console-look-"));
		}
		if (this.polling == null) {
			this.polling = this.poller.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS,
					TimeUnit.MILLISECONDS);
		}
	}

	private static CustomizableThreadFactory daemons(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	private void remove(Stream stream) {
		this.streams.remove(stream);
		synchronized (this.lock) {
			if (this.streams.isEmpty() && this.polling != null) {
				this.polling.cancel(false);
				this.polling = null;
			}
		}
	}

	/** How many streams are open. */
	int size() {
		return this.streams.size();
	}

	/** Whether somebody looks at what changes. */
	boolean isPolling() {
		synchronized (this.lock) {
			return this.polling != null;
		}
	}

	private void look() {
		boolean changed;
		try {
			Fingerprint now = this.counts.together(() -> Fingerprint.of(this.counts));
			// a job that runs may have got on, which the counts do not say
			changed = !now.equals(this.last) || now.isBusy();
			this.last = now;
		}
		catch (RuntimeException ex) {
			// the pages ask for themselves, and show what is wrong
			logger.debug("The console was not able to count jobs", ex);
			changed = this.last != null;
			this.last = null;
		}
		boolean news = changed;
		if (news) {
			this.changedAt = System.nanoTime();
			this.views.change();
		}
		this.streams.forEach((stream) -> stream.tell(news));
	}

	/**
	 * What has to be otherwise for pages to look again.
	 *
	 * @param jobs how many jobs there are
	 * @param servers how the servers stand
	 */
	private record Fingerprint(Map<String, BoundedCount> jobs, List<String> servers) {

		static Fingerprint of(Counts counts) {
			return new Fingerprint(counts.byState(),
					counts.servers()
						.servers()
						.stream()
						.map((server) -> server.id() + server.state() + server.zombie() + server.workers()
								+ server.maxWorkers())
						.toList());
		}

		boolean isBusy() {
			BoundedCount running = this.jobs.get("running");
			return running != null && running.count() > 0;
		}

	}

	/** What one browser listens to. */
	private final class Stream {

		private final SseBuilder events;

		private boolean sending;

		private boolean news;

		private long sentAt = System.nanoTime();

		private Stream(SseBuilder events) {
			this.events = events;
		}

		/**
		 * Has something sent, if there is news or has been none for long. What is said
		 * while something is being sent is sent once, after it.
		 */
		synchronized void tell(boolean changed) {
			boolean silent = System.nanoTime() - this.sentAt > SILENCE_NANOS;
			this.news |= changed;
			if (this.sending || !(this.news || silent)) {
				return;
			}
			ExecutorService executor = LiveStreams.this.senders;
			if (executor != null && !executor.isShutdown()) {
				this.sending = true;
				executor.execute(this::send);
			}
		}

		/**
		 * A browser takes a stream for open when something has come. What has changed
		 * since its page was made may have been told to the page before it.
		 */
		private synchronized void greet() {
			this.sentAt -= SILENCE_NANOS + 1;
			tell(System.nanoTime() - LiveStreams.this.changedAt < RECENT_NANOS);
		}

		private void send() {
			try {
				do {
					if (takeNews()) {
						this.events.event("change").data("");
					}
					else {
						this.events.comment("");
						this.events.send();
					}
				}
				while (hasMore());
			}
			catch (IOException | RuntimeException ex) {
				// the browser is gone
				remove(this);
				end();
			}
		}

		private synchronized boolean takeNews() {
			boolean taken = this.news;
			this.news = false;
			this.sentAt = System.nanoTime();
			return taken;
		}

		private synchronized boolean hasMore() {
			this.sending = this.news;
			return this.sending;
		}

		private void end() {
			try {
				this.events.complete();
			}
			catch (RuntimeException ex) {
				logger.debug("A stream of the console has ended already", ex);
			}
		}

	}

}
