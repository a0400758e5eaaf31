package io.rocketjob.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.rocketjob.observation.RocketJobObservation.SliceHighCardinality;
import io.rocketjob.observation.RocketJobObservation.SliceLowCardinality;

/**
 * Names and key values of runs of slices, unless an application has others. Thread-safe.
 *
 * @since 0.1.0
 */
public class DefaultSliceRunObservationConvention implements SliceRunObservationConvention {

	/**
	 * Makes it.
	 */
	public DefaultSliceRunObservationConvention() {
	}

	@Override
	public String getName() {
		return "rocketjob.slice.run";
	}

	@Override
	public String getContextualName(SliceRunObservationContext context) {
		return context.jobClass() + " slice";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(SliceRunObservationContext context) {
		RunOutcome outcome = context.outcome();
		return KeyValues.of(SliceLowCardinality.CLASS.withValue(context.jobClass()),
				SliceLowCardinality.OUTCOME.withValue((outcome != null) ? outcome.value() : KeyValue.NONE_VALUE),
				ExceptionKeyValue.of(SliceLowCardinality.EXCEPTION, context.failure()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(SliceRunObservationContext context) {
		return KeyValues.of(SliceHighCardinality.ID.withValue(context.jobId().toHexString()),
				SliceHighCardinality.SERVER.withValue(context.server()),
				SliceHighCardinality.WORKER.withValue(context.worker()),
				SliceHighCardinality.SLICE.withValue(Long.toString(context.firstRecord())));
	}

}
