package io.rocketjob.mongo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: lets one thread write what several have to be written, as much at a time as
 * has come together while the last write was under way. So a single thing is written at
 * once, and many take few writes. Begins to write at {@link #start}. Thread-safe.
 *
 * @param <T> what is to be written
 */
public final class GroupWriter<T> {

	private static final Logger logger = LoggerFactory.getLogger(GroupWriter.class);

	private final long most;

	private final ToLongFunction<T> weight;

	private final Consumer<List<T>> writer;

	private final Thread thread;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private List<T> pending = new ArrayList<>();

	private long pendingWeight;

	private List<T> writing = List.of();

	private boolean stopped;

	/**
	 * Makes a writer.
	 * @param threadName the name of its thread
	 * @param most how much may wait before those who add do
	 * @param weight how much one thing weighs
	 * @param writer writes several; when it throws, that is logged, and the next come
	 */
	public GroupWriter(String threadName, long most, ToLongFunction<T> weight, Consumer<List<T>> writer) {
		this.most = most;
		this.weight = weight;
		this.writer = writer;
		this.thread = new Thread(this::work, threadName);
		this.thread.setDaemon(true);
	}

	/** Begins to write what is added. */
	public void start() {
		this.thread.start();
	}

	/**
	 * Whether nothing can be added any more.
	 * @return whether it was stopped
	 */
	public boolean isStopped() {
		this.lock.lock();
		try {
			return this.stopped;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes something over that is to be written. Waits while too much is waiting.
	 * @param item the thing
	 * @return whether it was taken; not after the stop, nor when the caller is
	 * interrupted
	 */
	public boolean add(T item) {
		this.lock.lock();
		try {
			while (!this.stopped && !this.pending.isEmpty()
					&& this.pendingWeight + this.weight.applyAsLong(item) > this.most) {
				this.changed.await();
			}
			if (this.stopped) {
				return false;
			}
			this.pending.add(item);
			this.pendingWeight += this.weight.applyAsLong(item);
			if (this.pending.size() == 1) {
				this.changed.signalAll();
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until some things are written that were added before.
	 * @param which the things
	 * @param patience how long
	 * @return whether they are
	 * @throws InterruptedException when the caller is interrupted
	 */
	public boolean awaitWritten(Predicate<T> which, Duration patience) throws InterruptedException {
		this.lock.lock();
		try {
			long nanos = patience.toNanos();
			while (nanos > 0 && (this.pending.stream().anyMatch(which) || this.writing.stream().anyMatch(which))) {
				nanos = this.changed.awaitNanos(nanos);
			}
			return nanos > 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes no more, and writes what is there.
	 * @param patience how long to wait for that; then the write that is under way is
	 * interrupted, and this returns
	 * @throws InterruptedException when the caller is interrupted
	 */
	public void stop(Duration patience) throws InterruptedException {
		this.lock.lock();
		try {
			this.stopped = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		// a thread that was never started is at its end already
		TimeUnit.NANOSECONDS.timedJoin(this.thread, Math.max(1, patience.toNanos()));
		this.thread.interrupt();
	}

	private void work() {
		boolean more = true;
		while (more) {
			try {
				more = writeNext();
			}
			catch (Throwable ex) {
				// not even an error while that is logged ends this thread: all would wait
				more = true;
			}
		}
	}

	private boolean writeNext() {
		List<T> taken = take();
		try {
			if (!taken.isEmpty()) {
				this.writer.accept(taken);
			}
		}
		catch (Throwable ex) {
			logger.error("Could not record the end of {}; what this server still holds will be queued again", taken,
					ex);
		}
		return !taken.isEmpty();
	}

	/**
	 * Waits for something to write.
	 * @return all there is; nothing at the end
	 */
	private List<T> take() {
		this.lock.lock();
		try {
			this.writing = List.of();
			this.changed.signalAll();
			while (this.pending.isEmpty() && !this.stopped) {
				this.changed.await();
			}
			this.writing = this.pending;
			this.pending = new ArrayList<>();
			this.pendingWeight = 0;
			this.changed.signalAll();
			return this.writing;
		}
		catch (InterruptedException ex) {
			return List.of();
		}
		finally {
			this.lock.unlock();
		}
	}

}
