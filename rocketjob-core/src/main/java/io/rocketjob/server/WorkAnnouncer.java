package io.rocketjob.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.rocketjob.Events;
import io.rocketjob.job.JobEngine;
import io.rocketjob.work.WorkNotification;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Internal: tells the idle workers of other processes by an event that there is work, and
 * those of this one when another process says so. What comes within some milliseconds is
 * one event, so that creating a hundred thousand jobs publishes a few dozen; what the
 * workers of this process take themselves at once is none. An event that is not
 * published, or not seen, costs no more than the poll interval. Thread-safe.
 */
public final class WorkAnnouncer implements SmartLifecycle {

	/** The name of the events. */
	public static final String EVENT = "rocketjob.work";

	/** What the events carry: which kinds of work there are. */
	static final String KINDS = "kinds";

	private static final String ACTION = "available";

	/** Ends after the workers, which give back what they have not begun. */
	private static final int PHASE = Heartbeat.PHASE;

	/** The shortest time between two events. */
	private static final Duration INTERVAL = Duration.ofMillis(20);

	/** How long the idle workers of this process have to take what is new, at most. */
	private static final Duration HEAD_START = Duration.ofMillis(100);

	/** How often to look whether they have. */
	private static final Duration GLANCE = Duration.ofMillis(2);

	private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

	private static final Logger logger = LoggerFactory.getLogger(WorkAnnouncer.class);

	private final JobEngine engine;

	private final Events events;

	private final @Nullable Supervisor supervisor;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	/** Guarded by the lock, as all that follows is. */
	private final Set<WorkNotification.Kind> kinds = EnumSet.noneOf(WorkNotification.Kind.class);

	/** The classes of the new jobs. */
	private final Set<String> classes = new HashSet<>();

	/** Whether the workers of this process are not enough, whatever they do. */
	private boolean forAll;

	private @Nullable Thread thread;

	/**
	 * Makes an announcer, which announces when it has been started.
	 * @param engine the jobs
	 * @param events where it announces
	 * @param supervisor the workers of this process, if it is a server
	 */
	public WorkAnnouncer(JobEngine engine, Events events, @Nullable Supervisor supervisor) {
		this.engine = engine;
		this.events = events;
		this.supervisor = supervisor;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public boolean isRunning() {
		this.lock.lock();
		try {
			return this.thread != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void start() {
		this.lock.lock();
		try {
			if (this.thread == null) {
				Thread started = new Thread(this::run, "rocketjob-announcer");
				started.setDaemon(true);
				this.thread = started;
				started.start();
				this.engine.signal().announceTo(this::note);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void stop() {
		Thread stopped;
		this.lock.lock();
		try {
			stopped = this.thread;
			this.thread = null;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		if (stopped != null) {
			try {
				// it publishes what it has noted before it ends
				stopped.join(STOP_PATIENCE.toMillis());
				stopped.interrupt();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Another process has published that there is work.
	 * @param parameters what it has published; kinds of work that this version does not
	 * know count as new
	 */
	public void received(Map<String, ?> parameters) {
		if (parameters.get(KINDS) instanceof Collection<?> names) {
			Set<WorkNotification.Kind> received = EnumSet.noneOf(WorkNotification.Kind.class);
			names.forEach((name) -> received.add(kind(String.valueOf(name))));
			received.forEach(this.engine.signal()::received);
		}
	}

	private static WorkNotification.Kind kind(String name) {
		for (WorkNotification.Kind kind : WorkNotification.Kind.values()) {
			if (kind.name().equalsIgnoreCase(name)) {
				return kind;
			}
		}
		return WorkNotification.Kind.NEW;
	}

	private void note(WorkNotification news) {
		this.lock.lock();
		try {
			this.kinds.add(news.kind());
			if (news.jobClass() != null) {
				this.classes.add(news.jobClass());
			}
			this.forAll |= news.jobClass() == null;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		try {
			while (awaitNews()) {
				publish();
				pause(INTERVAL);
			}
			publish();
		}
		catch (InterruptedException ex) {
			// the end
		}
	}

	private boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

	private boolean awaitNews() throws InterruptedException {
		this.lock.lock();
		try {
			while (isCurrent() && this.kinds.isEmpty()) {
				this.changed.await();
			}
			return isCurrent();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void pause(Duration pause) throws InterruptedException {
		this.lock.lock();
		try {
			long nanos = pause.toNanos();
			while (isCurrent() && nanos > 0) {
				nanos = this.changed.awaitNanos(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void publish() throws InterruptedException {
		long end = System.nanoTime() + HEAD_START.toNanos();
		while (isLeftToOurWorkers() && !isTakenByOurWorkers() && System.nanoTime() < end && isRunning()) {
			pause(GLANCE);
		}
		List<String> names = new ArrayList<>();
		this.lock.lock();
		try {
			if (!isTakenByOurWorkers()) {
				this.kinds.forEach((kind) -> names.add(kind.name().toLowerCase(Locale.ROOT)));
			}
			this.kinds.clear();
			this.classes.clear();
			this.forAll = false;
		}
		finally {
			this.lock.unlock();
		}
		if (!names.isEmpty()) {
			publish(names);
		}
	}

	private void publish(List<String> names) {
		try {
			this.events.publish(EVENT, ACTION, Map.of(KINDS, names));
		}
		catch (RuntimeException ex) {
			logger.debug("Other servers are not told that there is work: they find it when they look", ex);
		}
	}

	/**
	 * Whether idle workers of this process are about to take what is new.
	 */
	private boolean isLeftToOurWorkers() {
		Supervisor present = this.supervisor;
		this.lock.lock();
		try {
			return present != null && !this.forAll && present.hasIdleWorkersFor(this.classes);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether workers of this process are still idle, and have found nothing more.
	 */
	private boolean isTakenByOurWorkers() {
		return isLeftToOurWorkers() && this.supervisor != null && this.supervisor.hasFoundNothingMore();
	}

}
