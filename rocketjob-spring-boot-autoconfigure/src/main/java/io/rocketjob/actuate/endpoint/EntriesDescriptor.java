package io.rocketjob.actuate.endpoint;

import java.util.List;

import io.rocketjob.operation.DirmonEntryDescriptor;

/**
 * The entries of the directory monitor.
 *
 * @param entries the entries, by name
 * @since 0.1.0
 */
public record EntriesDescriptor(List<DirmonEntryDescriptor> entries) {
}
