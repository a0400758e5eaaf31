package io.rocketjob.autoconfigure;

import io.rocketjob.Subscriber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.cloud.context.refresh.ContextRefresher;

/**
 * Reads the configuration again, the way of Spring Cloud, when an event says so; in all
 * processes, or in those of a host, or in one.
 */
@Subscriber("configuration")
final class ConfigurationSubscriber {

	private static final Logger logger = LoggerFactory.getLogger(ConfigurationSubscriber.class);

	private final ContextRefresher refresher;

	ConfigurationSubscriber(ContextRefresher refresher) {
		this.refresher = refresher;
	}

	public void refresh(@Nullable String host, @Nullable Long pid) {
		if (LoggerSubscriber.isMeant(host, pid)) {
			logger.info("The configuration was read again; changed: {}", this.refresher.refresh());
		}
	}

}
