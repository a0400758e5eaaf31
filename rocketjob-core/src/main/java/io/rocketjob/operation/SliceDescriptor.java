package io.rocketjob.operation;

import java.util.List;

import io.rocketjob.FailedSlice;
import org.jspecify.annotations.Nullable;

/**
 * A failed slice of a batch.
 *
 * @param category its input category
 * @param firstRecord the number of its first record
 * @param recordCount how many records it has
 * @param failedRecord the number of the record that failed
 * @param failureCount how often it failed
 * @param version changes with each attempt and correction; an operation that is given it
 * does nothing when the slice is no longer as it was shown
 * @param exception what it failed with
 * @param records its records, {@code null} for each that was removed; {@code null} in a
 * list of slices, and where they have encrypted values
 * @since 0.1.0
 */
public record SliceDescriptor(String category, long firstRecord, int recordCount, long failedRecord, int failureCount,
		String version, @Nullable FailureDescriptor exception, @Nullable List<@Nullable Object> records) {

	static SliceDescriptor of(FailedSlice slice, Masking masking) {
		return of(slice, masking, null);
	}

	static SliceDescriptor withRecords(FailedSlice slice, Masking masking, Masking records) {
		return of(slice, masking, records.records(slice));
	}

	private static SliceDescriptor of(FailedSlice slice, Masking masking, @Nullable List<@Nullable Object> records) {
		return new SliceDescriptor(slice.category(), slice.firstRecord(), slice.recordCount(), slice.failedRecord(),
				slice.failureCount(), slice.version(), masking.failure(slice.exception()), records);
	}

}
