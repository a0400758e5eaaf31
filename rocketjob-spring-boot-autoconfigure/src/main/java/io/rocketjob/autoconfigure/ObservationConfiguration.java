package io.rocketjob.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import io.rocketjob.job.JobObservations;
import io.rocketjob.observation.JobCreateObservationConvention;
import io.rocketjob.observation.JobRunObservationConvention;
import io.rocketjob.observation.SliceRunObservationConvention;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Tells the application's {@link ObservationRegistry} of jobs, if it has one.
 */
@Configuration(proxyBeanMethods = false)
class ObservationConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JobObservations rocketJobObservations(ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<JobCreateObservationConvention> create, ObjectProvider<JobRunObservationConvention> run,
			ObjectProvider<SliceRunObservationConvention> slice) {
		return new JobObservations(registry.getIfUnique(() -> ObservationRegistry.NOOP), create.getIfAvailable(),
				run.getIfAvailable(), slice.getIfAvailable());
	}

}
