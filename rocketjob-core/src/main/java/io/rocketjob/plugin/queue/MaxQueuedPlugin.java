package io.rocketjob.plugin.queue;

import java.time.Duration;

import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.schedule.DurationRange;

/**
 * The plugin behind {@link MaxQueued}.
 *
 * @since 0.1.0
 */
public final class MaxQueuedPlugin extends AnnotationPlugin<MaxQueued> {

	private static final DurationRange WAIT = DurationRange.of("100ms", "1d");

	@Override
	protected void contribute(MaxQueued options, PluggableClass jobClass) {
		jobClass.limitQueued(options.limit(), waitUpTo(options));
	}

	private static Duration waitUpTo(MaxQueued options) {
		if (options.waitUpTo().isBlank()) {
			return Duration.ZERO;
		}
		try {
			return WAIT.parse(options.waitUpTo());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("waitUpTo: " + ex.getMessage(), ex);
		}
	}

}
