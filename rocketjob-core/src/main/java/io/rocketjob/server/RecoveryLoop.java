package io.rocketjob.server;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.rocketjob.batch.BatchEngine;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.job.JobEngine;
import io.rocketjob.mongo.Outage;
import io.rocketjob.server.ServerRepository.ServerRecord;
import io.rocketjob.work.RecoverableWork;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds servers that are dead and work that no worker does. Every server does this as
 * often as it beats, on a thread of its own, because it calls callbacks of jobs; any
 * number of servers may do it at once.
 */
final class RecoveryLoop {

	/** In one of so many rounds it looks for what is seldom there. */
	private static final int THOROUGH = 8;

	/** How many rounds all servers together make in an interval, where there are many. */
	private static final int ROUNDS_OF_ALL = 10;

	/** How many rounds it leaves to others in a row: they may all be gone. */
	private static final int MOST_LEFT = 4;

	private static final Logger logger = LoggerFactory.getLogger(RecoveryLoop.class);

	/**
	 * How many of its intervals a server that was silent is given to beat again, once we
	 * are in touch with the database ourselves.
	 */
	private static final int GRACE_INTERVALS = 2;

	private final JobEngine engine;

	private final BatchEngine batches;

	private final ServerRepository servers;

	private final Heartbeat heartbeat;

	private final Duration interval;

	private final int maxCrashes;

	private final Outage outage;

	private int rounds;

	/** How many of the last rounds were left to others. */
	private int left;

	/** Claims of this server that no run of it has, and since when. */
	private final Map<ClaimKey, Long> unattended = new HashMap<>();

	private final Set<String> reported = new HashSet<>();

	private @Nullable ScheduledThreadPoolExecutor scheduler;

	RecoveryLoop(BatchEngine batches, ServerRepository servers, Heartbeat heartbeat, ServerSettings settings) {
		this.batches = batches;
		this.engine = batches.jobs();
		this.servers = servers;
		this.heartbeat = heartbeat;
		this.interval = settings.heartbeatInterval();
		this.maxCrashes = settings.maxCrashes();
		this.outage = new Outage("recovery", this.interval);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // safeRound() throws nothing
	synchronized void start() {
		ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "rocketjob-recovery");
			thread.setDaemon(true);
			this.engine.contextLoader().adopt(thread);
			return thread;
		});
		started.scheduleWithFixedDelay(this::safeRound, this.interval.toMillis(), this.interval.toMillis(),
				TimeUnit.MILLISECONDS);
		this.scheduler = started;
	}

	synchronized void stop() {
		if (this.scheduler != null) {
			this.scheduler.shutdownNow();
			this.scheduler = null;
		}
	}

	private void safeRound() {
		try {
			ObjectId me = this.heartbeat.registration();
			if (me != null) {
				round(me);
				this.outage.succeeded();
			}
		}
		catch (Throwable ex) {
			if (!Thread.currentThread().isInterrupted()) {
				this.outage.failed(ex);
			}
		}
	}

	/**
	 * What any server can do for all is done by some of many. What a server holds itself
	 * it looks at each time.
	 */
	private void round(ObjectId me) {
		if (this.left < MOST_LEFT
				&& ThreadLocalRandom.current().nextInt(this.heartbeat.serverCount()) >= ROUNDS_OF_ALL) {
			this.left++;
			requeueUnattended(me);
			return;
		}
		this.left = 0;
		roundForAll(me);
	}

	private void roundForAll(ObjectId me) {
		boolean thorough = this.rounds++ % THOROUGH == 0;
		if (thorough) {
			// a user may have dropped a collection, such as a test that cleans up
			this.engine.store().mongo().checkIndexesAgain();
		}
		Instant now = this.servers.beatAndTellTime(me);
		if (now == null) {
			return;
		}
		removeDeadServers(me, now);
		// the order matters: who holds is read first, who lives second
		Set<ObjectId> claimants = new HashSet<>();
		this.batches.recoverable().forEach((held) -> claimants.addAll(held.claimants()));
		if (claimants.remove(me)) {
			requeueUnattended(me);
		}
		else {
			this.unattended.clear();
		}
		requeueOrphans(claimants);
		if (thorough) {
			this.engine.recoverDependencies();
			this.engine.sweepKeys();
			this.batches.jobs().cleanup().recover();
			reportUnknownClasses();
		}
	}

	private void removeDeadServers(ObjectId me, Instant now) {
		int working = 0;
		for (ServerRecord server : this.servers.all()) {
			Duration silent = Duration.between(server.heartbeatAt().toInstant(), now);
			boolean dead = silent.compareTo(server.deadAfter()) > 0;
			Duration grace = server.interval().multipliedBy(GRACE_INTERVALS);
			boolean mayJudge = this.heartbeat.inTouchFor().compareTo(grace) >= 0;
			if (dead && mayJudge && !server.id().equals(me) && this.servers.removeDead(server)) {
				logger.warn("Server {} is dead: its last heartbeat was {} ms ago. Its work will be queued again",
						server.name(), silent.toMillis());
			}
			working += (dead || server.paused()) ? 0 : 1;
		}
		this.heartbeat.serverCount(working);
	}

	/**
	 * Takes back what servers hold that are no more.
	 */
	private void requeueOrphans(Set<ObjectId> claimants) {
		if (claimants.isEmpty()) {
			return;
		}
		claimants.removeAll(this.servers.ids());
		claimants.forEach((gone) -> this.batches.recoverable().forEach((held) -> held.takeBack(gone, this.maxCrashes)));
	}

	/**
	 * Takes back what is held in the name of this server and not attended to by it, as
	 * when the answer to a claim was lost. A claim must have been so for two intervals,
	 * because one that was just made is not yet run.
	 */
	private void requeueUnattended(ObjectId me) {
		Set<ClaimKey> all = new HashSet<>();
		for (RecoverableWork work : this.batches.recoverable()) {
			Set<ClaimKey> held = work.claimsOf(me);
			held.removeAll(work.attended());
			all.addAll(held);
		}
		long now = System.nanoTime();
		this.unattended.keySet().retainAll(all);
		all.forEach((held) -> this.unattended.putIfAbsent(held, now));
		Set<ClaimKey> old = new HashSet<>(all);
		old.removeIf((held) -> now - this.unattended.getOrDefault(held, now) < this.interval.multipliedBy(2).toNanos());
		if (!old.isEmpty()) {
			this.batches.recoverable()
				.forEach((held) -> held.requeue(me, old::contains, "nobody on its server attends to it"));
		}
	}

	/**
	 * Says once for each job class that jobs of it wait which this server cannot run.
	 */
	private void reportUnknownClasses() {
		for (String name : this.engine.claims().unknownNames()) {
			if (this.reported.add(name)) {
				logger.warn("Jobs of class '{}' are waiting, and this server has no such job class;"
						+ " it leaves them to others", name);
			}
		}
	}

}
