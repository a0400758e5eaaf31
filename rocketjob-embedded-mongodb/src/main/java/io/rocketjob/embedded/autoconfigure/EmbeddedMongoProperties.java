package io.rocketjob.embedded.autoconfigure;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the embedded MongoDB stand-in.
 *
 * @param enabled Whether to start the embedded MongoDB stand-in when no other MongoDB is
 * configured
 * @param directory Directory to keep the data in; without it, data is in memory and lost
 * when the application ends
 * @param port Port of 127.0.0.1 to listen on, 0 for one that is free
 * @since 0.1.0
 */
@ConfigurationProperties("rocketjob.embedded-mongodb")
public record EmbeddedMongoProperties(@DefaultValue("true") boolean enabled, @Nullable Path directory,
		@DefaultValue("0") int port) {
}
