package io.rocketjob;

/**
 * What becomes of a job when one that it waits for does not complete. See
 * {@link JobOptions#ifOneFails} and {@link JobOptions#ifOneIsAborted}.
 *
 * @since 0.1.0
 */
public enum DependencyPolicy {

	/** It goes on waiting: the other job may be retried, and may complete then. */
	WAIT,

	/** It waits for that one no longer, as if it had completed. */
	RUN,

	/** It fails, with a reason that names the other job. */
	FAIL,

	/** It is aborted, with a reason that names the other job. */
	ABORT

}
