package io.rocketjob.server;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.rocketjob.ServerFilter;
import io.rocketjob.ServerState;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.job.JobEngine;
import io.rocketjob.mongo.Outage;
import io.rocketjob.work.ProcessName;
import io.rocketjob.work.ServerIdentity;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Internal: keeps this process registered and says that it lives, from before the first
 * claim until after the last worker has let go. Its thread does nothing else, so that
 * nothing delays it; looking after the others is done by another one. Thread-safe.
 */
public final class Heartbeat implements SmartLifecycle, ServerIdentity {

	/** After the workers (and the web server) have stopped. */
	static final int PHASE = Integer.MAX_VALUE - 4096;

	private static final Logger logger = LoggerFactory.getLogger(Heartbeat.class);

	private static final Duration GOODBYE = Duration.ofSeconds(5);

	private final JobEngine engine;

	private final BatchEngine batches;

	private final ServerSettings settings;

	private final boolean autoStartup;

	private final ServerRepository servers;

	private final FormatVersion format;

	private final ServerReport report;

	private final RecoveryLoop recovery;

	/** Held while registering, which may take as long as the database lets it. */
	private final Object registering = new Object();

	/** Held for moments only. */
	private final ReentrantLock lock = new ReentrantLock();

	private final Condition wakeUp = this.lock.newCondition();

	private volatile int serverCount = 1;

	private volatile @Nullable Thread thread;

	private volatile @Nullable ObjectId id;

	/** An id that is being registered, or may have been: whether it was is not known. */
	private volatile @Nullable ObjectId unconfirmedId;

	private final String wantedName;

	private volatile String name;

	/** By {@link System#nanoTime()}; {@code null} while the database is away. */
	private volatile @Nullable Long inTouchSince;

	private volatile @Nullable Long lastBeat;

	/** By {@link System#nanoTime()}. */
	private volatile long startedAt;

	private boolean due;

	/**
	 * Makes a heartbeat.
	 * @param batches the jobs, batches among them
	 * @param settings name and interval
	 * @param autoStartup whether to register with the start of the application, rather
	 * than when a job is run inline
	 */
	public Heartbeat(BatchEngine batches, ServerSettings settings, boolean autoStartup) {
		this.batches = batches;
		this.engine = batches.jobs();
		this.settings = settings;
		this.autoStartup = autoStartup;
		this.servers = new ServerRepository(this.engine.store().mongo());
		this.format = new FormatVersion(this.engine.store().mongo());
		this.report = new ServerReport(settings, this.engine.runs());
		this.recovery = new RecoveryLoop(batches, this.servers, this, settings);
		String given = settings.name();
		this.wantedName = (given != null) ? given : ProcessName.hostAndPid();
		this.name = this.wantedName;
	}

	/**
	 * What to tell about the workers of this server.
	 * @param max how many there may be
	 * @param alive how many there are
	 * @param busy how many of them have something to do
	 * @param filter what they work on
	 */
	void reportWorkers(IntSupplier max, IntSupplier alive, IntSupplier busy, Supplier<ServerFilter> filter) {
		this.report.of(max, alive, busy, filter);
	}

	/**
	 * Changes the state that others see, at once.
	 * @param changed the new state
	 */
	void state(ServerState changed) {
		this.report.state(changed);
		beatNow();
	}

	/** Sends a heartbeat as soon as possible. */
	void beatNow() {
		this.lock.lock();
		try {
			this.due = true;
			this.wakeUp.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The id of this process's registration, if there is one now.
	 * @return the id, or {@code null} while the database cannot be reached
	 */
	@Nullable ObjectId registration() {
		return this.id;
	}

	@Override
	public ObjectId serverId() {
		start();
		return registered();
	}

	@Override
	public String serverName() {
		return this.name;
	}

	/**
	 * How many servers work, as far as the recovery has seen: neither dead nor paused.
	 * @return the number, at least 1
	 */
	int serverCount() {
		return this.serverCount;
	}

	/**
	 * Notes how many servers work.
	 * @param count the number that are neither dead nor paused
	 */
	void serverCount(int count) {
		this.serverCount = Math.max(1, count);
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	@Override
	public void start() {
		this.lock.lock();
		try {
			if (this.thread == null) {
				this.report.state(ServerState.STARTING);
				this.lastBeat = null;
				this.startedAt = System.nanoTime();
				Thread started = new Thread(this::run, "rocketjob-heartbeat");
				started.setDaemon(true);
				this.thread = started;
				started.start();
				this.recovery.start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void stop() {
		this.recovery.stop();
		Thread stopped;
		this.lock.lock();
		try {
			stopped = this.thread;
			this.thread = null;
			this.wakeUp.signalAll();
			if (stopped != null) {
				// within the lock, so that it does not hit the goodbye
				stopped.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (stopped != null) {
			try {
				stopped.join(GOODBYE.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

	private void run() {
		Outage outage = new Outage("heartbeat", this.settings.heartbeatInterval());
		while (isCurrent()) {
			Duration pause;
			try {
				beat();
				this.engine.store().clock().measure(this.engine.store().mongo().database());
				inTouch();
				outage.succeeded();
				pause = this.settings.heartbeatInterval();
			}
			catch (Throwable ex) {
				if (!isCurrent()) {
					break;
				}
				this.inTouchSince = null;
				pause = outage.failed(ex);
			}
			await(pause);
		}
		goodbye();
	}

	private void await(Duration pause) {
		this.lock.lock();
		try {
			long nanos = pause.toNanos();
			while (isCurrent() && !this.due && nanos > 0) {
				nanos = this.wakeUp.awaitNanos(nanos);
			}
			this.due = false;
		}
		catch (InterruptedException ex) {
			// the loop ends when this is the end
		}
		finally {
			this.lock.unlock();
		}
	}

	private void beat() {
		ObjectId present = this.id;
		if (present != null && !this.servers.beat(present, this.report.heartbeat())) {
			declaredDead();
		}
		registered();
	}

	private ObjectId registered() {
		synchronized (this.registering) {
			ObjectId present = this.id;
			return (present != null) ? present : register();
		}
	}

	/**
	 * Others believed this process dead and have taken its work.
	 */
	private void declaredDead() {
		logger.error("Server {} is no longer registered: it was declared dead, because it gave no sign of life for more"
				+ " than {}, or somebody deleted its document. What it was running is queued again for others; it goes"
				+ " on under a new registration", this.name, this.settings.deadAfter());
		this.id = null;
		this.inTouchSince = null;
		this.engine.runs().loseAll("its server was declared dead, and the job was queued again");
	}

	private ObjectId register() {
		this.format.check();
		ObjectId unconfirmed = this.unconfirmedId;
		ObjectId fresh = (unconfirmed != null) ? unconfirmed : new ObjectId();
		// remembered before the write: its answer may be lost
		this.unconfirmedId = fresh;
		String free = this.wantedName;
		for (int number = 2; !this.servers.register(fresh, free, this.report.registration(),
				this.report.heartbeat()); number++) {
			free = this.wantedName + "-" + number;
		}
		if (!free.equals(this.wantedName)) {
			logger.warn("Another server is named {}, this one is {}", this.wantedName, free);
		}
		this.name = free;
		this.engine.processName().set(free);
		this.id = fresh;
		this.unconfirmedId = null;
		logger.info("Registered as server {}", free);
		return fresh;
	}

	/**
	 * Remembers since when this server has been in touch with the database without a gap.
	 * One that was away itself, or frozen, must not judge others by what it has missed.
	 */
	private void inTouch() {
		long now = System.nanoTime();
		Long last = this.lastBeat;
		if (this.inTouchSince == null || last == null || now - last > longestGap()) {
			this.inTouchSince = now;
		}
		this.lastBeat = now;
	}

	/**
	 * How long this server has been in touch with the database without a gap. The answer
	 * to a heartbeat may be on its way since before one, while the database has answered
	 * others already.
	 * @return the duration, zero while it is not
	 */
	Duration inTouchFor() {
		Long since = this.inTouchSince;
		Long last = this.lastBeat;
		long now = System.nanoTime();
		return (since != null && last != null && now - last <= longestGap()) ? Duration.ofNanos(now - since)
				: Duration.ZERO;
	}

	private long longestGap() {
		return this.settings.heartbeatInterval().multipliedBy(2).toNanos();
	}

	/**
	 * How this process fares, as far as it knows itself: asks no database, so that it can
	 * be told while the database is away.
	 * @return what is known now
	 */
	public Vitals vitals() {
		Long last = this.lastBeat;
		ObjectId present = this.id;
		boolean beating = isRunning();
		Duration silence = Duration.ofNanos(System.nanoTime() - ((last != null) ? last : this.startedAt));
		return this.report.vitals(this.name, (present != null) ? present.toHexString() : null, beating,
				beating ? silence : null);
	}

	private void goodbye() {
		this.lock.lock();
		try {
			// the interrupt was meant for what went on before
			Thread.interrupted();
			if (this.thread != null) {
				// started again meanwhile, and the registration is now that one's
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		ObjectId present = (this.id != null) ? this.id : this.unconfirmedId;
		this.id = null;
		this.unconfirmedId = null;
		if (present == null) {
			return;
		}
		try {
			this.batches.recoverable().forEach((held) -> held.requeue(present, (token) -> true, "its server stopped"));
			this.servers.remove(present);
			logger.info("Server {} has left", this.name);
		}
		catch (RuntimeException ex) {
			logger.warn("Server {} leaves without saying so, because the database cannot be reached; others will"
					+ " notice after {}: {}", this.name, this.settings.deadAfter(), ex.toString());
		}
	}

}
