package io.rocketjob.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import io.rocketjob.batch.LineJson;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.job.JobEngine;
import io.rocketjob.observation.JobCreateObservationConvention;
import io.rocketjob.observation.JobRunObservationConvention;
import io.rocketjob.observation.SliceRunObservationConvention;
import io.rocketjob.testsupport.TestDatabase;
import io.rocketjob.work.WorkRecorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/** Where the application has several beans of which one is wanted. */
class SeveralBeansTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=false");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	static Stream<Class<?>> ours() {
		return Stream.of(LineJson.class, Encryption.class, JobCreateObservationConvention.class,
				JobRunObservationConvention.class, SliceRunObservationConvention.class);
	}

	@ParameterizedTest
	@MethodSource("ours")
	<T> void theApplicationDoesNotStartWithSeveralOfWhichNoneIsPrimary(Class<T> type) {
		this.runner.withBean("one", type, () -> mock(type))
			.withBean("two", type, () -> mock(type))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasMessageContainingAll(type.getName(), "one", "two"));
	}

	@ParameterizedTest
	@MethodSource("ours")
	<T> void thePrimaryOneIsTaken(Class<T> type) {
		this.runner.withBean("one", type, () -> mock(type))
			.withBean("two", type, () -> mock(type), (definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void thePrimaryLineJsonWritesTheLines() {
		LineJson primary = (value) -> "primary";
		this.runner.withBean("one", LineJson.class, () -> (value) -> "one")
			.withBean("two", LineJson.class, () -> primary, (definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context.getBean(ChosenLineJson.class).json()).isSameAs(primary));
	}

	@Test
	void ofSeveralClocksNoneIsTakenUnlessOneIsPrimary() {
		Clock other = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
		Clock primary = Clock.fixed(Instant.EPOCH.plus(Duration.ofDays(1)), ZoneOffset.UTC);
		this.runner.withBean("one", Clock.class, () -> other)
			.withBean("two", Clock.class, () -> other)
			.run((context) -> assertThat(context.getBean(JobEngine.class).store().clock().now())
				.isAfter(Instant.parse("2026-01-01T00:00:00Z")));
		this.runner.withBean("one", Clock.class, () -> other)
			.withBean("two", Clock.class, () -> primary, (definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context.getBean(JobEngine.class).store().clock().now())
				.isEqualTo(primary.instant()));
	}

	@Test
	void severalRecordersAreAllTold() {
		this.runner.withBean("one", WorkRecorder.class, () -> mock(WorkRecorder.class))
			.withBean("two", WorkRecorder.class, () -> mock(WorkRecorder.class))
			.run((context) -> {
				context.getBean(JobEngine.class).recorder().expired("ReportJob");
				assertThat(context.getBeansOfType(WorkRecorder.class).values()).hasSize(2)
					.allSatisfy((each) -> verify(each).expired("ReportJob"));
			});
	}

	@Test
	void norIsOneOfSeveralObservationRegistries() {
		this.runner.withBean("one", ObservationRegistry.class, ObservationRegistry::create)
			.withBean("two", ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
