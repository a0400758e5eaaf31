package io.rocketjob.batch.record;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * The record formats of the application, by name and by ending. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RecordFormats {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

	private static final Pattern ENDING = Pattern.compile("\\.[^\\s/\\\\A-Z]+");

	/** Endings that tell raw lines, unless a format claims them. */
	private static final Set<String> OF_LINES = Set.of(".txt", ".dat");

	/** Endings of files that are no lines, unless a format claims them. */
	private static final Map<String, String> OF_NO_LINES = Map.of(".xlsx", "a workbook", ".xlsm",
			"a workbook with macros, which the format 'xlsx' reads where it is named", ".xlsb",
			"a binary workbook; save it as .xlsx", ".xls", "a workbook of Excel before 2007; save it as .xlsx", ".ods",
			"an OpenDocument spreadsheet; save it as .xlsx", ".tar", "an archive", ".7z", "an archive", ".rar",
			"an archive");

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
	 * The format of a file, with its options.
	 * @param category what the category says
	 * @param wanted what the upload or the download says; its options win
	 * @param file the name of the file without compression and encryption, {@code null}
	 * when it has none
	 * @param records the type of the records, {@code null} when it is not known
	 * @return the format and its options
	 * @throws IllegalArgumentException when there is none, or it does not have such an
	 * option, naming those that there are, or a value is wrong, or the name of the file
	 * is that of a compression that can be neither read nor written
	 * @throws IllegalStateException when the format cannot be used
	 */
	public FormatChoice choose(FormatSettings category, FormatSettings wanted, @Nullable String file,
			@Nullable ResolvableType records) {
		String name = !wanted.name().isEmpty() ? wanted.name() : category.name();
		RecordFormat format = name.equals(RecordFormat.AUTO) ? ofFile((file != null) ? file : "") : get(name);
		if (file != null) {
			FileBeginning.requireKnownCompression(file, format.endings());
		}
		Map<String, Object> options = new LinkedHashMap<>();
		if (records != null) {
			options.putAll(format.declaredOptions(records));
		}
		if (category.name().equals(RecordFormat.AUTO)) {
			// what is said for files of other formats does not concern this one
			category.options().forEach((option, value) -> {
				String known = option(format, option);
				if (known != null) {
					options.put(known, value);
				}
			});
		}
		else if (category.name().equals(format.name())) {
			addOptions(format, category.options(), options);
		}
		addOptions(format, wanted.options(), options);
		format.check(options);
		return new FormatChoice(format, options);
	}

	/**
	 * Checks what a category says of its format.
	 * @param category what it says
	 * @param records the type of the records
	 * @throws IllegalArgumentException when there is no such format, or it does not have
	 * such an option, or a value is wrong
	 * @throws IllegalStateException when the format cannot be used that it names
	 */
	public void check(FormatSettings category, ResolvableType records) {
		if (!category.name().equals(RecordFormat.AUTO)) {
			choose(category, FormatSettings.NONE, null, records);
			return;
		}
		for (String option : category.options().keySet()) {
			if (this.byName.values().stream().noneMatch((format) -> option(format, option) != null)) {
				throw new IllegalArgumentException("No record format has an option '" + option + "'");
			}
		}
		for (RecordFormat format : this.byEnding.values()) {
			if (category.options().keySet().stream().anyMatch((option) -> option(format, option) != null)) {
				checkIfUsable(category, format, records);
			}
		}
	}

	private void checkIfUsable(FormatSettings category, RecordFormat format, ResolvableType records) {
		try {
			choose(category, new FormatSettings(format.name(), Map.of()), null, records);
		}
		catch (IllegalStateException ex) {
			// its library may be missing, as there may never be such a file
		}
	}

	private static void addOptions(RecordFormat format, Map<String, Object> added, Map<String, Object> options) {
		added.forEach((option, value) -> {
			String known = option(format, option);
			if (known == null) {
				throw new IllegalArgumentException("The record format '" + format.name() + "' has no option '" + option
						+ "'; there are " + new TreeSet<>(format.options()));
			}
			options.put(known, value);
		});
	}

	/** The name that the format itself gives an option. */
	private static @Nullable String option(RecordFormat format, String written) {
		if (format.options().contains(written)) {
			return written;
		}
		String canonical = FormatSettings.canonical(written);
		return format.options()
			.stream()
			.filter((option) -> FormatSettings.canonical(option).equals(canonical))
			.findFirst()
			.orElse(null);
	}

	/**
	 * From the right: what follows an ending that is known, such as a date, tells
	 * nothing.
	 */
	private RecordFormat ofFile(String file) {
		String name = file.toLowerCase(Locale.ROOT);
		while (true) {
			RecordFormat format = ofEnding(name);
			int dot = name.lastIndexOf('.');
			if (format != null || dot < 1 || OF_LINES.contains(name.substring(dot))) {
				return (format != null) ? format : get(RecordFormat.LINES);
			}
			String ending = name.substring(dot);
			String what = OF_NO_LINES.get(ending);
			if (what != null) {
				throw new IllegalArgumentException("'" + file + "' is no text, and no record format has the ending '"
						+ ending + "': it is " + what + "; there are " + names());
			}
			name = name.substring(0, dot);
		}
	}

	/** The longest ending wins. */
	private @Nullable RecordFormat ofEnding(String name) {
		String found = "";
		for (String ending : this.byEnding.keySet()) {
			if (name.endsWith(ending) && ending.length() > found.length()) {
				found = ending;
			}
		}
		return this.byEnding.get(found);
	}

}
