package io.rocketjob.autoconfigure;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.rocketjob.JobState;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.housekeeping.Housekeeping;
import io.rocketjob.housekeeping.HousekeepingJob;
import io.rocketjob.housekeeping.HousekeepingSettings;
import io.rocketjob.operation.HousekeepingOperations;
import io.rocketjob.operation.Operations;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What deletes jobs that have ended long ago. What it would delete can be asked for where
 * it is switched off, too.
 */
@Configuration(proxyBeanMethods = false)
class HousekeepingConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HousekeepingSettings rocketJobHousekeepingSettings(RocketJobProperties properties) {
		RocketJobProperties.Housekeeping given = properties.housekeeping();
		Map<String, Map<JobState, Duration>> classes = new LinkedHashMap<>();
		given.classes()
			.forEach((name, each) -> classes.put(name,
					byState(each.aborted(), each.completed(), each.failed(), each.paused())));
		return new HousekeepingSettings(byState(given.aborted(), given.completed(), given.failed(), given.paused()),
				classes, given.orphanedCollections());
	}

	private static Map<JobState, Duration> byState(@Nullable Duration aborted, @Nullable Duration completed,
			@Nullable Duration failed, @Nullable Duration paused) {
		Map<JobState, Duration> times = new EnumMap<>(JobState.class);
		put(times, JobState.ABORTED, aborted);
		put(times, JobState.COMPLETED, completed);
		put(times, JobState.FAILED, failed);
		put(times, JobState.PAUSED, paused);
		return times;
	}

	private static void put(Map<JobState, Duration> times, JobState state, @Nullable Duration time) {
		if (time != null) {
			times.put(state, time);
		}
	}

	@Bean
	@ConditionalOnMissingBean
	Housekeeping rocketJobHousekeeping(BatchEngine engine, HousekeepingSettings settings) {
		return new Housekeeping(engine, settings);
	}

	@Bean
	@ConditionalOnMissingBean
	HousekeepingOperations rocketJobHousekeepingOperations(Operations operations, Housekeeping housekeeping) {
		return new HousekeepingOperations(operations, housekeeping);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.housekeeping.enabled")
	HousekeepingJob rocketJobHousekeepingJob(Housekeeping housekeeping) {
		return new HousekeepingJob(housekeeping);
	}

}
