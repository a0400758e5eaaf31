package io.rocketjob.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and key values of runs of slices. A bean of this type replaces the default,
 * {@link DefaultSliceRunObservationConvention}. Must be thread-safe.
 *
 * @since 0.1.0
 */
public interface SliceRunObservationConvention extends ObservationConvention<SliceRunObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof SliceRunObservationContext;
	}

}
