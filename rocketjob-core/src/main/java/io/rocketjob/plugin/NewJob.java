package io.rocketjob.plugin;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A job that is about to be stored or run inline.
 *
 * @since 0.1.0
 */
public interface NewJob extends PluginJob {

	/**
	 * When it expires, if that was set for it.
	 * @return the time; {@code null} also where it is going to follow from the
	 * {@code expiresAfter} of its class, which counts from the time that plugins give it
	 */
	@Override
	@Nullable Instant expiresAt();

	/**
	 * Changes when it may start.
	 * @param runAt the time
	 */
	void runAt(Instant runAt);

	/**
	 * Stores values of a plugin with the job.
	 * @param plugin the name of the plugin
	 * @param values simple values by names without dots; replaces what was there
	 */
	void data(String plugin, Map<String, Object> values);

	/**
	 * Says that something is wrong with the job. It is not created then; all problems
	 * reach the caller in one {@link io.rocketjob.InvalidJobException}.
	 * @param problem what is wrong, such as {@code "retry.limit: must be at least 1"}
	 */
	void problem(String problem);

}
