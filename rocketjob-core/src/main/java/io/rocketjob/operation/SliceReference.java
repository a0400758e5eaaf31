package io.rocketjob.operation;

import org.jspecify.annotations.Nullable;

/**
 * Names a failed slice of a batch.
 *
 * @param jobId the id of the job
 * @param category the input category
 * @param firstRecord the number of its first record
 * @param version the version that the operator has seen, see
 * {@link SliceDescriptor#version()}; {@code null} for the present one
 * @since 0.1.0
 */
public record SliceReference(String jobId, String category, long firstRecord, @Nullable String version) {
}
