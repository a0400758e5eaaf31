package io.rocketjob.metrics;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database now and then, on a thread of its own and only while meters are read:
 * reading metrics must neither wait for a database that is away nor keep one busy.
 * Thread-safe.
 *
 * @param <T> what the database tells
 */
final class Sampler<T> {

	private static final Logger logger = LoggerFactory.getLogger(Sampler.class);

	/** How long those who read wait for a new sample. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/** For how many intervals the last sample is better than none. */
	private static final int VALID_INTERVALS = 4;

	/** Of this many parts of the time at most one is spent with asking. */
	private static final int SHARE = 20;

	private final Supplier<T> source;

	private final long interval;

	private @Nullable Asking asking;

	private volatile @Nullable Answer<T> last;

	/**
	 * Makes a sampler.
	 * @param source asks the database
	 * @param interval how often at most
	 */
	Sampler(Supplier<T> source, Duration interval) {
		this.source = source;
		this.interval = interval.toNanos();
	}

	/**
	 * What the database has told lately.
	 * @return the sample, {@code null} when it has not told anything for long
	 */
	@Nullable T get() {
		Asking present = asking();
		try {
			// many read at once, and wait together
			present.task.get(Math.max(0, PATIENCE.toNanos() - present.age()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			logger.debug("The database does not tell what is measured", ex.getCause());
		}
		catch (TimeoutException ex) {
			logger.trace("The database takes long to tell what is measured");
		}
		Answer<T> known = this.last;
		return (known != null && known.isValid()) ? known.sample() : null;
	}

	private synchronized Asking asking() {
		Asking present = this.asking;
		if (present == null || (present.task.isDone() && present.age() >= pause())) {
			long start = System.nanoTime();
			present = new Asking(new FutureTask<>(() -> ask(start), null), start);
			Thread thread = new Thread(present.task, "rocketjob-metrics");
			thread.setDaemon(true);
			thread.start();
			this.asking = present;
		}
		return present;
	}

	private void ask(long start) {
		T sample = this.source.get();
		long end = System.nanoTime();
		long pause = Math.max(this.interval, (end - start) * SHARE);
		this.last = new Answer<>(sample, pause, end + pause * VALID_INTERVALS);
	}

	private long pause() {
		Answer<T> known = this.last;
		return (known != null) ? known.pause() : this.interval;
	}

	private record Asking(FutureTask<@Nullable Void> task, long since) {

		long age() {
			return System.nanoTime() - this.since;
		}

	}

	private record Answer<T>(T sample, long pause, long validUntil) {

		boolean isValid() {
			return System.nanoTime() - this.validUntil < 0;
		}

	}

}
