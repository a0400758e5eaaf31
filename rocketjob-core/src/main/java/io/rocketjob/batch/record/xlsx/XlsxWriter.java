package io.rocketjob.batch.record.xlsx;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.batch.record.PlainText;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordValue;
import io.rocketjob.batch.record.ValueColumns;
import org.apache.poi.ss.SpreadsheetVersion;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.xssf.streaming.SXSSFRow;
import org.apache.poi.xssf.streaming.SXSSFSheet;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as the rows of a sheet. Rows are kept in a compressed temporary file;
 * the workbook is made of it at the end, so that nothing is written before all records
 * fit.
 */
final class XlsxWriter implements RecordFileWriter {

	private static final SpreadsheetVersion LIMITS = SpreadsheetVersion.EXCEL2007;

	private static final String DEFAULT_SHEET = "Sheet1";

	private static final int ROWS_IN_MEMORY = 20;

	/** What a spreadsheet takes for a number; it has no larger one. */
	private static final double LARGEST = 9.99999999999999E307;

	private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_UP);

	private final OutputStream stream;

	private final XlsxOptions options;

	private final ValueColumns columns;

	private final SXSSFWorkbook workbook;

	private final SXSSFSheet sheet;

	private final Map<String, CellStyle> dateStyles = new HashMap<>();

	private boolean begun;

	private int row;

	private long record;

	XlsxWriter(OutputStream stream, XlsxOptions options) {
		this.stream = stream;
		this.options = options;
		this.columns = new ValueColumns("xlsx", options.columns());
		this.workbook = new SXSSFWorkbook(null, ROWS_IN_MEMORY, true);
		this.sheet = this.workbook.createSheet(Objects.requireNonNullElse(options.sheet(), DEFAULT_SHEET));
	}

	@Override
	public void write(RecordValue value) throws IOException {
		this.record++;
		List<@Nullable Object> row;
		try {
			row = this.columns.row(value.value());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Record " + this.record + " " + ex.getMessage(), ex);
		}
		begin(row.size());
		SXSSFRow target = nextRow();
		for (int i = 0; i < row.size(); i++) {
			Object each = row.get(i);
			if (each != null) {
				try {
					writeCell(target, i, each);
				}
				catch (IllegalArgumentException ex) {
					throw new IllegalArgumentException(
							"Record " + this.record + " " + ex.getMessage() + ", in " + columnName(i), ex);
				}
			}
		}
	}

	private String columnName(int index) {
		List<String> names = this.columns.names();
		return (names != null) ? "column '" + names.get(index) + "'" : "its value " + (index + 1);
	}

	private boolean isDate(int index) {
		List<String> names = this.columns.names();
		return names != null && this.options.dateColumns().contains(names.get(index));
	}

	private void begin(int count) {
		if (this.begun) {
			return;
		}
		this.begun = true;
		if (count > LIMITS.getMaxColumns()) {
			throw new IllegalArgumentException("Record " + this.record + " has " + count
					+ " values, and a sheet has no more than " + LIMITS.getMaxColumns() + " columns");
		}
		List<String> names = this.columns.names();
		if (names != null && !names.containsAll(this.options.dateColumns())) {
			throw new IllegalArgumentException("The option 'dateColumns' is " + this.options.dateColumns()
					+ ", and there are the columns " + names);
		}
		if (this.options.header() && names != null) {
			SXSSFRow header = nextRow();
			for (int i = 0; i < names.size(); i++) {
				try {
					writeText(header.createCell(i), names.get(i));
				}
				catch (IllegalArgumentException ex) {
					throw new IllegalArgumentException("The header " + ex.getMessage() + ", in column " + (i + 1), ex);
				}
			}
		}
	}

	private SXSSFRow nextRow() {
		if (this.row == LIMITS.getMaxRows()) {
			throw new IllegalArgumentException("Record " + this.record + " has no place: a sheet has no more than "
					+ LIMITS.getMaxRows() + " rows, its header among them; write several workbooks, or csv");
		}
		return this.sheet.createRow(this.row++);
	}

	private void writeCell(SXSSFRow target, int index, Object value) {
		if (isDate(index) && value.equals("")) {
			return;
		}
		if (isDate(index)) {
			DateSystem.Written date = DateSystem.written(value);
			Cell cell = target.createCell(index);
			cell.setCellValue(date.number());
			cell.setCellStyle(dateStyle(date.format()));
		}
		else if (value instanceof Boolean flag) {
			target.createCell(index).setCellValue(flag);
		}
		else if (value instanceof Number number) {
			writeNumber(target.createCell(index), number);
		}
		else {
			writeText(target.createCell(index), PlainText.of(value));
		}
	}

	private CellStyle dateStyle(String format) {
		return this.dateStyles.computeIfAbsent(format, (code) -> {
			CellStyle style = this.workbook.createCellStyle();
			style.setDataFormat(this.workbook.createDataFormat().getFormat(code));
			return style;
		});
	}

	/**
	 * As a text where a cell would lose digits; what is inexact anyway stays a number.
	 */
	private void writeNumber(Cell cell, Number value) {
		double number = value.doubleValue();
		if (value instanceof Float) {
			number = Double.parseDouble(value.toString());
		}
		boolean inexact = value instanceof Double || value instanceof Float;
		if (inexact && !(Math.abs(number) <= LARGEST)) {
			throw new IllegalArgumentException("has the number " + value + ", which no cell can hold");
		}
		String plain = PlainText.of(value);
		if (inexact || (Math.abs(number) <= LARGEST
				&& SheetRows.plain(number, DIGITS).compareTo(new BigDecimal(plain)) == 0)) {
			cell.setCellValue(number);
		}
		else {
			writeText(cell, plain);
		}
	}

	private void writeText(Cell cell, String text) {
		int most = LIMITS.getMaxTextLength();
		String escaped = EscapedText.encode(text);
		if (escaped.length() > most) {
			throw new IllegalArgumentException("has a text of " + text.length() + " characters"
					+ ((text.length() > most) ? "" : ", which are " + escaped.length() + " with the escapes they need")
					+ ", and a cell holds " + most);
		}
		cell.setCellValue(escaped);
	}

	@Override
	public void finish() throws IOException {
		List<String> names = this.columns.names();
		begin((names != null) ? names.size() : 0);
		this.workbook.write(this.stream);
		this.stream.flush();
	}

	/** Deletes the temporary files. */
	@Override
	public void close() throws IOException {
		try {
			// else it closes their file, fails to write them into it, and logs that as a
			// warning
			this.sheet.flushRows(0);
		}
		finally {
			this.workbook.close();
		}
	}

}
