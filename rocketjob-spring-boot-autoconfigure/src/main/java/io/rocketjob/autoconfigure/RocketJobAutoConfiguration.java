package io.rocketjob.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import com.mongodb.client.MongoClient;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.job.JobClasses;
import io.rocketjob.job.JobDefaults;
import io.rocketjob.job.JobEngine;
import io.rocketjob.mongo.DatabaseClock;
import io.rocketjob.mongo.FieldsConverters;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.server.ServerSettings;
import io.rocketjob.server.Supervisor;
import jakarta.validation.Validator;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Auto-configuration for Rocket Job. Uses the application's {@link MongoDatabaseFactory},
 * so that its transactions include the creation of jobs, and declares no bean of Spring
 * Data's types, so that those of the application stay as they are.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = DataMongoAutoConfiguration.class,
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnClass({ MongoClient.class, MongoDatabaseFactory.class })
@ConditionalOnBooleanProperty(name = "rocketjob.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RocketJobProperties.class)
public final class RocketJobAutoConfiguration {

	private static final String LIFECYCLE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private final RocketJobProperties properties;

	RocketJobAutoConfiguration(RocketJobProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	JobClasses rocketJobClasses(ListableBeanFactory beans, ObjectProvider<FieldsConverters> converters) {
		Map<String, JobDefaults> configured = new LinkedHashMap<>();
		this.properties.jobs()
			.forEach((name, options) -> configured.put(name, new JobDefaults(options.description(), options.priority(),
					options.destroyOnComplete(), options.expiresAfter(), options.timeout(), options.logLevel())));
		return new JobClasses(beans, new FieldsMapper(converters.orderedStream().toList()), configured);
	}

	@Bean
	@ConditionalOnMissingBean
	JobEngine rocketJobEngine(ListableBeanFactory beans, ObjectProvider<MongoDatabaseFactory> factories,
			ObjectProvider<Clock> clock, JobClasses classes, ObjectProvider<Validator> validator) {
		MongoDatabaseFactory factory = new DatabaseFactorySelection(beans, factories)
			.select(this.properties.mongodb().factory());
		RocketJobMongo mongo = new RocketJobMongo(factory, this.properties.mongodb().createIndexes());
		return new JobEngine(mongo, new DatabaseClock(clock.getIfUnique(Clock::systemUTC)), classes,
				validator.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	Heartbeat rocketJobHeartbeat(JobEngine engine, ServerSettings settings) {
		return new Heartbeat(engine, settings, this.properties.server().enabled());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.server.enabled", matchIfMissing = true)
	Supervisor rocketJobSupervisor(JobEngine engine, Heartbeat heartbeat, ServerSettings settings) {
		return new Supervisor(engine, heartbeat, settings);
	}

	@Bean
	@ConditionalOnMissingBean
	RocketJobTemplate rocketJobTemplate(JobEngine engine, Heartbeat heartbeat) {
		return engine.template(heartbeat);
	}

	@Bean
	@ConditionalOnMissingBean
	ServerSettings rocketJobServerSettings(Environment environment) {
		RocketJobProperties.Server server = this.properties.server();
		checkDuration("heartbeat-interval", server.heartbeatInterval());
		checkDuration("poll-interval", server.pollInterval());
		checkDuration("shutdown-timeout", server.shutdownTimeout());
		Duration phase = environment.getProperty(LIFECYCLE_TIMEOUT, Duration.class, Duration.ofSeconds(30));
		if (server.enabled() && server.shutdownTimeout().compareTo(phase) >= 0) {
			throw new InvalidConfigurationPropertyValueException("rocketjob.server.shutdown-timeout",
					server.shutdownTimeout(), "It must be less than " + LIFECYCLE_TIMEOUT + ", which is " + phase
							+ "; otherwise Spring does not wait until unfinished jobs are given back.");
		}
		return new ServerSettings(server.name(), server.maxWorkers(), server.heartbeatInterval(), server.pollInterval(),
				server.shutdownTimeout(), Threading.VIRTUAL.isActive(environment));
	}

	private static void checkDuration(String name, Duration duration) {
		if (duration.toMillis() < 1) {
			throw new InvalidConfigurationPropertyValueException("rocketjob.server." + name, duration,
					"It must be at least one millisecond.");
		}
	}

}
