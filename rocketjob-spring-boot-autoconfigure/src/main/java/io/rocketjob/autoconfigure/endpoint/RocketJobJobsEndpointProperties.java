package io.rocketjob.autoconfigure.endpoint;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the endpoint {@code rocketjobjobs}.
 *
 * @param showValues When to show fields, results, texts of exceptions, descriptions,
 * reasons and statistics
 * @param roles Roles of those who are authorized to see values; any authenticated user
 * when empty
 * @since 0.1.0
 */
@ConfigurationProperties("management.endpoint.rocketjobjobs")
public record RocketJobJobsEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {
}
