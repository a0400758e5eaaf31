package io.rocketjob.autoconfigure;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerState;
import io.rocketjob.Servers;
import io.rocketjob.server.ServerSettings;
import io.rocketjob.server.ServerSubscriber;
import io.rocketjob.server.StoredServers;
import io.rocketjob.server.WorkerSubscriber;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/** The control of servers and their filters. */
class ServerControlAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.shutdown-timeout=4s",
				"rocketjob.server.name=north");

	private final ApplicationContextRunner client = this.runner.withPropertyValues("rocketjob.server.enabled=false");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void aServerDoesWhatItIsTold() {
		this.runner.run((context) -> {
			Servers servers = context.getBean(RocketJobTemplate.class).servers();
			assertThat(servers).isSameAs(context.getBean(Servers.class));
			await().until(() -> hasState(servers, ServerState.RUNNING));
			servers.pause();
			await().until(() -> hasState(servers, ServerState.PAUSED));
			servers.get("north").stop();
			await().until(() -> servers.list().isEmpty());
		});
	}

	private static boolean hasState(Servers servers, ServerState state) {
		return servers.find("north").map(ServerInstance::state).filter(state::equals).isPresent();
	}

	@Test
	void aProcessThatIsNoServerTellsOthersAndIsToldNothing() {
		this.client.run((context) -> assertThat(context).hasSingleBean(StoredServers.class)
			.doesNotHaveBean(ServerSubscriber.class)
			.doesNotHaveBean(WorkerSubscriber.class));
	}

	@Test
	void theServersOfTheUserWin() {
		Servers own = mock(Servers.class);
		this.client.withBean(Servers.class, () -> own).run((context) -> {
			assertThat(context).doesNotHaveBean(StoredServers.class);
			assertThat(context.getBean(RocketJobTemplate.class).servers()).isSameAs(own);
		});
	}

	@Test
	void theFilterIsBound() {
		this.client
			.withPropertyValues("rocketjob.server.include=^Report", "rocketjob.server.exclude=Old$",
					"rocketjob.server.where={\"fields.region\": \"eu\"}")
			.run((context) -> assertThat(context.getBean(ServerSettings.class).filter())
				.isEqualTo(new ServerFilter("^Report", "Old$", "{\"fields.region\": \"eu\"}")));
	}

	@Test
	void aWrongFilterIsNamed() {
		assertRefused("include", "(");
		assertRefused("exclude", "[");
		assertRefused("where", "{a:");
	}

	private void assertRefused(String name, String value) {
		this.client.withPropertyValues("rocketjob.server." + name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidSettingException.class, (failure) -> {
					assertThat(failure.property()).isEqualTo("rocketjob.server." + name);
					assertThat(failure.reason()).startsWith(name + " '" + value + "' is malformed");
				}));
	}

	@Test
	void aQueryThatTheDatabaseRefusesKeepsTheApplicationFromStarting() {
		this.client.run((context) -> context.getBean(MongoTemplate.class)
			.getCollection("rocketjob.jobs")
			.insertOne(new Document("a", 1)));
		this.runner.withPropertyValues("rocketjob.server.where={a: {$bogus: 1}}")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("MongoDB refuses the query {a: {$bogus: 1}}"));
	}

}
