package io.rocketjob;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Job} and {@link BatchJob} have in common: a bean annotated
 * {@link RocketJob} that says how to work. Not to be implemented by itself.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public interface JobBean<F extends @Nullable Object> {

}
