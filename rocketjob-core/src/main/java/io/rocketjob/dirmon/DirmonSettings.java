package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.util.List;

import io.rocketjob.schedule.CronSchedule;

/**
 * Settings of the directory monitor.
 *
 * @param roots the directories in which it may read and write, as absolute paths
 * @param schedule when entries are scanned that do not say so themselves
 * @since 0.1.0
 */
public record DirmonSettings(List<Path> roots, String schedule) {

	/** When entries are scanned by default. */
	public static final String SCHEDULE = "*/5 * * * * UTC";

	/**
	 * Makes the settings.
	 * @throws IllegalArgumentException when a root is no absolute path, or the schedule
	 * is wrong
	 */
	public DirmonSettings {
		new AllowedRoots(roots);
		CronSchedule.parse(schedule);
		roots = List.copyOf(roots);
	}

}
