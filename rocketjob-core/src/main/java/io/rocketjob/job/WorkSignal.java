package io.rocketjob.job;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Internal: tells the workers of this process that a job may have become claimable.
 * Thread-safe.
 */
public final class WorkSignal {

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final AtomicLong olderWork = new AtomicLong();

	/**
	 * Adds a listener.
	 * @param listener called on any thread, must return at once
	 */
	public void addListener(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Removes a listener.
	 * @param listener the listener
	 */
	public void removeListener(Runnable listener) {
		this.listeners.remove(listener);
	}

	/**
	 * There may be work now that comes before what was claimable until now.
	 */
	public void olderWorkAvailable() {
		noteOlderWork();
		workAvailable();
	}

	/**
	 * There may be such work, and those who wait for some need not be told.
	 */
	public void noteOlderWork() {
		this.olderWork.incrementAndGet();
	}

	/**
	 * How often older work became available.
	 * @return the number, which only tells whether it has changed
	 */
	long olderWork() {
		return this.olderWork.get();
	}

	/**
	 * There may be work now.
	 */
	public void workAvailable() {
		this.listeners.forEach(Runnable::run);
	}

}
