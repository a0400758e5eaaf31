package io.rocketjob.autoconfigure.endpoint;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the endpoint {@code rocketjobfiles}.
 *
 * @param showValues When to show properties of entries, names of files, reasons and
 * exceptions
 * @param roles Roles of those who are authorized to see values; any authenticated user
 * when empty
 * @since 0.1.0
 */
@ConfigurationProperties("management.endpoint.rocketjobfiles")
public record RocketJobFilesEndpointProperties(@DefaultValue("never") Show showValues,
		@DefaultValue Set<String> roles) {
}
