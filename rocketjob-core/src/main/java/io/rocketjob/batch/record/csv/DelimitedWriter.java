package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.rocketjob.batch.record.PlainText;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordValue;
import io.rocketjob.batch.record.ValueColumns;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as delimited text.
 */
final class DelimitedWriter implements RecordFileWriter {

	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+([.,]\\d+)*");

	private static final String FORMULA = "=+-@\t\r\n";

	private final Writer writer;

	private final RowWriter rows;

	private final DelimitedOptions options;

	private final @Nullable String firstLine;

	private final ValueColumns columns;

	private boolean begun;

	private long record;

	DelimitedWriter(String format, RecordOutput output, DelimitedOptions options) {
		this.writer = output.text();
		this.options = options;
		this.firstLine = output.header();
		this.columns = new ValueColumns(format, options.columns());
		this.rows = RowWriter.of(this.writer, options);
	}

	@Override
	public void write(RecordValue value) throws IOException {
		this.record++;
		try {
			List<@Nullable Object> row = this.columns.row(value.value());
			List<@Nullable String> texts = new ArrayList<>(row.size());
			for (int i = 0; i < row.size(); i++) {
				texts.add(text(row.get(i), i));
			}
			begin();
			this.rows.write(texts);
		}
		catch (HeaderException ex) {
			throw ex;
		}
		catch (CharacterCodingException ex) {
			throw new IOException("Record " + this.record + " " + ex.getMessage(), ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Record " + this.record + " " + ex.getMessage(), ex);
		}
	}

	private void begin() throws IOException {
		if (this.begun) {
			return;
		}
		this.begun = true;
		try {
			writeHeader();
		}
		catch (CharacterCodingException ex) {
			throw new IOException("The header " + ex.getMessage(), ex);
		}
	}

	private void writeHeader() throws IOException {
		List<String> names = this.columns.names();
		if (this.firstLine != null) {
			this.writer.write(this.firstLine + this.options.lineEnd());
		}
		else if (this.options.header() && names != null) {
			List<@Nullable String> texts = new ArrayList<>(names.size());
			names.forEach((name) -> texts.add(safe(name)));
			try {
				this.rows.write(texts);
			}
			catch (IllegalArgumentException ex) {
				throw new HeaderException("The header " + ex.getMessage(), ex);
			}
		}
	}

	private @Nullable String text(@Nullable Object value, int index) {
		if (value == null) {
			return null;
		}
		if (value instanceof String text) {
			return safe(text);
		}
		try {
			return PlainText.of(value);
		}
		catch (IllegalArgumentException ex) {
			List<String> names = this.columns.names();
			throw new IllegalArgumentException(ex.getMessage() + ", in "
					+ ((names != null) ? "column '" + names.get(index) + "'" : "its value " + (index + 1)), ex);
		}
	}

	/** Not taken for a formula by a spreadsheet, where that is wanted. */
	private String safe(String text) {
		boolean formula = this.options.neutralize() && !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) != -1
				&& !NUMBER.matcher(text).matches();
		return formula ? "'" + text : text;
	}

	@Override
	public void finish() throws IOException {
		begin();
		this.rows.finish();
		this.writer.flush();
	}

	/** Says that it is the header that cannot be written, and no record. */
	private static final class HeaderException extends IllegalArgumentException {

		private static final long serialVersionUID = 1L;

		private HeaderException(String message, IllegalArgumentException cause) {
			super(message, cause);
		}

	}

}
