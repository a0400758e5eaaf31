package io.rocketjob.autoconfigure.endpoint;

import io.rocketjob.actuate.endpoint.RocketJobServersEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobServersEndpointWebExtension;
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
 * Auto-configuration for the endpoint {@code rocketjobservers}, where it is exposed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(Operations.class)
@ConditionalOnAvailableEndpoint(RocketJobServersEndpoint.class)
@EnableConfigurationProperties(RocketJobServersEndpointProperties.class)
public final class RocketJobServersEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RocketJobServersEndpoint rocketJobServersEndpoint(Operations operations,
			RocketJobServersEndpointProperties properties) {
		return new RocketJobServersEndpoint(operations, properties.showValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RocketJobServersEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	RocketJobServersEndpointWebExtension rocketJobServersEndpointWebExtension(RocketJobServersEndpoint endpoint,
			RocketJobServersEndpointProperties properties) {
		return new RocketJobServersEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
	}

}
