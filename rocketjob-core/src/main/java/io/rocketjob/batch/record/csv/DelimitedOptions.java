package io.rocketjob.batch.record.csv;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.rocketjob.batch.record.ColumnRules;
import io.rocketjob.batch.record.FormatOptions;
import io.rocketjob.batch.record.TextEncoding;
import org.jspecify.annotations.Nullable;

/**
 * The options of delimited text.
 *
 * @param quotable whether values can have quotes unless an option says none
 * @param dialect how values are written
 * @param findSeparator whether the separator is found out from the first lines
 * @param separatorSet whether a separator was given
 * @param columns the names of the columns, {@code null} where the header says them
 * @param rules what columns may be
 * @param skipLines how many lines come before the header
 * @param comment what begins a line that is no record, {@code null} for none
 * @param padShort whether values that a record lacks at its end are nothing
 * @param cutLong whether values beyond the columns are dropped
 * @param locale in which numbers are written that are read, {@code null} for plain ones
 * @param header whether a header is written
 * @param lineEnd what ends a line that is written
 * @param neutralize whether what a spreadsheet takes for a formula is made text
 * @param replacement what replaces a separator that cannot be written, {@code null} to
 * refuse it
 */
record DelimitedOptions(boolean quotable, Dialect dialect, boolean findSeparator, boolean separatorSet,
		@Nullable List<String> columns, ColumnRules rules, int skipLines, @Nullable String comment, boolean padShort,
		boolean cutLong, @Nullable Locale locale, boolean header, String lineEnd, boolean neutralize,
		@Nullable String replacement) {

	private static final int MOST_SKIPPED = 1_000_000;

	private static final Set<String> NAMES = Set.of("separator", "columns", "skipLines", "comments", "shortRecords",
			"longRecords", "nullValues", "header", "lineEnd", "neutralizeFormulas", "locale");

	private static final Set<String> QUOTE_NAMES = Set.of("quote", "spacesAroundQuotes", "quoteInValue", "escape");

	private static final String REPLACE_NAME = "replaceSeparator";

	/**
	 * The names of the options.
	 * @param quotes whether values can have quotes
	 * @return the names
	 */
	static Set<String> names(boolean quotes) {
		Set<String> names = new HashSet<>(NAMES);
		names.addAll(ColumnRules.OPTIONS);
		names.addAll(TextEncoding.OPTIONS);
		if (quotes) {
			names.addAll(QUOTE_NAMES);
		}
		else {
			names.add(REPLACE_NAME);
		}
		return Set.copyOf(names);
	}

	/**
	 * Reads the options.
	 * @param format the name of the format
	 * @param otherwise how values are written where the options do not say
	 * @param values names and values
	 * @return the options
	 * @throws IllegalArgumentException when a value is wrong
	 */
	static DelimitedOptions of(String format, Dialect otherwise, Map<String, Object> values) {
		FormatOptions options = new FormatOptions(format, values);
		boolean find = "auto".equalsIgnoreCase(options.text("separator"));
		Dialect dialect = dialect(options, otherwise, find);
		ColumnRules rules = new ColumnRules(options);
		List<String> columns = options.list("columns");
		if (columns != null) {
			if (columns.stream().anyMatch(String::isBlank)) {
				throw options.wrong("columns", "must name each column");
			}
			rules.ofGiven(columns);
		}
		String replacement = options.text(REPLACE_NAME);
		if (replacement != null && (replacement.indexOf(dialect.separator()) != -1 || hasBreak(replacement))) {
			throw options.wrong(REPLACE_NAME, "must have neither separators nor line breaks");
		}
		String comment = options.text("comments");
		if (comment != null && (comment.length() != 1 || !isAllowed(comment.charAt(0), dialect.separator())
				|| comment.charAt(0) == dialect.quote())) {
			throw options.wrong("comments", "must be one character other than the separator and the quote");
		}
		return new DelimitedOptions(otherwise.quotes(), dialect, find, options.has("separator") && !find, columns,
				rules, options.number("skipLines", 0, 0, MOST_SKIPPED), comment,
				options.word("shortRecords", ShortRecords.ERROR) == ShortRecords.PAD,
				options.word("longRecords", LongRecords.ERROR) == LongRecords.CUT, options.locale("locale"),
				options.flag("header", true), options.word("lineEnd", LineEnd.LF).text,
				options.flag("neutralizeFormulas", false), replacement);
	}

	private static Dialect dialect(FormatOptions options, Dialect otherwise, boolean find) {
		char separator = find ? otherwise.separator() : separator(options, otherwise.separator());
		char quote = quote(options, otherwise.quote(), separator);
		List<String> nulls = options.list("nullValues");
		return new Dialect(separator, quote, options.word("spacesAroundQuotes", Spaces.ERROR) == Spaces.TRIM,
				options.word("quoteInValue", QuoteInValue.TEXT) == QuoteInValue.TEXT,
				(nulls != null) ? Set.copyOf(nulls) : Set.of(), otherwise.emptyIsNull(),
				escape(options, separator, quote));
	}

	private static char escape(FormatOptions options, char separator, char quote) {
		String text = options.text("escape");
		if (text == null || text.equalsIgnoreCase("none")) {
			return Dialect.NO_QUOTE;
		}
		if (text.length() != 1 || !isAllowed(text.charAt(0), separator) || text.charAt(0) == quote
				|| quote == Dialect.NO_QUOTE) {
			throw options.wrong("escape",
					"must be none, or one character other than the separator and the quote, of which there must be one");
		}
		return text.charAt(0);
	}

	private static char separator(FormatOptions options, char otherwise) {
		String text = options.text("separator");
		if (text == null) {
			return otherwise;
		}
		String written = switch (text.toLowerCase(Locale.ROOT)) {
			case "tab", "\\t" -> "\t";
			case "comma" -> ",";
			case "semicolon" -> ";";
			case "pipe" -> "|";
			case "space" -> " ";
			default -> text;
		};
		if (written.length() != 1 || !isAllowed(written.charAt(0), Dialect.NO_QUOTE)) {
			throw options.wrong("separator",
					"must be one character, or tab, comma, semicolon, pipe or space, or auto to find it out");
		}
		return written.charAt(0);
	}

	private static char quote(FormatOptions options, char otherwise, char separator) {
		String text = options.text("quote");
		if (text != null && text.equalsIgnoreCase("none")) {
			return Dialect.NO_QUOTE;
		}
		if (text != null && (text.length() != 1 || !isAllowed(text.charAt(0), separator))) {
			throw options.wrong("quote", "must be one character other than the separator, or none");
		}
		if (text == null && otherwise == separator) {
			throw options.wrong("separator", "must be another character than the quote");
		}
		return (text != null) ? text.charAt(0) : otherwise;
	}

	private static boolean isAllowed(char c, char other) {
		return c != other && c != '\n' && c != '\r' && c != Dialect.NO_QUOTE && !Character.isSurrogate(c);
	}

	/**
	 * Whether a text has a line break.
	 * @param text the text
	 * @return whether it has
	 */
	static boolean hasBreak(String text) {
		return text.indexOf('\n') != -1 || text.indexOf('\r') != -1;
	}

	/** What becomes of records with too few values. */
	private enum ShortRecords {

		ERROR, PAD

	}

	/** What becomes of records with too many values. */
	private enum LongRecords {

		ERROR, CUT

	}

	/** What becomes of spaces around quotes. */
	private enum Spaces {

		ERROR, TRIM

	}

	/** What a quote in the middle of a value is. */
	private enum QuoteInValue {

		TEXT, ERROR

	}

	/** How lines end that are written. */
	private enum LineEnd {

		LF("\n"), CRLF("\r\n");

		private final String text;

		LineEnd(String text) {
			this.text = text;
		}

	}

}
