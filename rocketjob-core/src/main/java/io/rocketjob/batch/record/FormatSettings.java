package io.rocketjob.batch.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a category, an upload or a download says of its format.
 *
 * @param name the name of a format, or {@link RecordFormat#AUTO}; empty when none is
 * named
 * @param options names and values, which are texts or lists of texts, in the order in
 * which they were said; of two that are one option, such as {@code skip-unknown} and
 * {@code skipUnknown}, the later one is kept
 * @since 0.1.0
 */
public record FormatSettings(String name, Map<String, Object> options) {

	/** Nothing is said. */
	public static final FormatSettings NONE = new FormatSettings("", Map.of());

	/** Raw lines. */
	public static final FormatSettings LINES = new FormatSettings(RecordFormat.LINES, Map.of());

	public FormatSettings {
		Map<String, Object> copy = new LinkedHashMap<>();
		options.forEach((option, value) -> put(copy, option, plain(value)));
		options = Collections.unmodifiableMap(copy);
	}

	/** One option may be written in several ways, and the later one wins. */
	private static void put(Map<String, Object> options, String option, Object value) {
		String canonical = canonical(option);
		options.keySet().removeIf((present) -> canonical(present).equals(canonical));
		options.put(option, value);
	}

	/**
	 * What of the name of an option is compared.
	 * @param option the name as it is written
	 * @return the name without hyphens and underscores, in lower case
	 */
	static String canonical(String option) {
		return option.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	private static Object plain(Object value) {
		List<String> texts = new ArrayList<>();
		if (value instanceof Object[] array) {
			Arrays.asList(array).forEach((each) -> texts.add(String.valueOf(each)));
			return List.copyOf(texts);
		}
		if (value instanceof Iterable<?> all) {
			all.forEach((each) -> texts.add(String.valueOf(each)));
			return List.copyOf(texts);
		}
		return String.valueOf(value);
	}

	/**
	 * Names a format. Options of another one are dropped.
	 * @param other the name of a format, or {@link RecordFormat#AUTO}
	 * @return the settings
	 */
	public FormatSettings withName(String other) {
		return other.equals(this.name) ? this : new FormatSettings(other, Map.of());
	}

	/**
	 * Sets an option.
	 * @param option its name
	 * @param value its value
	 * @return the settings
	 */
	public FormatSettings withOption(String option, Object value) {
		return withOptions(Map.of(option, value));
	}

	/**
	 * Sets options.
	 * @param more names and values
	 * @return the settings
	 */
	public FormatSettings withOptions(Map<String, ?> more) {
		Map<String, Object> all = new LinkedHashMap<>(this.options);
		more.forEach((option, value) -> put(all, option, value));
		return new FormatSettings(this.name, all);
	}

}
