package io.rocketjob.batch.record.xlsx;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

import javax.xml.stream.XMLStreamException;

import io.rocketjob.batch.record.FileContentException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a sheet that have a value, one after the other.
 */
final class SheetRows implements Closeable {

	private static final int MOST_COLUMNS = 16_384;

	private static final int LETTERS = 26;

	private final String sheet;

	private final InputStream stream;

	private final Xml xml;

	private final SharedTexts texts;

	private final List<CellFormat> formats;

	private final DateSystem dates;

	private final MathContext digits;

	private final boolean errorsAreNull;

	private int row;

	private boolean over;

	SheetRows(WorkbookFile workbook, WorkbookFile.Sheet sheet, SharedTexts texts, XlsxOptions options)
			throws IOException {
		this.sheet = sheet.name();
		this.texts = texts;
		this.formats = workbook.formats();
		this.dates = workbook.dates();
		this.digits = new MathContext(options.digits(), RoundingMode.HALF_UP);
		this.errorsAreNull = options.errorsAreNull();
		this.stream = sheet.part().getInputStream();
		try {
			this.xml = new Xml(this.stream);
		}
		catch (XMLStreamException ex) {
			this.stream.close();
			throw WorkbookFile.damaged(" in " + part(), ex);
		}
	}

	/**
	 * Reads the next row that has a value.
	 * @return texts, numbers, booleans, and {@link WrongCell} where there is no value to
	 * be had, from the first column to the last that has one; {@code null} when there is
	 * no row
	 * @throws FileContentException when the workbook is damaged, naming the cell
	 * @throws IOException when the workbook cannot be read
	 */
	@Nullable List<@Nullable Object> next() throws IOException {
		try {
			while (!this.over && this.xml.next()) {
				if (this.xml.begins("row")) {
					List<@Nullable Object> values = row();
					if (!values.isEmpty()) {
						return values;
					}
				}
				else if (this.xml.ends("sheetData")) {
					this.over = true;
				}
			}
			return null;
		}
		catch (XMLStreamException | RuntimeException ex) {
			throw WorkbookFile.damaged(" in " + part() + " after row " + this.row, ex);
		}
		catch (FileContentException ex) {
			throw ex;
		}
		catch (IOException ex) {
			throw WorkbookFile.damaged(" in " + part() + " after row " + this.row, ex);
		}
	}

	private List<@Nullable Object> row() throws XMLStreamException, IOException {
		String number = this.xml.attribute("r");
		this.row = (number != null) ? Integer.parseInt(number.trim()) : this.row + 1;
		List<@Nullable Object> values = new ArrayList<>();
		int column = -1;
		while (this.xml.next() && !this.xml.ends("row")) {
			if (this.xml.begins("c")) {
				String reference = this.xml.attribute("r");
				column = (reference != null) ? column(reference) : column + 1;
				Object value = cell(column);
				if (value != null) {
					while (values.size() <= column) {
						values.add(null);
					}
					values.set(column, value);
				}
			}
		}
		return values;
	}

	private int column(String reference) throws FileContentException {
		int column = 0;
		for (int i = 0; i < reference.length() && column <= MOST_COLUMNS; i++) {
			char c = Character.toUpperCase(reference.charAt(i));
			if (c < 'A' || c > 'Z') {
				break;
			}
			column = column * LETTERS + (c - 'A' + 1);
		}
		if (column == 0 || column > MOST_COLUMNS) {
			throw new FileContentException("The workbook is damaged: " + position() + " has a cell '" + reference
					+ "', and a sheet has the columns A to XFD");
		}
		return column - 1;
	}

	private @Nullable Object cell(int column) throws XMLStreamException, IOException {
		String type = this.xml.attribute("t");
		CellFormat format = format(this.xml.attribute("s"));
		String value = null;
		String inline = null;
		while (this.xml.next() && !this.xml.ends("c")) {
			try {
				if (this.xml.begins("v")) {
					value = this.xml.text("v", "");
				}
				else if (this.xml.begins("is")) {
					inline = this.xml.text("t", "rPh");
				}
			}
			catch (FileContentException ex) {
				throw wrong(column, ex.getMessage());
			}
		}
		if ("inlineStr".equals(type)) {
			// some writers put it where other values are
			String text = (inline != null) ? inline : value;
			return (text != null) ? EscapedText.decode(text) : null;
		}
		if ("e".equals(type)) {
			return wrongValue(column,
					(value != null && !value.isBlank()) ? "has the error " + value.strip() : "has an error");
		}
		return (value != null) ? value(column, (type != null) ? type : "n", value, format) : null;
	}

	private CellFormat format(@Nullable String style) {
		int index = (style != null) ? Integer.parseInt(style.trim()) : 0;
		return (index < this.formats.size()) ? this.formats.get(index) : CellFormat.NUMBER;
	}

	private @Nullable Object value(int column, String type, String value, CellFormat format) throws IOException {
		switch (type) {
			case "s" -> {
				return shared(column, value.trim());
			}
			case "str" -> {
				return EscapedText.decode(value);
			}
			case "b" -> {
				return value.trim().equals("1") || value.trim().equals("true");
			}
			default -> {
				// numbers and dates
			}
		}
		String text = value.trim();
		if (text.isEmpty()) {
			return null;
		}
		try {
			return type.equals("d") ? DateSystem.text(text, format) : number(text, format);
		}
		catch (NumberFormatException ex) {
			throw wrong(column, "has a number that is not written as one");
		}
		catch (IllegalArgumentException ex) {
			return wrongValue(column, ex.getMessage());
		}
	}

	private @Nullable String shared(int column, String value) throws IOException {
		if (value.isEmpty()) {
			return null;
		}
		int index = Integer.parseInt(value);
		if (index < 0 || index >= this.texts.count()) {
			throw wrong(column, "refers to text " + index + ", and the workbook has " + this.texts.count());
		}
		return EscapedText.decode(this.texts.get(index));
	}

	private Object number(String text, CellFormat format) {
		double number = Double.parseDouble(text);
		if (Double.isNaN(number) || Double.isInfinite(number)) {
			throw new NumberFormatException(text);
		}
		return (format.kind() == CellFormat.Kind.NUMBER) ? plain(number, this.digits) : this.dates.text(number, format);
	}

	/**
	 * The number that a spreadsheet shows.
	 * @param number the number of a cell
	 * @param digits how many of its digits count
	 * @return the number, without zeros at its end
	 */
	static BigDecimal plain(double number, MathContext digits) {
		BigDecimal rounded = BigDecimal.valueOf(number).round(digits).stripTrailingZeros();
		return (rounded.scale() < 0) ? rounded.setScale(0) : rounded;
	}

	private @Nullable Object wrongValue(int column, @Nullable String what) {
		return this.errorsAreNull ? null
				: new WrongCell(cellName(column) + " " + what + "; the option 'errorCells' can be 'null'");
	}

	private FileContentException wrong(int column, @Nullable String what) {
		return new FileContentException("Cell " + cellName(column) + " " + what);
	}

	private static String letters(int column) {
		StringBuilder letters = new StringBuilder();
		for (int rest = column + 1; rest > 0; rest = (rest - 1) / LETTERS) {
			letters.insert(0, (char) ('A' + (rest - 1) % LETTERS));
		}
		return letters.toString();
	}

	/**
	 * The number of the row that was read last.
	 * @return the number, from 1, 0 before the first
	 */
	int number() {
		return this.row;
	}

	/**
	 * Where the row is that was read last, for messages.
	 * @return a text such as {@code "row 17 of the sheet 'Trades'"}
	 */
	String position() {
		return "row " + this.row + " of " + part();
	}

	private String part() {
		return "the sheet '" + this.sheet + "'";
	}

	/**
	 * The name of a cell of the row that was read last.
	 * @param column its column, from 0
	 * @return a text such as {@code "Trades!B7"}
	 */
	String cellName(int column) {
		return this.sheet + "!" + letters(column) + this.row;
	}

	/**
	 * A cell that has an error in place of a value, which matters only where the value is
	 * wanted.
	 *
	 * @param problem the cell and what is wrong with it
	 */
	record WrongCell(String problem) {

		FileContentException error() {
			return new FileContentException("Cell " + this.problem);
		}

	}

	@Override
	public void close() throws IOException {
		try {
			this.xml.close();
		}
		catch (XMLStreamException ex) {
			// nothing is left to be read
		}
		finally {
			this.stream.close();
		}
	}

}
