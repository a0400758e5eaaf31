package io.rocketjob.actuate.endpoint;

import io.rocketjob.ServerState;
import io.rocketjob.Servers;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application in a cluster that is not there. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class FakeServersApplication {

	@Bean
	Servers servers() {
		return FakeServers.of(FakeServers.server("north", ServerState.RUNNING, false),
				FakeServers.server("south", ServerState.PAUSED, true));
	}

}
