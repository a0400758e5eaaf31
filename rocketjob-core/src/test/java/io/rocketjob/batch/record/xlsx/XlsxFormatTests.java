package io.rocketjob.batch.record.xlsx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import io.rocketjob.Column;
import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.FormatHarness;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordOutput;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.util.DefaultTempFileCreationStrategy;
import org.apache.poi.util.TempFile;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class XlsxFormatTests {

	@Test
	void valuesHaveTheNamesOfTheHeaderAndTheTypesOfTheirCells() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.texts("<t>ID#</t>", "<t>First Name</t>", "<t>Ann</t>", "<t>00123</t>", "<t>17</t>")
			.sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
					+ "<c r=\"C1\" t=\"inlineStr\"><is><t>ok</t></is></c></row>"
					+ "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\" t=\"s\"><v>2</v></c><c r=\"C2\" t=\"b\"><v>1</v></c></row>"
					+ "<row r=\"3\"><c r=\"A3\"><v>2.5</v></c><c r=\"B3\" t=\"s\"><v>3</v></c><c r=\"C3\" t=\"b\"><v>0</v></c></row>"
					+ "<row r=\"4\"><c r=\"A4\"><v>12345678901</v></c><c r=\"B4\" t=\"s\"><v>4</v></c></row>")
			.bytes();
		assertThat(xlsx().read(file)).containsExactly(record("id", 1, "first_name", "Ann", "ok", true),
				record("id", new BigDecimal("2.5"), "first_name", "00123", "ok", false),
				record("id", 12345678901L, "first_name", "17", "ok", null));
		assertThat(xlsx().cut(file)).containsExactly("1,Ann,true", "2.5,00123,false", "12345678901,\"17\",");
	}

	@ParameterizedTest
	@CsvSource({ "42, 42", "1.2345678901E10, 12345678901", "0.30000000000000004, 0.3", "19.989999999999998, 19.99",
			"1E-7, 0.0000001", "1.0, 1", "-0, 0", "1e21, 1000000000000000000000", "123456789012345, 123456789012345",
			"1234567890123456, 1234567890123460", "-1.5, -1.5", "1e2, 100", "0.125, 0.125" })
	void numbersArePlainAndHaveTheFifteenDigitsThatASpreadsheetShows(String written, String text) throws IOException {
		assertThat(values(cell("<v>" + written + "</v>", ""))).containsExactly(text);
	}

	@Test
	void moreDigitsAreReadWhereTheyAreAskedFor() throws IOException {
		byte[] file = cells("<c><v>1234567890123456</v></c>");
		assertThat(one().with("digits", "17").cut(file)).containsExactly("1234567890123456");
		assertThatIllegalArgumentException().isThrownBy(() -> one().with("digits", "18").cut(file))
			.withMessageContaining("must be a whole number from 15 to 17");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			#14|46354|2026-11-28
			yyyy-mm-dd|46354.75|2026-11-28
			#22|46354.75|2026-11-28T18:00:00
			yyyy-mm-dd hh:mm:ss|46354.99999|2026-11-28T23:59:59
			yyyy-mm-dd hh:mm:ss|46354.7500000001|2026-11-28T18:00:00
			yyyy-mm-dd hh:mm:ss|46354.7499999999|2026-11-28T18:00:00
			yyyy-mm-dd hh:mm:ss|46354.999999|2026-11-29T00:00:00
			yyyy-mm-dd hh:mm:ss.000|46354.75000144676|2026-11-28T18:00:00.125
			#20|0.75|18:00:00
			h:mm|46354.75|18:00:00
			#46|1.5|PT36H
			[h]:mm|1.520833333333333|PT36H30M
			[$-F800]dddd, mmmm dd, yyyy|46354|2026-11-28
			yyyy-mm-dd|1|1900-01-01
			yyyy-mm-dd|59|1900-02-28
			yyyy-mm-dd|61|1900-03-01
			yyyy-mm-dd|2958465|9999-12-31
			0 "days"|1.5|1.5
			00000|1234|1234
			0.00%|0.125|0.125
			@|123|123
			""")
	void datesAreIsoTextAsTheFormatOfTheirCellSays(String format, String number, String text) throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.formats(format)
			.sheet("<row><c s=\"1\"><v>" + number + "</v></c></row>")
			.bytes();
		assertThat(one().cut(file)).containsExactly(text);
	}

	@Test
	void workbooksThatCountFrom1904AreReadSo() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.of1904()
			.formats("yyyy-mm-dd", "[h]:mm")
			.sheet("<row><c s=\"1\"><v>0</v></c></row><row><c s=\"1\"><v>60</v></c></row><row><c s=\"1\"><v>44892</v></c></row>"
					+ "<row><c s=\"2\"><v>-0.5</v></c></row>")
			.bytes();
		assertThat(one().cut(file)).containsExactly("1904-01-01", "1904-03-01", "2026-11-28", "PT-12H");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			60|has the format of a date and is no day: 1900 had no 29 February
			60.5|has the format of a date and is no day: 1900 had no 29 February
			0|has the format of a date and is no day: the first one is 1
			-1|is negative and has the format of a date
			2958466|is later than the year 9999 and has the format of a date
			1e300|is later than the year 9999 and has the format of a date
			""")
	void aDayThatIsNoneIsAnErrorThatNamesItsCell(String number, String problem) throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.formats("yyyy-mm-dd")
			.sheet("Trades", "visible",
					"<row r=\"1\"><c r=\"B1\"><v>1</v></c></row><row r=\"7\"><c r=\"B7\" s=\"1\"><v>" + number
							+ "</v></c></row>")
			.bytes();
		refused(() -> two().cut(file))
			.hasMessage("Cell Trades!B7 " + problem + "; the option 'errorCells' can be 'null'");
		assertThat(two().with("errorCells", "null").cut(file)).containsExactly(",1");
	}

	@Test
	void errorsOfCellsAreErrorsOrNothing() throws IOException {
		byte[] file = cells("<c t=\"e\"><v>#N/A</v></c><c><v>1</v></c>");
		refused(() -> two().cut(file))
			.hasMessage("Cell Sheet1!A1 has the error #N/A; the option 'errorCells' can be 'null'");
		assertThat(two().with("errorCells", "null").cut(file)).containsExactly(",1");
	}

	@Test
	void anErrorThatIsNotNamedIsAnErrorToo() throws IOException {
		for (String cell : List.of("<c t=\"e\"><v></v></c>", "<c t=\"e\"><v> </v></c>", "<c t=\"e\"/>")) {
			byte[] file = cells(cell);
			refused(() -> one().cut(file))
				.hasMessage("Cell Sheet1!A1 has an error; the option 'errorCells' can be 'null'");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "<c t=\"e\"><v>#N/A</v></c>", "<c s=\"1\"><v>60</v></c>", "<c t=\"d\"><v>x</v></c>" })
	void anErrorOfACellCountsOnlyWhereItsValueIsWanted(String wrong) throws IOException {
		String a = "<c t=\"str\"><v>a</v></c>";
		String b = "<c t=\"str\"><v>b</v></c>";
		byte[] skipped = sheet(row(a + b) + row("<c><v>1</v></c>" + wrong));
		assertThat(xlsx().with("allowedColumns", "a").with("skipUnknown", true).read(skipped))
			.containsExactly(record("a", 1));
		refused(() -> xlsx().cut(skipped)).hasMessageStartingWith("Cell Sheet1!B2 has ");
		byte[] beyond = sheet(row(a) + row("<c><v>1</v></c>" + wrong));
		assertThat(xlsx().with("longRecords", "cut").cut(beyond)).containsExactly("1");
		refused(() -> xlsx().cut(beyond)).hasMessageStartingWith("Cell Sheet1!B2 has a value, and there is 1 column");
		byte[] before = sheet(row(wrong + wrong) + row(a) + row("<c><v>1</v></c>"));
		assertThat(xlsx().with("skipLines", 1).cut(before)).containsExactly("1");
		refused(() -> xlsx().cut(before)).hasMessageStartingWith("Cell Sheet1!A1 has ");
	}

	private static byte[] sheet(String rows) throws IOException {
		return HandmadeWorkbook.ordinary().formats("yyyy-mm-dd").sheet(rows).bytes();
	}

	@Test
	void aRowWithNothingInItsColumnsIsNoRecord() throws IOException {
		byte[] file = sheet(row("<c><v>1</v></c>") + row("<c r=\"C2\" t=\"str\"><v></v></c>")
				+ row("<c r=\"A3\" t=\"str\"><v></v></c>"));
		assertThat(two().cut(file)).containsExactly("1,", "\"\",");
		byte[] note = sheet(row("<c><v>1</v></c>") + row("<c r=\"C2\" t=\"str\"><v>note</v></c>"));
		assertThat(two().with("longRecords", "cut").cut(note)).containsExactly("1,");
		refused(() -> two().cut(note)).hasMessageStartingWith("Cell Sheet1!C2 has a value");
	}

	@Test
	void aDamagedPartIsNamedInOneLine() throws IOException {
		for (Map.Entry<String, String> part : Map
			.of("xl/workbook.xml", "its list of sheets", "xl/styles.xml", "its styles", "xl/sharedStrings.xml",
					"its texts", "xl/worksheets/sheet1.xml", "the sheet 'Sheet1' after row 1")
			.entrySet()) {
			Map<String, String> parts = HandmadeWorkbook.unzip(cells("<c><v>1</v></c>"));
			parts.computeIfPresent(part.getKey(), (name, xml) -> xml.substring(0, xml.indexOf("</")));
			byte[] file = HandmadeWorkbook.zip(parts);
			refused(() -> one().cut(file))
				.hasMessageStartingWith("The workbook is damaged in " + part.getValue() + ": its XML is wrong: ")
				.hasMessageNotContaining("\n")
				.hasMessageNotContaining("ParseError");
		}
	}

	@Test
	void anEmptyTextIsNoCellAmongDates() throws IOException {
		byte[] file = xlsx().with("dateColumns", "day")
			.writeBytes(record("id", 1, "day", ""), record("id", 2, "day", "2026-11-28"));
		assertThat(xlsx().cut(file)).containsExactly("1,", "2,2026-11-28");
	}

	@Test
	void aFormulaIsItsStoredValue() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.formats("yyyy-mm-dd")
			.sheet(row("<c><f>6*7</f><v>42</v></c>") + row("<c t=\"str\"><f>\"a\"&amp;\"b\"</f><v>ab</v></c>")
					+ row("<c t=\"str\"><f>\"\"</f><v></v></c>") + row("<c><f>1</f></c>")
					+ row("<c t=\"b\"><f>TRUE</f><v>1</v></c>") + row("<c s=\"1\"><f>TODAY()</f><v>46354</v></c>"))
			.bytes();
		assertThat(one().cut(file)).containsExactly("42", "ab", "\"\"", "true", "2026-11-28");
		refused(() -> one().cut(cells("<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>")))
			.hasMessageStartingWith("Cell Sheet1!A1 has the error #DIV/0!");
	}

	@Test
	void textsAreReadAsTheyAreWithoutTheirFormatAndPhoneticText() throws IOException {
		String phonetic = "<rPh sb=\"0\" eb=\"2\"><t>TOKYO</t></rPh><phoneticPr fontId=\"1\"/>";
		byte[] file = HandmadeWorkbook.ordinary()
			.texts("<t xml:space=\"preserve\">  spaced  </t>", "<r><t>rich</t></r><r><rPr><b/></rPr><t> text</t></r>",
					"<t>\u6771\u4eac</t>" + phonetic, "<t>a_x000D_b</t>", "<t>_x005F_x0041_</t>", "<t>two\nlines</t>",
					"<t></t>", "<t>=1+1</t>", "<t>_x41_ _x004g_ _X0041_</t>", "<t><![CDATA[a<b]]>&amp;c</t>", "<t/>")
			.sheet(row("<c t=\"s\"><v>0</v></c>") + row("<c t=\"s\"><v>1</v></c>") + row("<c t=\"s\"><v>2</v></c>")
					+ row("<c t=\"s\"><v>3</v></c>") + row("<c t=\"s\"><v>4</v></c>") + row("<c t=\"s\"><v>5</v></c>")
					+ row("<c t=\"s\"><v>6</v></c>") + row("<c t=\"s\"><v>7</v></c>") + row("<c t=\"s\"><v>8</v></c>")
					+ row("<c t=\"s\"><v>9</v></c>") + row("<c t=\"s\"><v>10</v></c>"))
			.bytes();
		List<String> texts = List.of("  spaced  ", "rich text", "\u6771\u4eac", "a\rb", "_x0041_", "two\nlines", "",
				"=1+1", "_x41_ _x004g_ _X0041_", "a<b&c", "");
		assertThat(one().read(file)).extracting((each) -> each.get("a")).containsExactlyElementsOf(texts);
		String inline = row("<c t=\"inlineStr\"><is><r><t>ri</t></r><r><t>ch</t></r>" + phonetic + "</is></c>")
				+ row("<c t=\"inlineStr\"><is><t>_x005F_x0041_</t></is></c>")
				+ row("<c t=\"inlineStr\"><is><t>a_x000D_b</t></is></c>") + row("<c t=\"str\"><v>a_x000D_b</v></c>")
				+ row("<c t=\"str\"><v>_x005F_x0041_</v></c>");
		byte[] others = HandmadeWorkbook.ordinary().sheet(inline).bytes();
		assertThat(one().read(others)).extracting((each) -> each.get("a"))
			.containsExactly("rich", "_x0041_", "a\rb", "a\rb", "_x0041_");
	}

	@Test
	void strictWorkbooksAreReadAndDatesThatAreTextInThem() throws IOException {
		byte[] file = HandmadeWorkbook.strict()
			.formats("yyyy-mm-dd", "h:mm")
			.texts("<t>day</t>", "<t>\u6771</t><rPh sb=\"0\" eb=\"1\"><t>TO</t></rPh>")
			.sheet(row("<c t=\"s\"><v>0</v></c>") + row("<c t=\"s\"><v>1</v></c>")
					+ row("<c t=\"d\"><v>2026-11-28</v></c>") + row("<c t=\"d\" s=\"1\"><v>2026-11-28T18:00:00</v></c>")
					+ row("<c t=\"d\" s=\"2\"><v>2026-11-28T18:00:00</v></c>")
					+ row("<c t=\"d\"><v>2026-11-28T18:00:00.125Z</v></c>") + row("<c t=\"d\"><v>18:00</v></c>"))
			.bytes();
		assertThat(xlsx().cut(file)).containsExactly("\u6771", "2026-11-28", "2026-11-28", "18:00:00",
				"2026-11-28T18:00:00.125", "18:00:00");
		byte[] wrong = HandmadeWorkbook.strict().sheet(row("<c t=\"d\"><v>28.11.2026</v></c>")).bytes();
		refused(() -> one().cut(wrong)).hasMessageStartingWith("Cell Sheet1!A1 has a date that is not written as one");
	}

	@Test
	void gapsAreNothingAndRowsWithoutValuesAreNoRecords() throws IOException {
		String rows = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>plain</v></c><c r=\"B1\"/><c r=\"C1\"><v>3</v></c></row>"
				+ "<row r=\"3\"><c r=\"B3\"><v>2</v></c></row><row r=\"4\"><c r=\"A4\" s=\"0\"/></row>"
				+ "<row r=\"6\"><c r=\"A6\"><v>7</v></c><c r=\"B6\"/><c r=\"C6\"/></row>";
		byte[] file = HandmadeWorkbook.ordinary().sheet(rows).bytes();
		assertThat(xlsx().with("columns", "a,b,c").cut(file)).containsExactly("plain,,3", ",2,", "7,,");
		assertThat(xlsx().with("columns", "a,b,c").with("skipLines", "1").cut(file)).containsExactly(",2,", "7,,");
	}

	@Test
	void theFirstSheetThatIsVisibleIsReadUnlessAnotherIsNamed() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.sheet("Secret", "hidden", row("<c><v>1</v></c>"))
			.sheet("Deep", "veryHidden", row("<c><v>2</v></c>"))
			.sheet("Shown", "visible", row("<c><v>3</v></c>"))
			.sheet("More", "visible", row("<c><v>4</v></c>"))
			.bytes();
		assertThat(one().cut(file)).containsExactly("3");
		assertThat(one().with("sheet", "secret").cut(file)).containsExactly("1");
		assertThat(one().with("sheet", "More").cut(file)).containsExactly("4");
		refused(() -> one().with("sheet", "Mor").cut(file))
			.hasMessage("The workbook has no sheet 'Mor'; there are [Secret, Deep, Shown, More]");
		byte[] hidden = HandmadeWorkbook.ordinary().sheet("Secret", "hidden", row("<c><v>1</v></c>")).bytes();
		refused(() -> one().cut(hidden))
			.hasMessage("No sheet of the workbook is visible; the option 'sheet' can be one of [Secret]");
	}

	@Test
	void theHeaderFollowsTheRulesOfColumns() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.sheet("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>A report</v></c></row>"
					+ "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>ID</v></c><c r=\"C3\"><v>2026</v></c></row>"
					+ "<row r=\"4\"><c r=\"A4\"><v>1</v></c><c r=\"B4\"><v>2</v></c><c r=\"C4\"><v>3</v></c></row>")
			.bytes();
		refused(() -> xlsx().with("skipLines", 1).cut(file)).hasMessageStartingWith(
				"Row 3 of the sheet 'Sheet1': Columns without a name after cleansing: 2; the option 'blankNames'");
		assertThat(xlsx().with("skipLines", 2).with("blankNames", "skip").read(file))
			.containsExactly(record("id", 1, "2026", 3));
		refused(() -> xlsx().with("skipLines", 2).with("allowedColumns", "id").with("blankNames", "skip").cut(file))
			.hasMessageContaining("Unknown columns after cleansing");
	}

	@Test
	void anEmptySheetHasNoRecordsUnlessColumnsAreRequired() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary().sheet("").bytes();
		assertThat(xlsx().cut(file)).isEmpty();
		refused(() -> xlsx().with("requiredColumns", "id").cut(file))
			.hasMessage("The sheet is empty. Missing columns after cleansing: id");
	}

	@Test
	void aValueBeyondTheColumnsIsAnErrorOrCut() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.sheet(row("<c t=\"str\"><v>a</v></c>") + row("<c><v>1</v></c><c t=\"str\"><v></v></c>")
					+ row("<c><v>2</v></c><c/><c><v>9</v></c>"))
			.bytes();
		refused(() -> xlsx().cut(file))
			.hasMessage("Cell Sheet1!C3 has a value, and there is 1 column; the option 'longRecords' can be 'cut'");
		assertThat(xlsx().with("longRecords", "cut").cut(file)).containsExactly("1", "2");
	}

	@Test
	void rowsBecomeObjectsOfAClass() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.formats("yyyy-mm-dd", "h:mm", "yyyy-mm-dd hh:mm", "[h]:mm")
			.texts("<t>ID</t>", "<t>Traded On</t>", "<t>at</t>", "<t>Booked</t>", "<t>took</t>", "<t>price</t>",
					"<t>open</t>", "<t>note</t>")
			.sheet("<row>" + references(8) + "</row>" + row(
					"<c><v>1</v></c><c s=\"1\"><v>46354</v></c><c s=\"2\"><v>0.75</v></c><c s=\"3\"><v>46354.75</v></c>"
							+ "<c s=\"4\"><v>1.5</v></c><c><v>19.989999999999998</v></c><c t=\"b\"><v>1</v></c><c><v>007</v></c>"))
			.bytes();
		assertThat(xlsx().read(file, ResolvableType.forClass(Trade.class)))
			.containsExactly(new Trade(1, LocalDate.of(2026, 11, 28), LocalTime.of(18, 0),
					LocalDateTime.of(2026, 11, 28, 18, 0), Duration.ofHours(36), new BigDecimal("19.99"), true, "7"));
		byte[] wrong = HandmadeWorkbook.ordinary()
			.sheet(row("<c t=\"str\"><v>id</v></c><c t=\"str\"><v>open</v></c>") + row("<c><v>1.5</v></c>"))
			.bytes();
		byte[] missing = HandmadeWorkbook.ordinary().sheet(row("<c t=\"str\"><v>id</v></c>")).bytes();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> xlsx().parser(missing, ResolvableType.forClass(Trade.class)))
			.withMessageStartingWith("no column is for 'open'");
		assertThatIllegalArgumentException().isThrownBy(() -> xlsx().read(wrong, ResolvableType.forClass(Trade.class)))
			.withMessage("column 'id': '1.5' is no int");
	}

	private static String references(int count) {
		StringBuilder cells = new StringBuilder();
		for (int i = 0; i < count; i++) {
			cells.append("<c t=\"s\"><v>" + i + "</v></c>");
		}
		return cells.toString();
	}

	@Test
	void whatIsNoWorkbookIsRefusedSayingWhatItIs() throws Exception {
		refused(() -> xlsx().cut("id,name\n1,a\n"))
			.hasMessageStartingWith("It is no workbook, but another kind of file");
		refused(() -> xlsx().cut("<html><table>"))
			.hasMessageStartingWith("It is no workbook, but a file of HTML or XML");
		refused(() -> xlsx().cut("")).hasMessage("The file is empty, and a workbook is not");
		refused(() -> xlsx().cut(HandmadeWorkbook.zip(Map.of("a.csv", "id"))))
			.hasMessage("It is a zip archive that is no workbook");
		refused(() -> xlsx()
			.cut(HandmadeWorkbook.zip(Map.of("mimetype", "application/vnd.oasis.opendocument.spreadsheet"))))
			.hasMessage("It is an OpenDocument spreadsheet (.ods); save it as .xlsx");
		refused(() -> xlsx().cut(HandmadeWorkbook.ordinary()
			.mainType("application/vnd.ms-excel.sheet.binary.macroEnabled.main")
			.sheet("")
			.bytes())).hasMessage("It is a binary workbook (.xlsb); save it as .xlsx");
		refused(() -> xlsx().cut(HandmadeWorkbook.ordinary()
			.mainType("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
			.sheet("")
			.bytes())).hasMessageStartingWith("It is no workbook, but a document of type application/vnd");
		refused(() -> xlsx().cut(ole("Workbook")))
			.hasMessage("It is a workbook of Excel before 2007 (.xls); save it as .xlsx");
		refused(() -> xlsx().cut(ole("WordDocument")))
			.hasMessage("It is no workbook, but another document of Office before 2007");
		refused(() -> xlsx().cut(encrypted())).hasMessage("It is encrypted with a password; save it without one");
		byte[] whole = cells("<c><v>1</v></c>");
		refused(() -> xlsx().cut(Arrays.copyOf(whole, whole.length / 2)))
			.hasMessageStartingWith("The workbook is damaged");
		refused(() -> one().cut(cells("<c><v>1</x></c>")))
			.hasMessageStartingWith("The workbook is damaged in the sheet 'Sheet1' after row 1: its XML is wrong: ");
		refused(() -> one().cut(cells("<c t=\"s\"><v>5</v></c>")))
			.hasMessage("Cell Sheet1!A1 refers to text 5, and the workbook has 0");
		refused(() -> one().cut(cells("<c r=\"ZZZZ1\"><v>5</v></c>")))
			.hasMessageContaining("has a cell 'ZZZZ1', and a sheet has the columns A to XFD");
		refused(() -> one().cut(cells("<c><v>x</v></c>")))
			.hasMessage("Cell Sheet1!A1 has a number that is not written as one");
	}

	private static byte[] ole(String entry) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (POIFSFileSystem system = new POIFSFileSystem()) {
			system.createDocument(new ByteArrayInputStream(new byte[5000]), entry);
			system.writeFilesystem(bytes);
		}
		return bytes.toByteArray();
	}

	private static byte[] encrypted() throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (POIFSFileSystem system = new POIFSFileSystem()) {
			Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
			encryptor.confirmPassword("secret");
			try (java.io.OutputStream stream = encryptor.getDataStream(system)) {
				stream.write(cells("<c><v>1</v></c>"));
			}
			system.writeFilesystem(bytes);
		}
		return bytes.toByteArray();
	}

	@Test
	void aWorkbookOfMacrosIsReadToo() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.mainType("application/vnd.ms-excel.sheet.macroEnabled.main+xml")
			.sheet(row("<c><v>1</v></c>"))
			.bytes();
		assertThat(one().cut(file)).containsExactly("1");
	}

	@Test
	void aWorkbookRefersToNothingOutsideOfIt() throws IOException {
		Path secret = Files.writeString(Files.createTempFile("secret", ".txt"), "top secret");
		try {
			byte[] file = HandmadeWorkbook.ordinary()
				.prolog("<!DOCTYPE x [<!ENTITY e SYSTEM \"" + secret.toUri() + "\"><!ENTITY i \"inner\">]>")
				.sheet(row("<c t=\"str\"><v>a&e;b&i;</v></c>"))
				.bytes();
			assertThatThrownBy(() -> assertThat(String.join("", one().cut(file))).isEqualTo("not refused"))
				.isInstanceOf(FileContentException.class)
				.hasMessageNotContaining("top secret");
		}
		finally {
			Files.delete(secret);
		}
	}

	@Test
	void whatExpandsTooFarIsRefusedAndOrdinaryRepetitionIsNot() throws IOException {
		StringBuilder many = new StringBuilder();
		for (int i = 0; i < 20_000; i++) {
			many.append(row("<c t=\"str\"><v>" + "word ".repeat(4) + "</v></c>"));
		}
		byte[] repetitive = HandmadeWorkbook.ordinary().sheet(many.toString()).bytes();
		refused(() -> one().cut(repetitive))
			.hasMessageStartingWith("The workbook expands to more than a hundred times");
		Map<String, String> parts = HandmadeWorkbook.unzip(cells("<c><v>1</v></c>"));
		for (int i = 0; i < 1001; i++) {
			parts.put("xl/media/image" + i + ".png", "");
		}
		refused(() -> one().cut(HandmadeWorkbook.zip(parts))).hasMessageContaining("has more than a thousand parts");
		StringBuilder numbered = new StringBuilder();
		for (int i = 1; i < 20_000; i++) {
			numbered.append(
					"<row r=\"" + i + "\"><c r=\"A" + i + "\" t=\"str\"><v>" + "word ".repeat(20) + "</v></c></row>");
		}
		byte[] file = HandmadeWorkbook.ordinary().sheet(numbered.toString()).bytes();
		assertThat(numbered.length() / file.length).isGreaterThan(22);
		assertThat(one().cut(file)).hasSize(19_999);
	}

	@Test
	void manyEscapesOfXmlAreNoAttack() throws IOException {
		List<Object> records = new ArrayList<>();
		for (int i = 0; i < 4000; i++) {
			records.add(record("a", "<\"&\">\n".repeat(40) + i));
		}
		assertThat(xlsx().read(xlsx().writeBytes(records.toArray()))).isEqualTo(records);
	}

	@Test
	void temporaryFilesAreRemovedWhateverHappens(@TempDir Path directory) throws IOException {
		TempFile.setThreadLocalTempFileCreationStrategy(new DefaultTempFileCreationStrategy(directory.toFile()));
		try {
			byte[] file = cells("<c><v>1</v></c>");
			RecordFileReader reader = one().reader(file);
			assertThat(temporaryFiles(directory)).hasSize(1);
			reader.read();
			reader.close();
			assertThatThrownBy(() -> xlsx().cut("no workbook")).isInstanceOf(FileContentException.class);
			assertThatThrownBy(() -> xlsx().with("requiredColumns", "x").cut(file))
				.isInstanceOf(FileContentException.class);
			assertThatThrownBy(() -> one().cut(cells("<c t=\"e\"><v>#N/A</v></c>")))
				.isInstanceOf(FileContentException.class);
			try (SharedTexts texts = new SharedTexts(0)) {
				for (int i = 0; i < 1000; i++) {
					texts.add("a");
				}
				assertThat(temporaryFiles(directory)).hasSize(1);
			}
			try (var writer = new XlsxFormat()
				.writer(new RecordOutput("a.xlsx", new ByteArrayOutputStream(), null, Map.of()))) {
				writer.write(new FormatHarness.Value(record("a", 1)));
				assertThat(temporaryFiles(directory)).hasSize(1);
			}
			xlsx().writeBytes(record("a", 1));
			assertThatIllegalArgumentException().isThrownBy(() -> xlsx().writeBytes(record("a", Double.NaN)));
			assertThat(temporaryFiles(directory)).isEmpty();
		}
		finally {
			TempFile.setThreadLocalTempFileCreationStrategy(null);
		}
	}

	/** Those of this process, and those of POI on this thread. */
	private static List<String> temporaryFiles(Path ofPoi) throws IOException {
		List<String> names = new ArrayList<>();
		String own = WorkbookFile.TEMPORARY + ProcessHandle.current().pid() + "-";
		for (Path each : List.of(Path.of(System.getProperty("java.io.tmpdir")), ofPoi)) {
			try (Stream<Path> files = Files.list(each)) {
				files.map((file) -> file.getFileName().toString())
					.filter((name) -> name.startsWith(own) || each.equals(ofPoi))
					.forEach(names::add);
			}
		}
		return names;
	}

	@Test
	void whatIsWrittenIsReadAgain() throws IOException {
		Instant instant = Instant.parse("2026-03-04T18:00:00Z");
		UUID id = UUID.randomUUID();
		byte[] file = xlsx().writeBytes(record("text", "=1+1", "zeros", "007", "number", 42, "flag", true),
				record("text", "a\r\nb\u000bc_x0041_d", "zeros", "", "number", new BigDecimal("1.50"), "flag", false),
				record("text", null, "zeros", instant, "number", 1234567890123456789L, "flag", id),
				record("text", new byte[] { 1, 2 }, "zeros", "17", "number", new BigInteger("12345678901234567890")),
				record("text", 0.1 + 0.2, "zeros", 0.1f, "number", new BigDecimal("1E+20"), "flag", null));
		assertThat(xlsx().read(file)).containsExactly(
				record("text", "=1+1", "zeros", "007", "number", 42, "flag", true),
				record("text", "a\r\nb\u000bc_x0041_d", "zeros", "", "number", new BigDecimal("1.5"), "flag", false),
				record("text", null, "zeros", "2026-03-04T18:00:00Z", "number", "1234567890123456789", "flag",
						id.toString()),
				record("text", "AQI=", "zeros", "17", "number", "12345678901234567890", "flag", null),
				record("text", new BigDecimal("0.3"), "zeros", new BigDecimal("0.1"), "number",
						new BigInteger("100000000000000000000"), "flag", null));
		try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(file))) {
			XSSFSheet sheet = workbook.getSheetAt(0);
			assertThat(sheet.getSheetName()).isEqualTo("Sheet1");
			assertThat(types(sheet.getRow(1))).containsExactly(CellType.STRING, CellType.STRING, CellType.NUMERIC,
					CellType.BOOLEAN);
			assertThat(sheet.getRow(2).getCell(0).getStringCellValue()).isEqualTo("a\r\nb\u000bc_x0041_d");
			assertThat(types(sheet.getRow(3))).containsExactly(CellType.STRING, CellType.STRING, CellType.STRING);
			assertThat(sheet.getRow(5).getCell(0).getNumericCellValue()).isEqualTo(0.1 + 0.2);
		}
	}

	private static List<CellType> types(Row row) {
		List<CellType> types = new ArrayList<>();
		for (Cell cell : row) {
			types.add(cell.getCellType());
		}
		return types;
	}

	@Test
	void columnsSheetAndDatesAreChosen() throws IOException {
		FormatHarness dates = xlsx().with("sheet", "Trades").with("columns", "day,at,id").with("dateColumns", "day,at");
		byte[] file = dates.writeBytes(
				record("id", 1, "at", Instant.parse("2026-11-28T18:00:00.125Z"), "day", "2026-11-28"),
				record("id", 2, "at", "2026-11-28T18:00", "day", "1900-02-28"),
				record("id", 3, "at", "18:30:15", "day", "1900-03-01"),
				record("id", 4, "at", null, "day", "9999-12-31"));
		assertThat(xlsx().cut(file)).containsExactly("2026-11-28,2026-11-28T18:00:00.125,1",
				"1900-02-28,2026-11-28T18:00:00,2", "1900-03-01,18:30:15,3", "9999-12-31,,4");
		try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(file))) {
			assertThat(workbook.getSheetAt(0).getSheetName()).isEqualTo("Trades");
			assertThat(workbook.getSheetAt(0).getRow(1).getCell(0).getLocalDateTimeCellValue())
				.isEqualTo(LocalDateTime.of(2026, 11, 28, 0, 0));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> dates.writeBytes(record("day", "1899-12-31")))
			.withMessage("Record 1 has a date before 1900, which no cell can hold, in column 'day'");
		assertThatIllegalArgumentException().isThrownBy(() -> dates.writeBytes(record("day", "+10000-01-01")))
			.withMessage("Record 1 has a date after 9999, which no cell can hold, in column 'day'");
		assertThatIllegalArgumentException().isThrownBy(() -> dates.writeBytes(record("day", "soon")))
			.withMessage("Record 1 has no date, which the option 'dateColumns' asks for, in column 'day'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> xlsx().with("dateColumns", "b").writeBytes(record("a", "2026-11-28")))
			.withMessage("The option 'dateColumns' is [b], and there are the columns [a]");
	}

	@Test
	void aWorkbookWithoutRecordsHasAHeaderWhereItsColumnsAreKnown() throws IOException {
		assertThat(xlsx().with("columns", "a,b").writeBytes()).satisfies((file) -> {
			try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(file))) {
				assertThat(workbook.getSheetAt(0).getRow(0).getCell(1).getStringCellValue()).isEqualTo("b");
			}
		});
		assertThat(xlsx().cut(xlsx().writeBytes())).isEmpty();
		byte[] bare = xlsx().with("header", "false").writeBytes(record("a", 1, "b", 2));
		assertThat(xlsx().with("columns", "x,y").cut(bare)).containsExactly("1,2");
	}

	@Test
	void whatACellCannotHoldIsRefusedNamingRecordAndColumn() throws IOException {
		Map<Object, String> problems = new LinkedHashMap<>();
		problems.put(Double.NaN, "has the number NaN, which no cell can hold");
		problems.put(Double.NEGATIVE_INFINITY, "has the number -Infinity, which no cell can hold");
		problems.put(Float.POSITIVE_INFINITY, "has the number Infinity, which no cell can hold");
		problems.put(Double.MAX_VALUE, "has the number 1.7976931348623157E308, which no cell can hold");
		problems.put("a".repeat(32_768), "has a text of 32768 characters, and a cell holds 32767");
		problems.put("a".repeat(32_766) + "\u0001",
				"has a text of 32767 characters, which are 32773 with the escapes they need, and a cell holds 32767");
		problems.put(List.of(1), "has a list where only a simple value can be written");
		problems.forEach((value, problem) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> xlsx().writeBytes(record("a", 1, "b", 2), record("a", 1, "b", value)))
			.withMessage("Record 2 " + problem + ", in column 'b'"));
		String longest = "a".repeat(32_767);
		assertThat(xlsx().cut(xlsx().writeBytes(record("a", longest)))).containsExactly(longest);
	}

	@Test
	void whatASheetCannotHoldIsRefused() throws IOException {
		List<Object> wide = new ArrayList<>(Collections.nCopies(16_384, 1));
		assertThat(xlsx().writeBytes(wide)).isNotEmpty();
		wide.add(1);
		assertThatIllegalArgumentException().isThrownBy(() -> xlsx().writeBytes(wide))
			.withMessage("Record 1 has 16385 values, and a sheet has no more than 16384 columns");
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		try (var writer = new XlsxFormat().writer(new RecordOutput("a.xlsx", stream, null, Map.of()))) {
			var record = new FormatHarness.Value(record("a", true));
			for (int i = 1; i < 1_048_576; i++) {
				writer.write(record);
			}
			assertThatIllegalArgumentException().isThrownBy(() -> writer.write(record))
				.withMessageStartingWith("Record 1048576 has no place: a sheet has no more than 1048576 rows");
		}
		assertThat(stream.size()).isZero();
	}

	@Test
	void aLineOfTextIsNoHeaderOfAWorkbook() {
		assertThatIllegalArgumentException().isThrownBy(
				() -> new XlsxFormat().writer(new RecordOutput("a.xlsx", new ByteArrayOutputStream(), "a,b", Map.of())))
			.withMessageStartingWith("A workbook has no first line of text");
	}

	@Test
	void optionsThatAreWrongAreRefused() {
		wrong("sheet", "a/b", "none of []:*?/\\");
		wrong("sheet", "a".repeat(32), "from 1 to 31 characters");
		wrong("errorCells", "zero", "must be error or null");
		wrong("columns", "a,,b", "must name each column");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> xlsx().with("columns", "a").with("dateColumns", "b").writeBytes())
			.withMessageContaining("must name columns of the option 'columns'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> xlsx().with("header", "false").cut(cells("<c><v>1</v></c>")))
			.withMessageContaining("the option 'columns' must name its columns");
	}

	private static void wrong(String option, String value, String right) {
		assertThatIllegalArgumentException().isThrownBy(() -> xlsx().with(option, value).writeBytes())
			.withMessageContaining("The option '" + option + "' of the record format 'xlsx' is '" + value + "'")
			.withMessageContaining(right);
	}

	@Test
	void whereTheLibraryIsMissingItIsSaidWhatToAdd() throws Exception {
		URL[] own = { XlsxFormat.class.getProtectionDomain().getCodeSource().getLocation() };
		String name = XlsxFormat.class.getName();
		try (FilteredClassLoader others = new FilteredClassLoader("org.apache.poi", XlsxFormat.class.getPackageName());
				URLClassLoader loader = new URLClassLoader(own, others)) {
			RecordFormat format = (RecordFormat) loader.loadClass(name).getConstructor().newInstance();
			assertThat(format.getClass()).isNotEqualTo(XlsxFormat.class);
			assertThatIllegalStateException().isThrownBy(() -> format.check(Map.of()))
				.withMessage("The record format 'xlsx' needs Apache POI, which is not there; add the dependency"
						+ " org.apache.poi:poi-ooxml");
		}
	}

	@Test
	void anyTableOfTextsIsReadAsItWasWritten() throws IOException {
		Random random = new Random(42);
		for (int round = 0; round < 60; round++) {
			int columns = 1 + random.nextInt(4);
			List<Map<String, @Nullable Object>> table = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				Map<String, @Nullable Object> row = new LinkedHashMap<>();
				for (int column = 0; column < columns; column++) {
					row.put("c" + column, (column > 0 && random.nextInt(6) == 0) ? null : text(random));
				}
				table.add(row);
			}
			byte[] file = xlsx().writeBytes(table.toArray());
			assertThat(xlsx().read(file)).isEqualTo(table);
		}
	}

	private static String text(Random random) {
		String parts = "_x0041_ _x005F_ _x000 _ x 5 1 0 . - , \" \n \r \t true \u0001 \u00e9 \u6771 \ud83d\ude00 \ud800 \udc00 \uffff <&> ]]> = '";
		String[] pieces = parts.split(" ");
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(6); i > 0; i--) {
			text.append(pieces[random.nextInt(pieces.length)]);
			text.append((random.nextInt(5) == 0) ? " " : "");
		}
		return text.toString();
	}

	@Test
	void textsThatDoNotFitIntoMemoryAreReadFromATemporaryFile() throws IOException {
		try (SharedTexts texts = new SharedTexts(20_000)) {
			for (int i = 0; i < 5000; i++) {
				texts.add("text \u6771 " + i + "x".repeat(i % 50));
			}
			assertThat(texts.usesFile()).isTrue();
			assertThat(texts.count()).isEqualTo(5000);
			Random random = new Random(1);
			for (int i = 0; i < 5000; i++) {
				assertThat(texts.get(i)).isEqualTo("text \u6771 " + i + "x".repeat(i % 50));
				int any = random.nextInt(5000);
				assertThat(texts.get(any)).isEqualTo("text \u6771 " + any + "x".repeat(any % 50));
			}
		}
	}

	@Test
	void aLineThatWasChangedByHandIsReadOrRefused() throws IOException {
		byte[] file = HandmadeWorkbook.ordinary()
			.sheet(row("<c t=\"str\"><v>a</v></c><c t=\"str\"><v>b</v></c>"))
			.bytes();
		var parser = xlsx().parser(file, ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class));
		assertThat(parser.parse("\"a \"\"quoted\"\" text\",-5")).isEqualTo(record("a", "a \"quoted\" text", "b", -5));
		assertThatIllegalArgumentException().isThrownBy(() -> parser.parse("\"a,1"))
			.withMessage("it opens a quote that is not closed");
		assertThatIllegalArgumentException().isThrownBy(() -> parser.parse("\"a\"b,1"))
			.withMessage("it has text after the closing quote of a value");
		assertThatIllegalArgumentException().isThrownBy(() -> parser.parse("1,2,3"))
			.withMessage("it has 3 values, and there are 2 columns");
	}

	private static FormatHarness xlsx() {
		return new FormatHarness(new XlsxFormat());
	}

	private static FormatHarness one() {
		return xlsx().with("columns", "a");
	}

	private static FormatHarness two() {
		return xlsx().with("columns", "a,b");
	}

	private static List<String> values(String cell) throws IOException {
		return one().cut(cells(cell));
	}

	private static String cell(String content, String attributes) {
		return "<c " + attributes + ">" + content + "</c>";
	}

	private static String row(String cells) {
		return "<row>" + cells + "</row>";
	}

	private static byte[] cells(String cells) throws IOException {
		return HandmadeWorkbook.ordinary().sheet(row(cells)).bytes();
	}

	private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable call) {
		return assertThatThrownBy(call).isInstanceOf(FileContentException.class);
	}

	private static Map<String, @Nullable Object> record(@Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> record = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			record.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return record;
	}

	record Trade(int id, @Column("Traded On") LocalDate day, LocalTime at, LocalDateTime booked, Duration took,
			BigDecimal price, boolean open, String note) {
	}

}
