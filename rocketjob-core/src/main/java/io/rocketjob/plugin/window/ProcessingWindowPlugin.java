package io.rocketjob.plugin.window;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.CreationHook;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.NewJob;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.schedule.ScheduleWindow;

/**
 * The plugin behind {@link ProcessingWindow}.
 *
 * @since 0.1.0
 */
public final class ProcessingWindowPlugin extends AnnotationPlugin<ProcessingWindow> {

	private static final String NAME = "processingWindow";

	/** Makes the plugin. */
	public ProcessingWindowPlugin() {
	}

	@Override
	protected void contribute(ProcessingWindow options, PluggableClass jobClass) {
		ScheduleWindow window = window(options);
		jobClass.onCreate(new CreationHook() {

			@Override
			public void onCreate(NewJob job) {
				moveInside(job, options, window);
			}

			@Override
			public void onUpdate(NewJob job) {
				moveInside(job, options, window);
			}

		});
		jobClass.throttle((job) -> decide(job, options, window));
	}

	private static ScheduleWindow window(ProcessingWindow options) {
		return ScheduleWindow.parse(options.schedule(), ZoneId.systemDefault(), options.duration());
	}

	/**
	 * The window of a job, which may have one of its own.
	 */
	private static ScheduleWindow window(PluginJob job, ProcessingWindow common, ScheduleWindow window) {
		ProcessingWindow own = job.options(ProcessingWindow.class);
		return own.equals(common) ? window : window(own);
	}

	private static void moveInside(NewJob job, ProcessingWindow common, ScheduleWindow window) {
		Instant runAt = job.runAt();
		Instant now = job.now();
		Instant from = (runAt != null && runAt.isAfter(now)) ? runAt : now;
		try {
			Optional<Instant> inside = window(job, common, window).firstInside(from);
			inside.filter((opening) -> !opening.equals(from)).ifPresent(job::runAt);
		}
		catch (IllegalArgumentException ex) {
			job.problem(NAME + "." + ex.getMessage());
		}
	}

	private static Decision decide(PluginJob job, ProcessingWindow common, ScheduleWindow window) {
		ScheduleWindow own = window(job, common, window);
		Instant now = job.now();
		return own.firstInside(now)
			.filter((opening) -> !opening.equals(now))
			.map((opening) -> Decision.postpone(opening, "its processing window opens at " + opening))
			.orElseGet(Decision::go);
	}

}
