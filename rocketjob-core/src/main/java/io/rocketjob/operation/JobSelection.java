package io.rocketjob.operation;

import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list, as an operator has written it. All can be left out.
 *
 * @param page the number of the page, from 0
 * @param size how many jobs a page has, at most 200; 20 when left out
 * @param jobClass only jobs of the class with this name, known to this process or not
 * @param state only jobs in these states, separated by commas; or one of
 * {@code scheduled}, {@code waiting}, {@code due}
 * @param sort the order, such as {@code completedAt,desc}; newest first when left out
 * @since 0.1.0
 */
public record JobSelection(@Nullable String page, @Nullable String size, @Nullable String jobClass,
		@Nullable String state, @Nullable String sort) {
}
