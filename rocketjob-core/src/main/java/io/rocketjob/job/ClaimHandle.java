package io.rocketjob.job;

import io.rocketjob.document.ClaimKey;
import io.rocketjob.plugin.FailurePolicy.Again;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: what the holder of a job, or of a slice, may write. Each method tells whether
 * the job was still held: {@code false} means that another worker has it now and nothing
 * was written.
 */
public interface ClaimHandle {

	/**
	 * What is held.
	 * @return the key of the claim, or {@code null} when the job is not stored
	 */
	@Nullable ClaimKey claimKey();

	/**
	 * Whether it is the job that is held, rather than a part of it.
	 * @return whether the claim is that of the job
	 */
	default boolean isOfJob() {
		return true;
	}

	boolean progress(int percent);

	/**
	 * Completes the job: deletes it, or stores what is to be kept.
	 * @param fields the fields as they are now, or {@code null} to leave them
	 * @param result what the job returned
	 * @param note what is to be said of it in the history, or {@code null}
	 * @return whether the job was still held
	 */
	boolean complete(@Nullable FieldsState<?> fields, @Nullable Object result, @Nullable String note);

	/**
	 * Hands the completion over, to be stored in a moment together with others, where
	 * that is possible.
	 * @param run the run, whose job counts as held until then
	 * @return whether it was handed over; if not, it is to be completed now
	 */
	default boolean completeLater(Run<?> run) {
		return false;
	}

	/**
	 * Fails the job.
	 * @param exception the stored form of the exception
	 * @param reason a short reason for the history
	 * @param fields the fields as they are now, or {@code null} to leave them
	 * @return whether the job was still held
	 */
	boolean fail(Document exception, String reason, @Nullable FieldsState<?> fields);

	/**
	 * Queues the job again because its run has failed.
	 * @param exception the stored form of the exception
	 * @param reason a short reason for the history
	 * @param again when to run it again, and why
	 * @param fields the fields as they are now, or {@code null} to leave them
	 * @return whether the job was still held
	 */
	default boolean failForNow(Document exception, String reason, Again again, @Nullable FieldsState<?> fields) {
		return fail(exception, reason, fields);
	}

	boolean abort(@Nullable String reason, @Nullable FieldsState<?> fields);

	boolean release(String reason, @Nullable FieldsState<?> fields);

}
