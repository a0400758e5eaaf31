package io.rocketjob.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerState;
import io.rocketjob.Servers;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willCallRealMethod;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/** Servers that do nothing. */
public final class FakeServers {

	private FakeServers() {
	}

	public static Servers of(ServerInstance... instances) {
		Servers servers = mock(Servers.class);
		given(servers.list()).willReturn(List.of(instances));
		given(servers.find(anyString())).willReturn(Optional.empty());
		willCallRealMethod().given(servers).get(anyString());
		for (ServerInstance instance : instances) {
			given(servers.find(instance.id())).willReturn(Optional.of(instance));
			given(servers.find(instance.name())).willReturn(Optional.of(instance));
		}
		return servers;
	}

	public static ServerInstance server(String name, ServerState state, boolean zombie) {
		ServerInstance server = mock(ServerInstance.class);
		given(server.id()).willReturn("id-" + name);
		given(server.name()).willReturn(name);
		given(server.state()).willReturn(state);
		given(server.isZombie()).willReturn(zombie);
		given(server.startedAt()).willReturn(Instant.EPOCH);
		given(server.heartbeatAt()).willReturn(Instant.EPOCH);
		given(server.heartbeatAge()).willReturn(Duration.ofSeconds(3));
		given(server.host()).willReturn("host");
		given(server.filter()).willReturn(ServerFilter.NONE);
		given(server.activeWorkers()).willReturn(List.of());
		willThrow(new IllegalArgumentException("No worker 'x'")).given(server).stopWorker("x");
		given(server.threadDump(any())).willReturn("all threads");
		given(server.threadDump(anyString(), any())).willReturn("one thread");
		return server;
	}

}
