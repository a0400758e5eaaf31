package io.rocketjob.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;

import io.rocketjob.job.ClaimedJob;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs one job at a time. Nothing that a job does ends it.
 */
final class Worker {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	private final int number;

	private final WorkerPool pool;

	private final Thread thread;

	private final BlockingQueue<ClaimedJob> handed = new LinkedBlockingQueue<>(1);

	private volatile boolean retired;

	private volatile @Nullable ClaimedJob current;

	Worker(int number, WorkerPool pool, ThreadFactory threads) {
		this.number = number;
		this.pool = pool;
		this.thread = threads.newThread(this::work);
	}

	int number() {
		return this.number;
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Hands a job to this worker, which must be idle.
	 * @param job the job
	 */
	void run(ClaimedJob job) {
		this.current = job;
		this.handed.add(job);
	}

	/**
	 * The job that it has been handed and has not ended.
	 * @return the job, or {@code null} while it is idle
	 */
	@Nullable ClaimedJob current() {
		return this.current;
	}

	boolean isAlive() {
		return this.thread.isAlive();
	}

	/**
	 * Ends the worker when it is idle, or as soon as its job has ended.
	 */
	void retire() {
		this.retired = true;
		if (this.current == null) {
			this.thread.interrupt();
		}
	}

	private void work() {
		while (!this.retired) {
			ClaimedJob job;
			try {
				job = this.handed.take();
			}
			catch (InterruptedException ex) {
				// an interrupt for a run that has already ended, or the retirement
				continue;
			}
			try {
				this.pool.run(job);
			}
			catch (Throwable ex) {
				logger.error("Worker {} survived an unexpected error while running {}", this.number, job, ex);
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
