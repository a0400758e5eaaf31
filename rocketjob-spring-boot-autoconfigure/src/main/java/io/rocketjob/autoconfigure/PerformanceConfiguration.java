package io.rocketjob.autoconfigure;

import io.rocketjob.job.JobEngine;
import io.rocketjob.performance.PerformanceRecorder;
import io.rocketjob.performance.PerformanceWriter;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How long runs take, for people to look at.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "rocketjob.performance.enabled")
class PerformanceConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PerformanceRecorder rocketJobPerformanceRecorder() {
		return new PerformanceRecorder();
	}

	@Bean
	@ConditionalOnMissingBean
	PerformanceWriter rocketJobPerformanceWriter(JobEngine engine, PerformanceRecorder recorder) {
		return new PerformanceWriter(engine.store(), recorder);
	}

}
