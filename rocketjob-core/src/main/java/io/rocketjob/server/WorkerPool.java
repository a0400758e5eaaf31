package io.rocketjob.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.rocketjob.batch.BatchWorkers;
import io.rocketjob.job.Run;
import io.rocketjob.work.Work;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a server. Thread-safe.
 */
final class WorkerPool implements BatchWorkers {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPool.class);

	/** How long claimed jobs may wait for a worker. */
	private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

	private static final Duration LOOK = Duration.ofMillis(100);

	private final BiConsumer<Work, Worker> runner;

	private final ThreadFactory threads;

	private final Set<Worker> workers = ConcurrentHashMap.newKeySet();

	/** Guarded by this, as all that follows is. */
	private final Deque<Worker> idle = new ArrayDeque<>();

	/** Claimed jobs that wait for a worker, in the order of the queue. */
	private final Queue<WaitingJob> waiting = new PriorityQueue<>();

	/** With how many waiting ones it is time to claim the next. */
	private int refillAt = -1;

	private final AtomicInteger numbers = new AtomicInteger();

	private final int reservedWorkers;

	private volatile int maxWorkers;

	private volatile boolean stopped;

	/** Whether workers may begin another part of what they are at. */
	private volatile boolean draining;

	WorkerPool(int maxWorkers, int reservedWorkers, ThreadFactory threads, BiConsumer<Work, Worker> runner) {
		this.maxWorkers = maxWorkers;
		this.reservedWorkers = reservedWorkers;
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
			idle(worker);
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

	/**
	 * Lets a worker end when what it is at has ended; another one takes its place.
	 * @param number its number
	 * @return whether there is such a worker
	 */
	synchronized boolean stop(int number) {
		Worker worker = find(number);
		if (worker == null) {
			return false;
		}
		if (this.idle.contains(worker)) {
			replace(worker);
		}
		else {
			worker.leaveWhenDone();
		}
		return true;
	}

	/**
	 * Lets a worker end as soon as its work has, and another one take its place now.
	 * @param number its number
	 * @return the worker, or {@code null} when it has nothing to do or is not there
	 */
	synchronized @Nullable Worker kill(int number) {
		Worker worker = find(number);
		if (worker == null || !stop(number) || worker.current() == null) {
			return null;
		}
		replace(worker);
		return worker;
	}

	/**
	 * The worker with a number.
	 * @param number its number
	 * @return the worker, or {@code null} when there is none
	 */
	@Nullable Worker find(int number) {
		return this.workers.stream().filter((worker) -> worker.number() == number).findAny().orElse(null);
	}

	/**
	 * All workers.
	 * @return the workers, ordered by number
	 */
	List<Worker> all() {
		return this.workers.stream().sorted(Comparator.comparingInt(Worker::number)).toList();
	}

	private void replace(Worker worker) {
		remove(worker);
		worker.retire();
		rebalance();
	}

	/**
	 * Lets all workers see what is to be done when the part that they are at has ended.
	 */
	void lookAgain() {
		this.workers.forEach(Worker::lookAgain);
	}

	/**
	 * Lets the workers that are at something see what is to be done when the part at hand
	 * has ended.
	 * @param work what they are at
	 */
	void lookAgain(Collection<Work> work) {
		for (Worker worker : this.workers) {
			Work current = worker.current();
			if (current != null && work.contains(current)) {
				worker.lookAgain();
			}
		}
	}

	@Override
	public List<Assignment> assignments() {
		return this.workers.stream().map(Worker::assignment).filter(Objects::nonNull).toList();
	}

	@Override
	public int batchWorkers() {
		return Math.max(1, this.maxWorkers - this.reservedWorkers);
	}

	/**
	 * Whether any worker is at a batch.
	 * @return whether there is one
	 */
	boolean isAtBatch() {
		return this.workers.stream().anyMatch(Worker::isAtBatch);
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
		return (int) this.workers.stream().filter(Worker::isAlive).count();
	}

	/**
	 * Waits until work is needed: a worker has nothing to do, or half of the jobs that
	 * were claimed together has been started.
	 * @param patience how long
	 * @return whether it is
	 * @throws InterruptedException when the caller is interrupted
	 */
	synchronized boolean awaitNeed(Duration patience) throws InterruptedException {
		long end = System.nanoTime() + patience.toNanos();
		while (!isNeeded()) {
			long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (millis <= 0 || hasOverdue()) {
				return false;
			}
			wait(millis);
		}
		return true;
	}

	private boolean isNeeded() {
		return !this.idle.isEmpty() || this.waiting.size() <= this.refillAt;
	}

	/**
	 * Takes a worker that has nothing to do.
	 * @return a worker, which the caller must hand work or {@link #idle give back}; or
	 * {@code null} when there is none
	 */
	synchronized @Nullable Worker takeIdle() {
		return this.idle.pollFirst();
	}

	/**
	 * How many workers have nothing to do.
	 * @return the number of those that can be taken
	 */
	synchronized int idle() {
		return this.idle.size();
	}

	/**
	 * Whether a worker has nothing to do, be it that work is looked for on its behalf.
	 * @return whether there is one
	 */
	boolean hasFree() {
		return this.workers.stream().anyMatch((worker) -> worker.current() == null);
	}

	/**
	 * How many workers are idle, or will be soon.
	 * @param soon those that have been busy for less than this
	 * @return the number of those that are not at a batch, at least 1
	 */
	int idleSoon(Duration soon) {
		return Math.max(1,
				(int) this.workers.stream().filter((worker) -> !worker.isBusyFor(soon) && !worker.isAtBatch()).count());
	}

	/**
	 * A worker has nothing to do.
	 * @param worker the worker
	 */
	synchronized void idle(Worker worker) {
		if (this.workers.contains(worker)) {
			if (worker.isLeaving()) {
				replace(worker);
				return;
			}
			if (this.workers.size() > this.maxWorkers) {
				remove(worker);
				worker.retire();
				return;
			}
			WaitingJob next = this.draining ? null : this.waiting.poll();
			if (next != null) {
				worker.run(next.work());
			}
			else {
				this.idle.addFirst(worker);
			}
		}
		if (isNeeded() || this.draining) {
			notifyAll();
		}
	}

	/**
	 * Lets the next workers that have nothing to do have these jobs, in the order of the
	 * queue.
	 * @param claimed jobs that were claimed together
	 * @return what has been waiting and is less urgent
	 */
	synchronized List<Work> offer(List<Work> claimed) {
		int priority = Objects.requireNonNull(claimed.get(0).job()).priority();
		List<Work> lessUrgent = withdraw((waiting) -> waiting.priority() > priority);
		long now = System.nanoTime();
		claimed.forEach((work) -> this.waiting.add(WaitingJob.of(work, now)));
		this.refillAt = (claimed.size() > this.idle.size()) ? claimed.size() / 2 : -1;
		while (!this.draining && !this.waiting.isEmpty() && !this.idle.isEmpty()) {
			this.idle.removeFirst().run(this.waiting.remove().work());
		}
		return lessUrgent;
	}

	synchronized boolean hasWaiting() {
		return !this.waiting.isEmpty();
	}

	/** Nothing is to be claimed but for workers that have nothing to do. */
	synchronized void onlyForIdle() {
		this.refillAt = -1;
	}

	/**
	 * Whether jobs have waited for too long.
	 * @return whether they are to be withdrawn
	 */
	synchronized boolean hasOverdue() {
		long now = System.nanoTime();
		for (WaitingJob each : this.waiting) {
			if (now - each.since() > LONGEST_WAIT.toNanos()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Takes all jobs away that wait for a worker.
	 * @return the jobs
	 */
	synchronized List<Work> withdraw() {
		onlyForIdle();
		return withdraw((waiting) -> true);
	}

	private List<Work> withdraw(Predicate<WaitingJob> which) {
		List<WaitingJob> withdrawn = this.waiting.stream().filter(which).sorted().toList();
		this.waiting.removeAll(Set.copyOf(withdrawn));
		return withdrawn.stream().map(WaitingJob::work).toList();
	}

	void run(Work work, Worker worker) {
		this.runner.accept(work, worker);
	}

	boolean mayGoOn(Worker worker) {
		return !this.draining && !this.stopped && this.workers.size() <= this.maxWorkers
				&& this.workers.contains(worker);
	}

	/** Lets workers begin nothing more, nor another part of what they are at. */
	synchronized void drain() {
		this.draining = true;
	}

	/** Lets workers begin something again, after {@link #drain}. */
	synchronized void resume() {
		this.draining = false;
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
	 * @param deadline until when, as of {@link System#nanoTime}; it may change meanwhile
	 * @return whether that was achieved
	 * @throws InterruptedException when the caller is interrupted
	 */
	synchronized boolean awaitDone(LongSupplier deadline) throws InterruptedException {
		while (!current().isEmpty()) {
			long millis = TimeUnit.NANOSECONDS.toMillis(deadline.getAsLong() - System.nanoTime());
			if (millis <= 0) {
				return false;
			}
			// looks again now and then in case a worker dies
			wait(Math.min(millis, LOOK.toMillis()));
		}
		return true;
	}

	synchronized void stop() {
		this.stopped = true;
		this.workers.forEach(Worker::retire);
		this.workers.clear();
		this.idle.clear();
		notifyAll();
	}

}
