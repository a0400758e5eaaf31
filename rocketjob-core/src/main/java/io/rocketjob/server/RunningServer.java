package io.rocketjob.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.WorkFinder;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.Run;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.Interruption;
import io.rocketjob.work.Work;
import io.rocketjob.work.WorkNotification;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * What exists only while a server runs: its workers, and what gives them work. Is started
 * and stopped once. Thread-safe.
 */
final class RunningServer {

	private static final Logger logger = LoggerFactory.getLogger(RunningServer.class);

	/**
	 * How long the ends of jobs may take that are stored after the last run, at least.
	 */
	private static final Duration LAST_WRITES = Duration.ofSeconds(1);

	private static final Duration LONGEST_GRACE = Duration.ofSeconds(3);

	/** How long a run that is killed may take to give back by itself what it holds. */
	private static final Duration KILL_GRACE = Duration.ofMillis(500);

	private static final WorkNotification RELEASED = new WorkNotification(WorkNotification.Kind.OLDER, null);

	private static final Duration LOOK = Duration.ofMillis(50);

	private final JobEngine engine;

	private final ServerSettings settings;

	private final WorkerPool pool;

	private final WorkFinder work;

	private final Dispatcher dispatcher;

	private final Monitor monitor;

	private final Runnable wake;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile boolean stopping;

	/** By {@link System#nanoTime()}. */
	private volatile @Nullable Long killedAt;

	/**
	 * Makes a server that does nothing yet.
	 * @param batches the jobs, batches among them
	 * @param heartbeat the registration of this process
	 * @param settings how to behave
	 * @param maxWorkers how many workers there may be
	 * @param filter which jobs they work on, at each moment
	 */
	RunningServer(BatchEngine batches, Heartbeat heartbeat, ServerSettings settings, int maxWorkers,
			Supplier<ClaimFilter> filter) {
		this.engine = batches.jobs();
		this.settings = settings;
		this.pool = new WorkerPool(maxWorkers, settings.reservedWorkers(),
				this.engine.contextLoader().adopting(threads(settings)), (found, worker) -> found
					.run(heartbeat.serverName(), worker.name(heartbeat.serverName()), worker::mayGoOn));
		this.work = batches.finder(settings.maxGroupSize(), this.pool);
		this.dispatcher = new Dispatcher(this.engine, this.work, this.pool, heartbeat, settings.pollInterval(), filter);
		this.monitor = new Monitor(batches, this.work, this.pool);
		this.wake = this.dispatcher::wake;
	}

	private static ThreadFactory threads(ServerSettings settings) {
		if (settings.virtualThreads()) {
			return new VirtualThreadTaskExecutor("rocketjob-worker-").getVirtualThreadFactory();
		}
		AtomicInteger numbers = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, "rocketjob-worker-" + numbers.incrementAndGet());
			// a job that never returns must not keep the process alive
			thread.setDaemon(true);
			return thread;
		};
	}

	WorkerPool pool() {
		return this.pool;
	}

	Dispatcher dispatcher() {
		return this.dispatcher;
	}

	void start() {
		this.pool.rebalance();
		this.engine.signal().addListener(this.wake);
		this.work.start();
		this.dispatcher.start();
		this.monitor.start();
	}

	/** Lets workers begin nothing more. Does not wait. */
	void pause() {
		this.pool.drain();
		this.dispatcher.pause();
	}

	/** Goes on after {@link #pause}. */
	void resume() {
		this.pool.resume();
		this.dispatcher.resume();
	}

	/**
	 * Waits until what was claimed and not begun is given back because of a pause.
	 * @throws InterruptedException when the caller is interrupted
	 */
	void awaitRest() throws InterruptedException {
		this.dispatcher.awaitRest();
	}

	/** What this server may work on has changed. */
	void lookAgain() {
		this.pool.lookAgain();
		this.engine.signal().received(WorkNotification.Kind.OLDER);
	}

	boolean isStopping() {
		return this.stopping;
	}

	/** It is to be stopped, by the one who calls this first. */
	void beginStop() {
		this.stopping = true;
	}

	/**
	 * Stops it: begins nothing more, and waits for what has been begun.
	 * @throws InterruptedException when the caller is interrupted
	 */
	void stop() throws InterruptedException {
		long deadline = System.nanoTime() + this.settings.shutdownTimeout().toNanos();
		try {
			drain(deadline);
		}
		finally {
			this.pool.stop();
			this.monitor.stop();
			long last = System.nanoTime() + LAST_WRITES.toNanos();
			this.work.stop((this.killedAt != null) ? last : later(deadline, last));
		}
	}

	/** The stop is over. */
	void ended() {
		this.ended.countDown();
	}

	/**
	 * Waits for the end of a stop.
	 * @throws InterruptedException when the caller is interrupted
	 */
	void awaitEnded() throws InterruptedException {
		this.ended.await();
	}

	/** Lets a stop, whether it goes on or is yet to begin, wait for nothing any more. */
	void kill() {
		if (this.killedAt == null) {
			this.killedAt = System.nanoTime();
		}
	}

	private void drain(long deadline) throws InterruptedException {
		this.engine.signal().removeListener(this.wake);
		this.pool.drain();
		this.dispatcher.stop();
		Duration total = this.settings.shutdownTimeout();
		Duration grace = total.dividedBy(4).compareTo(LONGEST_GRACE) < 0 ? total.dividedBy(4) : LONGEST_GRACE;
		int busy = this.pool.current().size();
		if (busy > 0 && this.killedAt == null) {
			logger.info("Stopping: waiting up to {} ms for {} running job(s)", total.toMillis(), busy);
		}
		if (this.pool.awaitDone(() -> interruptAt(deadline, grace))) {
			return;
		}
		Interruption why = (this.killedAt != null) ? Interruption.SERVER_KILLED : Interruption.SERVER_STOPS;
		interrupt((run) -> true, why);
		long interruptedAt = System.nanoTime();
		if (!this.pool.awaitDone(() -> giveBackAt(deadline, interruptedAt))) {
			release((run) -> true);
			giveBackUnbegun(this.pool.current());
		}
		this.engine.signal().tellOthers(RELEASED);
	}

	private long interruptAt(long deadline, Duration grace) {
		Long killed = this.killedAt;
		return (killed != null) ? killed : deadline - grace.toNanos();
	}

	private long giveBackAt(long deadline, long interruptedAt) {
		Long killed = this.killedAt;
		return (killed != null) ? later(killed, interruptedAt) + KILL_GRACE.toNanos() : deadline;
	}

	private static long later(long one, long other) {
		return (one - other > 0) ? one : other;
	}

	/**
	 * Interrupts what a worker is at, and gives it back. Another worker takes its place
	 * at once.
	 * @param number the number of the worker
	 * @throws InterruptedException when the caller is interrupted
	 */
	void killWorker(int number) throws InterruptedException {
		Worker worker = this.pool.kill(number);
		if (worker == null) {
			return;
		}
		long deadline = System.nanoTime() + KILL_GRACE.toNanos();
		Work current = worker.current();
		giveBackUnbegun((current != null) ? List.of(current) : List.of());
		while (worker.current() != null && System.nanoTime() - deadline < 0) {
			// again and again, because it may begin only now
			interrupt(worker::isAt, Interruption.WORKER_KILLED);
			TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
		}
		if (worker.current() != null) {
			release(worker::isAt);
		}
		this.engine.signal().tell(RELEASED);
	}

	private void interrupt(Predicate<Run<?>> which, Interruption why) {
		runs(which, (run) -> {
			if (!run.isCancelled()) {
				logger.info("{} is not done and {}: interrupting it", run, why.toRun());
			}
			run.stop(why);
		});
	}

	private void release(Predicate<Run<?>> which) {
		runs(which, (run) -> {
			if (run.release()) {
				logger.warn("{} did not react to an interrupt: it was given back to the queue", run);
			}
		});
	}

	/**
	 * Gives jobs back that workers have been handed, and have not begun to run: they ask
	 * throttles first, which are users' code.
	 */
	private void giveBackUnbegun(List<Work> handed) {
		List<Work> jobs = handed.stream().filter((each) -> each.job() != null).toList();
		try {
			this.work.release(jobs, "their worker does not go on");
		}
		catch (RuntimeException ex) {
			logger.warn("Could not give back {}; it runs again when this server is gone", jobs, ex);
		}
	}

	private void runs(Predicate<Run<?>> which, Consumer<Run<?>> action) {
		for (Run<?> run : this.engine.runs().all()) {
			if (run.claimKey() != null && !run.isHandedOver() && which.test(run)) {
				try {
					action.accept(run);
				}
				catch (RuntimeException ex) {
					logger.warn("Could not end {}; it runs again when this server is gone", run, ex);
					if (DatabaseErrors.isPassing(ex)) {
						// each further try would take as long as this one
						return;
					}
				}
			}
		}
	}

}
