package io.rocketjob.batch.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rocketjob.batch.record.lines.LinesFormat;
import org.junit.jupiter.api.Test;

import org.springframework.core.ResolvableType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RecordFormatsTests {

	private static final FormatSettings CSV = new FormatSettings("csv", Map.of());

	@Test
	void aFormatIsFoundByItsName() {
		RecordFormat csv = new Named("csv", ".csv");
		RecordFormats formats = formats(csv);
		assertThat(formats.get("csv")).isSameAs(csv);
		assertThat(choose(formats, "csv", "any.txt")).isSameAs(csv);
		assertThat(formats.names()).containsExactly("csv", "lines");
		assertThat(formats.knows("csv")).isTrue();
		assertThat(formats.knows("auto")).isTrue();
		assertThat(formats.knows("psv")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "a.csv, csv", "A.CSV, csv", "a.old.csv, csv", "a.wide.csv, wide", "a.csv.txt, lines",
			"a.csv.dat, lines", "a.csv.2026.bak, csv", "a.wide.csv.bak, wide", "csv.txt, lines", "csv.bak, lines",
			".csv, csv", "csv, lines", "a.txt, lines", "'', lines", ", lines" })
	void theLongestEndingOfAFileTellsItsFormatAndOthersAreRawLines(String file, String format) {
		RecordFormats formats = formats(new Named("csv", ".csv"), new Named("wide", ".wide.csv"));
		assertThat(choose(formats, "auto", file).name()).isEqualTo(format);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"',
			value = { "a.xlsx, .xlsx, a workbook", "A.XLS, .xls, a workbook of Excel before 2007; save it as .xlsx",
					"a.xlsb, .xlsb, a binary workbook; save it as .xlsx",
					"a.ods, .ods, an OpenDocument spreadsheet; save it as .xlsx",
					"a.xlsm, .xlsm, \"a workbook with macros, which the format 'xlsx' reads where it is named\"",
					"a.csv.tar, .tar, an archive", "a.7z, .7z, an archive", "a.rar.bak, .rar, an archive" })
	void aFileWhoseEndingTellsThatItHasNoLinesIsRefusedByName(String file, String ending, String what) {
		RecordFormats formats = formats(new Named("csv", ".csv"));
		assertThatIllegalArgumentException().isThrownBy(() -> choose(formats, "auto", file))
			.withMessage("'" + file + "' is no text, and no record format has the ending '" + ending + "': it is "
					+ what + "; there are [csv, lines]");
		assertThat(choose(formats(new Named("own", ending)), "auto", file).name()).isEqualTo("own");
		assertThat(choose(formats, "lines", file).name()).isEqualTo("lines");
	}

	@ParameterizedTest
	@CsvSource({ "a.csv.lz4, lz4, .lz4", "a.Z, compress, .z", "a.lzma, lzma, .lzma", "a.csv.BR, brotli, .br",
			"a.lz, lzip, .lz", "a.lzo, lzop, .lzo", "a.sz, snappy, .sz", "a.snappy, snappy, .snappy" })
	void aCompressionThatIsNotKnownIsRefusedByNameWhateverTheFormatUnlessThatHasItsEnding(String file, String title,
			String ending) {
		for (String format : new String[] { "auto", "lines", "csv" }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> choose(formats(new Named("csv", ".csv")), format, file))
				.withMessage("'" + file + "' is compressed by " + title + " by its name ('" + ending
						+ "'), which can be"
						+ " neither read nor written; the endings of compression are .gz, .gzip, .bz2, .xz, .zst or"
						+ " .zip");
		}
		assertThat(choose(formats(new Named("own", ending)), "auto", file).name()).isEqualTo("own");
		assertThat(choose(formats(new Named("csv", ".csv")), "auto", file + ".csv").name()).isEqualTo("csv");
	}

	@Test
	void aFormatThatIsNotThereIsRefusedNamingThoseThatAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> formats(new Named("csv")).get("psv"))
			.withMessage("There is no record format 'psv'; there are [csv, lines]");
	}

	@Test
	void anOptionThatAFormatDoesNotHaveIsRefusedNamingThoseThatItHas() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> formats(new Named("csv")).choose(CSV, CSV.withOption("seperator", ";"), null, null))
			.withMessage("The record format 'csv' has no option 'seperator'; there are [quote, separator]");
		assertThat(formats(new Named("csv")).choose(CSV, CSV.withOption("Quote", "'"), null, null).options())
			.containsExactly(Map.entry("quote", "'"));
	}

	@Test
	void ofOneOptionThatIsWrittenInSeveralWaysTheLaterOneWins() {
		for (List<String> names : List.of(List.of("requiredColumns", "required-columns"),
				List.of("required-columns", "REQUIRED_COLUMNS"), List.of("required_columns", "requiredColumns"))) {
			assertThat(CSV.withOption(names.get(0), "a").withOptions(Map.of(names.get(1), "b")).options())
				.containsExactly(Map.entry(names.get(1), "b"));
			Map<String, Object> stored = new LinkedHashMap<>();
			stored.put(names.get(0), "a");
			stored.put(names.get(1), "b");
			assertThat(new FormatSettings("csv", stored).options()).containsExactly(Map.entry(names.get(1), "b"));
		}
	}

	@Test
	void optionsKeepTheirOrder() {
		FormatSettings settings = CSV;
		for (int i = 0; i < 20; i++) {
			settings = settings.withOption("o" + i, i);
		}
		assertThat(settings.options().keySet()).first().isEqualTo("o0");
		assertThat(settings.options().keySet()).last().isEqualTo("o19");
	}

	@ParameterizedTest
	@ValueSource(strings = { "csv", "CSV" })
	void twoFormatsOfOneNameAreRefusedNamingBoth(String name) {
		assertThatExceptionOfType(RecordFormatException.class)
			.isThrownBy(() -> formats(new Named("csv"), new Other(name)))
			.withMessageContaining(Named.class.getName())
			.withMessageContaining(Other.class.getName())
			.withMessageContaining("both are named '" + name + "'")
			.satisfies((ex) -> assertThat(ex.action()).contains("another name"));
	}

	@Test
	void twoFormatsOfOneEndingAreRefusedNamingBoth() {
		assertThatExceptionOfType(RecordFormatException.class)
			.isThrownBy(() -> formats(new Named("csv", ".txt"), new Other("notes", ".txt")))
			.withMessageContaining(Named.class.getName())
			.withMessageContaining(Other.class.getName())
			.withMessageContaining("both have the ending '.txt'")
			.satisfies((ex) -> assertThat(ex.action()).contains("other endings"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "auto", "Auto", "a b", "a.b" })
	void aNameThatIsNoneIsRefused(String name) {
		assertThatExceptionOfType(RecordFormatException.class).isThrownBy(() -> formats(new Named(name)))
			.withMessageContaining("is named '" + name + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "csv", ".CSV", ".", ".c v", "./csv" })
	void anEndingThatIsNoneIsRefused(String ending) {
		assertThatExceptionOfType(RecordFormatException.class).isThrownBy(() -> formats(new Named("csv", ending)))
			.withMessageContaining("has the ending '" + ending + "'");
	}

	@Test
	void rawLinesMustBeThere() {
		assertThatExceptionOfType(RecordFormatException.class)
			.isThrownBy(() -> new RecordFormats(List.of(new Named("csv"))))
			.withMessageContaining("'lines'")
			.withMessageContaining("[csv]");
	}

	@Test
	void anUploadOverridesTheOptionsOfItsCategory() {
		FormatSettings category = CSV.withOption("quote", "a").withOption("separator", ";");
		assertThat(formats(new Named("csv")).choose(category, FormatSettings.NONE.withOption("QUOTE", "b"), null, null)
			.options()).containsOnly(Map.entry("quote", "b"), Map.entry("separator", ";"));
	}

	@Test
	void theOptionsOfACategoryAreNotThoseOfAnotherFormatThatAnUploadNames() {
		RecordFormats formats = formats(new Named("csv"), new Other("psv"));
		FormatSettings category = CSV.withOption("quote", "a");
		FormatChoice choice = formats.choose(category, new FormatSettings("lines", Map.of()), null, null);
		assertThat(choice.format().name()).isEqualTo("lines");
		assertThat(choice.options()).isEmpty();
	}

	@Test
	void whereTheNameOfAFileTellsTheFormatOptionsOfOthersAreLeftOut() {
		RecordFormats formats = formats(new Named("csv", ".csv"));
		FormatSettings category = new FormatSettings("auto", Map.of("quote", "a"));
		assertThat(formats.choose(category, FormatSettings.NONE, "a.csv", null).options()).containsKey("quote");
		assertThat(formats.choose(category, FormatSettings.NONE, "a.txt", null).options()).isEmpty();
		formats.check(category, ResolvableType.NONE);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> formats.check(category.withOption("qoute", "a"), ResolvableType.NONE))
			.withMessage("No record format has an option 'qoute'");
	}

	@Test
	void aFormatWithoutItsLibraryIsRefusedOnlyWhereItIsNamedOrAFileHasIt() {
		RecordFormats formats = formats(new Named("csv", ".csv"), new Named("book", ".book") {

			@Override
			public void check(Map<String, Object> options) {
				throw new IllegalStateException("add the library");
			}

		});
		FormatSettings any = new FormatSettings("auto", Map.of("quote", "a"));
		formats.check(any, ResolvableType.NONE);
		assertThat(formats.choose(any, FormatSettings.NONE, "a.csv", null).format().name()).isEqualTo("csv");
		assertThatIllegalStateException().isThrownBy(() -> formats.choose(any, FormatSettings.NONE, "a.book", null))
			.withMessage("add the library");
		assertThatIllegalStateException()
			.isThrownBy(() -> formats.check(new FormatSettings("book", Map.of()), ResolvableType.NONE))
			.withMessage("add the library");
	}

	private static RecordFormat choose(RecordFormats formats, String name, String file) {
		return formats.choose(FormatSettings.LINES, new FormatSettings(name, Map.of()), file, null).format();
	}

	private static RecordFormats formats(RecordFormat... others) {
		List<RecordFormat> all = new ArrayList<>(List.of(others));
		all.add(new LinesFormat());
		return new RecordFormats(all);
	}

	private static class Named implements RecordFormat {

		private final String name;

		private final List<String> endings;

		Named(String name, String... endings) {
			this.name = name;
			this.endings = List.of(endings);
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public List<String> endings() {
			return this.endings;
		}

		@Override
		public Set<String> options() {
			return Set.of("separator", "quote");
		}

		@Override
		public RecordFileReader reader(RecordInput input) {
			throw new UnsupportedOperationException();
		}

		@Override
		public RecordFileWriter writer(RecordOutput output) {
			throw new UnsupportedOperationException();
		}

	}

	private static final class Other extends Named {

		Other(String name, String... endings) {
			super(name, endings);
		}

	}

}
