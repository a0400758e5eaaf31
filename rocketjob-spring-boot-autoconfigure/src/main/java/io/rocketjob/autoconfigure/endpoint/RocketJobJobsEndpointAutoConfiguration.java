package io.rocketjob.autoconfigure.endpoint;

import io.rocketjob.actuate.endpoint.RocketJobJobsEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobJobsEndpointWebExtension;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.operation.Operations;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the endpoint {@code rocketjobjobs}, where it is exposed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(Operations.class)
@ConditionalOnAvailableEndpoint(RocketJobJobsEndpoint.class)
@EnableConfigurationProperties(RocketJobJobsEndpointProperties.class)
public final class RocketJobJobsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RocketJobJobsEndpoint rocketJobJobsEndpoint(Operations operations, RocketJobJobsEndpointProperties properties) {
		return new RocketJobJobsEndpoint(operations, properties.showValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RocketJobJobsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	RocketJobJobsEndpointWebExtension rocketJobJobsEndpointWebExtension(RocketJobJobsEndpoint endpoint,
			RocketJobJobsEndpointProperties properties) {
		return new RocketJobJobsEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
	}

}
