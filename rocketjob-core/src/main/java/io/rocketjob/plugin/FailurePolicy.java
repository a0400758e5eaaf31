package io.rocketjob.plugin;

import java.time.Instant;
import java.util.Map;

import io.rocketjob.JobFailure;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a job whose run has failed, see
 * {@link PluggableClass#onFailure}. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FailurePolicy {

	/**
	 * Decides whether the job is queued again. That is one write together with the
	 * failure, whose exception stays with the job until it completes. For a batch of
	 * which only failed slices are left, this is asked once for each kind of their
	 * failures, by class and classes of causes, the most frequent first. The first answer
	 * counts; slices with a failure for which there is none stay failed.
	 * @param job the job as it was when its run began
	 * @param failure why it failed; for a batch of which only failed slices are left, one
	 * of their failures
	 * @return when to run it again, or {@code null} to let it fail
	 */
	@Nullable Again onFailure(PluginJob job, JobFailure failure);

	/**
	 * A job is to be queued again.
	 *
	 * @param runAt when it may run; in the past for at once
	 * @param reason why, for the history of the job
	 * @param plugin the name of the plugin
	 * @param data what the plugin stores with the job, as {@link NewJob#data}
	 */
	record Again(Instant runAt, String reason, String plugin, Map<String, Object> data) {
	}

}
