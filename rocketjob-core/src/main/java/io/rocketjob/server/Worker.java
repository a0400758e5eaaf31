package io.rocketjob.server;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;

import io.rocketjob.batch.BatchWorkers;
import io.rocketjob.job.Run;
import io.rocketjob.work.Work;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one thing at a time: runs a job, or works on slices of a batch.
 * Nothing that a job does ends it.
 */
final class Worker {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	private final int number;

	private final WorkerPool pool;

	private final Thread thread;

	private final BlockingQueue<Work> handed = new LinkedBlockingQueue<>(1);

	private volatile boolean retired;

	/** Whether it is to end when its work has. */
	private volatile boolean leaving;

	/** Whether it is to see what is to be done before it goes on with its work. */
	private volatile boolean lookingAgain;

	private volatile @Nullable Work current;

	private volatile long since;

	Worker(int number, WorkerPool pool, ThreadFactory threads) {
		this.number = number;
		this.pool = pool;
		this.thread = threads.newThread(this::work);
	}

	int number() {
		return this.number;
	}

	/**
	 * What it is called among all workers of all servers.
	 * @param server the name of its server
	 * @return the name
	 */
	String name(String server) {
		return WorkerName.of(server, this.number);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Hands work to this worker, which must be idle.
	 * @param work the work
	 */
	void run(Work work) {
		this.since = System.nanoTime();
		this.lookingAgain = false;
		this.current = work;
		this.handed.add(work);
	}

	/**
	 * The work that it has been handed and has not ended.
	 * @return the work, or {@code null} while it is idle
	 */
	@Nullable Work current() {
		return this.current;
	}

	/**
	 * Whether it has been at its work for some time.
	 * @param time how long
	 * @return whether it is not idle, and has not just begun
	 */
	boolean isBusyFor(Duration time) {
		return this.current != null && System.nanoTime() - this.since >= time.toNanos();
	}

	/**
	 * What it is at.
	 * @return the work with what is to become of it, or {@code null} while it is idle
	 */
	BatchWorkers.@Nullable Assignment assignment() {
		Work work = this.current;
		return (work == null) ? null : new BatchWorkers.Assignment(work,
				Duration.ofNanos(System.nanoTime() - this.since), this.lookingAgain);
	}

	/**
	 * Whether a run goes on on this worker.
	 * @param run the run
	 * @return whether it has the thread of this worker
	 */
	boolean isAt(Run<?> run) {
		return run.isOn(this.thread);
	}

	/**
	 * Whether it may go on with the next part of its work.
	 * @return whether it is not to end
	 */
	boolean mayGoOn() {
		return !this.retired && !this.leaving && !this.lookingAgain && this.pool.mayGoOn(this);
	}

	/**
	 * Whether it works on parts of a batch, and goes on with the next one.
	 * @return whether it stays with a batch
	 */
	boolean isAtBatch() {
		Work work = this.current;
		return work != null && work.batch() != null;
	}

	/** Lets it end when what it is at has ended. */
	void leaveWhenDone() {
		this.leaving = true;
	}

	boolean isLeaving() {
		return this.leaving;
	}

	/** Lets it see what is to be done when the part that it is at has ended. */
	void lookAgain() {
		this.lookingAgain = true;
	}

	/**
	 * Its thread.
	 * @return the thread
	 */
	Thread thread() {
		return this.thread;
	}

	boolean isAlive() {
		return this.thread.isAlive();
	}

	/**
	 * Ends the worker when it is idle, or as soon as its work has ended.
	 */
	void retire() {
		this.retired = true;
		if (this.current == null) {
			this.thread.interrupt();
		}
	}

	private void work() {
		while (!this.retired) {
			Work work;
			try {
				work = this.handed.take();
			}
			catch (InterruptedException ex) {
				// an interrupt for a run that has already ended, or the retirement
				continue;
			}
			try {
				this.pool.run(work, this);
			}
			catch (Throwable ex) {
				logger.error("Worker {} survived an unexpected error while running {}", this.number, work, ex);
			}
			finally {
				this.current = null;
				// what the job has left must not reach the next one
				Thread.interrupted();
			}
			if (!this.retired) {
				this.pool.idle(this);
			}
		}
	}

}
