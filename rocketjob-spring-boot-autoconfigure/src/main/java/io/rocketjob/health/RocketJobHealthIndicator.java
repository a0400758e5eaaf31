package io.rocketjob.health;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.rocketjob.ServerInstance;
import io.rocketjob.server.DatabaseReport;
import io.rocketjob.server.Vitals;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells how this process fares as a server, and what it sees of the others.
 * <p>
 * It is down only when it cannot do its own work: no heartbeat of it has reached the
 * database for so long that others may have taken over what it was at, or all its workers
 * are dead. To be paused or stopped is a user's decision, and no fault. What has happened
 * to other servers is told, and changes nothing: otherwise the death of one would take
 * all of them down. For the same reason it belongs to the readiness of the application
 * and not to its liveness: a restart mends neither the database nor the network, and
 * would interrupt what the workers are at.
 * <p>
 * Never waits for the database for longer than a moment. What is said of this server is
 * what it knows itself. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RocketJobHealthIndicator implements HealthIndicator {

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final Duration VALIDITY = Duration.ofMillis(500);

	private final Role role;

	private final Supplier<Vitals> vitals;

	private final Supplier<@Nullable DatabaseReport> database;

	private final ClusterReader cluster;

	/**
	 * Makes an indicator.
	 * @param role what this process is
	 * @param vitals what it knows of itself
	 * @param database what the database can do, {@code null} as long as it was not heard
	 * @param servers asks the database for all servers
	 * @param unknownJobClasses asks it for the names of the job classes of which jobs
	 * wait, and which this process cannot run
	 */
	public RocketJobHealthIndicator(Role role, Supplier<Vitals> vitals, Supplier<@Nullable DatabaseReport> database,
			Supplier<List<ServerInstance>> servers, Supplier<? extends Collection<String>> unknownJobClasses) {
		this(role, vitals, database, new ClusterReader(
				() -> new Cluster(Instant.now().truncatedTo(ChronoUnit.MILLIS), servers.get(), unknownJobClasses.get()),
				PATIENCE, VALIDITY));
	}

	RocketJobHealthIndicator(Role role, Supplier<Vitals> vitals, Supplier<@Nullable DatabaseReport> database,
			ClusterReader cluster) {
		this.role = role;
		this.vitals = vitals;
		this.database = database;
		this.cluster = cluster;
	}

	@Override
	public Health health() {
		Vitals own = this.vitals.get();
		Health.Builder health = Health.up();
		if (this.role == Role.CLIENT) {
			health.withDetail("role", "client");
		}
		else {
			describe(own, health);
		}
		DatabaseReport known = this.database.get();
		if (known != null) {
			health.withDetail("database", known.toString());
		}
		describeOthers(own, health);
		return health.build();
	}

	private static void describe(Vitals own, Health.Builder health) {
		Duration silence = own.silence();
		if (own.isSilent() && silence != null) {
			health.down()
				.withDetail("problem", "No heartbeat has reached the database for " + silence.toSeconds() + " s; after "
						+ own.deadAfter().toSeconds() + " s other servers take over what this one was at");
		}
		else if (own.hasNoWorkers()) {
			health.down().withDetail("problem", "All workers are dead");
		}
		Map<String, Object> server = new LinkedHashMap<>();
		server.put("name", own.name());
		server.put("state", own.shownState());
		if (silence != null) {
			server.put("heartbeatAge", Duration.ofMillis(silence.toMillis()).toString());
		}
		server.put("workers", own.workers());
		server.put("maxWorkers", own.maxWorkers());
		server.put("busy", own.busy());
		health.withDetail("role", "server").withDetail("server", server);
	}

	private void describeOthers(Vitals own, Health.Builder health) {
		Cluster seen = this.cluster.read();
		if (seen == null) {
			health.withDetail("others", "unknown: the database has not answered in time");
			return;
		}
		List<ServerInstance> others = seen.servers()
			.stream()
			.filter((server) -> !server.id().equals(own.id()))
			.toList();
		Map<String, Object> described = new LinkedHashMap<>();
		described.put("count", others.size());
		described.put("byState", others.stream()
			.collect(Collectors.groupingBy((server) -> server.state().value(), TreeMap::new, Collectors.counting())));
		health.withDetail("others", described)
			.withDetail("zombies",
					new TreeSet<>(others.stream().filter(ServerInstance::isZombie).map(ServerInstance::name).toList()))
			.withDetail("unknownJobClasses", new TreeSet<>(seen.unknownJobClasses()))
			.withDetail("asOf", seen.asOf().toString());
	}

	/**
	 * What this process is.
	 *
	 * @since 0.1.0
	 */
	public enum Role {

		/** It runs jobs. */
		SERVER,

		/** It creates and manages jobs, and runs none. */
		CLIENT

	}

}
