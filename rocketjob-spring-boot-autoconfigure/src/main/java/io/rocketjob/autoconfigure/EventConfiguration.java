package io.rocketjob.autoconfigure;

import io.rocketjob.Events;
import io.rocketjob.event.EventPublisher;
import io.rocketjob.event.EventReader;
import io.rocketjob.event.EventStore;
import io.rocketjob.event.Subscribers;
import io.rocketjob.job.JobEngine;
import io.rocketjob.logging.Redaction;
import io.rocketjob.server.DatabaseCheck;
import io.rocketjob.server.Supervisor;
import io.rocketjob.server.TransactionUse;
import io.rocketjob.server.WorkAnnouncer;
import io.rocketjob.subscriber.ConfigurationSubscriber;
import io.rocketjob.subscriber.LoggerSubscriber;
import io.rocketjob.work.ProcessName;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.cloud.context.refresh.ContextRefresher;
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
		return new EventStore(engine.store().mongo(), ProcessName.hostAndPid());
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
	DatabaseCheck rocketJobDatabaseCheck(JobEngine engine, EventReader reader, ListableBeanFactory beans) {
		return new DatabaseCheck(engine, reader, new TransactionUse(engine, beans));
	}

	@Bean
	@ConditionalOnMissingBean
	WorkAnnouncer rocketJobWorkAnnouncer(JobEngine engine, Events events, ObjectProvider<Supervisor> supervisor,
			EventReader reader) {
		WorkAnnouncer announcer = new WorkAnnouncer(engine, events, supervisor.getIfAvailable());
		reader.addListener(WorkAnnouncer.EVENT, (event) -> {
			if (!event.own()) {
				announcer.received(event.parameters());
			}
		});
		return announcer;
	}

	@Bean
	@ConditionalOnMissingBean
	Subscribers rocketJobSubscribers(ConfigurableListableBeanFactory beans, EventReader reader, JobEngine engine) {
		return new Subscribers(beans, reader, (thrown) -> engine.exceptionLogging().loggable(thrown, Redaction.NONE));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(LoggingSystem.class)
	LoggerSubscriber rocketJobLoggerSubscriber(LoggingSystem logging) {
		return new LoggerSubscriber(logging);
	}

	/**
	 * With Spring Cloud.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextRefresher.class)
	static class RefreshConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBean(ContextRefresher.class)
		ConfigurationSubscriber rocketJobConfigurationSubscriber(ContextRefresher refresher) {
			return new ConfigurationSubscriber(refresher);
		}

	}

}
