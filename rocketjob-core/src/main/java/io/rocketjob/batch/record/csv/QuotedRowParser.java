package io.rocketjob.batch.record.csv;

import java.util.Arrays;
import java.util.Set;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads records whose values may have quotes, by FastCSV.
 */
final class QuotedRowParser implements RowParser {

	private final Dialect dialect;

	private final CsvReader.CsvReaderBuilder reader;

	private final Values values;

	QuotedRowParser(Dialect dialect) {
		this.dialect = dialect;
		this.reader = CsvReader.builder()
			.fieldSeparator(dialect.separator())
			.quoteCharacter(dialect.quote())
			.trimWhitespacesAroundQuotes(dialect.trim())
			.allowUnclosedQuote(false)
			.skipEmptyLines(false);
		this.values = new Values();
	}

	@Override
	public @Nullable String[] parse(String text) {
		if (text.isEmpty()) {
			return new @Nullable String[] { this.dialect.emptyIsNull() ? null : "" };
		}
		if (DelimitedOptions.hasBreak(text)) {
			// all after a line break outside of quotes would be dropped without a word
			check(text);
		}
		try {
			return this.reader.ofSingleCsvRecord(this.values, text);
		}
		catch (CsvParseException ex) {
			check(text);
			throw new IllegalArgumentException("its quotes are wrong", ex);
		}
	}

	private void check(String text) {
		ValueScanner scanner = new ValueScanner(this.dialect);
		scanner.begin();
		int start = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '\n' || c == '\r') {
				check(scanner, text.substring(start, i));
				if (!scanner.isOpen()) {
					throw new IllegalArgumentException("it has a line break outside of quotes");
				}
				start = i + 1;
			}
		}
		check(scanner, text.substring(start));
		if (scanner.isOpen()) {
			throw new IllegalArgumentException("it opens a quote that is not closed");
		}
	}

	private static void check(ValueScanner scanner, String part) {
		String problem = scanner.scan(part);
		if (problem != null) {
			throw new IllegalArgumentException("it " + problem);
		}
	}

	/** Keeps nothing and empty texts apart. */
	private final class Values extends AbstractBaseCsvCallbackHandler<@Nullable String[]> {

		private @Nullable String[] found = new @Nullable String[16];

		private int count;

		private final boolean emptyIsNull = QuotedRowParser.this.dialect.emptyIsNull();

		private final Set<String> nulls = QuotedRowParser.this.dialect.nulls();

		private final boolean hasNulls = !this.nulls.isEmpty();

		@Override
		protected void handleBegin(long startingLineNumber) {
			this.count = 0;
		}

		@Override
		protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
			if (this.count == this.found.length) {
				this.found = Arrays.copyOf(this.found, this.count * 2);
			}
			this.found[this.count++] = value(buffer, offset, length, quoted);
		}

		private @Nullable String value(char[] buffer, int offset, int length, boolean quoted) {
			if (length == 0) {
				return (quoted || !this.emptyIsNull) ? "" : null;
			}
			String text = new String(buffer, offset, length);
			return (this.hasNulls && !quoted && this.nulls.contains(text)) ? null : text;
		}

		@Override
		protected @Nullable String[] buildRecord() {
			return Arrays.copyOf(this.found, this.count);
		}

	}

}
