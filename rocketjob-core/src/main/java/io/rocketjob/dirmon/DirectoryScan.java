package io.rocketjob.dirmon;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link DirectoryScanJob} scans: the fields of its jobs.
 *
 * @param entry the name of the entry
 * @param servers a regular expression that the whole name of the server must match;
 * {@code null} for any
 * @since 0.1.0
 */
public record DirectoryScan(String entry, @Nullable String servers) {
}
