package io.rocketjob.server;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

import io.rocketjob.job.JobEngine;
import io.rocketjob.server.ServerRepository.ServerRecord;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds servers that are dead and work that nobody does. Every server does this at each
 * heartbeat; any number of them may do it at once. Used by one thread.
 */
final class Recovery {

	private static final Logger logger = LoggerFactory.getLogger(Recovery.class);

	private final JobEngine engine;

	private final ServerRepository servers;

	/** Claims of this server that no run of it had at the last round. */
	private Set<ObjectId> unattended = Set.of();

	private final Set<String> reported = new HashSet<>();

	Recovery(JobEngine engine, ServerRepository servers) {
		this.engine = engine;
		this.servers = servers;
	}

	/**
	 * Removes the servers whose heartbeats have stopped.
	 * @param me this server
	 * @param now the time of the database
	 * @param inTouchSince since when this server has been in touch with the database
	 */
	void removeDeadServers(ObjectId me, Instant now, Instant inTouchSince) {
		for (ServerRecord server : this.servers.all()) {
			Duration silent = Duration.between(server.heartbeatAt().toInstant(), now);
			boolean dead = silent.compareTo(server.deadAfter()) > 0;
			boolean mayJudge = Duration.between(inTouchSince, now).compareTo(server.deadAfter()) >= 0;
			if (dead && mayJudge && !server.id().equals(me) && this.servers.removeDead(server)) {
				logger.warn("Server {} is dead: its last heartbeat was {} ms ago. Its work will be queued again",
						server.name(), silent.toMillis());
			}
		}
	}

	/**
	 * Queues again what servers hold that are no more.
	 * @param me this server
	 */
	void takeBackOrphans(ObjectId me) {
		// the order matters: who holds is read first, who lives second
		Set<ObjectId> holders = this.engine.claims().holders();
		holders.remove(me);
		if (holders.isEmpty()) {
			return;
		}
		holders.removeAll(this.servers.ids());
		holders.forEach((gone) -> this.engine.claims().takeBack(gone, (token) -> true, "its server is gone"));
	}

	/**
	 * Queues again what is held in the name of this server and not run by it, as when the
	 * answer to a claim was lost. A claim must have been so for two rounds, because one
	 * that was just made is not yet run.
	 * @param me this server
	 */
	void takeBackUnattended(ObjectId me) {
		Set<ObjectId> held = this.engine.claims().heldBy(me);
		held.removeAll(this.engine.runs().claims(Duration.ZERO).values());
		Set<ObjectId> twice = new HashSet<>(held);
		twice.retainAll(this.unattended);
		if (!twice.isEmpty()) {
			this.engine.claims().takeBack(me, twice::contains, "nobody on its server runs it");
		}
		this.unattended = held;
	}

	/**
	 * Says once for each job class that jobs of it wait which this server cannot run.
	 */
	void reportUnknownClasses() {
		for (String name : this.engine.claims().unknownNames()) {
			if (this.reported.add(name)) {
				logger.warn("Jobs of class '{}' are waiting, and this server has no such job class;"
						+ " it leaves them to others", name);
			}
		}
	}

	/**
	 * Gives back whatever this server still holds, at its end.
	 * @param me this server
	 */
	void giveBackAll(@Nullable ObjectId me) {
		if (me != null) {
			this.engine.claims().takeBack(me, (token) -> true, "its server stopped");
		}
	}

}
