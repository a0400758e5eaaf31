package io.rocketjob.operation;

import org.jspecify.annotations.Nullable;

/**
 * What servers have been told to do. They do it within moments.
 *
 * @param action what
 * @param server the name of the server, {@code null} for all
 * @param worker the worker, where it is about one
 * @param threadDump the stack traces that were asked for
 * @since 0.1.0
 */
public record ControlDescriptor(String action, @Nullable String server, @Nullable String worker,
		@Nullable String threadDump) {
}
