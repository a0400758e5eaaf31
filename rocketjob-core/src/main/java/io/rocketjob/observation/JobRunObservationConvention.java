package io.rocketjob.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and key values of runs of jobs. A bean of this type replaces the default,
 * {@link DefaultJobRunObservationConvention}. Must be thread-safe.
 *
 * @since 0.1.0
 */
public interface JobRunObservationConvention extends ObservationConvention<JobRunObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof JobRunObservationContext && !(context instanceof SliceRunObservationContext);
	}

}
