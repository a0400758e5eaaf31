package io.rocketjob.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.rocketjob.batch.WorkFinder;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.ScheduledJobs;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.Outage;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.Work;
import io.rocketjob.work.WorkSignal;
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

	/** How many servers look so often; more share that. */
	private static final int DUE_LOOKS = 8;

	/** How rarely one looks: the others may all be gone. */
	private static final int RAREST_DUE_LOOK = 10;

	private static final Duration REGISTRATION_PAUSE = Duration.ofMillis(50);

	/** Short, so that a stop and a due job need not wait long. */
	private static final Duration WORKER_PATIENCE = Duration.ofMillis(100);

	private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	/** Which workers count as idle soon: those that are at work for less than this. */
	private static final Duration SOON = Duration.ofMillis(100);

	/** How long it waits with a look for what others want, however often it is woken. */
	private static final Duration SHORTEST_RECHECK = Duration.ofMillis(20);

	private static final Duration A_LONG_TIME = Duration.ofHours(1);

	private final ScheduledJobs scheduled;

	private final WorkFinder work;

	private final WorkSignal signal;

	private final RocketJobMongo mongo;

	private final WorkerPool pool;

	private final Heartbeat heartbeat;

	private final Duration pollInterval;

	private final Supplier<ClaimFilter> filter;

	/** What is to be given back, and could not be yet. */
	private final List<Work> unwanted = new ArrayList<>();

	private final Thread thread;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition woken = this.lock.newCondition();

	/** Counts wake-ups, so that none is missed while a claim goes on. */
	private long wakeUps;

	private volatile boolean stopping;

	private volatile boolean paused;

	/** Whether it is paused, and has given back what was to be. */
	private boolean atRest;

	private long seenWakeUp = -1;

	/** The last wake-up after which nothing was left to be found. */
	private volatile long satisfiedWakeUp = -1;

	/** Whether the last claim found something, or something was said since. */
	private boolean mayHaveWork;

	/** Whether a job falls due at the next check. */
	private boolean dueExpected;

	private long nextDueCheck = System.nanoTime();

	private long nextPoll = System.nanoTime();

	private long lastRecheck = System.nanoTime();

	/** Whether something was said since the last look for what workers are wanted for. */
	private boolean recheckNow;

	Dispatcher(JobEngine engine, WorkFinder work, WorkerPool pool, Heartbeat heartbeat, Duration pollInterval,
			Supplier<ClaimFilter> filter) {
		this.filter = filter;
		this.scheduled = engine.scheduled();
		this.signal = engine.signal();
		this.work = work;
		this.mongo = engine.store().mongo();
		this.pool = pool;
		this.heartbeat = heartbeat;
		this.pollInterval = pollInterval;
		this.thread = new Thread(this, "rocketjob-dispatcher");
		// this is the thread that keeps a process alive which does nothing but run jobs
		this.thread.setDaemon(false);
		engine.contextLoader().adopt(this.thread);
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
	 * Whether nothing was left to be found after the last wake-up.
	 * @return whether it has looked since, and workers are idle
	 */
	boolean hasFoundNothingMore() {
		return this.satisfiedWakeUp == wakeUps();
	}

	/** Claims nothing until it goes on, and gives back what has not been started. */
	void pause() {
		paused(true);
	}

	/** Goes on after {@link #pause}. */
	void resume() {
		paused(false);
	}

	private void paused(boolean value) {
		this.lock.lock();
		try {
			this.atRest = false;
			this.paused = value;
			wake();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until what has not been started is given back because of a pause, if the
	 * database answers soon.
	 * @throws InterruptedException when the caller is interrupted
	 */
	void awaitRest() throws InterruptedException {
		this.lock.lock();
		try {
			long nanos = STOP_PATIENCE.toNanos();
			while (this.paused && !this.atRest && !this.stopping && nanos > 0) {
				nanos = this.woken.awaitNanos(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void rest() {
		this.lock.lock();
		try {
			this.atRest = this.paused;
			this.woken.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends claiming, and gives back what has not been started.
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
		try {
			giveBackWhatWaits();
		}
		catch (RuntimeException ex) {
			logger
				.warn("Jobs that this server has claimed and not begun are not queued again yet; that is done with all"
						+ " that it holds when it leaves: {}", ex.toString());
		}
	}

	/**
	 * Does what is to be done now.
	 * @param wakeUp the number of the last wake-up
	 * @return how long nothing else is to be done unless it is woken
	 */
	private Duration step(long wakeUp) throws InterruptedException {
		if (this.heartbeat.registration() == null) {
			return REGISTRATION_PAUSE;
		}
		giveBackWhatWaits();
		if (this.paused) {
			rest();
			return A_LONG_TIME;
		}
		boolean woken = wakeUp != this.seenWakeUp;
		this.seenWakeUp = wakeUp;
		if (woken || until(this.nextDueCheck).isZero()) {
			promoteDue();
		}
		if (woken || until(this.nextPoll).isZero()) {
			this.mayHaveWork = true;
		}
		this.recheckNow |= woken;
		Duration recheck = recheck();
		if (!this.mayHaveWork) {
			Duration longest = this.pool.hasWaiting() ? WORKER_PATIENCE : recheck;
			return Collections.min(List.of(longest, until(this.nextDueCheck), until(this.nextPoll)));
		}
		if (this.pool.awaitNeed(shorter(WORKER_PATIENCE, recheck))) {
			findWork();
		}
		return Duration.ZERO;
	}

	/**
	 * Lets workers leave their batches that are wanted elsewhere, if it is time to see
	 * whether there are any.
	 * @return how long there is nothing more to be seen
	 */
	private Duration recheck() {
		if (!this.pool.isAtBatch()) {
			return A_LONG_TIME;
		}
		Duration interval = this.work.recheckInterval();
		Duration pause = (this.recheckNow || interval.compareTo(SHORTEST_RECHECK) < 0) ? SHORTEST_RECHECK : interval;
		Duration left = until(this.lastRecheck + pause.toNanos());
		ObjectId server = this.heartbeat.registration();
		if (!left.isZero() || server == null) {
			return left.isZero() ? REGISTRATION_PAUSE : left;
		}
		this.recheckNow = false;
		this.lastRecheck = System.nanoTime();
		this.pool.lookAgain(this.work.crowdedOut(claimant(server, null), this.pool.idle() > 0));
		return interval.compareTo(SHORTEST_RECHECK) < 0 ? SHORTEST_RECHECK : interval;
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private void promoteDue() {
		Duration next = this.scheduled.promoteDue();
		if (next.isZero() || this.dueExpected) {
			// whichever server has made it claimable, there is work now
			this.signal.noteOlderWork();
			this.mayHaveWork = true;
			this.recheckNow = true;
		}
		this.dueExpected = !next.isZero() && next.compareTo(DUE_INTERVAL) <= 0;
		// there may be more where some were
		Duration pause = (next.isZero() || this.dueExpected) ? next : dueInterval();
		this.nextDueCheck = System.nanoTime() + pause.toNanos();
	}

	/**
	 * How long until the next look for due jobs. Any server makes them claimable for all,
	 * so where there are many each looks less often, at times of its own.
	 */
	private Duration dueInterval() {
		int servers = this.heartbeat.serverCount();
		if (servers <= DUE_LOOKS) {
			return DUE_INTERVAL;
		}
		double times = Math.min(RAREST_DUE_LOOK, (double) servers / DUE_LOOKS);
		return Duration
			.ofNanos((long) (DUE_INTERVAL.toNanos() * times * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
	}

	/**
	 * Gives jobs back that wait for a worker, when they have waited for too long, or
	 * nothing is to be begun; and those that could not be given back before.
	 */
	private void giveBackWhatWaits() {
		if (this.paused || this.stopping || this.pool.hasOverdue() || this.work.hasOverdue()) {
			this.unwanted.addAll(this.pool.withdraw());
			this.unwanted.addAll(this.work.withdraw());
		}
		if (!this.unwanted.isEmpty()) {
			this.work.release(this.unwanted, "they were not begun in time, or their server does not go on");
			this.unwanted.clear();
		}
	}

	private void findWork() {
		Worker worker = this.pool.takeIdle();
		List<Work> found = List.of();
		try {
			ObjectId server = this.heartbeat.registration();
			if (mayBegin() && server != null) {
				found = this.work.next(claimant(server, worker), need(worker));
			}
		}
		finally {
			handOver(worker, found);
		}
		if (found.isEmpty()) {
			this.pool.onlyForIdle();
			if (worker != null) {
				this.mayHaveWork = false;
				this.satisfiedWakeUp = this.seenWakeUp;
				this.nextPoll = System.nanoTime() + this.work.patience(this.pollInterval).toNanos();
			}
		}
	}

	private Claimant claimant(ObjectId server, @Nullable Worker worker) {
		String name = this.heartbeat.serverName();
		return new Claimant(server, name, (worker != null) ? worker.name(name) : name, this.filter.get());
	}

	/**
	 * What is needed, when one worker was idle or none. Others may have become so since,
	 * but no worker has taken them.
	 */
	private Need need(@Nullable Worker worker) {
		return new Need(this.pool.idleSoon(SOON), (worker != null) ? this.pool.idle() + 1 : 0);
	}

	private void handOver(@Nullable Worker worker, List<Work> found) {
		if (worker != null && found.size() == 1 && mayBegin()) {
			worker.run(found.get(0));
			return;
		}
		if (worker != null) {
			this.pool.idle(worker);
		}
		if (found.isEmpty()) {
			return;
		}
		// what is less urgent than what came makes room
		this.unwanted.addAll(mayBegin() ? this.pool.offer(found) : found);
	}

	/**
	 * Whether it gives work to workers: it is neither paused nor stopping.
	 * @return whether it is so
	 */
	boolean mayBegin() {
		return !this.stopping && !this.paused;
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
