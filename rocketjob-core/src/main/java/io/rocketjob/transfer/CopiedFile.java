package io.rocketjob.transfer;

/**
 * What a {@link CopyFileJob} has copied: the result of its jobs.
 *
 * @param bytes the length of the file
 * @param resumedFrom how many of these bytes earlier runs had copied
 * @since 0.1.0
 */
public record CopiedFile(long bytes, long resumedFrom) {
}
