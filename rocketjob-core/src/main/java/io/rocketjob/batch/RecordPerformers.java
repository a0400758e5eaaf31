package io.rocketjob.batch;

import io.rocketjob.JobBean;
import io.rocketjob.jobclass.CallbackChain;
import org.jspecify.annotations.Nullable;

/**
 * Makes what lets jobs work on the records of their slices. Thread-safe.
 *
 * @param data reads the records
 * @param classes know the types of the records
 */
record RecordPerformers(SliceData data, BatchClasses classes) {

	/**
	 * Makes what lets a job work on the records of a slice.
	 * @param jobClass the name of its class
	 * @param slice the records, as they are stored
	 * @param bean the bean of its class
	 * @param callbacks what is called around it
	 * @param context the run
	 * @return the performer
	 */
	RecordPerformer of(String jobClass, SliceRecords slice, JobBean<@Nullable Object> bean,
			CallbackChain<@Nullable Object> callbacks, SliceContext context) {
		BatchClass batchClass = this.classes.get(jobClass);
		RecordDecoder decoder = this.data.decoder(slice, batchClass.declaredRecord());
		return new RecordPerformer(decoder, this.data.records(), bean, callbacks, context, batchClass.skips());
	}

}
