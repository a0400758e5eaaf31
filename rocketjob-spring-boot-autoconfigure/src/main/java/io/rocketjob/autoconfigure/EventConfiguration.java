package io.rocketjob.autoconfigure;

import io.rocketjob.Events;
import io.rocketjob.event.EventPublisher;
import io.rocketjob.event.EventReader;
import io.rocketjob.event.EventStore;
import io.rocketjob.event.Subscribers;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.ProcessName;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Publish and subscribe.
 */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {

	@Bean
	@ConditionalOnMissingBean
	EventStore rocketJobEventStore(JobEngine engine) {
		return new EventStore(engine.mongo(), ProcessName.hostAndPid());
	}

	@Bean
	@ConditionalOnMissingBean(Events.class)
	EventPublisher rocketJobEvents(EventStore store) {
		return new EventPublisher(store);
	}

	@Bean
	@ConditionalOnMissingBean
	EventReader rocketJobEventReader(EventStore store, RocketJobProperties properties) {
		return new EventReader(store, properties.events().enabled());
	}

	@Bean
	@ConditionalOnMissingBean
	Subscribers rocketJobSubscribers(ConfigurableListableBeanFactory beans, EventReader reader) {
		return new Subscribers(beans, reader);
	}

}
