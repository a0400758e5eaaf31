package io.rocketjob.autoconfigure.health;

import java.util.function.Supplier;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Servers;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.health.ReadinessGroups;
import io.rocketjob.health.RocketJobHealthIndicator;
import io.rocketjob.health.RocketJobHealthIndicator.Role;
import io.rocketjob.job.JobEngine;
import io.rocketjob.server.DatabaseCheck;
import io.rocketjob.server.DatabaseReport;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.server.Supervisor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration for the health contributor {@code rocketjob}: switched off by
 * {@code management.health.rocketjob.enabled=false}, replaced by a bean named
 * {@code rocketjobHealthIndicator} or {@code rocketjobHealthContributor}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration",
				"org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration" })
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ RocketJobTemplate.class, Heartbeat.class })
@ConditionalOnEnabledHealthIndicator("rocketjob")
public final class RocketJobHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "rocketjobHealthIndicator", "rocketjobHealthContributor" })
	RocketJobHealthIndicator rocketjobHealthContributor(Heartbeat heartbeat, ObjectProvider<Supervisor> supervisor,
			Servers servers, JobEngine engine, ObjectProvider<DatabaseCheck> database) {
		Role role = (supervisor.getIfAvailable() != null) ? Role.SERVER : Role.CLIENT;
		Supplier<@Nullable DatabaseReport> report = () -> {
			DatabaseCheck check = database.getIfAvailable();
			return (check != null) ? check.report() : null;
		};
		return new RocketJobHealthIndicator(role, heartbeat::vitals, report, servers::list,
				() -> engine.store().mongo().translating(() -> engine.claims().unknownNames()));
	}

	/**
	 * Where there are probes, readiness depends on this server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthEndpointGroupsPostProcessor.class)
	@ConditionalOnBean(HealthEndpointProperties.class)
	@ConditionalOnBooleanProperty(name = "rocketjob.health.readiness", matchIfMissing = true)
	static class ReadinessConfiguration {

		/**
		 * Comes after the one that makes the readiness group where none is configured.
		 */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		HealthEndpointGroupsPostProcessor rocketJobReadinessGroupsPostProcessor(HealthEndpointProperties properties) {
			HealthEndpointProperties.Group configured = properties.getGroup().get(ReadinessGroups.READINESS);
			boolean explicit = configured != null
					&& (configured.getInclude() != null || configured.getExclude() != null);
			return (groups) -> explicit ? groups : new ReadinessGroups(groups, "rocketjob");
		}

	}

}
