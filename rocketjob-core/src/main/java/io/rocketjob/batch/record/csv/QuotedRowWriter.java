package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Writes records with quotes where they are needed, by FastCSV.
 */
final class QuotedRowWriter implements RowWriter {

	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private static final String SEPARATOR_LINE = "sep=";

	private final CsvWriter writer;

	QuotedRowWriter(Writer writer, DelimitedOptions options) {
		this.writer = CsvWriter.builder()
			.fieldSeparator(options.dialect().separator())
			.quoteCharacter(options.dialect().quote())
			.commentCharacter((options.comment() != null) ? options.comment().charAt(0) : Dialect.NO_QUOTE)
			.lineDelimiter(options.lineEnd().equals("\n") ? LineDelimiter.LF : LineDelimiter.CRLF)
			.quoteStrategy(new WhereNeeded(options.dialect()))
			.bufferSize(0)
			.build(writer);
	}

	@Override
	public void write(List<@Nullable String> values) throws IOException {
		try {
			this.writer.writeRecord(values);
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	@Override
	public void finish() throws IOException {
		this.writer.flush();
	}

	/**
	 * Also where a value would be read as another: nothing is not the same as an empty
	 * text.
	 *
	 * @param dialect how values are written
	 */
	private record WhereNeeded(Dialect dialect) implements QuoteStrategy {

		@Override
		public boolean quoteEmpty(int line, int index) {
			return this.dialect.emptyIsNull();
		}

		@Override
		public boolean quoteValue(int line, int index, String value) {
			boolean first = line == 1 && index == 0;
			return (first && (value.charAt(0) == BYTE_ORDER_MARK
					|| value.regionMatches(true, 0, SEPARATOR_LINE, 0, SEPARATOR_LINE.length())))
					|| this.dialect.nulls().contains(value);
		}

	}

}
