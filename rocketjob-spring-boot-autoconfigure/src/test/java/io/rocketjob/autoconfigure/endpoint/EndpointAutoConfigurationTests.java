package io.rocketjob.autoconfigure.endpoint;

import java.util.Set;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.actuate.endpoint.RocketJobEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobFilesEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobFilesEndpointWebExtension;
import io.rocketjob.actuate.endpoint.RocketJobHousekeepingEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobHousekeepingEndpointWebExtension;
import io.rocketjob.actuate.endpoint.RocketJobJobsEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobJobsEndpointWebExtension;
import io.rocketjob.actuate.endpoint.RocketJobServersEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobServersEndpointWebExtension;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.operation.Operations;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

/** When the endpoints are there. */
class EndpointAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final WebApplicationContextRunner hidden = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class, EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				RocketJobEndpointAutoConfiguration.class, RocketJobJobsEndpointAutoConfiguration.class,
				RocketJobServersEndpointAutoConfiguration.class, RocketJobFilesEndpointAutoConfiguration.class,
				RocketJobHousekeepingEndpointAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=false");

	private final WebApplicationContextRunner exposed = this.hidden
		.withPropertyValues("management.endpoints.web.exposure.include=rocketjob,rocketjobjobs,rocketjobservers,"
				+ "rocketjobfiles,rocketjobhousekeeping");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	static Stream<Class<?>> endpoints() {
		return Stream.of(RocketJobEndpoint.class, RocketJobJobsEndpoint.class, RocketJobServersEndpoint.class,
				RocketJobFilesEndpoint.class, RocketJobHousekeepingEndpoint.class);
	}

	static Stream<Class<?>> extensions() {
		return Stream.of(RocketJobJobsEndpointWebExtension.class, RocketJobServersEndpointWebExtension.class,
				RocketJobFilesEndpointWebExtension.class, RocketJobHousekeepingEndpointWebExtension.class);
	}

	@Test
	void nothingIsThereUnlessItIsExposed() {
		this.hidden.run((context) -> {
			endpoints().forEach((type) -> assertThat(context).doesNotHaveBean(type));
			extensions().forEach((type) -> assertThat(context).doesNotHaveBean(type));
		});
	}

	@Test
	void whatIsExposedIsThere() {
		this.exposed.run((context) -> {
			endpoints().forEach((type) -> assertThat(context).hasSingleBean(type));
			extensions().forEach((type) -> assertThat(context).hasSingleBean(type));
		});
	}

	@Test
	void whatIsExposedByJmxOnlyHasNoWebExtension() {
		this.hidden.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=*")
			.run((context) -> {
				endpoints().forEach((type) -> assertThat(context).hasSingleBean(type));
				extensions().forEach((type) -> assertThat(context).doesNotHaveBean(type));
			});
	}

	@ParameterizedTest
	@MethodSource("endpoints")
	void anEndpointCanBeSwitchedOff(Class<?> type) {
		String id = type.getAnnotation(Endpoint.class).id();
		this.exposed.withPropertyValues("management.endpoint." + id + ".access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(type));
	}

	@Test
	void withoutRocketJobThereIsNone() {
		this.exposed.withPropertyValues("rocketjob.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			endpoints().forEach((type) -> assertThat(context).doesNotHaveBean(type));
		});
		this.exposed.withClassLoader(new FilteredClassLoader(MongoClient.class)).run((context) -> {
			assertThat(context).hasNotFailed();
			endpoints().forEach((type) -> assertThat(context).doesNotHaveBean(type));
		});
	}

	@Test
	void withoutActuatorThereIsNone() {
		this.exposed.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RocketJobTemplate.class)
				.hasSingleBean(Operations.class)
				.doesNotHaveBean("rocketJobEndpoint")
				.doesNotHaveBean("rocketJobJobsEndpoint")
				.doesNotHaveBean("rocketJobServersEndpoint")
				.doesNotHaveBean("rocketJobFilesEndpoint")
				.doesNotHaveBean("rocketJobHousekeepingEndpoint"));
	}

	@Test
	void theBeansOfTheUserWin() {
		RocketJobJobsEndpoint own = new RocketJobJobsEndpoint(mock(Operations.class), Show.NEVER);
		this.exposed.withBean(RocketJobJobsEndpoint.class, () -> own)
			.withBean(RocketJobServersEndpointWebExtension.class,
					() -> new RocketJobServersEndpointWebExtension(mock(RocketJobServersEndpoint.class), Show.NEVER,
							Set.of()))
			.run((context) -> {
				assertThat(context.getBean(RocketJobJobsEndpoint.class)).isSameAs(own);
				assertThat(context).hasSingleBean(RocketJobServersEndpointWebExtension.class);
			});
		Operations operations = mock(Operations.class);
		this.exposed.withBean(Operations.class, () -> operations)
			.run((context) -> assertThat(context).getBean(Operations.class).isSameAs(operations));
	}

	@Test
	void propertiesAreBound() {
		this.exposed.run((context) -> assertThat(context.getBean(RocketJobJobsEndpointProperties.class))
			.isEqualTo(new RocketJobJobsEndpointProperties(Show.NEVER, Set.of())));
		this.exposed.withPropertyValues("management.endpoint.rocketjobjobs.show-values=when-authorized",
				"management.endpoint.rocketjobjobs.roles=ADMIN,OPS",
				"management.endpoint.rocketjobservers.show-values=always",
				"management.endpoint.rocketjobfiles.show-values=always", "management.endpoint.rocketjobfiles.roles=OPS")
			.run((context) -> {
				assertThat(context.getBean(RocketJobJobsEndpointProperties.class))
					.isEqualTo(new RocketJobJobsEndpointProperties(Show.WHEN_AUTHORIZED, Set.of("ADMIN", "OPS")));
				assertThat(context.getBean(RocketJobServersEndpointProperties.class))
					.isEqualTo(new RocketJobServersEndpointProperties(Show.ALWAYS, Set.of()));
				assertThat(context.getBean(RocketJobFilesEndpointProperties.class))
					.isEqualTo(new RocketJobFilesEndpointProperties(Show.ALWAYS, Set.of("OPS")));
			});
		this.exposed.withPropertyValues("management.endpoint.rocketjobjobs.show-values=perhaps")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("management.endpoint.rocketjobjobs.show-values"));
	}

}
