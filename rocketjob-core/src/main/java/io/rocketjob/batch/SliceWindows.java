package io.rocketjob.batch;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.rocketjob.SliceWindow;
import io.rocketjob.schedule.ScheduleWindow;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * When slices of a batch job class may be worked on. Immutable.
 */
final class SliceWindows {

	private final List<ScheduleWindow> windows;

	private SliceWindows(List<ScheduleWindow> windows) {
		this.windows = windows;
	}

	/**
	 * Reads the windows of a job class.
	 * @param type the class
	 * @param problems receives a text for each wrong one
	 * @return the windows
	 */
	static SliceWindows of(Class<?> type, List<String> problems) {
		Set<SliceWindow> annotations = AnnotatedElementUtils.findMergedRepeatableAnnotations(type, SliceWindow.class,
				SliceWindow.Several.class);
		return new SliceWindows(annotations.stream()
			.map((annotation) -> window(annotation, problems))
			.filter(Objects::nonNull)
			.toList());
	}

	private static @Nullable ScheduleWindow window(SliceWindow annotation, List<String> problems) {
		ZoneId zone = zone(annotation, problems);
		ScheduleWindow window = ScheduleWindow.parse(annotation.schedule(), (zone != null) ? zone : ZoneOffset.UTC,
				annotation.duration(), (problem) -> problems.add("@SliceWindow " + problem));
		return (zone != null) ? window : null;
	}

	private static @Nullable ZoneId zone(SliceWindow annotation, List<String> problems) {
		try {
			return ZoneId.of(annotation.zone());
		}
		catch (DateTimeException ex) {
			problems.add("@SliceWindow zone: '" + annotation.zone()
					+ "' is no time zone; right would be \"America/New_York\"");
			return null;
		}
	}

	/**
	 * Whether slices may be begun.
	 * @param now the time
	 * @return whether there are no windows, or one is open
	 */
	boolean isOpen(Instant now) {
		return this.windows.isEmpty() || this.windows.stream().anyMatch((window) -> window.isOpen(now));
	}

}
