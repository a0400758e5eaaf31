package io.rocketjob.server;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.BatchWork;
import io.rocketjob.job.JobClaims;
import io.rocketjob.job.Work;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a server that finds work for its workers: claims jobs, and sends
 * workers to batches. Does so when a worker is free; when there is nothing to do, waits
 * until something tells it of work, or a job falls due, or the poll interval is over.
 */
final class Dispatcher implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	/** How often to look for jobs that have fallen due, or will before the next look. */
	private static final Duration DUE_INTERVAL = Duration.ofSeconds(1);

	private static final Duration REGISTRATION_PAUSE = Duration.ofMillis(50);

	/** Short, so that a stop and a due job need not wait long. */
	private static final Duration WORKER_PATIENCE = Duration.ofMillis(100);

	private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	private final JobClaims claims;

	private final BatchWork work;

	private final RocketJobMongo mongo;

	private final WorkerPool pool;

	private final Heartbeat heartbeat;

	private final Duration pollInterval;

	private final Thread thread;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition woken = this.lock.newCondition();

	/** Counts wake-ups, so that none is missed while a claim goes on. */
	private long wakeUps;

	private volatile boolean stopping;

	private long seenWakeUp = -1;

	/** Whether the last claim found something, or something was said since. */
	private boolean mayHaveWork;

	/** Whether a job falls due at the next check. */
	private boolean dueExpected;

	private long nextDueCheck = System.nanoTime();

	private long nextPoll = System.nanoTime();

	Dispatcher(BatchEngine engine, WorkerPool pool, Heartbeat heartbeat, Duration pollInterval) {
		this.claims = engine.jobs().claims();
		this.work = engine.work();
		this.mongo = engine.jobs().mongo();
		this.pool = pool;
		this.heartbeat = heartbeat;
		this.pollInterval = pollInterval;
		this.thread = new Thread(this, "rocketjob-dispatcher");
		// this is the thread that keeps a process alive which does nothing but run jobs
		this.thread.setDaemon(false);
	}

	void start() {
		this.thread.start();
	}

	/** There may be work. */
	void wake() {
		this.lock.lock();
		try {
			this.wakeUps++;
			this.woken.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends claiming.
	 * @throws InterruptedException when the caller is interrupted
	 */
	void stop() throws InterruptedException {
		this.stopping = true;
		wake();
		this.thread.join(STOP_PATIENCE.toMillis());
		if (this.thread.isAlive()) {
			this.thread.interrupt();
			this.thread.join(STOP_PATIENCE.toMillis());
		}
	}

	@Override
	public void run() {
		Outage outage = new Outage("dispatcher", LONGEST_BACK_OFF);
		while (!this.stopping) {
			long seen = wakeUps();
			Duration pause;
			try {
				pause = step(seen);
				outage.succeeded();
			}
			catch (InterruptedException ex) {
				continue;
			}
			catch (Throwable ex) {
				if (this.stopping) {
					break;
				}
				pause = outage.failed(ex);
				seen = wakeUps();
				this.mayHaveWork = true;
				if (!DatabaseErrors.isPassing(ex)) {
					this.mongo.checkIndexesAgain();
				}
			}
			await(seen, pause);
		}
	}

	/**
	 * Does what is to be done now.
	 * @param wakeUp the number of the last wake-up
	 * @return how long nothing else is to be done unless somebody wakes this up
	 */
	private Duration step(long wakeUp) throws InterruptedException {
		if (this.heartbeat.registration() == null) {
			return REGISTRATION_PAUSE;
		}
		boolean woken = wakeUp != this.seenWakeUp;
		this.seenWakeUp = wakeUp;
		if (woken || until(this.nextDueCheck).isZero()) {
			promoteDue();
		}
		if (woken || until(this.nextPoll).isZero()) {
			this.mayHaveWork = true;
		}
		if (!this.mayHaveWork) {
			Duration due = until(this.nextDueCheck);
			Duration poll = until(this.nextPoll);
			return (due.compareTo(poll) < 0) ? due : poll;
		}
		Worker worker = this.pool.awaitIdle(WORKER_PATIENCE);
		if (worker != null) {
			findWorkFor(worker);
		}
		return Duration.ZERO;
	}

	private void promoteDue() {
		Duration next = this.claims.promoteDue();
		if (next.isZero() || this.dueExpected) {
			// whoever made it claimable, there is work now
			this.mayHaveWork = true;
		}
		this.dueExpected = !next.isZero() && next.compareTo(DUE_INTERVAL) <= 0;
		// there may be more where some were
		Duration pause = (next.isZero() || this.dueExpected) ? next : DUE_INTERVAL;
		this.nextDueCheck = System.nanoTime() + pause.toNanos();
	}

	private void findWorkFor(Worker worker) {
		Work found = null;
		try {
			ObjectId server = this.heartbeat.registration();
			if (!this.stopping && server != null) {
				String name = this.heartbeat.serverName() + ":" + worker.number();
				found = this.work.next(server, name).orElse(null);
			}
		}
		finally {
			handOver(worker, found);
		}
		if (found == null) {
			this.mayHaveWork = false;
			this.nextPoll = System.nanoTime() + this.work.patience(this.pollInterval).toNanos();
		}
	}

	private void handOver(Worker worker, @Nullable Work found) {
		if (found == null) {
			this.pool.idle(worker);
		}
		else if (this.stopping) {
			this.pool.idle(worker);
			found.giveBack("its server stopped before it was started");
			logger.info("Gave {} back, because the server is stopping", found);
		}
		else {
			worker.run(found);
		}
	}

	private static Duration until(long nanoTime) {
		return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
	}

	private long wakeUps() {
		this.lock.lock();
		try {
			return this.wakeUps;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void await(long seen, Duration pause) {
		this.lock.lock();
		try {
			long nanos = pause.toNanos();
			while (!this.stopping && seen == this.wakeUps && nanos > 0) {
				nanos = this.woken.awaitNanos(nanos);
			}
		}
		catch (InterruptedException ex) {
			// the loop ends when this is the end
		}
		finally {
			this.lock.unlock();
		}
	}

}
