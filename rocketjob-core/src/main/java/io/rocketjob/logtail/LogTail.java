package io.rocketjob.logtail;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.rocketjob.Subscriber;
import io.rocketjob.job.JobEngine;
import io.rocketjob.logtail.KeptLines.Kept;
import io.rocketjob.mongo.Outage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.ClassUtils;

/**
 * Internal: keeps the last lines that jobs have logged in this process, and stores those
 * of a job once a second while somebody looks at them. Jobs never wait for the database
 * by it. Needs Logback; with another system it keeps nothing, and says so once.
 * Thread-safe.
 */
@Subscriber(LogTailStore.SUBSCRIBER)
public final class LogTail implements SmartLifecycle {

	/** How many lines of a job can be kept. */
	public static final int MOST_LINES = 1_000;

	/** After the workers have stopped, and before the events have. */
	private static final int PHASE = Integer.MAX_VALUE - 4_000;

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	/** Before what is stored would be dropped. */
	private static final Duration RENEWAL = LogTailStore.KEPT.dividedBy(3);

	/** More jobs are not looked at at once. */
	private static final int MOST_WANTED = 100;

	private static final Logger logger = LoggerFactory.getLogger(LogTail.class);

	private static final boolean LOGBACK = ClassUtils.isPresent("ch.qos.logback.classic.LoggerContext",
			LogTail.class.getClassLoader())
			&& LoggerFactory.getILoggerFactory().getClass().getName().startsWith("ch.qos.logback.");

	private final JobEngine engine;

	private final LogTailStore store;

	private final KeptLines kept;

	private final Outage outage = new Outage("storing of the last lines of jobs", INTERVAL);

	private final Map<String, Wanted> wanted = new ConcurrentHashMap<>();

	private @Nullable Runnable end;

	private @Nullable ScheduledThreadPoolExecutor scheduler;

	private @Nullable ScheduledFuture<?> telling;

	/**
	 * Makes it; it keeps what is logged once it has been started.
	 * @param engine what runs the jobs
	 * @param lines how many lines of a job it keeps, from 1 to {@link #MOST_LINES}
	 */
	public LogTail(JobEngine engine, int lines) {
		this.engine = engine;
		this.store = new LogTailStore(engine.store());
		this.kept = new KeptLines(lines, this::isRunning);
	}

	private boolean isRunning(String job) {
		return this.engine.runs().all().stream().anyMatch((run) -> run.id().toHexString().equals(job));
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

	@Override
	public synchronized void start() {
		if (this.scheduler != null) {
			return;
		}
		this.scheduler = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "rocketjob-log-tail");
			thread.setDaemon(true);
			return thread;
		});
		if (LOGBACK) {
			this.end = LogbackTail.begin(this.kept::add);
		}
		else {
			logger.warn("rocketjob.logging.kept-lines has no effect: it needs Logback, and logging goes to {}",
					LoggerFactory.getILoggerFactory().getClass().getName());
		}
	}

	@Override
	public synchronized void stop() {
		if (this.end != null) {
			this.end.run();
			this.end = null;
		}
		if (this.scheduler != null) {
			this.scheduler.shutdown();
			this.scheduler = null;
			this.telling = null;
		}
	}

	/**
	 * Somebody looks at the last lines of a job.
	 * @param job the id of the job
	 */
	public synchronized void want(String job) {
		ScheduledThreadPoolExecutor running = this.scheduler;
		if (running == null || (this.kept.of(job) == null && !isRunning(job))) {
			return;
		}
		long until = System.nanoTime() + LogTailStore.WANTED_FOR.toNanos();
		Wanted present = this.wanted.get(job);
		if (present != null) {
			present.until = until;
		}
		else if (this.wanted.size() < MOST_WANTED) {
			this.wanted.put(job, new Wanted(until));
		}
		if (this.telling == null) {
			this.telling = running.scheduleWithFixedDelay(() -> tell(System.nanoTime()), 0, INTERVAL.toMillis(),
					TimeUnit.MILLISECONDS);
		}
		else {
			running.execute(() -> tell(System.nanoTime()));
		}
	}

	/** Stores what is new of the jobs that somebody looks at. */
	void tell(long now) {
		String server = this.engine.processName().get();
		try {
			this.wanted.forEach((job, state) -> {
				if (now - state.until > 0) {
					this.store.remove(job, server);
					this.wanted.remove(job, state);
				}
				else {
					tell(job, server, state, now);
				}
			});
			this.outage.succeeded();
			restIfUnwanted();
		}
		catch (RuntimeException ex) {
			this.outage.failed(ex);
		}
	}

	private void tell(String job, String server, Wanted state, long now) {
		Kept lines = Objects.requireNonNullElse(this.kept.of(job), Kept.NONE);
		if (lines.version() != state.written || now - state.writtenAt > RENEWAL.toNanos()) {
			this.store.write(job, server, lines.lines(), lines.dropped());
			state.written = lines.version();
			state.writtenAt = now;
		}
	}

	private synchronized void restIfUnwanted() {
		if (this.wanted.isEmpty() && this.telling != null) {
			this.telling.cancel(false);
			this.telling = null;
		}
	}

	/** A job that somebody looks at. */
	private static final class Wanted {

		private volatile long until;

		/** Used by the thread that tells alone, as is the next. */
		private long written = -1;

		private long writtenAt;

		private Wanted(long until) {
			this.until = until;
		}

	}

}
