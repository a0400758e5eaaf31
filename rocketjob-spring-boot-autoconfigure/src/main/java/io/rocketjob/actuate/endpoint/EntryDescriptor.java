package io.rocketjob.actuate.endpoint;

import io.rocketjob.operation.DirmonEntryDescriptor;
import io.rocketjob.operation.DirmonFilesDescriptor;

/**
 * An entry of the directory monitor, with its files that have no jobs.
 *
 * @param entry the entry
 * @param files its files that were taken and have no jobs
 * @since 0.1.0
 */
public record EntryDescriptor(DirmonEntryDescriptor entry, DirmonFilesDescriptor files) {
}
