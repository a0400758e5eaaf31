package io.rocketjob.server;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.rocketjob.ServerState;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.WorkFinder;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.Run;
import io.rocketjob.mongo.DatabaseErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Makes this process a server: keeps its workers, gives them jobs, and brings them to a
 * good end. Starts and stops with the application; may be stopped and started again.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class Supervisor implements SmartLifecycle {

	/** Before the web server stops to take requests. */
	static final int PHASE = Integer.MAX_VALUE - 100;

	private static final Logger logger = LoggerFactory.getLogger(Supervisor.class);

	/**
	 * How long the ends of jobs may take that are stored after the last run, at least.
	 */
	private static final Duration LAST_WRITES = Duration.ofSeconds(1);

	private static final Duration LONGEST_GRACE = Duration.ofSeconds(3);

	private final JobEngine engine;

	private final BatchEngine batches;

	private final Heartbeat heartbeat;

	private final ServerSettings settings;

	private final Object lifecycle = new Object();

	private volatile int maxWorkers;

	private volatile @Nullable Parts parts;

	/**
	 * Makes a supervisor.
	 * @param batches the jobs, batches among them
	 * @param heartbeat the registration of this process
	 * @param settings how to behave
	 */
	public Supervisor(BatchEngine batches, Heartbeat heartbeat, ServerSettings settings) {
		this.batches = batches;
		this.engine = batches.jobs();
		this.heartbeat = heartbeat;
		this.settings = settings;
		this.maxWorkers = settings.maxWorkers();
		heartbeat.reportWorkers(() -> this.maxWorkers, this::workers);
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		return this.parts != null;
	}

	/**
	 * The name of this server.
	 * @return the name that others see
	 */
	public String serverName() {
		return this.heartbeat.serverName();
	}

	/**
	 * How many workers there may be.
	 * @return the limit
	 */
	public int maxWorkers() {
		return this.maxWorkers;
	}

	/**
	 * Changes how many workers there are. Workers that are too many end when their job
	 * does.
	 * @param max at least 1
	 * @throws IllegalArgumentException when it is less
	 */
	public void maxWorkers(int max) {
		if (max < 1) {
			throw new IllegalArgumentException("maxWorkers must be at least 1, but is " + max);
		}
		synchronized (this.lifecycle) {
			this.maxWorkers = max;
			Parts present = this.parts;
			if (present != null) {
				present.pool.maxWorkers(max);
			}
		}
	}

	/**
	 * How many workers there are.
	 * @return the number of live workers
	 */
	public int workers() {
		Parts present = this.parts;
		return (present != null) ? present.pool.alive() : 0;
	}

	/**
	 * Whether new jobs of some classes would be taken by workers that are idle now.
	 * @param classes the names of the classes
	 * @return whether it is so
	 */
	boolean hasIdleWorkersFor(Collection<String> classes) {
		Parts present = this.parts;
		return present != null && this.heartbeat.isRunning() && present.pool.hasFree()
				&& this.engine.throttles().areClaimable(classes);
	}

	/**
	 * Whether workers have found nothing more to do since they were told of work.
	 * @return whether it is so
	 */
	boolean hasFoundNothingMore() {
		Parts present = this.parts;
		return present != null && present.dispatcher.hasFoundNothingMore();
	}

	/**
	 * Begins no more jobs nor slices; those that are being worked on come to their end.
	 * What was claimed and not begun has been given back when this returns, unless the
	 * database does not answer. Lasts until {@link #resume} or the next start.
	 * @throws IllegalStateException when the server is not running
	 */
	public void pause() {
		pause(true);
	}

	/**
	 * Goes on after {@link #pause}.
	 * @throws IllegalStateException when the server is not running
	 */
	public void resume() {
		pause(false);
	}

	private void pause(boolean pause) {
		synchronized (this.lifecycle) {
			Parts present = this.parts;
			if (present == null) {
				throw new IllegalStateException("Server " + serverName() + " is not running");
			}
			try {
				present.pause(pause);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.heartbeat.state(pause ? ServerState.PAUSED : ServerState.RUNNING);
			logger.info("Server {} {}", serverName(), pause ? "is paused" : "goes on");
		}
	}

	@Override
	public void start() {
		synchronized (this.lifecycle) {
			if (this.parts != null) {
				return;
			}
			this.heartbeat.start();
			Parts started = new Parts();
			this.parts = started;
			started.start();
			this.heartbeat.state(ServerState.RUNNING);
			logger.info("Started with {} workers for {}", this.maxWorkers, this.engine.classes().names());
		}
	}

	@Override
	public void stop(Runnable callback) {
		Thread stopper = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "rocketjob-stop");
		stopper.start();
	}

	@Override
	public void stop() {
		synchronized (this.lifecycle) {
			Parts stopped = this.parts;
			if (stopped == null) {
				return;
			}
			this.heartbeat.state(ServerState.STOPPING);
			try {
				stopped.stop(System.nanoTime() + this.settings.shutdownTimeout().toNanos());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				this.parts = null;
			}
		}
	}

	private ThreadFactory threads() {
		if (this.settings.virtualThreads()) {
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

	/** What exists only while the server runs. */
	private final class Parts {

		private final WorkerPool pool = new WorkerPool(Supervisor.this.maxWorkers, threads(),
				(work, worker) -> work.run(serverName(), worker.name(serverName()), worker::mayGoOn));

		private final WorkFinder work = new WorkFinder(Supervisor.this.batches,
				Supervisor.this.settings.maxGroupSize());

		private final Dispatcher dispatcher = new Dispatcher(Supervisor.this.engine, this.work, this.pool,
				Supervisor.this.heartbeat, Supervisor.this.settings.pollInterval());

		private final Monitor monitor = new Monitor(Supervisor.this.batches, this.work, this.pool);

		private final Runnable wake = this.dispatcher::wake;

		void start() {
			this.pool.rebalance();
			Supervisor.this.engine.signal().addListener(this.wake);
			this.work.start();
			this.dispatcher.start();
			this.monitor.start();
		}

		void pause(boolean pause) throws InterruptedException {
			this.pool.drain(pause);
			this.dispatcher.pause(pause);
		}

		void stop(long deadline) throws InterruptedException {
			try {
				drain(deadline);
			}
			finally {
				this.pool.stop();
				this.monitor.stop();
				this.work.stop(Math.max(deadline, System.nanoTime() + LAST_WRITES.toNanos()));
			}
		}

		private void drain(long deadline) throws InterruptedException {
			Supervisor.this.engine.signal().removeListener(this.wake);
			this.pool.drain(true);
			this.dispatcher.stop();
			Duration total = Supervisor.this.settings.shutdownTimeout();
			Duration grace = total.dividedBy(4).compareTo(LONGEST_GRACE) < 0 ? total.dividedBy(4) : LONGEST_GRACE;
			int busy = this.pool.current().size();
			if (busy > 0) {
				logger.info("Stopping: waiting up to {} ms for {} running job(s)", left(deadline).toMillis(), busy);
			}
			if (!this.pool.awaitDone(left(deadline).minus(grace))) {
				runs((run) -> {
					logger.info("{} is not done and the server stops: interrupting it", run);
					run.stop();
				});
				if (!this.pool.awaitDone(left(deadline))) {
					runs((run) -> {
						logger.warn("{} does not react to an interrupt: giving it back to the queue", run);
						run.giveBack();
					});
				}
			}
		}

		private void runs(Consumer<Run<?>> action) {
			for (Run<?> run : Supervisor.this.engine.runs().all()) {
				if (run.held() != null && !run.isHandedOver()) {
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

		private static Duration left(long deadline) {
			return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
		}

	}

}
