package io.rocketjob.batch.record.xlsx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.batch.record.ColumnRules;
import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.PlainText;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordInput;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a sheet as records, and checks its header.
 */
final class XlsxReader implements RecordFileReader {

	static final String COLUMNS = "columns";

	private final XlsxOptions options;

	private final int maximumBytes;

	private final WorkbookFile workbook;

	private final SharedTexts texts;

	private final SheetRows rows;

	private final List<String> columns;

	private final Map<String, Object> layout;

	XlsxReader(RecordInput input, XlsxOptions options) throws IOException {
		if (!options.header() && options.columns() == null) {
			throw new IllegalArgumentException("Where a file has no header the option 'columns' must name its columns");
		}
		this.options = options;
		this.maximumBytes = input.maximumBytes();
		this.workbook = WorkbookFile.open(input.stream());
		SharedTexts opened = null;
		try {
			WorkbookFile.Sheet sheet = this.workbook.sheet(options.sheet());
			opened = this.workbook.texts();
			this.texts = opened;
			this.rows = new SheetRows(this.workbook, sheet, this.texts, options);
			List<String> given = options.columns();
			this.columns = (given != null) ? options.rules().ofGiven(given) : header();
		}
		catch (IOException | RuntimeException | Error ex) {
			if (opened != null) {
				opened.close();
			}
			this.workbook.close();
			throw ex;
		}
		this.layout = Map.of(COLUMNS, this.columns);
	}

	private @Nullable List<@Nullable Object> next() throws IOException {
		List<@Nullable Object> row = this.rows.next();
		while (row != null && this.rows.number() <= this.options.skipRows()) {
			row = this.rows.next();
		}
		return row;
	}

	private List<String> header() throws IOException {
		List<@Nullable Object> row = next();
		if (row == null) {
			try {
				this.options.rules().ofEmptyFile();
			}
			catch (IllegalArgumentException ex) {
				throw new FileContentException("The sheet is empty. " + ex.getMessage());
			}
			return List.of();
		}
		List<String> names = new ArrayList<>();
		for (Object name : row) {
			if (name instanceof SheetRows.WrongCell wrong) {
				throw wrong.error();
			}
			names.add((name != null) ? PlainText.of(name) : "");
		}
		try {
			return this.options.rules().ofHeader(names);
		}
		catch (IllegalArgumentException ex) {
			throw new FileContentException(startOfSentence() + ": " + ex.getMessage());
		}
	}

	private String startOfSentence() {
		String position = this.rows.position();
		return Character.toUpperCase(position.charAt(0)) + position.substring(1);
	}

	@Override
	public @Nullable String read() throws IOException {
		List<@Nullable Object> row = next();
		while (row != null && !fit(row)) {
			row = next();
		}
		if (row == null) {
			return null;
		}
		take(row);
		String text = RowText.of(row);
		if (text.length() > this.maximumBytes / 3 && text.getBytes(StandardCharsets.UTF_8).length > this.maximumBytes) {
			throw new FileContentException(
					startOfSentence() + " has more than " + this.maximumBytes + " bytes, which no record can have");
		}
		return text;
	}

	/**
	 * Spreadsheets leave out cells that are empty. Without a value in its columns a row
	 * is no record.
	 */
	private boolean fit(List<@Nullable Object> row) throws FileContentException {
		int count = this.columns.size();
		while (row.size() < count) {
			row.add(null);
		}
		for (int i = row.size() - 1; i >= count; i--) {
			Object value = row.remove(i);
			if (value != null && !value.equals("") && !this.options.cutLong()) {
				throw new FileContentException("Cell " + this.rows.cellName(i) + " has a value, and there "
						+ ((count == 1) ? "is 1 column" : "are " + count + " columns")
						+ "; the option 'longRecords' can be 'cut'");
			}
		}
		return row.stream().anyMatch(Objects::nonNull);
	}

	/** Errors of cells count where their values do. */
	private void take(List<@Nullable Object> row) throws FileContentException {
		for (int i = 0; i < row.size(); i++) {
			if (row.get(i) instanceof SheetRows.WrongCell wrong) {
				if (!this.columns.get(i).equals(ColumnRules.SKIPPED)) {
					throw wrong.error();
				}
				row.set(i, null);
			}
		}
	}

	@Override
	public long line() {
		return this.rows.number();
	}

	@Override
	public Map<String, Object> layout() {
		return this.layout;
	}

	@Override
	public void close() throws IOException {
		try (this.workbook; this.texts; this.rows) {
			// closes them all, the rows first
		}
	}

}
