package io.rocketjob.job;

import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.LoggableContext;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What callbacks see of a job.
 *
 * @param <F> the type of the fields
 */
final class DocumentContext<F extends @Nullable Object> implements LoggableContext<F> {

	private static final Logger logger = LoggerFactory.getLogger(DocumentContext.class);

	private final JobRecord job;

	private final FieldsState<F> fields;

	private final @Nullable String reason;

	private final @Nullable Throwable exception;

	private final boolean queuedAgain;

	DocumentContext(JobRecord job, FieldsState<F> fields, @Nullable String reason, @Nullable Throwable exception) {
		this(job, fields, reason, exception, false);
	}

	private DocumentContext(JobRecord job, FieldsState<F> fields, @Nullable String reason,
			@Nullable Throwable exception, boolean queuedAgain) {
		this.job = job;
		this.fields = fields;
		this.reason = reason;
		this.exception = exception;
		this.queuedAgain = queuedAgain;
	}

	/**
	 * The same, for a job that is queued again when it has failed.
	 */
	DocumentContext<F> queuedAgain() {
		return new DocumentContext<>(this.job, this.fields, this.reason, this.exception, true);
	}

	@Override
	public ObjectId id() {
		return this.job.id();
	}

	@Override
	public String jobClass() {
		return this.job.type();
	}

	@Override
	public F fields() {
		return this.fields.get();
	}

	@Override
	public void updateFields(F changed) {
		this.fields.set(changed);
	}

	@Override
	public Throwable loggable(Throwable thrown) {
		return this.fields.loggable(thrown);
	}

	/**
	 * Logs that changes of the fields are not stored.
	 * @param why why they cannot be, or {@code null} when they are
	 */
	void logUnstorable(@Nullable Throwable why) {
		if (why != null) {
			logger.warn("The fields of {} {} cannot be stored as a callback has left them; they stay as they were",
					jobClass(), id(), loggable(why));
		}
	}

	@Override
	public @Nullable String reason() {
		return this.reason;
	}

	@Override
	public @Nullable Throwable exception() {
		return this.exception;
	}

	@Override
	public boolean isQueuedAgain() {
		return this.queuedAgain;
	}

}
