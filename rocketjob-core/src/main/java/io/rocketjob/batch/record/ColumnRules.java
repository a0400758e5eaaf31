package io.rocketjob.batch.record;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * What the columns of a file may be, for formats that have them: how the names in a
 * header are cleansed, which are allowed, and which must be there. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ColumnRules {

	/** The name of a column whose values are skipped. */
	public static final String SKIPPED = "";

	/** The options that are read here. */
	public static final Set<String> OPTIONS = Set.of("cleanse", "allowedColumns", "requiredColumns", "skipUnknown",
			"blankNames", "repeatedNames");

	private static final int LONGEST_MESSAGE = 1_000;

	/** Records may have any keys. */
	private static final int MOST_REMEMBERED = 1_000;

	private final boolean cleanse;

	private final @Nullable Set<String> allowed;

	private final Set<String> required;

	private final boolean skipUnknown;

	private final BlankNames blankNames;

	private final RepeatedNames repeatedNames;

	private final Map<String, String> compared = new ConcurrentHashMap<>();

	/**
	 * Reads the rules from the options of a format.
	 * @param options the options
	 * @throws IllegalArgumentException when a value is wrong
	 */
	public ColumnRules(FormatOptions options) {
		this.cleanse = options.flag("cleanse", true);
		Set<String> allowedNames = comparable(options, "allowedColumns");
		this.allowed = !allowedNames.isEmpty() ? allowedNames : null;
		this.required = comparable(options, "requiredColumns");
		this.skipUnknown = options.flag("skipUnknown", false);
		this.blankNames = options.word("blankNames", BlankNames.ERROR);
		this.repeatedNames = options.word("repeatedNames", RepeatedNames.ERROR);
		if (this.skipUnknown && this.allowed == null) {
			throw options.wrong("skipUnknown", "needs the option 'allowedColumns' beside it");
		}
	}

	private Set<String> comparable(FormatOptions options, String option) {
		List<String> names = Objects.requireNonNullElse(options.list(option), List.of());
		Set<String> comparable = new LinkedHashSet<>();
		if (names.size() == 1 && names.get(0).isBlank()) {
			return comparable;
		}
		for (String name : names) {
			String compared = comparable(name);
			if (compared.isBlank()) {
				throw options.wrong(option,
						"must be names with commas between them"
								+ (this.cleanse ? ", each with a letter, a digit or an underscore" : "")
								+ ", or empty for none");
			}
			comparable.add(compared);
		}
		return comparable;
	}

	private String comparable(String name) {
		return this.cleanse ? cleanse(name) : name;
	}

	/**
	 * Cleanses a name: without white space around it, in lower case; white space between
	 * words becomes an underscore, as does a run of hyphens; of the rest only letters,
	 * digits and underscores stay.
	 * @param name the name
	 * @return the cleansed name, which may be empty
	 */
	public static String cleanse(String name) {
		String text = Normalizer.isNormalized(name, Normalizer.Form.NFC) ? name
				: Normalizer.normalize(name, Normalizer.Form.NFC);
		StringBuilder cleansed = new StringBuilder(text.length());
		int last = -1;
		int[] points = trimmed(text.toLowerCase(Locale.ROOT));
		for (int point : points) {
			int kept = isSpace(point) ? ' ' : point;
			if (kept == ' ' || kept == '-') {
				if (kept != last) {
					cleansed.append('_');
				}
			}
			else if (staysInNames(kept)) {
				cleansed.appendCodePoint(kept);
			}
			last = kept;
		}
		return cleansed.toString();
	}

	private static int[] trimmed(String text) {
		int[] points = text.codePoints().toArray();
		int from = 0;
		int to = points.length;
		while (from < to && isSpace(points[from])) {
			from++;
		}
		while (to > from && isSpace(points[to - 1])) {
			to--;
		}
		return Arrays.copyOfRange(points, from, to);
	}

	private static boolean isSpace(int point) {
		return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0;
	}

	private static boolean staysInNames(int point) {
		int type = Character.getType(point);
		// vowels of many scripts are marks
		return Character.isLetterOrDigit(point) || point == '_' || type == Character.NON_SPACING_MARK
				|| type == Character.COMBINING_SPACING_MARK;
	}

	/**
	 * Reads the header of a file.
	 * @param header the names as the file has them
	 * @return the names of the columns, {@link #SKIPPED} for one whose values are skipped
	 * @throws IllegalArgumentException when the header breaks a rule, naming the columns
	 */
	public List<String> ofHeader(List<String> header) {
		return check(header, true);
	}

	/**
	 * Checks columns that are given, as the file has no header.
	 * @param names the names, which stay as they are
	 * @return the names of the columns, {@link #SKIPPED} for one whose values are skipped
	 * @throws IllegalArgumentException when they break a rule, naming the columns
	 */
	public List<String> ofGiven(List<String> names) {
		return check(names, false);
	}

	private List<String> check(List<String> header, boolean rename) {
		List<String> compared = new ArrayList<>();
		header.forEach((name) -> compared.add(comparable(name)));
		List<String> names = rename ? new ArrayList<>(compared) : new ArrayList<>(header);
		Set<Integer> unknown = unknown(header, compared, this.blankNames == BlankNames.SKIP);
		unknown.forEach((index) -> {
			names.set(index, SKIPPED);
			compared.set(index, SKIPPED);
		});
		checkRequired(new HashSet<>(compared));
		nameBlanks(names, unknown);
		nameRepeated(names);
		return List.copyOf(names);
	}

	/**
	 * Checks the keys of a record that names its values itself. They stay as they are;
	 * none is refused for being blank.
	 * @param keys the keys
	 * @return those whose values are skipped
	 * @throws IllegalArgumentException when they break a rule, naming the columns
	 */
	public Set<String> skippedKeys(Collection<String> keys) {
		List<String> names = List.copyOf(keys);
		List<String> compared = new ArrayList<>(names.size());
		names.forEach((name) -> compared.add(known(name)));
		Set<String> skipped = new LinkedHashSet<>();
		for (int index : unknown(names, compared, false)) {
			skipped.add(names.get(index));
			compared.set(index, SKIPPED);
		}
		if (!this.required.isEmpty()) {
			checkRequired(new HashSet<>(compared));
		}
		return skipped;
	}

	/** Cleanses a key once, as each record has it again. */
	private String known(String key) {
		String compared = this.compared.get(key);
		if (compared == null) {
			compared = comparable(key);
			if (this.compared.size() < MOST_REMEMBERED) {
				this.compared.put(key, compared);
			}
		}
		return compared;
	}

	private Set<Integer> unknown(List<String> header, List<String> compared, boolean withoutBlanks) {
		Set<Integer> unknown = new LinkedHashSet<>();
		if (this.allowed == null) {
			return unknown;
		}
		List<String> written = new ArrayList<>();
		for (int i = 0; i < compared.size(); i++) {
			if (!this.allowed.contains(compared.get(i)) && !(withoutBlanks && compared.get(i).isBlank())) {
				unknown.add(i);
				written.add(header.get(i));
			}
		}
		if (!this.skipUnknown && !unknown.isEmpty()) {
			throw problem("Unknown columns" + afterCleansing() + ": " + String.join(",", written));
		}
		if (!header.isEmpty() && unknown.size() == header.size()) {
			throw problem("All columns are unknown" + afterCleansing() + ": " + String.join(",", written));
		}
		return unknown;
	}

	private String afterCleansing() {
		return this.cleanse ? " after cleansing" : "";
	}

	private void checkRequired(Set<String> present) {
		List<String> missing = this.required.stream().filter((name) -> !present.contains(name)).toList();
		if (!missing.isEmpty()) {
			throw problem("Missing columns" + afterCleansing() + ": " + String.join(",", missing));
		}
	}

	private void nameBlanks(List<String> names, Set<Integer> skipped) {
		List<String> blank = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			if (names.get(i).isBlank() && !skipped.contains(i)) {
				blank.add(String.valueOf(i + 1));
				names.set(i, (this.blankNames == BlankNames.NUMBER) ? "column_" + (i + 1) : SKIPPED);
			}
		}
		if (this.blankNames == BlankNames.ERROR && !blank.isEmpty()) {
			throw problem("Columns without a name" + afterCleansing() + ": " + String.join(",", blank)
					+ "; the option 'blankNames' can be 'number' or 'skip'");
		}
	}

	private void nameRepeated(List<String> names) {
		Set<String> present = new HashSet<>(names);
		Set<String> seen = new HashSet<>();
		Map<String, Integer> repeated = new LinkedHashMap<>();
		for (int i = 0; i < names.size(); i++) {
			String name = names.get(i);
			if (!name.equals(SKIPPED) && !seen.add(name)) {
				int number = repeated.getOrDefault(name, 1) + 1;
				while (present.contains(name + "_" + number)) {
					number++;
				}
				names.set(i, name + "_" + number);
				present.add(names.get(i));
				repeated.put(name, number);
			}
		}
		if (this.repeatedNames == RepeatedNames.ERROR && !repeated.isEmpty()) {
			throw problem("Repeated columns" + afterCleansing() + ": " + String.join(",", repeated.keySet())
					+ "; the option 'repeatedNames' can be 'number'");
		}
	}

	/**
	 * Checks the columns of a file that is empty.
	 * @throws IllegalArgumentException when it must have some
	 */
	public void ofEmptyFile() {
		checkRequired(Set.of());
	}

	/**
	 * Whether there is anything to check where each record names its values itself.
	 * @return whether any rule is set
	 */
	public boolean isLimited() {
		return this.allowed != null || !this.required.isEmpty();
	}

	private static IllegalArgumentException problem(String message) {
		return new IllegalArgumentException(
				(message.length() <= LONGEST_MESSAGE) ? message : message.substring(0, LONGEST_MESSAGE) + "…");
	}

	/** What becomes of a column without a name. */
	private enum BlankNames {

		ERROR, NUMBER, SKIP

	}

	/** What becomes of the second column of a name. */
	private enum RepeatedNames {

		ERROR, NUMBER

	}

}
