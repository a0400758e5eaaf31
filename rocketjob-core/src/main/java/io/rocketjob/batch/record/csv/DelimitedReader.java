package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordInput;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file of delimited text into records, and checks its header and that each record
 * has as many values.
 */
final class DelimitedReader implements RecordFileReader {

	/** As spreadsheets write it, also where they have saved it again as a record. */
	private static final Pattern SEPARATOR_LINE = Pattern.compile("sep=(.)\\1*", Pattern.CASE_INSENSITIVE);

	private final DelimitedOptions options;

	private final RecordCutter cutter;

	private final List<String> columns;

	private final Map<String, Object> layout;

	DelimitedReader(RecordInput input, DelimitedOptions options) throws IOException {
		this.options = options;
		if (!options.header() && options.columns() == null) {
			throw new IllegalArgumentException("Where a file has no header the option 'columns' must name its columns");
		}
		SourceLines lines = new SourceLines(input.linesOfAnyBreak());
		Dialect dialect = dialect(lines, options.skipLines());
		this.cutter = new RecordCutter(lines, dialect, input.maximumBytes(), options.comment());
		List<String> given = options.columns();
		this.columns = (given != null) ? options.rules().ofGiven(given) : header(dialect);
		this.layout = new LinkedHashMap<>(dialect.toLayout());
		this.layout.put("columns", this.columns);
		this.layout.put("padShort", options.padShort());
		this.layout.put("cutLong", options.cutLong());
		if (options.locale() != null) {
			this.layout.put("locale", options.locale().toLanguageTag());
		}
	}

	private Dialect dialect(SourceLines lines, int skipped) throws IOException {
		Dialect dialect = this.options.dialect();
		// the line of spreadsheets is the first one, whatever comes before the header
		List<SourceLines.Line> first = lines.look(1, 1);
		if (dialect.quotes() && !first.isEmpty()) {
			Matcher said = SEPARATOR_LINE.matcher(first.get(0).text());
			if (said.matches() && said.group(1).charAt(0) != dialect.quote()) {
				char separator = said.group(1).charAt(0);
				if (this.options.separatorSet() && separator != dialect.separator()) {
					throw new FileContentException("Line 1 says that the separator is '" + separator
							+ "', and the option 'separator' says otherwise");
				}
				lines.next();
				skip(lines, skipped);
				return dialect.separatedBy(separator);
			}
		}
		skip(lines, skipped);
		return (this.options.findSeparator() && !lines.look(1, 1).isEmpty())
				? dialect.separatedBy(
						SeparatorGuess.of(lines, dialect, Objects.requireNonNullElse(this.options.comment(), "")))
				: dialect;
	}

	/** An empty file has no lines to skip, and no records. */
	private static void skip(SourceLines lines, int count) throws IOException {
		for (int i = 0; i < count && !(i == 0 && lines.look(1, 1).isEmpty()); i++) {
			if (lines.next() == null) {
				throw new FileContentException("The option 'skipLines' is " + count + ", and there "
						+ ((i == 1) ? "is no more than 1 line" : "are no more than " + i + " lines"));
			}
		}
	}

	/**
	 * Whether a record of one value has nothing but white space in it. A separator that
	 * is white space, such as a tab, makes more values.
	 */
	private boolean isBlank(String text) {
		return this.cutter.values() == 1
				&& text.codePoints().allMatch((point) -> Character.isWhitespace(point) || Character.isSpaceChar(point));
	}

	private List<String> header(Dialect dialect) throws IOException {
		String text = this.cutter.next();
		while (text != null && isBlank(text)) {
			text = this.cutter.next();
		}
		if (text == null) {
			try {
				this.options.rules().ofEmptyFile();
			}
			catch (IllegalArgumentException ex) {
				throw new FileContentException("The file is empty. " + ex.getMessage());
			}
			return List.of();
		}
		try {
			List<String> names = new ArrayList<>();
			for (String name : RowParser.of(dialect).parse(text)) {
				names.add((name != null) ? name : "");
			}
			return this.options.rules().ofHeader(names);
		}
		catch (IllegalArgumentException ex) {
			throw new FileContentException("Line " + this.cutter.line() + ": " + ex.getMessage());
		}
	}

	@Override
	public @Nullable String read() throws IOException {
		String text = this.cutter.next();
		while (text != null && this.cutter.values() != this.columns.size()) {
			if (!isBlank(text)) {
				check(this.cutter.values());
				return text;
			}
			text = this.cutter.next();
		}
		return text;
	}

	private void check(int values) throws FileContentException {
		String problem = RowRules.problem(values, this.columns.size(), this.options.padShort(), this.options.cutLong());
		if (problem != null) {
			throw new FileContentException("Line " + this.cutter.line() + " " + problem);
		}
	}

	@Override
	public long line() {
		return this.cutter.line();
	}

	@Override
	public Map<String, Object> layout() {
		return this.layout;
	}

}
