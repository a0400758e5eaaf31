package io.rocketjob.benchmark.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long things took. Thread-safe.
 */
public final class Latencies {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private final List<Long> micros = new ArrayList<>();

	/**
	 * Notes that something took from a time until now.
	 * @param startMicros when it began, in microseconds since the epoch
	 */
	public synchronized void since(long startMicros) {
		this.micros.add(RunRecord.nowMicros() - startMicros);
		notifyAll();
	}

	/**
	 * How much was noted.
	 * @return the number
	 */
	public synchronized int count() {
		return this.micros.size();
	}

	/**
	 * Waits until more was noted, and for a moment in which all comes to rest.
	 * @param before what was noted before
	 * @throws InterruptedException when this thread is interrupted
	 */
	public void awaitMoreThan(int before) throws InterruptedException {
		synchronized (this) {
			while (this.micros.size() <= before) {
				wait();
			}
		}
		LockSupport.parkNanos(PAUSE);
	}

	/**
	 * What was noted.
	 * @return {@code latencies} in microseconds
	 */
	public synchronized Map<String, Object> details() {
		return Map.of("latencies", List.copyOf(this.micros));
	}

}
