package io.rocketjob.dirmon;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where files go when they are taken: a directory beside the file, or an absolute one, in
 * which <code>{date}</code> stands for the day in UTC, and <code>{date:yyyy/MM}</code>
 * for it in another form. Immutable.
 *
 * @param text how it was written
 */
record ArchiveDirectory(String text) {

	private static final Pattern DATE = Pattern.compile("\\{date(?::([^{}]+))?}");

	private static final Instant EXAMPLE = Instant.parse("2026-01-31T00:00:00Z");

	/**
	 * Makes it.
	 * @throws IllegalArgumentException when it is wrong, saying what would be right
	 */
	ArchiveDirectory {
		Path example;
		try {
			example = Path.of(fill(text, EXAMPLE));
		}
		catch (InvalidPathException | DateTimeException ex) {
			throw wrong(text, String.valueOf(ex.getMessage()));
		}
		if (text.isBlank()) {
			throw wrong(text, "it is empty");
		}
		if (fill(text, EXAMPLE).indexOf('{') >= 0) {
			throw wrong(text, "only {date} and {date:PATTERN} may be in braces");
		}
		if (example.isAbsolute() ? !prefix(text).isAbsolute() || prefix(text).getNameCount() == 0
				: prefix(text).getNameCount() == 0 || prefix(text).toString().isEmpty()) {
			throw wrong(text, "its first name must be written out, and not depend on the date");
		}
		for (Path name : example) {
			if (name.toString().equals("..") || name.toString().equals(".")) {
				throw wrong(text, "it must not have \"" + name + "\"");
			}
		}
	}

	private static IllegalArgumentException wrong(String text, String problem) {
		return new IllegalArgumentException("archive: '" + text + "' is wrong: " + problem
				+ "; right would be a directory beside the file, such as archive/{date}, or an absolute one, such as"
				+ " /data/archive/{date:yyyy/MM}");
	}

	private static String fill(String text, Instant time) {
		return DATE.matcher(text).replaceAll((found) -> {
			String pattern = found.group(1);
			DateTimeFormatter form = (pattern != null) ? formatter(pattern) : DateTimeFormatter.ISO_LOCAL_DATE;
			return Matcher.quoteReplacement(form.format(time.atZone(ZoneOffset.UTC)));
		});
	}

	private static DateTimeFormatter formatter(String pattern) {
		try {
			return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
		}
		catch (IllegalArgumentException ex) {
			throw new DateTimeException("{date:" + pattern + "}: " + ex.getMessage(), ex);
		}
	}

	/** The names before the first that has a date in it. */
	private static Path prefix(String text) {
		int brace = text.indexOf('{');
		if (brace < 0) {
			return Path.of(text);
		}
		int slash = text.lastIndexOf('/', brace);
		return Path.of((slash > 0) ? text.substring(0, slash) : (slash == 0) ? "/" : "");
	}

	/**
	 * The directory in which all archived files are: of a relative one, its first name.
	 * @return the path
	 */
	Path fixed() {
		Path prefix = prefix(this.text);
		return prefix.isAbsolute() ? prefix : prefix.getName(0);
	}

	boolean isAbsolute() {
		return Path.of(prefix(this.text).toString()).isAbsolute();
	}

	/**
	 * The directory for a file.
	 * @param file where the file is
	 * @param time when it is taken
	 * @return an absolute path
	 */
	Path of(Path file, Instant time) {
		return file.resolveSibling(fill(this.text, time));
	}

}
