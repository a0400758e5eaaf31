package io.rocketjob;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Hooks around the run and the transitions of jobs. A job class may implement this beside
 * {@link Job}, for its own jobs; a bean that is no job class is called for all job
 * classes for which it {@link #appliesTo}.
 * <p>
 * Callbacks of other beans come first, by
 * {@link org.springframework.core.annotation.Order order}, then those of the job class.
 * Before-callbacks run in this order, after-callbacks in reverse.
 * <p>
 * <strong>Exceptions.</strong> One that is thrown before the end of the run is stored (by
 * {@link #before before} of START and COMPLETE, {@link #after after} of START, and the
 * callbacks around perform) fails the job, and an {@link AbortJobException} aborts it.
 * One thrown by {@link #before before} of a transition made by hand stops that transition
 * and reaches the caller. One thrown when the new state is already stored is logged: it
 * cannot be taken back.
 * <p>
 * <strong>Where they run.</strong> In the process that makes the transition: a worker for
 * START, COMPLETE and FAIL, the caller of the {@link RocketJobTemplate} for transitions
 * by hand, the server that takes work back for REQUEUE. A process that does not know the
 * job class cannot run its callbacks.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public interface JobCallbacks<F extends @Nullable Object> {

	/**
	 * Whether a bean that is no job class wants to be called for a job class.
	 * @param jobClass the class of the job bean
	 * @return whether its jobs are of interest; {@code true} by default
	 */
	default boolean appliesTo(Class<?> jobClass) {
		return true;
	}

	/**
	 * Called before a transition is stored, and again when another writer has changed the
	 * job in that moment. For {@link JobTransition#START} the worker holds the job
	 * already.
	 * @param transition the transition
	 * @param context the job
	 * @throws Exception to stop it, see above
	 */
	default void before(JobTransition transition, TransitionContext<F> context) throws Exception {
	}

	/**
	 * Called after a transition is stored; for one by hand within the caller's
	 * transaction, before that is committed.
	 * @param transition the transition
	 * @param context the job
	 * @throws Exception see above
	 */
	default void after(JobTransition transition, TransitionContext<F> context) throws Exception {
	}

	/**
	 * Called before {@link Job#perform}.
	 * @param fields the fields
	 * @param context the run
	 * @throws Exception to fail the job
	 */
	default void beforePerform(F fields, JobContext context) throws Exception {
	}

	/**
	 * Called around {@link Job#perform}; must call {@code perform} and return its result
	 * unless it wants to replace them.
	 * @param fields the fields
	 * @param context the run
	 * @param perform the rest of the chain
	 * @return the result of the job
	 * @throws Exception whatever perform throws, or its own
	 */
	default @Nullable Object aroundPerform(F fields, JobContext context, Callable<@Nullable Object> perform)
			throws Exception {
		return perform.call();
	}

	/**
	 * Called after {@link Job#perform} has returned.
	 * @param fields the fields
	 * @param context the run
	 * @throws Exception to fail the job
	 */
	default void afterPerform(F fields, JobContext context) throws Exception {
	}

}
