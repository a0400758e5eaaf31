package io.rocketjob.server;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.mongodb.MongoException;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerState;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.work.ClaimFilter;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Makes this process a server: keeps its workers, gives them jobs, and brings them to a
 * good end. Starts and stops with the application; may be stopped and started again.
 * Thread-safe: any method may be called while any other goes on.
 *
 * @since 0.1.0
 */
public final class Supervisor implements SmartLifecycle {

	/** Before the web server stops to take requests. */
	static final int PHASE = Integer.MAX_VALUE - 100;

	private static final Logger logger = LoggerFactory.getLogger(Supervisor.class);

	private static final Duration LOOK = Duration.ofMillis(100);

	private final JobEngine engine;

	private final BatchEngine batches;

	private final Heartbeat heartbeat;

	private final ServerSettings settings;

	/**
	 * Held for moments, never while something is waited for: what is told a server must
	 * not wait for the end of its stop.
	 */
	private final Object lifecycle = new Object();

	private volatile int maxWorkers;

	private volatile ClaimFilter filter;

	/** From the start to the end of the stop. */
	private volatile @Nullable RunningServer running;

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
		this.filter = new ClaimFilter(settings.filter());
		heartbeat.reportWorkers(this::maxWorkers, this::workers, this::busyWorkers, this::filter);
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	/**
	 * The name of this server.
	 * @return the name that others see
	 */
	public String serverName() {
		return this.heartbeat.serverName();
	}

	/**
	 * Whether this server is meant.
	 * @param idOrName the id or the name of a server
	 * @return whether it is that of this one
	 */
	boolean isNamed(String idOrName) {
		ObjectId id = this.heartbeat.registration();
		return idOrName.equals(serverName()) || (id != null && idOrName.equals(id.toHexString()));
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
			RunningServer present = this.running;
			if (present != null && !present.isStopping()) {
				present.pool().maxWorkers(max);
			}
		}
		refresh();
	}

	/**
	 * How many workers there are.
	 * @return the number of live workers
	 */
	public int workers() {
		RunningServer present = this.running;
		return (present != null) ? present.pool().alive() : 0;
	}

	/**
	 * How many workers have something to do.
	 * @return the number of those that are at a job or a batch
	 */
	public int busyWorkers() {
		RunningServer present = this.running;
		return (present != null) ? present.pool().current().size() : 0;
	}

	/**
	 * Which jobs this server works on.
	 * @return the filter
	 */
	public ServerFilter filter() {
		return this.filter.filter();
	}

	/**
	 * Changes which jobs this server works on. What it is at comes to its end; of a
	 * batch, the slices that have been begun.
	 * @param changed the filter
	 * @throws IllegalArgumentException when MongoDB refuses its query, saying why; then
	 * the filter stays as it is
	 * @throws org.springframework.dao.DataAccessException when the database cannot be
	 * reached
	 */
	public void filter(ServerFilter changed) {
		ClaimFilter checked = new ClaimFilter(changed);
		this.engine.store().mongo().translating(() -> {
			this.engine.claims().check(checked);
			return checked;
		});
		this.filter = checked;
		RunningServer present = this.running;
		if (present != null) {
			present.lookAgain();
		}
		refresh();
	}

	/**
	 * Makes what is wrong with a filter fit to be logged: its query may have data in it.
	 * @param refused why it is not taken
	 * @return what to log
	 */
	String loggable(IllegalArgumentException refused) {
		if (this.engine.exceptionLogging().showsTexts()) {
			return String.valueOf(refused.getMessage());
		}
		String why = (refused.getCause() instanceof MongoException ex)
				? "MongoDB refuses its query (error " + ex.getCode() + ")" : "it is malformed";
		return why + " " + this.engine.exceptionLogging().text("");
	}

	/** Sends a heartbeat as soon as possible. */
	public void refresh() {
		this.heartbeat.beatNow();
	}

	/**
	 * Whether new jobs of some classes would be taken by workers that are idle now.
	 * @param classes the names of the classes
	 * @return whether it is so
	 */
	boolean hasIdleWorkersFor(Collection<String> classes) {
		RunningServer present = this.running;
		return present != null && this.heartbeat.isRunning() && present.dispatcher().mayBegin()
				&& present.pool().hasFree() && isAccepted(classes) && this.engine.throttles().areClaimable(classes);
	}

	private boolean isAccepted(Collection<String> classes) {
		ClaimFilter present = this.filter;
		JobClasses known = this.engine.classes();
		return !present.hasQuery()
				&& classes.stream().allMatch((each) -> known.find(each) != null && present.accepts(each, known));
	}

	/**
	 * Whether workers have found nothing more to do since they were told of work.
	 * @return whether it is so
	 */
	boolean hasFoundNothingMore() {
		RunningServer present = this.running;
		return present != null && present.dispatcher().hasFoundNothingMore();
	}

	/**
	 * Begins no more jobs nor slices; those that are being worked on come to their end.
	 * What was claimed and not begun has been given back when this returns, unless the
	 * database does not answer. Lasts until {@link #resume} or the next start.
	 * @throws IllegalStateException when the server is not running, or is stopping
	 */
	public void pause() {
		RunningServer paused = move(ServerState.PAUSED, RunningServer::pause, "is paused");
		try {
			paused.awaitRest();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Goes on after {@link #pause}.
	 * @throws IllegalStateException when the server is not running, or is stopping
	 */
	public void resume() {
		move(ServerState.RUNNING, RunningServer::resume, "goes on");
	}

	private RunningServer move(ServerState state, Consumer<RunningServer> change, String happening) {
		// first without the lock: who leaves holds it until the database has answered
		present();
		synchronized (this.lifecycle) {
			RunningServer present = present();
			change.accept(present);
			this.heartbeat.state(state);
			logger.info("Server {} {}", serverName(), happening);
			return present;
		}
	}

	private RunningServer present() {
		RunningServer present = this.running;
		if (present == null || present.isStopping()) {
			throw new IllegalStateException(
					"Server " + serverName() + ((present == null) ? " is not running" : " is stopping"));
		}
		return present;
	}

	@Override
	public void start() {
		awaitEndOfStop();
		checkFilter();
		synchronized (this.lifecycle) {
			if (this.running != null) {
				return;
			}
			this.heartbeat.start();
			RunningServer started = new RunningServer(this.batches, this.heartbeat, this.settings, this.maxWorkers,
					() -> this.filter);
			this.running = started;
			started.start();
			this.heartbeat.state(ServerState.RUNNING);
			logger.info("Started with {} workers for {}", this.maxWorkers, this.engine.classes().names());
		}
	}

	/**
	 * So that the application does not start with a query that no claim would survive.
	 */
	private void checkFilter() {
		try {
			this.engine.claims().check(this.filter);
		}
		catch (MongoException ex) {
			logger.warn(
					"Whether the database takes the query of the filter is not known, because it cannot be reached: {}",
					ex.getClass().getName());
		}
	}

	private void awaitEndOfStop() {
		RunningServer present = this.running;
		if (present != null && present.isStopping()) {
			try {
				present.awaitEnded();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
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

	/**
	 * Begins nothing more, and returns when what has been begun has ended or is queued
	 * again, at most the shutdown timeout later. The process stays registered.
	 */
	@Override
	public void stop() {
		RunningServer stopped;
		boolean mine;
		synchronized (this.lifecycle) {
			stopped = this.running;
			if (stopped == null) {
				return;
			}
			mine = !stopped.isStopping();
			if (mine) {
				stopped.beginStop();
				this.heartbeat.state(ServerState.STOPPING);
			}
		}
		try {
			if (mine) {
				stop(stopped);
			}
			else {
				stopped.awaitEnded();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void stop(RunningServer stopped) throws InterruptedException {
		try {
			stopped.stop();
		}
		finally {
			this.running = null;
			stopped.ended();
		}
	}

	/**
	 * Stops, and says good-bye: this process is no longer shown as a server. The
	 * application goes on where anything else keeps it alive. Returns when all that is
	 * done.
	 */
	public void leave() {
		stop();
		unregister();
	}

	/**
	 * Like {@link #leave}, but interrupts what has been begun at once, and queues it
	 * again. A stop that goes on does the same from now on.
	 */
	public void kill() {
		RunningServer killed = this.running;
		if (killed != null) {
			killed.kill();
		}
		leave();
	}

	/**
	 * Ends the registration as soon as nothing is held in its name: jobs may be run
	 * inline, and records be uploaded, by other threads of the application.
	 */
	private void unregister() {
		try {
			while (!isRunning() && this.heartbeat.isRunning() && this.batches.isAtWork()) {
				TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		synchronized (this.lifecycle) {
			if (!isRunning()) {
				this.heartbeat.stop();
			}
		}
	}

	/**
	 * Lets a worker end when what it is at has ended; another one takes its place.
	 * @param number the number of the worker
	 * @return whether there is such a worker
	 */
	public boolean stopWorker(int number) {
		RunningServer present = this.running;
		return present != null && present.pool().stop(number);
	}

	/**
	 * Interrupts what a worker is at, and queues it again; another one takes its place.
	 * Returns when it is queued again or has ended, some moments later.
	 * @param number the number of the worker
	 * @return whether there is such a worker
	 */
	public boolean killWorker(int number) {
		RunningServer present = this.running;
		if (present == null || present.pool().find(number) == null) {
			return false;
		}
		try {
			present.killWorker(number);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return true;
	}

	/**
	 * The stack traces of all threads of this process.
	 * @return the text, at most 1 MB
	 */
	public String threadDump() {
		RunningServer present = this.running;
		return ThreadDump.of(serverName(), (present != null) ? present.pool().all() : List.of());
	}

	/**
	 * The stack trace of a worker.
	 * @param number the number of the worker
	 * @return the text, or {@code null} when there is no such worker
	 */
	public @Nullable String threadDump(int number) {
		RunningServer present = this.running;
		Worker worker = (present != null) ? present.pool().find(number) : null;
		return (worker != null) ? ThreadDump.of(serverName(), worker) : null;
	}

	/**
	 * Answers a request for stack traces that has come by an event.
	 * @param request what was asked
	 * @param answer the answer
	 */
	void answer(String request, ThreadDumpAnswer answer) {
		ObjectId id = this.heartbeat.registration();
		if (id != null) {
			new ServerRepository(this.engine.store().mongo()).answer(id, request, answer,
					this.engine.store().clock().now());
		}
	}

}
