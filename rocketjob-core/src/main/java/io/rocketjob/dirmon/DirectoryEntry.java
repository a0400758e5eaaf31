package io.rocketjob.dirmon;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.JobBean;
import io.rocketjob.RocketJob;
import org.jspecify.annotations.Nullable;

/**
 * What the directory monitor looks for, and what it makes of it. Begin with
 * {@link #of(String, String, String)}, and add what differs from its defaults. Immutable.
 *
 * @param name its name, which no other entry has
 * @param pattern which files are meant, an absolute path, see {@link FilePattern}; no
 * other entry with the same {@code servers} has it
 * @param jobClass the name of the job class
 * @param archive where files go when they are taken: relative to the file, or absolute;
 * <code>{date}</code> in it is the day in UTC, <code>{date:yyyy/MM}</code> the same in
 * another form
 * @param properties options and editable fields of the jobs, as texts by name:
 * {@code priority}, {@code description}, {@code timeout}, {@code destroyOnComplete},
 * {@code logLevel}, or the name of a field, which may have {@code fields.} before it
 * @param fileField the field that gets the path of the archived file; {@code null} to
 * upload the file into the main category of a batch
 * @param servers a regular expression that the whole name of a server must match to scan;
 * {@code null} for any
 * @param schedule when to scan, see {@link io.rocketjob.schedule.CronSchedule};
 * {@code null} for the default of the application. Scans begin on full minutes
 * @param quietPeriod for how long nothing about a file may change before it is taken, at
 * least two scans in any case
 * @param emptyFiles whether empty files are taken
 * @param announcement what senders say of their files
 * @param leftOut patterns of names that are left out, files and directories
 * @since 0.1.0
 */
public record DirectoryEntry(String name, String pattern, String jobClass, String archive,
		Map<String, String> properties, @Nullable String fileField, @Nullable String servers, @Nullable String schedule,
		Duration quietPeriod, boolean emptyFiles, Announcement announcement, List<String> leftOut) {

	/** Where files go by default. */
	public static final String ARCHIVE = "archive";

	/** How long a file must be unchanged by default. */
	public static final Duration QUIET_PERIOD = Duration.ofSeconds(60);

	/** The names that are left out by default. */
	public static final List<String> LEFT_OUT = ArrivalRule.LEFT_OUT;

	/**
	 * Makes an entry. What is wrong with it is said when it is saved.
	 */
	public DirectoryEntry {
		properties = Map.copyOf(properties);
		leftOut = List.copyOf(leftOut);
	}

	/**
	 * An entry with defaults.
	 * @param name its name
	 * @param pattern which files are meant
	 * @param jobClass the name of the job class
	 * @return the entry
	 */
	public static DirectoryEntry of(String name, String pattern, String jobClass) {
		return new DirectoryEntry(name, pattern, jobClass, ARCHIVE, Map.of(), null, null, null, QUIET_PERIOD, false,
				Announcement.NONE, LEFT_OUT);
	}

	/**
	 * An entry with defaults.
	 * @param name its name
	 * @param pattern which files are meant
	 * @param jobClass the class of the job bean
	 * @return the entry
	 */
	public static DirectoryEntry of(String name, String pattern, Class<? extends JobBean<?>> jobClass) {
		RocketJob annotation = jobClass.getAnnotation(RocketJob.class);
		boolean named = annotation != null && !annotation.name().isBlank();
		return of(name, pattern, named ? annotation.name().strip() : jobClass.getSimpleName());
	}

	/**
	 * Sets where files go.
	 * @param directory see {@link #archive()}
	 * @return an entry with it
	 */
	public DirectoryEntry withArchive(String directory) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, directory, this.properties, this.fileField,
				this.servers, this.schedule, this.quietPeriod, this.emptyFiles, this.announcement, this.leftOut);
	}

	/**
	 * Sets an option or a field of the jobs.
	 * @param property see {@link #properties()}
	 * @param value the value, which is kept as text
	 * @return an entry with it
	 */
	public DirectoryEntry withProperty(String property, Object value) {
		Map<String, String> all = new LinkedHashMap<>(this.properties);
		all.put(property, Objects.toString(value));
		return withProperties(all);
	}

	/**
	 * Sets all options and fields of the jobs.
	 * @param all see {@link #properties()}
	 * @return an entry with them
	 */
	public DirectoryEntry withProperties(Map<String, String> all) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, this.archive, all, this.fileField,
				this.servers, this.schedule, this.quietPeriod, this.emptyFiles, this.announcement, this.leftOut);
	}

	/**
	 * Sets the field that gets the path of the file.
	 * @param field see {@link #fileField()}
	 * @return an entry with it
	 */
	public DirectoryEntry withFileField(@Nullable String field) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, this.archive, this.properties, field,
				this.servers, this.schedule, this.quietPeriod, this.emptyFiles, this.announcement, this.leftOut);
	}

	/**
	 * Sets which servers scan.
	 * @param names see {@link #servers()}
	 * @return an entry with it
	 */
	public DirectoryEntry withServers(@Nullable String names) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, this.archive, this.properties, this.fileField,
				names, this.schedule, this.quietPeriod, this.emptyFiles, this.announcement, this.leftOut);
	}

	/**
	 * Sets when to scan.
	 * @param times see {@link #schedule()}
	 * @return an entry with it
	 */
	public DirectoryEntry withSchedule(@Nullable String times) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, this.archive, this.properties, this.fileField,
				this.servers, times, this.quietPeriod, this.emptyFiles, this.announcement, this.leftOut);
	}

	/**
	 * Sets how long a file must be unchanged.
	 * @param time see {@link #quietPeriod()}
	 * @return an entry with it
	 */
	public DirectoryEntry withQuietPeriod(Duration time) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, this.archive, this.properties, this.fileField,
				this.servers, this.schedule, time, this.emptyFiles, this.announcement, this.leftOut);
	}

	/**
	 * Sets whether empty files are taken.
	 * @param taken see {@link #emptyFiles()}
	 * @return an entry with it
	 */
	public DirectoryEntry withEmptyFiles(boolean taken) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, this.archive, this.properties, this.fileField,
				this.servers, this.schedule, this.quietPeriod, taken, this.announcement, this.leftOut);
	}

	/**
	 * Sets what senders say of their files.
	 * @param said see {@link #announcement()}
	 * @return an entry with it
	 */
	public DirectoryEntry withAnnouncement(Announcement said) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, this.archive, this.properties, this.fileField,
				this.servers, this.schedule, this.quietPeriod, this.emptyFiles, said, this.leftOut);
	}

	/**
	 * Sets the names that are left out.
	 * @param patterns see {@link #leftOut()}
	 * @return an entry with it
	 */
	public DirectoryEntry withLeftOut(List<String> patterns) {
		return new DirectoryEntry(this.name, this.pattern, this.jobClass, this.archive, this.properties, this.fileField,
				this.servers, this.schedule, this.quietPeriod, this.emptyFiles, this.announcement, patterns);
	}

	/**
	 * The same under another name, for other files.
	 * @param other its name
	 * @param files which files are meant
	 * @return the entry
	 */
	public DirectoryEntry as(String other, String files) {
		return new DirectoryEntry(other, files, this.jobClass, this.archive, this.properties, this.fileField,
				this.servers, this.schedule, this.quietPeriod, this.emptyFiles, this.announcement, this.leftOut);
	}

}
