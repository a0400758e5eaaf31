package io.rocketjob.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.rocketjob.observation.RocketJobObservation.RunHighCardinality;
import io.rocketjob.observation.RocketJobObservation.RunLowCardinality;

/**
 * Names and key values of runs of jobs, unless an application has others. Thread-safe.
 *
 * @since 0.1.0
 */
public class DefaultJobRunObservationConvention implements JobRunObservationConvention {

	/**
	 * Makes it.
	 */
	public DefaultJobRunObservationConvention() {
	}

	@Override
	public String getName() {
		return "rocketjob.job.run";
	}

	@Override
	public String getContextualName(JobRunObservationContext context) {
		return context.jobClass() + " " + context.phase();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(JobRunObservationContext context) {
		RunOutcome outcome = context.outcome();
		return KeyValues.of(RunLowCardinality.CLASS.withValue(context.jobClass()),
				RunLowCardinality.PHASE.withValue(context.phase()),
				RunLowCardinality.OUTCOME.withValue((outcome != null) ? outcome.value() : KeyValue.NONE_VALUE),
				ExceptionKeyValue.of(RunLowCardinality.EXCEPTION, context.failure()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(JobRunObservationContext context) {
		return KeyValues.of(RunHighCardinality.ID.withValue(context.jobId().toHexString()),
				RunHighCardinality.SERVER.withValue(context.server()),
				RunHighCardinality.WORKER.withValue(context.worker()));
	}

}
