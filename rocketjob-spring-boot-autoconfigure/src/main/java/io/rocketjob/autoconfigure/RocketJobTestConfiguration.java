package io.rocketjob.autoconfigure;

import io.rocketjob.batch.BatchEngine;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.test.JobQueue;
import io.rocketjob.test.MovableClock;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What a test of an application imports, together with
 * {@code rocketjob.server.enabled=false}, to run its jobs step by step: a
 * {@link JobQueue} to drain and a {@link MovableClock}, which stands at the time of its
 * creation until it is moved.
 *
 * @since 0.1.0
 */
@Configuration(proxyBeanMethods = false)
public class RocketJobTestConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MovableClock rocketJobClock() {
		return MovableClock.atNow();
	}

	@Bean
	@ConditionalOnMissingBean
	JobQueue rocketJobQueue(BatchEngine engine, Heartbeat heartbeat) {
		return new JobQueue(engine, heartbeat);
	}

}
