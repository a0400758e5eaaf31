package io.rocketjob.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.rocketjob.observation.RocketJobObservation.CreateHighCardinality;
import io.rocketjob.observation.RocketJobObservation.CreateLowCardinality;
import org.bson.types.ObjectId;

/**
 * Names and key values of the creation of jobs, unless an application has others.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public class DefaultJobCreateObservationConvention implements JobCreateObservationConvention {

	/**
	 * Makes it.
	 */
	public DefaultJobCreateObservationConvention() {
	}

	@Override
	public String getName() {
		return "rocketjob.job.create";
	}

	@Override
	public String getContextualName(JobCreateObservationContext context) {
		return context.jobClass() + " create";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(JobCreateObservationContext context) {
		Throwable error = context.getError();
		return KeyValues.of(CreateLowCardinality.CLASS.withValue(context.jobClass()),
				ExceptionKeyValue.of(CreateLowCardinality.EXCEPTION, (error != null) ? error.getClass() : null));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(JobCreateObservationContext context) {
		KeyValue jobs = CreateHighCardinality.JOBS.withValue(Integer.toString(context.jobCount()));
		ObjectId id = context.jobId();
		return (id != null) ? KeyValues.of(CreateHighCardinality.ID.withValue(id.toHexString()), jobs)
				: KeyValues.of(jobs);
	}

}
