package io.rocketjob.autoconfigure;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.job.JobEngine;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import io.rocketjob.operation.StoredAudit;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** What people do is stored, unless the configuration says otherwise. */
class AuditConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withUserConfiguration(SomeJob.class)
		.withPropertyValues("rocketjob.server.enabled=false",
				"spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + TestDatabase.get().newDatabaseName());

	@Test
	void whatPeopleDoIsStoredForNinetyDays() {
		this.runner.run((context) -> assertThat(keptFor(context)).isEqualTo(Duration.ofDays(90)));
		this.runner.withPropertyValues("rocketjob.audit.keep=2h")
			.run((context) -> assertThat(keptFor(context)).isEqualTo(Duration.ofHours(2)));
	}

	@Test
	void nothingIsStoredWhenThatIsSwitchedOff() {
		this.runner.withPropertyValues("rocketjob.audit.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(StoredAudit.class);
			assertThat(keptFor(context)).isNull();
		});
	}

	@Test
	void aBeanOfTheApplicationWins() {
		this.runner.withUserConfiguration(Own.class)
			.run((context) -> assertThat(keptFor(context)).isEqualTo(Duration.ofDays(1)));
	}

	@Test
	void aTimeThatIsTooShortKeepsTheApplicationFromStarting() {
		this.runner.withPropertyValues("rocketjob.audit.keep=1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("rocketjob.audit.keep"));
	}

	private static @Nullable Duration keptFor(AssertableApplicationContext context) {
		String id = context.getBean(RocketJobTemplate.class).create(SomeJob.class).id().toHexString();
		Operator alice = new Operator("alice", "test", EnumSet.allOf(Permission.class));
		context.getBean(Operations.class).jobs().act(alice, id, "pause", null);
		Document stored = context.getBean(JobEngine.class)
			.store()
			.mongo()
			.database()
			.getCollection("rocketjob.audit")
			.find(new Document("target.id", id))
			.first();
		return (stored == null) ? null : Duration.between(Objects.requireNonNull(stored.getDate("at")).toInstant(),
				Objects.requireNonNull(stored.getDate("expiresAt")).toInstant());
	}

	@RocketJob
	static class SomeJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		StoredAudit ownAudit(JobEngine engine) {
			return new StoredAudit(engine.store(), Duration.ofDays(1));
		}

	}

}
