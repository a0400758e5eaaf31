package io.rocketjob.subscriber;

import io.rocketjob.Subscriber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.cloud.context.refresh.ContextRefresher;

/**
 * Reads the configuration again, the way of Spring Cloud, when an event says so; in all
 * processes, or in those of a host, or in one.
 *
 * @since 0.1.0
 */
@Subscriber("configuration")
public final class ConfigurationSubscriber {

	private static final Logger logger = LoggerFactory.getLogger(ConfigurationSubscriber.class);

	private final ContextRefresher refresher;

	/**
	 * Makes the subscriber.
	 * @param refresher reads the configuration
	 */
	public ConfigurationSubscriber(ContextRefresher refresher) {
		this.refresher = refresher;
	}

	/**
	 * Reads the configuration again.
	 * @param host the host that the event is for, {@code null} for all
	 * @param pid the id of the process that it is for, {@code null} for all
	 */
	public void refresh(@Nullable String host, @Nullable Long pid) {
		if (LoggerSubscriber.isMeant(host, pid)) {
			logger.info("The configuration was read again; changed: {}", this.refresher.refresh());
		}
	}

}
