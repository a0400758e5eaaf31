package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.rocketjob.batch.HeldJobs;
import io.rocketjob.schedule.CronSchedule;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with an entry, all at once. Thread-safe.
 *
 * @param jobs the jobs that entries make
 * @param roots where the monitor may read and write
 */
record EntryCheck(HeldJobs jobs, AllowedRoots roots) {

	/** Names of entries are shown, and are parts of addresses. */
	private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,99}");

	private static final Duration LONGEST_QUIET = Duration.ofDays(30);

	/**
	 * Checks an entry.
	 * @param entry the entry
	 * @throws DirectoryMonitorException when anything is wrong with it
	 */
	void check(DirectoryEntry entry) {
		List<String> problems = new ArrayList<>();
		if (!NAME.matcher(entry.name()).matches()) {
			problems
				.add("name: '" + entry.name() + "' is wrong; right would be up to 100 letters, digits, blanks, dots,"
						+ " dashes and underlines that begin with a letter or digit");
		}
		FilePattern pattern = valid("pattern", () -> FilePattern.parse(entry.pattern()), problems);
		ArchiveDirectory archive = valid("", () -> new ArchiveDirectory(entry.archive()), problems);
		if (pattern != null) {
			checkPlaces(pattern, archive, problems);
		}
		entry.leftOut().forEach((name) -> valid("leftOut", () -> leftOut(name), problems));
		if (entry.quietPeriod().isNegative() || entry.quietPeriod().compareTo(LONGEST_QUIET) > 0) {
			problems.add("quietPeriod: must be from 0s to 30d, but is " + entry.quietPeriod());
		}
		valid("servers", () -> servers(entry), problems);
		String schedule = entry.schedule();
		if (schedule != null) {
			valid("schedule", () -> schedule(schedule), problems);
		}
		this.jobs.check(FileTaker.form(entry), problems);
		if (!problems.isEmpty()) {
			throw new DirectoryMonitorException(entry.name(), problems);
		}
	}

	private void checkPlaces(FilePattern pattern, @Nullable ArchiveDirectory archive, List<String> problems) {
		if (!pattern.isAbsolute()) {
			problems.add("pattern: '" + pattern
					+ "' is relative to nothing; right would be an absolute path, such as /data/in/" + pattern);
			return;
		}
		for (Path base : FileWalk.bases(pattern, root())) {
			valid("pattern", () -> this.roots.check("the directory", base), problems);
			if (archive != null) {
				checkArchive(base, archive, problems);
			}
		}
	}

	private void checkArchive(Path base, ArchiveDirectory archive, List<String> problems) {
		Path example = archive.of(base.resolve("file"), Instant.EPOCH);
		valid("archive", () -> this.roots.check("the directory", example), problems);
		if (archive.isAbsolute() && base.startsWith(archive.fixed())) {
			problems.add("archive: '" + archive.text() + "' has the directory " + base
					+ " of the pattern in it, so archived files would arrive again; right would be another directory");
		}
	}

	private static CronSchedule schedule(String text) {
		CronSchedule schedule = CronSchedule.parse(text);
		if (schedule.next(Instant.now()).isEmpty()) {
			throw new IllegalArgumentException("'" + text + "' names no time that will ever come");
		}
		return schedule;
	}

	static NamePattern leftOut(String name) {
		if (name.isEmpty() || name.indexOf('/') >= 0) {
			throw new IllegalArgumentException(
					"'" + name + "' is wrong; right would be the pattern of one name, such as *.tmp");
		}
		return NamePattern.parse(name);
	}

	private static @Nullable Pattern servers(DirectoryEntry entry) {
		try {
			return (entry.servers() != null) ? Pattern.compile(entry.servers()) : null;
		}
		catch (PatternSyntaxException ex) {
			throw new IllegalArgumentException("'" + entry.servers() + "' is no regular expression: "
					+ ex.getDescription() + "; right would be web-[0-9]+", ex);
		}
	}

	private static <T> @Nullable T valid(String name, Supplier<? extends @Nullable T> value, List<String> problems) {
		try {
			return value.get();
		}
		catch (IllegalArgumentException ex) {
			problems.add(name.isEmpty() ? String.valueOf(ex.getMessage()) : name + ": " + ex.getMessage());
			return null;
		}
	}

	/** Where absolute patterns begin. */
	static Path root() {
		return Path.of("/").toAbsolutePath();
	}

}
