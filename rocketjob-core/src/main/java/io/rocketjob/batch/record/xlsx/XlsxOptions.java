package io.rocketjob.batch.record.xlsx;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.rocketjob.batch.record.ColumnRules;
import io.rocketjob.batch.record.FormatOptions;
import org.jspecify.annotations.Nullable;

/**
 * The options of workbooks.
 *
 * @param sheet the name of the sheet, {@code null} for the first visible one
 * @param columns the names of the columns, {@code null} where the header says them
 * @param rules what columns may be
 * @param header whether there is a header
 * @param skipRows how many rows come before the header
 * @param cutLong whether values beyond the columns are dropped
 * @param errorsAreNull whether a cell that has an error is nothing
 * @param digits how many significant digits of numbers are read
 * @param dateColumns the names of the columns that are written as dates
 */
record XlsxOptions(@Nullable String sheet, @Nullable List<String> columns, ColumnRules rules, boolean header,
		int skipRows, boolean cutLong, boolean errorsAreNull, int digits, Set<String> dateColumns) {

	/** The names of the options. */
	static final Set<String> NAMES = names();

	private static final String SHEET = "sheet";

	private static final int LONGEST_SHEET = 31;

	private static final String NOT_IN_SHEETS = "[]:*?/\\";

	private static final int MOST_SKIPPED = 1_000_000;

	/** How many digits spreadsheets show. */
	private static final int DIGITS = 15;

	/** How many tell each number from all others. */
	private static final int MOST_DIGITS = 17;

	private static Set<String> names() {
		Set<String> names = new HashSet<>(Set.of("sheet", "columns", "header", "skipLines", "longRecords", "errorCells",
				"digits", "dateColumns"));
		names.addAll(ColumnRules.OPTIONS);
		return Set.copyOf(names);
	}

	/**
	 * Reads the options.
	 * @param format the name of the format
	 * @param values names and values
	 * @return the options
	 * @throws IllegalArgumentException when a value is wrong
	 */
	static XlsxOptions of(String format, Map<String, Object> values) {
		FormatOptions options = new FormatOptions(format, values);
		ColumnRules rules = new ColumnRules(options);
		List<String> columns = options.list("columns");
		if (columns != null) {
			if (columns.stream().anyMatch(String::isBlank)) {
				throw options.wrong("columns", "must name each column");
			}
			rules.ofGiven(columns);
		}
		List<String> dates = Objects.requireNonNullElse(options.list("dateColumns"), List.of());
		if (columns != null && !columns.containsAll(dates)) {
			throw options.wrong("dateColumns", "must name columns of the option 'columns'");
		}
		return new XlsxOptions(sheet(options), columns, rules, options.flag("header", true),
				options.number("skipLines", 0, 0, MOST_SKIPPED),
				options.word("longRecords", LongRecords.ERROR) == LongRecords.CUT,
				options.word("errorCells", ErrorCells.ERROR) == ErrorCells.NULL,
				options.number("digits", DIGITS, DIGITS, MOST_DIGITS), Set.copyOf(dates));
	}

	private static @Nullable String sheet(FormatOptions options) {
		String sheet = options.text(SHEET);
		if (sheet != null && (sheet.isBlank() || sheet.length() > LONGEST_SHEET || sheet.startsWith("'")
				|| sheet.endsWith("'") || sheet.chars().anyMatch((c) -> NOT_IN_SHEETS.indexOf(c) != -1 || c < ' '))) {
			throw options.wrong(SHEET, "must have from 1 to " + LONGEST_SHEET + " characters, none of " + NOT_IN_SHEETS
					+ ", and no ' at its ends");
		}
		return sheet;
	}

	/** What becomes of values beyond the columns. */
	private enum LongRecords {

		ERROR, CUT

	}

	/** What becomes of cells that have an error. */
	private enum ErrorCells {

		ERROR, NULL

	}

}
