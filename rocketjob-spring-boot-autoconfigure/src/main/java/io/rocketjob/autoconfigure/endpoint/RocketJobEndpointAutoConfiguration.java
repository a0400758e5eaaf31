package io.rocketjob.autoconfigure.endpoint;

import io.rocketjob.actuate.endpoint.RocketJobEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobEndpointWebExtension;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.operation.Operations;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the endpoint {@code rocketjob}, where it is exposed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(Operations.class)
@ConditionalOnAvailableEndpoint(RocketJobEndpoint.class)
public final class RocketJobEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RocketJobEndpoint rocketJobEndpoint(Operations operations) {
		return new RocketJobEndpoint(operations);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RocketJobEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	RocketJobEndpointWebExtension rocketJobEndpointWebExtension(RocketJobEndpoint endpoint) {
		return new RocketJobEndpointWebExtension(endpoint);
	}

}
