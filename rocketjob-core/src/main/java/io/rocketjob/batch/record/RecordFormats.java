package io.rocketjob.batch.record;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The record formats of the application, by name and by ending. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RecordFormats {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

	private static final Pattern ENDING = Pattern.compile("\\.[^\\s/\\\\A-Z]+");

	private final Map<String, RecordFormat> byName = new LinkedHashMap<>();

	private final Map<String, RecordFormat> byEnding = new LinkedHashMap<>();

	/**
	 * Collects formats.
	 * @param formats the formats, among them the one of raw lines
	 * @throws RecordFormatException when two have the same name or the same ending, one
	 * has none that is allowed, or there are no raw lines
	 */
	public RecordFormats(Iterable<? extends RecordFormat> formats) {
		formats.forEach(this::add);
		if (!this.byName.containsKey(RecordFormat.LINES)) {
			throw new RecordFormatException(
					"There is no record format '" + RecordFormat.LINES + "', and there are " + names(),
					"Declare a bean of type " + RecordFormat.class.getName() + " with that name.");
		}
	}

	private void add(RecordFormat format) {
		String name = format.name();
		if (!NAME.matcher(name).matches() || name.equalsIgnoreCase(RecordFormat.AUTO)) {
			throw new RecordFormatException(
					"The record format " + format.getClass().getName() + " is named '" + name + "'",
					"Give it a name of letters, digits, - and _, other than '" + RecordFormat.AUTO + "'.");
		}
		for (Map.Entry<String, RecordFormat> present : this.byName.entrySet()) {
			if (present.getKey().equalsIgnoreCase(name)) {
				throw twice("are named '" + name + "'", present.getValue(), format, "another name");
			}
		}
		this.byName.put(name, format);
		for (String ending : format.endings()) {
			if (!ENDING.matcher(ending).matches()) {
				throw new RecordFormatException("The record format '" + name + "' has the ending '" + ending + "'",
						"Let it begin with a dot and be in lower case, as in '.csv'.");
			}
			RecordFormat present = this.byEnding.put(ending, format);
			if (present != null) {
				throw twice("have the ending '" + ending + "'", present, format, "other endings");
			}
		}
	}

	private static RecordFormatException twice(String what, RecordFormat one, RecordFormat other, String remedy) {
		return new RecordFormatException("The record formats " + one.getClass().getName() + " and "
				+ other.getClass().getName() + " both " + what, "Give one of them " + remedy + ", or remove its bean.");
	}

	/**
	 * The names of all formats.
	 * @return the names, sorted
	 */
	public Set<String> names() {
		return new TreeSet<>(this.byName.keySet());
	}

	/**
	 * Whether a category can have a format.
	 * @param name the name of a format, or {@link RecordFormat#AUTO}
	 * @return whether there is one
	 */
	public boolean knows(String name) {
		return name.equals(RecordFormat.AUTO) || this.byName.containsKey(name);
	}

	/**
	 * The format of a name.
	 * @param name the name
	 * @return the format
	 * @throws IllegalArgumentException when there is none, naming those that there are
	 */
	public RecordFormat get(String name) {
		RecordFormat format = this.byName.get(name);
		if (format == null) {
			throw new IllegalArgumentException("There is no record format '" + name + "'; there are " + names());
		}
		return format;
	}

	/**
	 * The format of a file.
	 * @param name the name of a format, or {@link RecordFormat#AUTO}
	 * @param file the name of the file without compression and encryption, {@code null}
	 * when it has none
	 * @param options the names of the options that it is used with
	 * @return the format
	 * @throws IllegalArgumentException when there is none, or it does not have such an
	 * option, naming those that there are
	 */
	public RecordFormat get(String name, @Nullable String file, Set<String> options) {
		RecordFormat format = name.equals(RecordFormat.AUTO) ? ofFile((file != null) ? file : "") : get(name);
		for (String option : options) {
			if (!format.options().contains(option)) {
				throw new IllegalArgumentException("The record format '" + format.name() + "' has no option '" + option
						+ "'; there are " + new TreeSet<>(format.options()));
			}
		}
		return format;
	}

	/** The longest ending wins. */
	private RecordFormat ofFile(String file) {
		String name = file.toLowerCase(Locale.ROOT);
		String found = "";
		for (String ending : this.byEnding.keySet()) {
			if (name.endsWith(ending) && ending.length() > found.length()) {
				found = ending;
			}
		}
		return found.isEmpty() ? get(RecordFormat.LINES) : Objects.requireNonNull(this.byEnding.get(found));
	}

}
