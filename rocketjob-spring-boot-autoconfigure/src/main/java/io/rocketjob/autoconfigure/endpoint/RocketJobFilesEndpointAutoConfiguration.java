package io.rocketjob.autoconfigure.endpoint;

import io.rocketjob.actuate.endpoint.RocketJobFilesEndpoint;
import io.rocketjob.actuate.endpoint.RocketJobFilesEndpointWebExtension;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.operation.DirmonOperations;

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
 * Auto-configuration for the endpoint {@code rocketjobfiles}, where it is exposed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(DirmonOperations.class)
@ConditionalOnAvailableEndpoint(RocketJobFilesEndpoint.class)
@EnableConfigurationProperties(RocketJobFilesEndpointProperties.class)
public final class RocketJobFilesEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RocketJobFilesEndpoint rocketJobFilesEndpoint(DirmonOperations operations,
			RocketJobFilesEndpointProperties properties) {
		return new RocketJobFilesEndpoint(operations, properties.showValues());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RocketJobFilesEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	RocketJobFilesEndpointWebExtension rocketJobFilesEndpointWebExtension(RocketJobFilesEndpoint endpoint,
			RocketJobFilesEndpointProperties properties) {
		return new RocketJobFilesEndpointWebExtension(endpoint, properties.showValues(), properties.roles());
	}

}
