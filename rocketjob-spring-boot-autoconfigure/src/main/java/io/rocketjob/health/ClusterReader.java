package io.rocketjob.health;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks the database on a thread of its own, so that no caller waits for longer than it
 * wants to, however long the database takes. At most one question is under way; those who
 * ask meanwhile get its answer. Thread-safe.
 */
final class ClusterReader {

	private final Supplier<Cluster> reader;

	private final Duration patience;

	private final Duration validity;

	private @Nullable Reading reading;

	private volatile @Nullable Cluster last;

	/**
	 * Makes a reader.
	 * @param reader asks the database
	 * @param patience how long to wait for the answer
	 * @param validity for how long an answer is given again
	 */
	ClusterReader(Supplier<Cluster> reader, Duration patience, Duration validity) {
		this.reader = reader;
		this.patience = patience;
		this.validity = validity;
	}

	/**
	 * What the database says, or has last said when it does not answer in time.
	 * @return the answer, {@code null} when there has been none
	 */
	@Nullable Cluster read() {
		Reading present = reading();
		try {
			return present.task.get(Math.max(0, this.patience.toNanos() - present.age()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// what is known from before is better than nothing
		}
		return this.last;
	}

	private synchronized Reading reading() {
		Reading present = this.reading;
		if (present == null || (present.task.isDone() && present.age() > this.validity.toNanos())) {
			present = new Reading(new FutureTask<>(() -> {
				Cluster cluster = this.reader.get();
				this.last = cluster;
				return cluster;
			}), System.nanoTime());
			Thread thread = new Thread(present.task, "rocketjob-health");
			thread.setDaemon(true);
			thread.start();
			this.reading = present;
		}
		return present;
	}

	private record Reading(FutureTask<Cluster> task, long since) {

		long age() {
			return System.nanoTime() - this.since;
		}

	}

}
