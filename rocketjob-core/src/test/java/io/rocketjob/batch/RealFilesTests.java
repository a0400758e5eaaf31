package io.rocketjob.batch;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.RecordWriter.FileOptions;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.csv.PsvFormat;
import io.rocketjob.batch.record.csv.TsvFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What people have in their files: the kinds of delimited text that are found in the test
 * data of libraries and in public data, in small.
 */
class RealFilesTests {

	private final TestSystem system = TestSystem.with(TableJob.class, PriceJob.class)
		.format(new CsvFormat())
		.format(new TsvFormat())
		.format(new PsvFormat())
		.start();

	private final TableJob job = this.system.bean(TableJob.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a,b\r\n1,2\n3,4\n", "a,b\r1,2\r3,4\r", "a,b\n1,2\r3,4", "a,b\r\n1,2\r\n3,4\r\n" })
	void lineBreaksOfAnyKindEndRecords(String file) {
		assertThat(read(file)).containsExactly(row("a", "1", "b", "2"), row("a", "3", "b", "4"));
	}

	@Test
	void aCarriageReturnWithinQuotesStaysThoughItEndsLinesElsewhere() {
		assertThat(read("a,b\r1,\"2\r3\"\r4,5\r")).containsExactly(row("a", "1", "b", "2\r3"), row("a", "4", "b", "5"));
	}

	@Test
	void textThatWasTakenForAnotherCharsetTwiceIsReadInTheOneThatItWasSavedIn() {
		byte[] file = "a,b\r1,\u00f9\r2,x\r".getBytes(Charset.forName("x-MacRoman"));
		assertThat(file).contains((byte) 0x9d);
		assertRefused(file, "Line 2 is not valid in UTF-8", options());
		assertRefused(file, "Line 2 is not valid in windows-1252",
				(options) -> options.charset(Charset.forName("windows-1252")));
		assertThat(read(file, (options) -> options.charset(Charset.forName("x-MacRoman"))))
			.containsExactly(row("a", "1", "b", "\u00f9"), row("a", "2", "b", "x"));
	}

	@Test
	void aTitleIsSkippedOrRefused() {
		String file = "Global Land Index (C)\ryear,jan,feb\r1880,-1,2\r";
		assertRefused(file, "Line 2 has 3 values, and there is 1 column", options());
		assertThat(read(file, options("skipLines", "1"))).containsExactly(row("year", "1880", "jan", "-1", "feb", "2"));
		assertRefused("This is a title,,\na,b,c\n", "Line 1: Columns without a name after cleansing: 2,3;", options());
	}

	@Test
	void namesOfColumnsMayHaveLineBreaks() {
		byte[] file = "\"Codice\nComune\";Citt\u00e0\r\n1;Forl\u00ec\r\n".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(read(file, (options) -> options.option("separator", ";").charset(StandardCharsets.ISO_8859_1)))
			.containsExactly(row("codice_comune", "1", "citt\u00e0", "Forl\u00ec"));
		assertThat(read("\"start\t\n\u000b\f\rend\",b\n1,2\n")).containsExactly(row("start_end", "1", "b", "2"));
		assertThat(read("\"foo \"\"bar\",b\n1,2\n")).containsExactly(row("foo_bar", "1", "b", "2"));
	}

	@Test
	void quotesThatDoNotBalanceAreTextOrAnErrorAsTheSeparatorSays() {
		String file = "id;name\n1;Bar \"Da Gigi\n2;\"Sosta\" 24h\n";
		assertRefused(file, "Line 3 has text after the closing quote of a value", options("separator", ";"));
		assertThat(read(file, options("separator", ","))).containsExactly(row("idname", "1;Bar \"Da Gigi"),
				row("idname", "2;\"Sosta\" 24h"));
	}

	@Test
	void aQuoteWithinAValueIsText() {
		assertThat(read("a\nuse 8\" paper, or 11\" paper\n", options("separator", "|")))
			.containsExactly(row("a", "use 8\" paper, or 11\" paper"));
		assertThat(read("a,b\npedro\",1\nx,y\"\n")).containsExactly(row("a", "pedro\"", "b", "1"),
				row("a", "x", "b", "y\""));
	}

	@Test
	void aSeparatorThatIsWrongIsNotGuessed() {
		String file = "no|text\n1|He said \"stop\", then\n2|\"WIND\" rose, fell\n";
		assertRefused(file, "Line 2 has 2 values, and there is 1 column", options());
		assertThat(read(file, options("format", "psv"))).containsExactly(
				row("no", "1", "text", "He said \"stop\", then"), row("no", "2", "text", "\"WIND\" rose, fell"));
		String voters = "county\tname\n\"22   \"\t\"ADAMS  \"\n";
		assertThat(read(voters, options("format", "tsv"))).containsExactly(row("county", "22   ", "name", "ADAMS  "));
		assertRefused("county\tname,x\n\"22   \"\t\"ADAMS  \",1\n", "Line 2 has text after the closing quote",
				options());
	}

	@Test
	void spacesAroundQuotesAreAnErrorOrTrimmed() {
		assertRefused("a,b\n\"1\" ,2\n", "Line 2 has text after the closing quote", options());
		assertThat(read("a,b\n\"1\" ,2\n", options("spacesAroundQuotes", "trim")))
			.containsExactly(row("a", "1", "b", "2"));
		String greetings = "year,no,text\n1968,  86, \"Hi, Mom!\"\n";
		assertRefused(greetings, "Line 2 has spaces before the quote of a value", options());
		assertThat(read(greetings, options("spacesAroundQuotes", "trim")))
			.containsExactly(row("year", "1968", "no", "  86", "text", "Hi, Mom!"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
			a,b\\n1,2\\n"3" "4,5\\n6,7 ~ Line 3 has text after the closing quote
			a,b\\n1,"UNIT "U" 5"\\n ~ Line 2 has text after the closing quote
			a,b\\n"Stop "V"",2\\n ~ Line 2 has text after the closing quote
			a|b\\n"x \\"y\\" z"|1\\n ~ Line 2 has text after the closing quote
			id,n\\n1,"a ""b"" c"\\n2,"c"\\n3,"d \\"e"\\n ~ Line 4 has text after the closing quote
			a,b\\n1,def f():\\\\n  return\\n ~ Line 3 has 1 value, and there are 2 columns
			a;b;c\\n1;2;3\\n4;"5;6\\n ~ Line 3 opens a quote that is not closed before the end of the file
			""")
	void quotingThatIsNoneIsAnErrorThatNamesTheLineOfItsRecord(String escaped, String message) {
		String file = escaped.replace("\\n", "\n").replace("\\\\", "\\");
		String separator = file.startsWith("a|") ? "|" : file.startsWith("a;") ? ";" : ",";
		assertRefused(file, message, options("separator", separator));
	}

	@Test
	void quotesThatABackslashEscapesAreReadByAnOption() {
		String file = "a|b\n\"x \\\"y|\\\" z\\\\\"|1\nC:\\temp|\"C:\\new\n\\\"\"\n\"d \"\"e\"\"\"|\n";
		assertThat(read(file, (options) -> options.option("separator", "|").option("escape", "\\"))).containsExactly(
				row("a", "x \"y|\" z\\", "b", "1"), row("a", "C:\\temp", "b", "C:\\new\n\""),
				row("a", "d \"e\"", "b", null));
		assertRefused("a,b\n1,2\n\"x\\\",y\n", "Line 3 opens a quote that is not closed", options("escape", "\\"));
	}

	@Test
	void zeroCharactersAreKept() {
		assertThat(read("a,b\n\u0000,x\u0000y\n")).containsExactly(row("a", "\u0000", "b", "x\u0000y"));
	}

	@Test
	void aByteOrderMarkIsNoPartOfAName() {
		assertThat(read("\ufeffa,b\n1,2\n")).containsExactly(row("a", "1", "b", "2"));
		assertThat(read("\ufeffkitten,win", options("requiredColumns", "kitten,win"))).isEmpty();
	}

	@Test
	void aByteOrderMarkDecidesTheCharset() {
		byte[] file = "\ufeffa,b\r\n1,\u00a3\r\n2,\"x\r\ny\"\r\n".getBytes(StandardCharsets.UTF_16LE);
		assertThat(read(file, options())).containsExactly(row("a", "1", "b", "\u00a3"), row("a", "2", "b", "x\r\ny"));
	}

	@Test
	void textOfEastAsiaIsCutAfterItIsDecoded() {
		Charset shiftJis = Charset.forName("windows-31j");
		byte[] japanese = "\u540d|\u8868\n\u30dd|\u8868\u30bd\n".getBytes(shiftJis);
		assertThat(japanese).contains((byte) '|', (byte) '\\');
		assertRefused(japanese, "Line 1 is not valid in UTF-8", options("format", "psv"));
		assertThat(read(japanese, (options) -> options.format("psv").charset(shiftJis)))
			.containsExactly(row("\u540d", "\u30dd", "\u8868", "\u8868\u30bd"));
		Charset big5 = Charset.forName("Big5");
		byte[] chinese = "\u540d|b\n\"\u529f\n\u8a31\"|\u84cb\n".getBytes(big5);
		assertThat(read(chinese, (options) -> options.option("separator", "|").charset(big5)))
			.containsExactly(row("\u540d", "\u529f\n\u8a31", "b", "\u84cb"));
	}

	@Test
	void bytesThatAreNoUtf8AreAnErrorThatNamesTheirLine() {
		byte[] file = "a,b\n1,2\n3,\u00a9\n".getBytes(StandardCharsets.ISO_8859_1);
		assertRefused(file, "Line 3 is not valid in UTF-8", options());
		byte[] header = "C\u00f3digo;Nome\n1;2\n".getBytes(StandardCharsets.ISO_8859_1);
		assertRefused(header, "Line 1 is not valid in UTF-8", options("separator", ";"));
		byte[] spanish = "a,b\r\n1,\"ni\u00f1o\ry\"\n2,x\r".getBytes(StandardCharsets.ISO_8859_1);
		assertThat(read(spanish, (options) -> options.charset(StandardCharsets.ISO_8859_1)))
			.containsExactly(row("a", "1", "b", "ni\u00f1o\ry"), row("a", "2", "b", "x"));
	}

	@Test
	void commentsAndEmptyLinesMayComeBeforeTheHeader() {
		assertRefused("# comment\nid,name\n1,a\n", "Line 2 has 2 values, and there is 1 column", options());
		assertThat(read("# comment\nid,name\n1,a\n", options("comments", "#")))
			.containsExactly(row("id", "1", "name", "a"));
		assertThat(read("\n\n\nid,name\n1,a\n")).containsExactly(row("id", "1", "name", "a"));
	}

	@Test
	void namesThatAreThereTwiceOrBlankAreAnErrorOrWhatAnOptionSays() {
		assertRefused("id,name,id\n1,a,2\n", "Line 1: Repeated columns after cleansing: id;", options());
		assertThat(read("id,name,id\n1,a,2\n", options("repeatedNames", "number")))
			.containsExactly(row("id", "1", "name", "a", "id_2", "2"));
		assertRefused("id,,age\n1,2,3\n", "Columns without a name after cleansing: 2;", options());
		assertThat(read("id,,age\n1,2,3\n", options("blankNames", "skip"))).containsExactly(row("id", "1", "age", "3"));
		assertRefused(",,\n1,2,3\n", "Columns without a name after cleansing: 1,2,3;", options());
	}

	@Test
	void lettersOfAllScriptsStayInNames() {
		assertThat(read("id,\u56fd\u4eba\u53e3\n1,2\n")).containsExactly(row("id", "1", "\u56fd\u4eba\u53e3", "2"));
	}

	@Test
	void textStaysTextWhateverItLooksLike() {
		assertThat(read("a,b\n01,00.11\nnull,\\N\n")).containsExactly(row("a", "01", "b", "00.11"),
				row("a", "null", "b", "\\N"));
		assertThat(read("a,b\nnull,\\N\n", options("nullValues", "\\N"))).containsExactly(row("a", "null", "b", null));
		assertThat(read("a,b,c\n,,\n")).containsExactly(row("a", null, "b", null, "c", null));
	}

	@Test
	void recordsWithTooFewOrTooManyValuesAreAnErrorOrWhatAnOptionSays() {
		String wide = "id,name,x\n1,a,b\n2,c,d\n\n3,e,f,g,h,i\n";
		assertRefused(wide, "Line 5 has 6 values, and there are 3 columns", options());
		assertThat(read(wide, options("longRecords", "cut"))).hasSize(3)
			.last()
			.isEqualTo(row("id", "3", "name", "e", "x", "f"));
		assertRefused("a,b,c\n1,2\n", "Line 2 has 2 values, and there are 3 columns", options());
		assertThat(read("a,b,c\n1,2\n", options("shortRecords", "pad")))
			.containsExactly(row("a", "1", "b", "2", "c", null));
	}

	@Test
	void numbersAreReadByALocaleOnlyWhereItIsSaid() {
		String file = "price;sold\n1,7;200.000.000\n";
		prices(file, options("separator", ";"));
		assertThat(this.system.bean(PriceJob.class).ran).isEmpty();
		prices(file, (options) -> options.option("separator", ";").option("locale", "de"));
		assertThat(this.system.bean(PriceJob.class).ran).containsExactly(new Price(new BigDecimal("1.7"), 200_000_000));
	}

	@Test
	void quotesMeanNothingInPsvAndLineBreaksInQuotesInCsvWithThatSeparator() {
		assertThat(read("a|b\n\"1|2\"\n", options("format", "psv"))).containsExactly(row("a", "\"1", "b", "2\""));
		assertThat(read("a|b\n\"x\ny\"|2\n", options("separator", "|"))).containsExactly(row("a", "x\ny", "b", "2"));
	}

	@Test
	void copiesOfPostgresqlTellNullFromEmptyText() {
		assertThat(read(
				"id,t,b,at,day,note\n1,,t,2026-11-29 10:00:00+00,0044-03-15 BC,\"a\rb\"\n2,\"\",f,infinity,infinity,\n"))
			.containsExactly(
					row("id", "1", "t", null, "b", "t", "at", "2026-11-29 10:00:00+00", "day", "0044-03-15 BC", "note",
							"a\rb"),
					row("id", "2", "t", "", "b", "f", "at", "infinity", "day", "infinity", "note", null));
		assertThat(read("v\n1\n\"\"\n\n\"\\.\"\n")).containsExactly(row("v", "1"), row("v", ""), row("v", null),
				row("v", "\\."));
	}

	private List<Map<String, @Nullable Object>> read(String file) {
		return read(file, options());
	}

	private List<Map<String, @Nullable Object>> read(String file, Consumer<FileOptions> options) {
		return read(file.getBytes(StandardCharsets.UTF_8), options);
	}

	private List<Map<String, @Nullable Object>> read(byte[] file, Consumer<FileOptions> options) {
		this.job.ran.clear();
		this.system.rocketJob.batch(TableJob.class)
			.upload((writer) -> writer.writeFile(new ByteArrayResource(file), options))
			.create();
		this.system.queue.drain();
		return this.job.ran;
	}

	private void prices(String file, Consumer<FileOptions> options) {
		this.system.rocketJob.batch(PriceJob.class)
			.upload((writer) -> writer.writeFile(new ByteArrayResource(file.getBytes(StandardCharsets.UTF_8)), options))
			.create();
		this.system.queue.drain();
	}

	private void assertRefused(String file, String message, Consumer<FileOptions> options) {
		assertRefused(file.getBytes(StandardCharsets.UTF_8), message, options);
	}

	private void assertRefused(byte[] file, String message, Consumer<FileOptions> options) {
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> read(file, options))
			.withMessageContaining(message);
		assertThat(this.system.rocketJob.jobs().list()).as("jobs that are left").isEmpty();
	}

	private static Consumer<FileOptions> options(String... namesAndValues) {
		return (options) -> {
			for (int i = 0; i < namesAndValues.length; i += 2) {
				if (namesAndValues[i].equals("format")) {
					options.format(namesAndValues[i + 1]);
				}
				else {
					options.option(namesAndValues[i], namesAndValues[i + 1]);
				}
			}
		};
	}

	private static Map<String, @Nullable Object> row(@Nullable String... namesAndValues) {
		Map<String, @Nullable Object> row = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			row.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return row;
	}

	record Price(BigDecimal price, long sold) {
	}

	/** Keeps each record. */
	@RocketJob
	@InputCategory(format = "csv")
	static class TableJob implements BatchJob<Void, Map<String, @Nullable Object>, Void> {

		final List<Map<String, @Nullable Object>> ran = new CopyOnWriteArrayList<>();

		@Override
		public @Nullable Void perform(Map<String, @Nullable Object> record, BatchContext<Void> context) {
			this.ran.add(record);
			return null;
		}

	}

	/** Keeps each price. */
	@RocketJob
	@InputCategory(format = "csv")
	static class PriceJob implements BatchJob<Void, Price, Void> {

		final List<Price> ran = new CopyOnWriteArrayList<>();

		@Override
		public @Nullable Void perform(Price price, BatchContext<Void> context) {
			this.ran.add(price);
			return null;
		}

	}

}
