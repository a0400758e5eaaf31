package io.rocketjob.batch;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.JobBean;
import io.rocketjob.RocketJobException;
import io.rocketjob.WritingBatchJob;
import io.rocketjob.jobclass.CallbackChain;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.KotlinTypes;
import org.jspecify.annotations.Nullable;

/**
 * Gives records to a batch job, within its callbacks.
 */
final class RecordPerformer {

	private final RecordDecoder decoder;

	private final RecordMapper mapper;

	private final BatchJob<@Nullable Object, Object, @Nullable Object> job;

	private final CallbackChain<@Nullable Object> callbacks;

	private final BatchContext<@Nullable Object> context;

	private final @Nullable Object fields;

	private final @Nullable RecordSkips skips;

	RecordPerformer(RecordDecoder decoder, RecordMapper mapper, JobBean<@Nullable Object> bean,
			CallbackChain<@Nullable Object> callbacks, BatchContext<@Nullable Object> context,
			@Nullable RecordSkips skips) {
		this.decoder = decoder;
		this.mapper = mapper;
		this.job = BatchClass.bean(bean);
		this.callbacks = callbacks;
		this.context = context;
		this.skips = skips;
		this.fields = context.fields();
	}

	/**
	 * Which records are put elsewhere instead of failing their slice.
	 * @return the rule, or {@code null}
	 */
	@Nullable RecordSkips skips() {
		return this.skips;
	}

	Object decode(int index, @Nullable Object stored) {
		if (stored == null) {
			throw new RocketJobException("The record is null");
		}
		return this.decoder.decode(index, stored);
	}

	@SuppressWarnings("NullAway") // fields are null where their type is Void
	@Nullable Object perform(Object record) throws Exception {
		return KotlinTypes.withoutUnit(this.callbacks.isEmpty() ? this.job.perform(record, this.context)
				: this.callbacks.perform(this.fields, this.context, () -> this.job.perform(record, this.context)));
	}

	/**
	 * What writes all records of a slice together.
	 * @return the job, or {@code null} when it does not
	 */
	@Nullable WritingBatchJob<@Nullable Object, Object, @Nullable Object> writer() {
		return (this.job instanceof WritingBatchJob<@Nullable Object, Object, @Nullable Object> writer) ? writer : null;
	}

	/**
	 * What must not be shown of a record.
	 * @param index its index in the slice
	 * @param stored the record as it is stored
	 * @return what replaces it in texts
	 */
	Redaction redaction(int index, @Nullable Object stored) {
		try {
			return (stored != null) ? Redaction.of(this.mapper.secrets(this.decoder.decode(index, stored)))
					: Redaction.NONE;
		}
		catch (RuntimeException ex) {
			// what cannot be read here cannot have been put into a text
			return Redaction.NONE;
		}
	}

}
