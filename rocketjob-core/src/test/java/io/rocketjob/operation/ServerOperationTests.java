package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.rocketjob.RocketJobException;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerState;
import io.rocketjob.Servers;
import io.rocketjob.operation.AuditEntry.Outcome;
import io.rocketjob.operation.OperationException.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willCallRealMethod;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** What operators can do with servers. */
class ServerOperationTests {

	private final ServerInstance north = server();

	private final Servers all = servers(this.north);

	private final OperatedSystem operated = new OperatedSystem(this.all, new OperationPolicy[0]);

	private final ServerOperations servers = this.operated.operations.servers();

	@AfterEach
	void close() {
		this.operated.close();
	}

	@Test
	void serversAreListedAndDescribedWithTheQueriesOfTheirFiltersHidden() {
		given(this.north.filter()).willReturn(new ServerFilter("Report", null, "{\"fields.account\": \"acme\"}"));
		ServerDescriptor listed = this.servers.list(without(Permission.VALUE_READ)).servers().get(0);
		assertThat(listed.filter()).isEqualTo(new ServerDescriptor.FilterDescriptor("Report", null, "******"));
		assertThat(listed.activeWorkers()).isNull();
		ServerDescriptor shown = this.servers.get(ALICE, "north");
		assertThat(shown.filter()).isNotNull()
			.extracting(ServerDescriptor.FilterDescriptor::where)
			.asString()
			.contains("acme");
		assertThat(shown.activeWorkers()).isEmpty();
		assertThat(this.operated.told).isEmpty();
	}

	@Test
	void whatServersAreToldIsToldToListenersWithTheOldAndTheNewValues() {
		this.servers.control(ALICE.because("maintenance"), new ServerCommand("pause"));
		this.servers.control(ALICE, "north", command("max-workers", Map.of("maxWorkers", "5")));
		this.servers.control(ALICE, "north", command("filter", Map.of("include", "Report", "where", "{}")));
		this.servers.control(ALICE, "north", command("log-level", Map.of("logger", "org.example", "level", "debug")));
		this.servers.control(ALICE, "north", command("kill", Map.of("worker", "north:1")));
		verify(this.all).pause();
		verify(this.north).maxWorkers(5);
		verify(this.north).filter(new ServerFilter("Report", null, "{}"));
		verify(this.north).logLevel("org.example", "DEBUG");
		verify(this.north).killWorker("north:1");
		assertThat(this.operated.told)
			.extracting((entry) -> entry.action() + " " + entry.permission() + " " + entry.target() + " "
					+ entry.before() + entry.after())
			.containsExactly("pause server:control all servers {}{}",
					"max-workers server:control server north id-north {maxWorkers=3}{maxWorkers=5}",
					"filter server:control server north id-north {include=null, exclude=null, where=null}"
							+ "{include=Report, exclude=null, where=******}",
					"log-level server:control server north id-north {}{org.example=DEBUG}",
					"kill server:kill worker north:1 id-north {}{}");
		assertThat(this.operated.told.get(0).reason()).isEqualTo("maintenance");
	}

	@Test
	void whoLacksThePermissionTellsServersNothing() {
		Operator controls = without(Permission.SERVER_KILL);
		this.servers.control(controls, new ServerCommand("stop"));
		assertProblem(Kind.DENIED, "bob (test) needs the permission server:kill for all servers",
				() -> this.servers.control(controls, new ServerCommand("kill")));
		assertProblem(Kind.DENIED, "server:kill",
				() -> this.servers.control(controls, "north", command("kill", Map.of("worker", "north:1"))));
		Operator kills = without(Permission.SERVER_CONTROL);
		assertProblem(Kind.DENIED, "server:control",
				() -> this.servers.control(kills, "north", new ServerCommand("thread-dump")));
		assertProblem(Kind.DENIED, "server:read", () -> this.servers.list(without(Permission.SERVER_READ)));
		verify(this.all, never()).kill();
		verify(this.north, never()).killWorker(any());
		verify(this.north, never()).threadDump(any());
		assertThat(this.operated.told).extracting(AuditEntry::outcome)
			.containsExactly(Outcome.DONE, Outcome.DENIED, Outcome.DENIED, Outcome.DENIED);
	}

	@Test
	void aPolicyDecidesAboutEachServer() {
		OperationPolicy notNorth = (operator, permission, target, job) -> !"north".equals(target.name());
		ServerOperations restricted = this.operated.operations(this.all, List.of(notNorth), List.of()).servers();
		assertProblem(Kind.DENIED, "server:control",
				() -> restricted.control(ALICE, "id-north", new ServerCommand("stop")));
		verify(this.north, never()).stop();
	}

	@Test
	void aServerThatDoesNotAnswerIsUnavailableAndThatIsTold() {
		willThrow(new RocketJobException("north has not answered")).given(this.north).threadDump(any(Duration.class));
		assertProblem(Kind.UNAVAILABLE, "north has not answered",
				() -> this.servers.control(ALICE, "north", new ServerCommand("thread-dump")));
		assertThat(this.operated.told).singleElement().returns(Outcome.FAILED, AuditEntry::outcome);
	}

	@Test
	void whatIsWrongSaysWhatWouldBeRightAndTellsServersNothing() {
		assertProblem(Kind.NOT_FOUND, "'west'", () -> this.servers.get(ALICE, "west"));
		assertProblem(Kind.BAD_REQUEST, "action must be one of pause",
				() -> this.servers.control(ALICE, new ServerCommand("explode")));
		assertProblem(Kind.BAD_REQUEST, "action must be one of pause",
				() -> this.servers.control(ALICE, new ServerCommand("thread-dump")));
		assertProblem(Kind.BAD_REQUEST, "worker needs the server",
				() -> this.servers.control(ALICE, command("stop", Map.of("worker", "north:1"))));
		assertProblem(Kind.BAD_REQUEST, "with worker: stop, kill",
				() -> this.servers.control(ALICE, "north", command("pause", Map.of("worker", "north:1"))));
		assertProblem(Kind.BAD_REQUEST, "stop takes no maxWorkers",
				() -> this.servers.control(ALICE, command("stop", Map.of("maxWorkers", "3"))));
		assertThat(this.operated.told).isEmpty();
		assertProblem(Kind.BAD_REQUEST, "maxWorkers must be",
				() -> this.servers.control(ALICE, command("max-workers", Map.of("maxWorkers", "0"))));
		assertProblem(Kind.BAD_REQUEST, "query of MongoDB as JSON",
				() -> this.servers.control(ALICE, command("filter", Map.of("where", "{"))));
		assertThat(this.operated.told).hasSize(2).extracting(AuditEntry::outcome).containsOnly(Outcome.FAILED);
		verify(this.all, never()).stop();
		verify(this.all, never()).filter(any());
	}

	private static ServerCommand command(String action, Map<String, String> members) {
		Map<String, @Nullable String> given = new HashMap<>(members);
		return new ServerCommand(action, given.get("worker"), given.get("maxWorkers"), given.get("include"),
				given.get("exclude"), given.get("where"), given.get("logger"), given.get("level"));
	}

	private static Servers servers(ServerInstance one) {
		Servers servers = mock(Servers.class);
		given(servers.list()).willReturn(List.of(one));
		given(servers.find(any())).willReturn(Optional.empty());
		given(servers.find("north")).willReturn(Optional.of(one));
		given(servers.find("id-north")).willReturn(Optional.of(one));
		willCallRealMethod().given(servers).get(any());
		return servers;
	}

	private static ServerInstance server() {
		ServerInstance server = mock(ServerInstance.class);
		given(server.id()).willReturn("id-north");
		given(server.name()).willReturn("north");
		given(server.state()).willReturn(ServerState.RUNNING);
		given(server.startedAt()).willReturn(Instant.EPOCH);
		given(server.heartbeatAt()).willReturn(Instant.EPOCH);
		given(server.heartbeatAge()).willReturn(Duration.ZERO);
		given(server.host()).willReturn("host");
		given(server.filter()).willReturn(ServerFilter.NONE);
		given(server.maxWorkers()).willReturn(3);
		given(server.activeWorkers()).willReturn(List.of());
		return server;
	}

}
