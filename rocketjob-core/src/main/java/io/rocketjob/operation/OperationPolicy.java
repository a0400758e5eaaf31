package io.rocketjob.operation;

import io.rocketjob.JobInstance;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an operator may do something that the channel allows. A bean of this
 * type is asked for each operation; where there are several, each must agree. Without
 * one, an operator may do what the channel allows. Must be thread-safe. What it throws
 * ends the operation before anything is done.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OperationPolicy {

	/**
	 * Decides about an operation, or about what can be seen of a job. Called before
	 * anything is done; for one job first without it, then with it.
	 * @param operator who asks
	 * @param permission what the operation needs
	 * @param target what it is about
	 * @param job the job that it is about, or to which a slice belongs; {@code null} for
	 * a list, a new job, a server, and a job that has not been read yet: say {@code true}
	 * then if it depends on the job
	 * @return whether the operator may do it
	 */
	boolean permits(Operator operator, Permission permission, OperationTarget target, @Nullable JobInstance<?> job);

}
