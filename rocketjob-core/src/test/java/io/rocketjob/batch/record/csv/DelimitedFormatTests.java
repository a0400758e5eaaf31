package io.rocketjob.batch.record.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.FormatHarness;
import io.rocketjob.batch.record.LineReader;
import io.rocketjob.batch.record.RecordParser;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DelimitedFormatTests {

	@Test
	void valuesHaveTheNamesOfTheHeader() throws IOException {
		assertThat(csv().read("a,b,c\n1,2,3\n")).containsExactly(record("a", "1", "b", "2", "c", "3"));
	}

	@Test
	void spacesOfValuesStay() throws IOException {
		assertThat(csv().read("a,b,c\n1, 2 ,3\n")).containsExactly(record("a", "1", "b", " 2 ", "c", "3"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "  \t ", "", " " })
	void aBlankLineIsNoRecord(String blank) throws IOException {
		assertThat(csv().cut("a,b,c\n1,2,3\n" + blank + "\n4,5,6\n")).containsExactly("1,2,3", "4,5,6");
	}

	@Test
	void aLineOfSpacesOfAnyScriptIsNoRecord() throws IOException {
		assertThat(csv().cut("\u00a0\na,b\n\u00a0\n\u3000 \n1,2\n")).containsExactly("1,2");
		assertThat(csv().read("a\n\u00a0\n")).containsExactly(record("a", "\u00a0"));
	}

	@Test
	void aLineWithSeparatorsHasAsManyValuesAsTheyMake() throws IOException {
		FormatHarness tsv = new FormatHarness(new TsvFormat());
		assertThat(tsv.read("a\tb\tc\n\t\t\n  \n")).containsExactly(record("a", null, "b", null, "c", null));
		refused(() -> tsv.cut("a\tb\tc\n\t\n")).hasMessageStartingWith("Line 2 has 2 values");
		assertThat(tsv.with("shortRecords", "pad").read("a\tb\tc\n\t\n"))
			.containsExactly(record("a", null, "b", null, "c", null));
	}

	@Test
	void aLineOfSeparatorsIsARecordOfNothing() throws IOException {
		assertThat(csv().read("a,b,c\n,,\n")).containsExactly(record("a", null, "b", null, "c", null));
		assertThat(new FormatHarness(new TsvFormat()).read("a\tb\n\t\n")).containsExactly(record("a", null, "b", null));
	}

	@Test
	void nothingAndAnEmptyTextAreNotTheSame() throws IOException {
		assertThat(csv().read("a,b\n,\"\"\n")).containsExactly(record("a", null, "b", ""));
	}

	@Test
	void quotesKeepSeparatorsQuotesAndLineBreaksInValues() throws IOException {
		assertThat(csv().read("a,b,c\n1,\"a\"\"b\nc\",3\n"))
			.containsExactly(record("a", "1", "b", "a\"b\nc", "c", "3"));
		assertThat(csv().cut("a,b\n1,\"x\ny\"\n2,3\n")).containsExactly("1,\"x\ny\"", "2,3");
		assertThat(csv().cut("a,b\r\n1,\"x\r\n\r\ny\"\r\n2,3\r\n")).containsExactly("1,\"x\r\n\r\ny\"", "2,3");
	}

	@Test
	void everyKindOfLineBreakEndsARecord() throws IOException {
		assertThat(csv().cut("a,b\r1,2\r3,4\r")).containsExactly("1,2", "3,4");
		assertThat(csv().cut("a,b\r\n1,2\n3,4\r5,6\r\n\r7,8")).containsExactly("1,2", "3,4", "5,6", "7,8");
		assertThat(csv().read("a,b\r1,\"x\ry\"\r")).containsExactly(record("a", "1", "b", "x\ry"));
	}

	@Test
	void aQuoteInTheMiddleOfAValueIsText() throws IOException {
		assertThat(csv().read("a,b\n5\" disk,it's \"so\"\npedro\",x\n"))
			.containsExactly(record("a", "5\" disk", "b", "it's \"so\""), record("a", "pedro\"", "b", "x"));
		refused(() -> csv().with("quoteInValue", "error").cut("a,b\n5\" disk,2\n"))
			.hasMessage("Line 2 has a quote within a value that does not begin with one");
	}

	@Test
	void spacesAroundQuotesAreRefusedOrTrimmed() throws IOException {
		String before = "a,b,c\n1, \"2\",3\n";
		String after = "a,b,c\n1,\"2\" ,3\n";
		refused(() -> csv().cut(before)).hasMessage("Line 2 has spaces before the quote of a value");
		refused(() -> csv().cut(after)).hasMessage("Line 2 has text after the closing quote of a value");
		Map<String, @Nullable Object> trimmed = record("a", "1", "b", "2", "c", "3");
		assertThat(csv().with("spacesAroundQuotes", "trim").read(before)).containsExactly(trimmed);
		assertThat(csv().with("spacesAroundQuotes", "trim").read(after)).containsExactly(trimmed);
		assertThat(csv().with("spacesAroundQuotes", "trim").read("y,m\n1968,  \"Greetings\"\"; \nHi, Mom!\" \n"))
			.containsExactly(record("y", "1968", "m", "Greetings\"; \nHi, Mom!"));
	}

	@Test
	void anOpenQuoteNamesTheLineInWhichItBegan() {
		refused(() -> csv().cut("a,b\n1,2\n3,\"xy\n5,6\n"))
			.hasMessage("Line 3 opens a quote that is not closed before the end of the file");
		refused(() -> csv().cut("a,b\n1,\"x\ny\",\"z\n")).hasMessageStartingWith("Line 3 opens a quote");
		refused(() -> csv().cut("a,b\n1,\"" + "x\n".repeat(60_000))).hasMessage(
				"Line 2 opens a quote that is not closed before 100000 characters, the most that a record can have");
	}

	@Test
	void textAfterAQuoteNamesTheLineAndWhereItsRecordBegins() {
		refused(() -> csv().cut("a,b\n1,\"x\ny\"z\n"))
			.hasMessage("Line 3 has text after the closing quote of a value; the record begins in line 2");
	}

	@Test
	void recordsOfAnotherWidthAreRefusedPaddedOrCut() throws IOException {
		refused(() -> csv().cut("a,b,c\n1,2,3\n1,2\n"))
			.hasMessage("Line 3 has 2 values, and there are 3 columns; the option 'shortRecords' can be 'pad'");
		refused(() -> csv().cut("a,b,c\n1,2,3,4\n"))
			.hasMessage("Line 2 has 4 values, and there are 3 columns; the option 'longRecords' can be 'cut'");
		assertThat(csv().with("shortRecords", "pad").read("a,b,c\n1,2\n"))
			.containsExactly(record("a", "1", "b", "2", "c", null));
		assertThat(csv().with("longRecords", "cut").read("a,b,c\n1,2,3,4\n"))
			.containsExactly(record("a", "1", "b", "2", "c", "3"));
	}

	@Test
	void aByteOrderMarkIsNoPartOfTheHeader() throws IOException {
		assertThat(csv().read("\uFEFF\"a\",b\n1,2\n")).containsExactly(record("a", "1", "b", "2"));
		assertThat(csv().read("\uFEFFkitten,win")).isEmpty();
	}

	@Test
	void givenColumnsMakeTheFirstLineARecord() throws IOException {
		assertThat(csv().with("columns", "a, b").read("1,2\n3,4\n")).containsExactly(record("a", "1", "b", "2"),
				record("a", "3", "b", "4"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> csv().with("columns", "a,b").with("requiredColumns", "z").cut("1,2\n"))
			.withMessage("Missing columns after cleansing: z");
		assertThatIllegalArgumentException().isThrownBy(() -> csv().with("header", "false").cut("1,2\n"))
			.withMessageContaining("'columns'");
	}

	@Test
	void aFileOfNothingButAHeaderHasNoRecords() throws IOException {
		assertThat(csv().cut("a,b\n")).isEmpty();
		assertThat(csv().cut("")).isEmpty();
		assertThat(csv().cut("\n\n")).isEmpty();
		refused(() -> csv().with("requiredColumns", "a,b").cut(""))
			.hasMessage("The file is empty. Missing columns after cleansing: a,b");
	}

	@Test
	void aHeaderThatBreaksARuleNamesItsLine() {
		refused(() -> csv().cut("\n\nid,name,id\n"))
			.hasMessage("Line 3: Repeated columns after cleansing: id; the option 'repeatedNames' can be 'number'");
		refused(() -> csv().cut("This is a title row,,\na,b,c\n"))
			.hasMessageStartingWith("Line 1: Columns without a name after cleansing: 2,3");
	}

	@Test
	void unknownColumnsAreSkipped() throws IOException {
		FormatHarness csv = csv().with("allowedColumns", "first_name,b").with("skipUnknown", true);
		assertThat(csv.cut("First Name,b,zzz\n1,2,3\n")).containsExactly("1,2,3");
		assertThat(csv.read("First Name,b,zzz\n1,2,3\n")).containsExactly(record("first_name", "1", "b", "2"));
	}

	@Test
	void headersMayHaveQuotesAndLineBreaks() throws IOException {
		assertThat(csv().read("\"start \t\n\u000b\f\r end\",\"foo \"\"bar\"\nx,y\n"))
			.containsExactly(record("start_end", "x", "foo_bar", "y"));
	}

	@Test
	void linesBeforeTheHeaderAreSkippedAndSoAreComments() throws IOException {
		assertThat(csv().with("skipLines", 2).cut("title\n,,\na,b\n1,2\n")).containsExactly("1,2");
		assertThat(csv().with("comments", "#").cut("# \"made\na,b\n1,2\n#x,y,z\n3,\"4\n#5\"\n")).containsExactly("1,2",
				"3,\"4\n#5\"");
		refused(() -> csv().cut("a,b\n# c\n")).hasMessageStartingWith("Line 2 has 1 value");
	}

	@Test
	void theFirstLineOfSpreadsheetsNamesTheSeparator() throws IOException {
		assertThat(csv().read("sep=;\na;b\n1,5;2\n")).containsExactly(record("a", "1,5", "b", "2"));
		refused(() -> csv().with("separator", "|").cut("sep=;\na;b\n"))
			.hasMessageContaining("says that the separator is ';'");
	}

	@Test
	void theLineThatNamesTheSeparatorIsNoneOfTheLinesThatAreSkipped() throws IOException {
		assertThat(csv().with("skipLines", 1).read("sep=;\nTitle\na;b\n1;2\n"))
			.containsExactly(record("a", "1", "b", "2"));
		assertThat(csv().with("skipLines", 2).read("sep=;\nTitle\n,,,\na;b\n1;2\n"))
			.containsExactly(record("a", "1", "b", "2"));
		assertThat(csv().read("SEP=;;;\na;b\n1,5;2\n")).containsExactly(record("a", "1,5", "b", "2"));
		refused(() -> csv().with("skipLines", 9).cut("a,b\n1,2\n"))
			.hasMessage("The option 'skipLines' is 9, and there are no more than 2 lines");
		assertThat(csv().with("skipLines", 9).cut("")).isEmpty();
		assertThat(csv().with("skipLines", 1).with("separator", "auto").read("Title, with, commas\na;b\n1;2\n"))
			.containsExactly(record("a", "1", "b", "2"));
	}

	@Test
	void aLayoutOfAnotherVersionIsRead() {
		RecordParser parser = new CsvFormat().parser(Map.of("columns", List.of("a", "b"), "later", "x"),
				ResolvableType.forClass(Map.class));
		assertThat(parser.parse("1,\"2,\"")).isEqualTo(record("a", "1", "b", "2,"));
		parser = new PsvFormat().parser(Map.of("columns", List.of("a", "b")), ResolvableType.forClass(Map.class));
		assertThat(parser.parse("\"1|")).isEqualTo(record("a", "\"1", "b", ""));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '!', quoteCharacter = '`', value = { "`a;b\n1,5;2,5\n`!;", "`a\tb\n1,5\tx\n`!tab",
			"`a|b\n\"x,|y\nz\"|1,2`!|", "a,b!,", "`a,b\n1,\"2;3\"\n`!,", "`\n\na;b\n`!;" })
	void theSeparatorIsFoundOut(String text, String separator) throws IOException {
		SourceLines lines = new SourceLines(LineReader.ofAnyBreak(
				new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8, 1_000));
		Dialect dialect = new Dialect(',', '"', false, true, Set.of(), true);
		assertThat(String.valueOf(SeparatorGuess.of(lines, dialect, ""))).isEqualTo(separator.replace("tab", "\t"));
	}

	@Test
	void aSeparatorThatIsNotClearIsRefused() throws IOException {
		refused(() -> csv().with("separator", "auto").cut("a,b;c\n1,2;3\n"))
			.hasMessage("It is not clear what separates values, as ',' and ';' all could; set the option 'separator'");
		refused(() -> csv().with("separator", "auto").cut("a\n1\n"))
			.hasMessageStartingWith("No comma, semicolon, tab or |");
		assertThat(csv().with("separator", "auto").read("a;b\n1,5;2\n")).containsExactly(record("a", "1,5", "b", "2"));
	}

	@Test
	void otherSeparatorsAndQuotesAreOptions() throws IOException {
		assertThat(csv().with("separator", ";").with("quote", "'").read("a;b\n'1;''x';2\n"))
			.containsExactly(record("a", "1;'x", "b", "2"));
		assertThat(csv().with("separator", "tab").with("quote", "none").read("a\tb\n\"1\t2\"\n"))
			.containsExactly(record("a", "\"1", "b", "2\""));
		assertThat(csv().with("separator", "|").cut("a|b\n\"x\ny\"|2\n")).containsExactly("\"x\ny\"|2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '!',
			value = { "separator!ab", "separator!\"", "quote!xx", "quote!,", "comments!,", "comments!##",
					"skipLines!-1", "shortRecords!cut", "header!maybe", "columns!a,,b", "columns!a,a",
					"skipUnknown!true", "lineEnd!cr", "nothing!x" })
	void optionsThatAreWrongAreRefusedBeforeAFileIsRead(String option, String value) {
		assertThatExceptionOfType(Throwable.class).isThrownBy(() -> csv().with(option, value).cut("a\n"))
			.isInstanceOfAny(IllegalArgumentException.class, AssertionError.class);
	}

	@Test
	void databasesWriteNothingAsAWord() throws IOException {
		assertThat(csv().with("nullValues", "\\N,NULL").read("a,b,c\n\\N,\"NULL\",NULL\n"))
			.containsExactly(record("a", null, "b", "NULL", "c", null));
		assertThat(csv().read("a,b\nnull,\\N\n")).containsExactly(record("a", "null", "b", "\\N"));
	}

	@Test
	void controlCharactersStay() throws IOException {
		assertThat(csv().read("a,b\nx\u0000y,\u0001\u001f\u0085\u2028\n"))
			.containsExactly(record("a", "x\u0000y", "b", "\u0001\u001f\u0085\u2028"));
	}

	@Test
	void pipesHaveNoQuotes() throws IOException {
		FormatHarness psv = new FormatHarness(new PsvFormat());
		assertThat(psv.read("a|b|c\n1||3\n\"1|2\"|3\n")).containsExactly(record("a", "1", "b", "", "c", "3"),
				record("a", "\"1", "b", "2\"", "c", "3"));
	}

	@Test
	void textThatIsPutInPlaceOfARecordMustBeOneRecord() throws IOException {
		RecordParser parser = csv().parser("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8),
				ResolvableType.forClass(Map.class));
		assertThatIllegalArgumentException().isThrownBy(() -> parser.parse("1,2\n3,4"))
			.withMessageEndingWith("it has a line break outside of quotes");
		assertThatIllegalArgumentException().isThrownBy(() -> parser.parse("1,\"2"))
			.withMessageEndingWith("it opens a quote that is not closed");
		assertThatIllegalArgumentException().isThrownBy(() -> parser.parse("1,\"2\"x"))
			.withMessageEndingWith("it has text after the closing quote of a value");
		assertThatIllegalArgumentException().isThrownBy(() -> parser.parse("1"))
			.withMessageStartingWith("it has 1 value");
		assertThat(parser.parse("1,\"2\n\"")).isEqualTo(record("a", "1", "b", "2\n"));
	}

	@Test
	void quotesAreWrittenWhereTheyAreNeeded() throws IOException {
		FormatHarness csv = csv().with("columns", "a,b,c").with("header", false);
		assertThat(csv.write(Arrays.asList("a,b", "c\"d", "e\nf"))).isEqualTo("\"a,b\",\"c\"\"d\",\"e\nf\"\n");
		assertThat(csv.write(Arrays.asList(null, "", " "))).isEqualTo(",\"\", \n");
		assertThat(csv.write(Arrays.asList("#x", "'y'", "z\rz"))).isEqualTo("#x,'y',\"z\rz\"\n");
	}

	@Test
	void chosenColumnsAreWrittenInTheirOrder() throws IOException {
		assertThat(csv().with("columns", "a,b,c").write(record("c", 3, "a", 1, "zzz", 9))).isEqualTo("a,b,c\n1,,3\n");
		assertThat(csv().with("columns", "First Name,b").write(record("first_name", 3, "b", 1)))
			.isEqualTo("First Name,b\n3,1\n");
	}

	@Test
	void withoutColumnsThoseOfTheFirstRecordAreWritten() throws IOException {
		assertThat(csv().write(record("x", 1, "y", record("z", 2)), record("x", 3, "y", null)))
			.isEqualTo("x,y.z\n1,2\n3,\n");
		assertThatIllegalArgumentException().isThrownBy(() -> csv().write(record("x", 1), record("x", 2, "y", 3)))
			.withMessage(
					"Record 2 has a value 'y', which the first record does not have; set the option 'columns' to say"
							+ " which are written");
		assertThatIllegalArgumentException().isThrownBy(() -> csv().write(record("x", List.of(1))))
			.withMessage("Record 1 has a list where only a simple value can be written, in column 'x'");
	}

	@Test
	void simpleValuesAreWrittenPlain() throws IOException {
		assertThat(csv().with("header", false)
			.with("columns", "a,b,c,d,e")
			.write(Arrays.asList(new BigDecimal("1E+3"), 1.5e10, true, Instant.parse("2026-11-28T00:00:00Z"), 0.1f)))
			.isEqualTo("1000,15000000000,true,2026-11-28T00:00:00Z,0.1\n");
	}

	@Test
	void formulasAreWrittenAsTheyAreUnlessTheyAreToBeText() throws IOException {
		FormatHarness csv = csv().with("header", false).with("columns", "a,b,c,d");
		assertThat(csv.write(Arrays.asList("=1+1", "-2", "@x", -3))).isEqualTo("=1+1,-2,@x,-3\n");
		assertThat(csv.with("neutralizeFormulas", true).write(Arrays.asList("=1+1", "-2", "@x", -3)))
			.isEqualTo("'=1+1,-2,'@x,-3\n");
		assertThat(csv.write(Arrays.asList("-2+3+cmd|' /C calc'!A0", "+1", "\tx", "a=b")))
			.isEqualTo("'-2+3+cmd|' /C calc'!A0,+1,'\tx,a=b\n");
	}

	@Test
	void pipesRefuseWhatTheyCannotExpress() throws IOException {
		FormatHarness psv = new FormatHarness(new PsvFormat()).with("columns", "a,b,c").with("header", false);
		assertThatIllegalArgumentException().isThrownBy(() -> psv.write(Arrays.asList("x", "a|b", "c")))
			.withMessageStartingWith(
					"Record 1 has the separator '|' in its value 2, which cannot be written without quotes");
		assertThatIllegalArgumentException().isThrownBy(() -> psv.write(Arrays.asList("a\nb", "c", "d")))
			.withMessageStartingWith("Record 1 has a line break in its value 1");
		assertThatIllegalArgumentException().isThrownBy(() -> psv.write(Arrays.asList("x", "a|b", "c")))
			.withMessageEndingWith("; set the option 'replaceSeparator', such as to ':', or use csv for it");
		assertThat(psv.with("replaceSeparator", ":").write(Arrays.asList("a|b", null, "c"))).isEqualTo("a:b||c\n");
	}

	@Test
	void withoutQuotesWhatIsRightDependsOnTheFormat() throws IOException {
		FormatHarness csv = csv().with("columns", "a,b").with("header", false).with("quote", "none");
		assertThatIllegalArgumentException().isThrownBy(() -> csv.write(Arrays.asList("x", "a,b")))
			.withMessage("Record 1 has the separator ',' in its value 2, which cannot be written without quotes;"
					+ " leave out the option 'quote'");
		assertThatIllegalArgumentException().isThrownBy(() -> csv.write(Arrays.asList("a\nb", "c")))
			.withMessageEndingWith("; leave out the option 'quote'");
		assertThat(csv.write(Arrays.asList("", null))).isEqualTo(",\n");
	}

	@Test
	void withoutQuotesWhatWouldBeReadAsSomethingElseIsRefused() throws IOException {
		FormatHarness psv = new FormatHarness(new PsvFormat()).with("columns", "a,b")
			.with("header", false)
			.with("comments", "#")
			.with("nullValues", "\\N");
		assertThatIllegalArgumentException().isThrownBy(() -> psv.write(Arrays.asList("#1", "x")))
			.withMessageStartingWith("Record 1 has '#' at its start, which makes it a comment, in its value 1");
		assertThatIllegalArgumentException().isThrownBy(() -> psv.write(Arrays.asList("x", "\\N")))
			.withMessageStartingWith("Record 1 has the text '\\N', which the option 'nullValues' takes for nothing,");
		assertThatIllegalArgumentException().isThrownBy(() -> psv.write(Arrays.asList("\ufeffx", "y")))
			.withMessageStartingWith("Record 1 has a byte order mark at its start");
		assertThat(psv.write(Arrays.asList("x", "#1"), Arrays.asList("\ufeffx", "\\"))).isEqualTo("x|#1\n\ufeffx|\\\n");
	}

	@Test
	void aNameThatCannotBeWrittenIsSaidToBeInTheHeader() {
		FormatHarness psv = new FormatHarness(new PsvFormat()).with("columns", "a,b|c");
		assertThatIllegalArgumentException().isThrownBy(() -> psv.write(record("a", 1)))
			.withMessageStartingWith("The header has the separator '|' in its value 2");
		assertThatIllegalArgumentException().isThrownBy(() -> psv.write())
			.withMessageStartingWith("The header has the separator '|' in its value 2");
	}

	@Test
	void namesOfColumnsAndLineBreaksAreNoFormulasEither() throws IOException {
		FormatHarness csv = csv().with("neutralizeFormulas", true);
		assertThat(csv.write(record("=1+1", "\n=2", "b", "x"))).isEqualTo("'=1+1,b\n\"'\n=2\",x\n");
	}

	@Test
	void linesEndAsTheOptionSays() throws IOException {
		assertThat(csv().with("lineEnd", "crlf").write(record("a", 1), record("a", 2))).isEqualTo("a\r\n1\r\n2\r\n");
		assertThat(csv().with("columns", "a,b").write()).isEqualTo("a,b\n");
	}

	@Test
	void twoValuesForOneColumnAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> csv().write(record("a", Map.of("b", 1), "a.b", 2)))
			.withMessage("Record 1 has two values for the column 'a.b'");
	}

	@Test
	void aFileOfOneColumnIsReadAsItWasWritten() throws IOException {
		List<@Nullable String> values = Arrays.asList(null, "", " ", "x", "\n", null, "a,\"b", "sep=;", "SEP=;;", null);
		FormatHarness csv = csv();
		String text = csv.write(values.stream().map((value) -> record("v", value)).toArray());
		assertThat(csv.read(text))
			.containsExactlyElementsOf(values.stream().map((value) -> record("v", value)).toList());
	}

	@Test
	void anyTableIsReadAsItWasWritten() throws IOException {
		Random random = new Random(Long.getLong("rocketjob.test.seed", 20261129L));
		String[] pieces = { ",", ";", "\t", "|", "\"", "'", "\n", "\r", "\r\n", " ", "a", "#", "=", "sep=;", "\\N",
				"\uFEFF", "\u0000", "\ud83d\ude80" };
		for (int i = 0; i < 2_000; i++) {
			FormatHarness format = (i % 2 == 0) ? csv().with("nullValues", "\\N").with("comments", "#")
					: new FormatHarness(new TsvFormat()).with("lineEnd", "crlf").with("quote", "'");
			int width = 1 + random.nextInt(4);
			List<Map<String, @Nullable Object>> table = new ArrayList<>();
			for (int row = random.nextInt(5); row >= 0; row--) {
				Map<String, @Nullable Object> record = new LinkedHashMap<>();
				for (int column = 0; column < width; column++) {
					StringBuilder value = new StringBuilder();
					for (int piece = random.nextInt(5); piece > 0; piece--) {
						value.append(pieces[random.nextInt(pieces.length)]);
					}
					record.put("c" + column, (random.nextInt(8) == 0) ? null : value.toString());
				}
				table.add(record);
			}
			String text = format.write(table.toArray());
			assertThat(format.read(text)).as(text).isEqualTo(table);
		}
	}

	@Test
	void halfACharacterIsRefusedInsteadOfAQuestionMark() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> csv().write(record("a", "x\ud800y")))
			.withMessageStartingWith("Record 1 has half of a surrogate pair, U+D800");
	}

	@Test
	void longRowsAreRead() throws IOException {
		List<String> names = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			names.add("c" + i);
		}
		String line = String.join(",", names);
		assertThat(csv().read(line + "\n" + line + "\n").get(0).values())
			.containsExactlyElementsOf(Collections.unmodifiableList(new ArrayList<Object>(names)));
	}

	private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable action) {
		return assertThatThrownBy(action).isInstanceOf(FileContentException.class);
	}

	private static FormatHarness csv() {
		return new FormatHarness(new CsvFormat());
	}

	static Map<String, @Nullable Object> record(@Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> record = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			record.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return record;
	}

}
