package io.rocketjob.batch.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.rocketjob.batch.record.lines.LinesFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RecordFormatsTests {

	@Test
	void aFormatIsFoundByItsName() {
		RecordFormat csv = new Named("csv", ".csv");
		RecordFormats formats = formats(csv);
		assertThat(formats.get("csv")).isSameAs(csv);
		assertThat(formats.get("csv", "any.txt", Set.of())).isSameAs(csv);
		assertThat(formats.names()).containsExactly("csv", "lines");
		assertThat(formats.knows("csv")).isTrue();
		assertThat(formats.knows("auto")).isTrue();
		assertThat(formats.knows("psv")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "a.csv, csv", "A.CSV, csv", "a.old.csv, csv", "a.wide.csv, wide", "a.csv.txt, lines", "csv, lines",
			"a.txt, lines", "'', lines", ", lines" })
	void theLongestEndingOfAFileTellsItsFormatAndOthersAreRawLines(String file, String format) {
		RecordFormats formats = formats(new Named("csv", ".csv"), new Named("wide", ".wide.csv"));
		assertThat(formats.get("auto", file, Set.of()).name()).isEqualTo(format);
	}

	@Test
	void aFormatThatIsNotThereIsRefusedNamingThoseThatAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> formats(new Named("csv")).get("psv"))
			.withMessage("There is no record format 'psv'; there are [csv, lines]");
	}

	@Test
	void anOptionThatAFormatDoesNotHaveIsRefusedNamingThoseThatItHas() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> formats(new Named("csv")).get("csv", null, Set.of("seperator")))
			.withMessage("The record format 'csv' has no option 'seperator'; there are [quote, separator]");
		assertThat(formats(new Named("csv")).get("csv", null, Set.of("quote"))).isNotNull();
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
