package io.rocketjob.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.rocketjob.ServerState;
import io.rocketjob.actuate.endpoint.FakeServers;
import io.rocketjob.health.RocketJobHealthIndicator.Role;
import io.rocketjob.mongo.DatabaseAbilities;
import io.rocketjob.server.DatabaseReport;
import io.rocketjob.server.Vitals;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/** When this process is down, and what it says. */
class RocketJobHealthIndicatorTests {

	private static final DatabaseReport DATABASE = new DatabaseReport(
			new DatabaseAbilities("MongoDB 4.4.6", "replica set", true, true), true, true);

	private static final Cluster CLUSTER = new Cluster(Instant.EPOCH,
			List.of(FakeServers.server("me", ServerState.RUNNING, false),
					FakeServers.server("a", ServerState.RUNNING, false),
					FakeServers.server("b", ServerState.PAUSED, true)),
			Set.of("Gone"));

	@Test
	void aServerThatBeatsIsUpAndTellsOfTheOthers() {
		Health health = health(vitals(ServerState.RUNNING, Duration.ofSeconds(3), 4));
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("role", "server")
			.containsEntry("server",
					Map.of("name", "me", "state", "running", "heartbeatAge", "PT3S", "workers", 4, "maxWorkers", 4,
							"busy", 1))
			.containsEntry("others", Map.of("count", 2, "byState", Map.of("running", 1L, "paused", 1L)))
			.containsEntry("zombies", Set.of("b"))
			.containsEntry("unknownJobClasses", Set.of("Gone"))
			.doesNotContainKey("problem");
	}

	@Test
	void aServerIsDownWhenNoHeartbeatHasReachedTheDatabaseForTooLong() {
		assertThat(health(vitals(ServerState.RUNNING, Duration.ofSeconds(60), 4)).getStatus()).isEqualTo(Status.UP);
		Health health = health(vitals(ServerState.RUNNING, Duration.ofSeconds(61), 4));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("problem")).asString().contains("61 s", "60 s");
		assertThat(health(vitals(ServerState.PAUSED, Duration.ofSeconds(61), 4)).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void aServerIsDownWhenAllItsWorkersAreDead() {
		Health health = health(vitals(ServerState.RUNNING, Duration.ofSeconds(1), 0));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("problem", "All workers are dead");
		assertThat(health(vitals(ServerState.STARTING, Duration.ofSeconds(1), 0)).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aServerThatIsPausedOrStoppedIsUp() {
		for (ServerState state : List.of(ServerState.PAUSED, ServerState.STOPPING)) {
			Health health = health(vitals(state, Duration.ofSeconds(1), 0));
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(server(health)).containsEntry("state", state.value());
		}
		Health stopped = health(
				new Vitals("me", null, ServerState.STOPPING, false, null, Duration.ofSeconds(60), 0, 4, 0));
		assertThat(stopped.getStatus()).isEqualTo(Status.UP);
		assertThat(server(stopped)).containsEntry("state", "stopped").doesNotContainKey("heartbeatAge");
	}

	@Test
	void aClientIsUpAndSaysThatItIsOne() {
		Health health = new RocketJobHealthIndicator(Role.CLIENT,
				() -> new Vitals("me", null, ServerState.STARTING, false, null, Duration.ofSeconds(60), 0, 0, 0),
				() -> null, reader(() -> CLUSTER))
			.health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("role", "client").doesNotContainKeys("server", "database");
	}

	@Test
	void itTellsWhatTheDatabaseCanDo() {
		assertThat(health(vitals(ServerState.RUNNING, Duration.ZERO, 4)).getDetails()).containsEntry("database",
				"MongoDB 4.4.6, replica set; transactions, hints, waiting cursors, ordered claims");
	}

	@Test
	void nobodyWaitsForADatabaseThatDoesNotAnswer() {
		CountDownLatch never = new CountDownLatch(1);
		AtomicInteger asked = new AtomicInteger();
		ClusterReader reader = reader(() -> {
			asked.incrementAndGet();
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return CLUSTER;
		});
		long start = System.nanoTime();
		for (int i = 0; i < 5; i++) {
			Health health = health(vitals(ServerState.RUNNING, Duration.ofSeconds(1), 4), reader);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails().get("others")).asString().startsWith("unknown");
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		assertThat(asked).hasValue(1);
		never.countDown();
	}

	@Test
	void whatWasSeenLastIsToldWhileTheDatabaseFails() {
		AtomicInteger asked = new AtomicInteger();
		ClusterReader reader = new ClusterReader(() -> {
			if (asked.incrementAndGet() > 1) {
				throw new IllegalStateException("away");
			}
			return CLUSTER;
		}, Duration.ofSeconds(2), Duration.ZERO);
		assertThat(reader.read()).isSameAs(CLUSTER);
		assertThat(reader.read()).isSameAs(CLUSTER);
		assertThat(asked).hasValue(2);
	}

	@Test
	void anAnswerIsGivenAgainForAMoment() {
		AtomicInteger asked = new AtomicInteger();
		ClusterReader reader = new ClusterReader(() -> {
			asked.incrementAndGet();
			return CLUSTER;
		}, Duration.ofSeconds(2), Duration.ofMinutes(1));
		assertThat(reader.read()).isSameAs(CLUSTER);
		assertThat(reader.read()).isSameAs(CLUSTER);
		assertThat(asked).hasValue(1);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> server(Health health) {
		return (Map<String, Object>) health.getDetails().get("server");
	}

	private static Health health(Vitals vitals) {
		return health(vitals, reader(() -> CLUSTER));
	}

	private static Health health(Vitals vitals, ClusterReader reader) {
		return new RocketJobHealthIndicator(Role.SERVER, () -> vitals, () -> DATABASE, reader).health();
	}

	private static ClusterReader reader(Supplier<Cluster> supplier) {
		return new ClusterReader(supplier, Duration.ofMillis(200), Duration.ZERO);
	}

	private static Vitals vitals(ServerState state, @Nullable Duration silence, int workers) {
		return new Vitals("me", "id-me", state, true, silence, Duration.ofSeconds(60), workers, 4, 1);
	}

}
