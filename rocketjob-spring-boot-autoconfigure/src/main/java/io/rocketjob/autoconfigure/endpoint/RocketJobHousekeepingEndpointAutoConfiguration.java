package io.rocketjob.autoconfigure.endpoint;

import io.rocketjob.actuate.endpoint.RocketJobHousekeepingEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobHousekeepingEndpointWebExtension;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.operation.HousekeepingOperations;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the endpoint {@code rocketjobhousekeeping}, where it is exposed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(HousekeepingOperations.class)
@ConditionalOnAvailableEndpoint(RocketJobHousekeepingEndpoint.class)
public final class RocketJobHousekeepingEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RocketJobHousekeepingEndpoint rocketJobHousekeepingEndpoint(HousekeepingOperations operations) {
		return new RocketJobHousekeepingEndpoint(operations);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RocketJobHousekeepingEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	RocketJobHousekeepingEndpointWebExtension rocketJobHousekeepingEndpointWebExtension(
			RocketJobHousekeepingEndpoint endpoint) {
		return new RocketJobHousekeepingEndpointWebExtension(endpoint);
	}

}
