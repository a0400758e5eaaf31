package io.rocketjob.batch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;

import io.rocketjob.SliceWindow;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.support.CronExpression;

/**
 * When slices of a batch job class may be worked on. Immutable.
 */
final class SliceWindows {

	private static final int FIELDS_WITHOUT_SECONDS = 5;

	private final List<Window> windows;

	private SliceWindows(List<Window> windows) {
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
			.filter((window) -> window != null)
			.toList());
	}

	private static @Nullable Window window(SliceWindow annotation, List<String> problems) {
		int before = problems.size();
		String schedule = annotation.schedule().strip();
		CronExpression cron = null;
		try {
			int fields = schedule.split("\\s+").length;
			cron = CronExpression.parse((fields == FIELDS_WITHOUT_SECONDS) ? "0 " + schedule : schedule);
		}
		catch (IllegalArgumentException ex) {
			problems.add("@SliceWindow schedule: '" + schedule + "' is no schedule: " + ex.getMessage()
					+ "; right would be \"0 22 * * *\"");
		}
		Duration duration = null;
		try {
			duration = DurationFormatterUtils.detectAndParse(annotation.duration().strip());
			if (duration.isNegative() || duration.isZero()) {
				problems.add("@SliceWindow duration: must be more than zero, but is '" + annotation.duration() + "'");
			}
		}
		catch (IllegalArgumentException ex) {
			problems.add("@SliceWindow duration: '" + annotation.duration()
					+ "' is no duration; right would be \"8h\" or \"PT8H\"");
		}
		ZoneId zone = null;
		try {
			zone = ZoneId.of(annotation.zone());
		}
		catch (DateTimeException ex) {
			problems.add("@SliceWindow zone: '" + annotation.zone()
					+ "' is no time zone; right would be \"America/New_York\"");
		}
		return (problems.size() == before && cron != null && duration != null && zone != null)
				? new Window(cron, duration, zone) : null;
	}

	/**
	 * Whether slices may be begun.
	 * @param now the time
	 * @return whether there are no windows, or one is open
	 */
	boolean isOpen(Instant now) {
		return this.windows.isEmpty() || this.windows.stream().anyMatch((window) -> window.isOpen(now));
	}

	private record Window(CronExpression schedule, Duration duration, ZoneId zone) {

		boolean isOpen(Instant now) {
			ZonedDateTime start = this.schedule.next(now.minus(this.duration).atZone(this.zone));
			return start != null && !start.toInstant().isAfter(now);
		}

	}

}
