package io.rocketjob.operation;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.rocketjob.dirmon.Announcement;
import io.rocketjob.dirmon.DirectoryEntry;
import io.rocketjob.dirmon.DirectoryMonitorException;
import io.rocketjob.operation.OperationGuard.Attempt;
import io.rocketjob.schedule.DurationRange;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of the directory monitor looks for, as texts of a form. Used once, by one
 * thread.
 */
final class DirmonForm {

	static final String NAME = "name";

	static final String PATTERN = "pattern";

	static final String JOB_CLASS = "jobClass";

	static final String PROPERTIES = "properties";

	private static final DurationRange QUIET_PERIOD = DurationRange.of("0s", "30d");

	private static final List<String> NAMES = List.of(NAME, PATTERN, JOB_CLASS, "fileField", PROPERTIES, "archive",
			"servers", "schedule", "quietPeriod", "emptyFiles", "announcement", "leftOut");

	private final Map<String, String> values;

	private final Map<String, String> problems = new LinkedHashMap<>();

	private DirmonForm(Map<String, String> values) {
		this.values = values;
		List<String> unknown = values.keySet().stream().filter((name) -> !NAMES.contains(name)).sorted().toList();
		if (!unknown.isEmpty()) {
			throw OperationException.badRequest(
					"An entry has no " + String.join(", ", unknown) + "; there are " + String.join(", ", NAMES));
		}
	}

	/**
	 * The texts of an entry.
	 * @param entry the entry
	 * @param masking what may be seen of it
	 * @return texts by name; without its properties when they cannot be seen in a form
	 */
	static Map<String, String> values(DirectoryEntry entry, Masking masking) {
		Map<String, String> values = new LinkedHashMap<>();
		values.put(NAME, entry.name());
		values.put(PATTERN, entry.pattern());
		values.put(JOB_CLASS, entry.jobClass());
		values.put("fileField", orEmpty(entry.fileField()));
		if (isShown(entry, masking)) {
			values.put(PROPERTIES,
					new TreeMap<>(entry.properties()).entrySet()
						.stream()
						.map((each) -> each.getKey() + "=" + each.getValue())
						.collect(Collectors.joining("\n")));
		}
		values.put("archive", entry.archive());
		values.put("servers", orEmpty(entry.servers()));
		values.put("schedule", orEmpty(entry.schedule()));
		values.put("quietPeriod", text(entry.quietPeriod()));
		values.put("emptyFiles", String.valueOf(entry.emptyFiles()));
		values.put("announcement", text(entry.announcement()));
		values.put("leftOut", String.join("\n", entry.leftOut()));
		return values;
	}

	private static boolean isShown(DirectoryEntry entry, Masking masking) {
		return entry.properties().isEmpty() || (masking == Masking.SHOWN && entry.properties()
			.entrySet()
			.stream()
			.noneMatch((each) -> each.getKey().indexOf('=') >= 0
					|| (each.getKey() + each.getValue()).chars().anyMatch((character) -> character < ' ')));
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

	private static String text(Duration duration) {
		return (duration.toNanosPart() == 0) ? duration.toSeconds() + "s" : duration.toString();
	}

	static String text(Announcement announcement) {
		return announcement.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Reads a form.
	 * @param base what is said of what the form leaves out
	 * @param values texts by name
	 * @return the entry
	 * @throws OperationException when something cannot be read, with a text for each
	 */
	static DirectoryEntry read(DirectoryEntry base, Map<String, String> values) {
		DirmonForm form = new DirmonForm(values);
		DirectoryEntry entry = form.entry(base);
		if (!form.problems.isEmpty()) {
			throw OperationException.invalid(form.problems);
		}
		return entry;
	}

	private DirectoryEntry entry(DirectoryEntry base) {
		return new DirectoryEntry(required(NAME, base.name()), required(PATTERN, base.pattern()),
				required(JOB_CLASS, base.jobClass()),
				value("archive", base.archive(), DirectoryEntry.ARCHIVE, (text) -> text),
				lines(PROPERTIES, base.properties(), DirmonForm::properties), optional("fileField", base.fileField()),
				optional("servers", base.servers()), optional("schedule", base.schedule()),
				value("quietPeriod", base.quietPeriod(), DirectoryEntry.QUIET_PERIOD, QUIET_PERIOD::parse),
				value("emptyFiles", base.emptyFiles(), false, DirmonForm::truth),
				value("announcement", base.announcement(), Announcement.NONE, DirmonForm::announcement),
				lines("leftOut", base.leftOut(), (each) -> each));
	}

	private String required(String name, String otherwise) {
		String text = this.values.get(name);
		return (text != null) ? text.strip() : otherwise;
	}

	private @Nullable String optional(String name, @Nullable String otherwise) {
		String text = this.values.get(name);
		if (text == null) {
			return otherwise;
		}
		return text.isBlank() ? null : text.strip();
	}

	private <T> T value(String name, T otherwise, T blank, Function<String, T> reader) {
		String text = this.values.get(name);
		if (text == null) {
			return otherwise;
		}
		return text.isBlank() ? blank : read(name, otherwise, () -> reader.apply(text.strip()));
	}

	private <T> T lines(String name, T otherwise, Function<List<String>, T> reader) {
		String text = this.values.get(name);
		return (text != null)
				? read(name, otherwise, () -> reader.apply(text.lines().filter((line) -> !line.isBlank()).toList()))
				: otherwise;
	}

	private <T> T read(String name, T otherwise, Supplier<T> reader) {
		try {
			return reader.get();
		}
		catch (IllegalArgumentException ex) {
			this.problems.put(name, String.valueOf(ex.getMessage()));
			return otherwise;
		}
	}

	private static Map<String, String> properties(List<String> lines) {
		Map<String, String> properties = new LinkedHashMap<>();
		for (String line : lines) {
			int equals = line.indexOf('=');
			if (equals < 1) {
				throw new IllegalArgumentException(
						"'" + line + "' is wrong; right would be a name and a value, such as priority=20, one a line");
			}
			if (properties.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip()) != null) {
				throw new IllegalArgumentException("'" + line.substring(0, equals).strip() + "' is there twice");
			}
		}
		return properties;
	}

	private static boolean truth(String text) {
		return switch (text) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("'" + text + "' is wrong; right would be true or false");
		};
	}

	private static Announcement announcement(String text) {
		return Arrays.stream(Announcement.values())
			.filter((each) -> text(each).equals(text.toLowerCase(Locale.ROOT)))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"'" + text + "' is wrong; right would be one of " + announcements()));
	}

	static List<String> announcements() {
		return Arrays.stream(Announcement.values()).map(DirmonForm::text).toList();
	}

	/**
	 * What an audit may have of an entry: no values of fields.
	 * @param entry the entry
	 * @return texts by name
	 */
	static Map<String, String> audited(DirectoryEntry entry) {
		Map<String, String> audited = values(entry, Masking.HIDDEN);
		audited.keySet().removeAll(List.of(NAME, PROPERTIES));
		audited.values().removeIf(String::isEmpty);
		return audited;
	}

	/**
	 * Tells how an entry differs from what it was.
	 * @param before the entry as it was
	 * @param after the entry as it is
	 * @param attempt what is told of
	 */
	static void audit(DirectoryEntry before, DirectoryEntry after, Attempt attempt) {
		Map<String, String> was = audited(before);
		Map<String, String> is = audited(after);
		NAMES.stream().filter((name) -> !Objects.equals(was.get(name), is.get(name))).forEach((name) -> {
			attempt.before(name, was.get(name));
			attempt.after(name, is.get(name));
		});
		if (!before.properties().equals(after.properties())) {
			attempt.before(PROPERTIES, Masking.MASK);
			attempt.after(PROPERTIES, Masking.MASK);
		}
	}

	/**
	 * What the monitor finds wrong with an entry, by the values of the form.
	 * @param wrong what the monitor says
	 * @param masking what may be seen of the properties
	 * @return a text by name
	 */
	static Map<String, String> problems(DirectoryMonitorException wrong, Masking masking) {
		Map<String, String> problems = new LinkedHashMap<>();
		for (String problem : wrong.problems()) {
			int colon = problem.indexOf(": ");
			String name = (colon > 0) ? problem.substring(0, colon) : "";
			boolean own = NAMES.contains(name) && !name.equals(PROPERTIES);
			String text = own ? problem.substring(colon + 2) : problem.replaceFirst("^properties\\.", "");
			if (!own && masking == Masking.HIDDEN) {
				text = "something is wrong with them, and you may not see values";
			}
			problems.merge(own ? name : PROPERTIES, text,
					(first, second) -> first.equals(second) ? first : first + "; " + second);
		}
		return problems;
	}

}
