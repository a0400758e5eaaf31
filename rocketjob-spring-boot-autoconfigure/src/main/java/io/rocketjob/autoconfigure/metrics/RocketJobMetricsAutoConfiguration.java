package io.rocketjob.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.rocketjob.Servers;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.autoconfigure.RocketJobProperties;
import io.rocketjob.event.EventReader;
import io.rocketjob.event.EventStore;
import io.rocketjob.event.Subscribers;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.metrics.EventMetrics;
import io.rocketjob.metrics.MeteredWork;
import io.rocketjob.metrics.RocketJobMetrics;
import io.rocketjob.performance.PerformanceRecorder;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.server.Supervisor;
import io.rocketjob.work.WorkRecorder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the meters of Rocket Job. How long runs take is told to the
 * {@link io.micrometer.observation.ObservationRegistry}, not here.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, JobEngine.class, Heartbeat.class })
@ConditionalOnBooleanProperty(name = "rocketjob.metrics.enabled", matchIfMissing = true)
public final class RocketJobMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(value = WorkRecorder.class, ignored = PerformanceRecorder.class)
	MeteredWork rocketJobMeteredWork(MeterRegistry registry, JobClasses classes) {
		return new MeteredWork(registry, classes);
	}

	@Bean
	@ConditionalOnMissingBean
	RocketJobMetrics rocketJobMetrics(JobEngine engine, Heartbeat heartbeat, ObjectProvider<Supervisor> supervisor,
			Servers servers, ObjectProvider<MeteredWork> work, RocketJobProperties properties) {
		return new RocketJobMetrics(engine, heartbeat, servers, properties.metrics().refreshInterval(),
				supervisor.getIfAvailable(), work.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean({ EventStore.class, EventReader.class, Subscribers.class })
	EventMetrics rocketJobEventMetrics(EventStore store, EventReader reader, Subscribers subscribers) {
		return new EventMetrics(store, reader, subscribers);
	}

}
