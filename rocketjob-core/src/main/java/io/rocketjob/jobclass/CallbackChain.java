package io.rocketjob.jobclass;

import java.util.List;
import java.util.concurrent.Callable;

import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobTransition;
import io.rocketjob.TransitionContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: calls the callbacks of a job class: before-callbacks in order,
 * after-callbacks in reverse.
 *
 * @param <F> the type of the fields
 */
public final class CallbackChain<F extends @Nullable Object> {

	private static final Logger logger = LoggerFactory.getLogger(CallbackChain.class);

	private final List<JobCallbacks<F>> callbacks;

	CallbackChain(List<JobCallbacks<F>> callbacks) {
		this.callbacks = callbacks;
	}

	/**
	 * No callbacks, where those of a job are not known.
	 */
	public static <F extends @Nullable Object> CallbackChain<F> none() {
		return new CallbackChain<>(List.of());
	}

	/**
	 * Calls the before-callbacks of a transition.
	 * @param transition the transition
	 * @param context the job
	 * @throws Exception the first that one of them throws
	 */
	public void before(JobTransition transition, TransitionContext<F> context) throws Exception {
		for (JobCallbacks<F> callback : this.callbacks) {
			callback.before(transition, context);
		}
	}

	/**
	 * Calls the after-callbacks of a transition.
	 * @param transition the transition
	 * @param context the job
	 * @throws Exception the first that one of them throws
	 */
	public void after(JobTransition transition, TransitionContext<F> context) throws Exception {
		for (int i = this.callbacks.size() - 1; i >= 0; i--) {
			this.callbacks.get(i).after(transition, context);
		}
	}

	/**
	 * Calls the after-callbacks of a transition that is stored and cannot be taken back.
	 * Each is called whatever the others do.
	 * @param transition the transition
	 * @param context the job
	 */
	public void afterStored(JobTransition transition, LoggableContext<F> context) {
		for (int i = this.callbacks.size() - 1; i >= 0; i--) {
			try {
				this.callbacks.get(i).after(transition, context);
			}
			catch (Throwable ex) {
				logger.error("A callback after {} of {} {} failed; the transition stands", transition,
						context.jobClass(), context.id(), context.loggable(ex));
			}
		}
	}

	/**
	 * Calls the before-callbacks of a transition that must happen whatever they do.
	 * @param transition the transition
	 * @param context the job
	 */
	public void beforeUnstoppable(JobTransition transition, LoggableContext<F> context) {
		for (JobCallbacks<F> callback : this.callbacks) {
			try {
				callback.before(transition, context);
			}
			catch (Throwable ex) {
				logger.error("A callback before {} of {} {} failed; the transition goes on", transition,
						context.jobClass(), context.id(), context.loggable(ex));
			}
		}
	}

	/**
	 * Whether there is nothing to call.
	 * @return whether it is empty
	 */
	public boolean isEmpty() {
		return this.callbacks.isEmpty();
	}

	/**
	 * Performs within the callbacks around that.
	 * @param fields the fields
	 * @param context the run
	 * @param perform what to call within
	 * @return its result, or what a callback made of it
	 * @throws Exception whatever any of them throws
	 */
	public @Nullable Object perform(F fields, JobContext context, Callable<@Nullable Object> perform) throws Exception {
		for (JobCallbacks<F> callback : this.callbacks) {
			callback.beforePerform(fields, context);
		}
		Callable<@Nullable Object> chain = perform;
		for (int i = this.callbacks.size() - 1; i >= 0; i--) {
			JobCallbacks<F> callback = this.callbacks.get(i);
			Callable<@Nullable Object> inner = chain;
			chain = () -> callback.aroundPerform(fields, context, inner);
		}
		Object result = chain.call();
		for (int i = this.callbacks.size() - 1; i >= 0; i--) {
			this.callbacks.get(i).afterPerform(fields, context);
		}
		return result;
	}

}
