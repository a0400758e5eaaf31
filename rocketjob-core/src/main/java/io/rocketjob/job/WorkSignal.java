package io.rocketjob.job;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Internal: tells the workers of this process that a job may have become claimable.
 * Thread-safe.
 */
public final class WorkSignal {

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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
	 * There may be work now.
	 */
	public void workAvailable() {
		this.listeners.forEach(Runnable::run);
	}

}
