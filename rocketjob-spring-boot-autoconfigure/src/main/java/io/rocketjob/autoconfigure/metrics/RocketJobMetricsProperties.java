package io.rocketjob.autoconfigure.metrics;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the meters.
 *
 * @param enabled Whether to register meters
 * @param refreshInterval How often at most the database is asked for jobs and servers
 * while metrics are read
 * @since 0.1.0
 */
@ConfigurationProperties("rocketjob.metrics")
public record RocketJobMetricsProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("15s") Duration refreshInterval) {
}
