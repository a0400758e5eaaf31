package io.rocketjob.autoconfigure;

import io.rocketjob.batch.BatchEngine;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.test.JobQueue;
import io.rocketjob.test.MovableClock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets the tests of this module run jobs in their own thread. Applications have a test
 * slice for that, which is made of this module.
 */
@Configuration(proxyBeanMethods = false)
public class StepByStepConfiguration {

	@Bean
	MovableClock rocketJobClock() {
		return MovableClock.atNow();
	}

	@Bean
	JobQueue rocketJobQueue(BatchEngine engine, Heartbeat heartbeat) {
		return new JobQueue(engine, heartbeat);
	}

}
