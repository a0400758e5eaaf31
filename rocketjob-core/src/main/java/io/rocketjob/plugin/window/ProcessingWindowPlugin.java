package io.rocketjob.plugin.window;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.CreationHook;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.NewJob;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.schedule.ScheduleWindow;
import org.jspecify.annotations.Nullable;

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
		ScheduleWindow window = window(options, (problem) -> problem(jobClass, problem));
		if (window == null) {
			return;
		}
		jobClass.optionsOfJobs(ProcessingWindow.class);
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

	private static @Nullable ScheduleWindow window(ProcessingWindow options, Consumer<String> problems) {
		return ScheduleWindow.parse(options.schedule(), ZoneId.systemDefault(), options.duration(), problems);
	}

	/**
	 * The window of a job, which may have one of its own.
	 */
	private static @Nullable ScheduleWindow window(PluginJob job, ProcessingWindow common, ScheduleWindow window,
			Consumer<String> problems) {
		ProcessingWindow own = job.options(ProcessingWindow.class);
		return own.equals(common) ? window : window(own, problems);
	}

	private static void moveInside(NewJob job, ProcessingWindow common, ScheduleWindow window) {
		Instant runAt = job.runAt();
		Instant now = job.now();
		Instant from = (runAt != null && runAt.isAfter(now)) ? runAt : now;
		ScheduleWindow own = window(job, common, window, (problem) -> job.problem(NAME + "." + problem));
		if (own != null) {
			own.firstInside(from).filter((opening) -> !opening.equals(from)).ifPresent(job::runAt);
		}
	}

	private static Decision decide(PluginJob job, ProcessingWindow common, ScheduleWindow window) {
		List<String> problems = new ArrayList<>();
		ScheduleWindow own = window(job, common, window, problems::add);
		if (own == null) {
			// what was set for it was right then, and is not for this version
			throw new IllegalArgumentException(String.join("; ", problems));
		}
		Instant now = job.now();
		return own.firstInside(now)
			.filter((opening) -> !opening.equals(now))
			.map((opening) -> Decision.postpone(opening, "its processing window opens at " + opening))
			.orElseGet(Decision::go);
	}

}
