package io.rocketjob.work;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Internal: tells the workers of this process, and the announcer for other processes,
 * that a job may have become claimable. Thread-safe.
 */
public final class WorkSignal {

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final AtomicLong olderWork = new AtomicLong();

	private volatile Consumer<WorkNotification> announcer = (news) -> {
	};

	private volatile Runnable sliceListener = () -> {
	};

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
	 * Sets who tells other processes.
	 * @param consumer called on any thread, must return at once
	 */
	public void announceTo(Consumer<WorkNotification> consumer) {
		this.announcer = consumer;
	}

	/**
	 * Sets what is told of slices before anybody looks for them.
	 * @param action must return at once
	 */
	public void onSlices(Runnable action) {
		this.sliceListener = action;
	}

	/**
	 * Something may have become claimable by any server.
	 * @param news what it is
	 */
	public void tell(WorkNotification news) {
		received(news.kind());
		this.announcer.accept(news);
	}

	/**
	 * Something may have become claimable, and who announces it knows.
	 * @param kind what it is
	 */
	public void received(WorkNotification.Kind kind) {
		switch (kind) {
			case OLDER -> noteOlderWork();
			case SLICES -> this.sliceListener.run();
			default -> {
			}
		}
		wake();
	}

	/**
	 * Something may have become claimable that is not for the workers of this process.
	 * @param news what it is
	 */
	public void tellOthers(WorkNotification news) {
		noteOlderWork();
		this.announcer.accept(news);
	}

	/**
	 * There may be work now that comes before what was claimable until now, and those who
	 * wait for some need not be told.
	 */
	public void noteOlderWork() {
		this.olderWork.incrementAndGet();
	}

	/**
	 * How often older work became available.
	 * @return the number, which only tells whether it has changed
	 */
	public long olderWork() {
		return this.olderWork.get();
	}

	/**
	 * There may be work for the workers of this process.
	 */
	public void wake() {
		this.listeners.forEach(Runnable::run);
	}

}
