package io.rocketjob.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and key values of the creation of jobs. A bean of this type replaces the default,
 * {@link DefaultJobCreateObservationConvention}. Must be thread-safe.
 *
 * @since 0.1.0
 */
public interface JobCreateObservationConvention extends ObservationConvention<JobCreateObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof JobCreateObservationContext;
	}

}
