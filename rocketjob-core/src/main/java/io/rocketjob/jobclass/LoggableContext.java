package io.rocketjob.jobclass;

import io.rocketjob.TransitionContext;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the context of a transition, which knows what of an exception may be logged.
 *
 * @param <F> the type of the fields
 */
public interface LoggableContext<F extends @Nullable Object> extends TransitionContext<F> {

	/**
	 * Makes an exception of a callback fit to be logged.
	 * @param thrown the exception
	 * @return what to log
	 */
	Throwable loggable(Throwable thrown);

}
