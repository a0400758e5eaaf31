package io.rocketjob.test;

import io.rocketjob.BatchPhase;
import io.rocketjob.FailedSlice;
import org.jspecify.annotations.Nullable;

/**
 * What {@link JobQueue#step} has done of a batch.
 *
 * @param phase in which phase: what comes before the records, the records, or what comes
 * after them
 * @param slice the slice that was worked on; {@code null} before and after the records,
 * and when there was none left and the batch has failed because others have
 * @param completed whether the step completed; {@code false} when something was thrown,
 * and when the batch was ended by another thread or process meanwhile
 * @param exception what was thrown, or why the batch has failed; {@code null} for nothing
 * @since 0.1.0
 */
public record BatchStep(BatchPhase phase, @Nullable Slice slice, boolean completed, @Nullable Throwable exception) {

	/**
	 * The slice that was worked on.
	 *
	 * @param category its input category
	 * @param firstRecord the number of its first record in the category, from 1
	 * @param recordCount how many records it has
	 * @param failed the slice as it is stored now, if it has failed: with the record that
	 * failed, to correct and to retry it; {@code null} when it was done, or is queued
	 * again already
	 */
	public record Slice(String category, long firstRecord, int recordCount, @Nullable FailedSlice failed) {
	}

}
