package io.rocketjob.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

import io.rocketjob.job.Run;
import io.rocketjob.job.Work;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a server. Thread-safe.
 */
final class WorkerPool {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPool.class);

	private final BiConsumer<Work, BooleanSupplier> runner;

	private final ThreadFactory threads;

	private final Set<Worker> workers = ConcurrentHashMap.newKeySet();

	private final BlockingDeque<Worker> idle = new LinkedBlockingDeque<>();

	private final AtomicInteger numbers = new AtomicInteger();

	private volatile int maxWorkers;

	private volatile boolean stopped;

	/** Whether workers may begin another part of what they are at. */
	private volatile boolean draining;

	WorkerPool(int maxWorkers, ThreadFactory threads, BiConsumer<Work, BooleanSupplier> runner) {
		this.maxWorkers = maxWorkers;
		this.threads = threads;
		this.runner = runner;
	}

	/**
	 * Brings the number of workers to what it should be: replaces those that are dead,
	 * starts those that are missing, retires those that are too many.
	 */
	synchronized void rebalance() {
		if (this.stopped) {
			return;
		}
		for (Worker worker : this.workers) {
			if (!worker.isAlive()) {
				logger.error("Worker {} has died and is replaced", worker.number());
				remove(worker);
			}
		}
		while (this.workers.size() < this.maxWorkers) {
			Worker worker = new Worker(this.numbers.incrementAndGet(), this, this.threads);
			this.workers.add(worker);
			worker.start();
			this.idle.add(worker);
		}
		while (this.workers.size() > this.maxWorkers) {
			Worker worker = this.idle.pollLast();
			if (worker == null) {
				break;
			}
			remove(worker);
			worker.retire();
		}
	}

	/**
	 * Leaves a worker alone whose run does not return, and replaces it.
	 * @param run the run
	 */
	synchronized void abandon(Run<?> run) {
		for (Worker worker : this.workers) {
			if (worker.isAt(run)) {
				remove(worker);
				worker.retire();
			}
		}
		rebalance();
	}

	private void remove(Worker worker) {
		this.workers.remove(worker);
		this.idle.remove(worker);
	}

	void maxWorkers(int max) {
		this.maxWorkers = max;
		rebalance();
	}

	int maxWorkers() {
		return this.maxWorkers;
	}

	/**
	 * How many workers there are.
	 * @return the number of live ones that can be used
	 */
	int alive() {
		return this.workers.size();
	}

	/**
	 * Waits for a worker that has nothing to do.
	 * @param patience how long
	 * @return a worker, which the caller must hand a job or {@link #idle give back}
	 * @throws InterruptedException when the caller is interrupted
	 */
	@Nullable Worker awaitIdle(Duration patience) throws InterruptedException {
		Worker worker = this.idle.pollFirst(patience.toNanos(), TimeUnit.NANOSECONDS);
		if (worker != null && this.workers.size() > this.maxWorkers) {
			synchronized (this) {
				if (this.workers.size() > this.maxWorkers) {
					remove(worker);
					worker.retire();
					return null;
				}
			}
		}
		return worker;
	}

	/**
	 * A worker has nothing to do.
	 * @param worker the worker
	 */
	synchronized void idle(Worker worker) {
		if (this.workers.contains(worker)) {
			this.idle.addFirst(worker);
		}
		notifyAll();
	}

	void run(Work work, Worker worker) {
		this.runner.accept(work, worker::mayGoOn);
	}

	boolean mayGoOn(Worker worker) {
		return !this.draining && !this.stopped && this.workers.size() <= this.maxWorkers
				&& this.workers.contains(worker);
	}

	/** Lets no worker begin another part of what it is at. */
	void drain() {
		this.draining = true;
	}

	/**
	 * What workers are at.
	 * @return what has been handed over and has not ended
	 */
	List<Work> current() {
		List<Work> current = new ArrayList<>();
		this.workers.forEach((worker) -> {
			Work work = worker.current();
			if (work != null) {
				current.add(work);
			}
		});
		return current;
	}

	/**
	 * Waits until no worker has a job.
	 * @param patience how long
	 * @return whether that was achieved
	 * @throws InterruptedException when the caller is interrupted
	 */
	synchronized boolean awaitDone(Duration patience) throws InterruptedException {
		long end = System.nanoTime() + patience.toNanos();
		while (!current().isEmpty()) {
			long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (millis <= 0) {
				return false;
			}
			// looks again now and then in case a worker dies
			wait(Math.min(millis, 100));
		}
		return true;
	}

	synchronized void stop() {
		this.stopped = true;
		this.workers.forEach(Worker::retire);
		this.workers.clear();
		this.idle.clear();
	}

}
