package io.rocketjob.test.autoconfigure;

import java.time.Clock;

import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.test.JobQueue;
import io.rocketjob.test.MovableClock;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * What a test steps by hand with.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class)
public final class RocketJobTestAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(Clock.class)
	MovableClock rocketJobClock() {
		return MovableClock.atNow();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(BatchEngine.class)
	JobQueue rocketJobQueue(BatchEngine engine, Heartbeat heartbeat) {
		return new JobQueue(engine, heartbeat);
	}

}
