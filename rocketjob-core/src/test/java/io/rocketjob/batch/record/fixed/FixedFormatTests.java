package io.rocketjob.batch.record.fixed;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.Encrypted;
import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.FormatHarness;
import io.rocketjob.batch.record.RecordValueException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FixedFormatTests {

	private static final String LAYOUT = "name:5, -:2, n:4:integer, f:7:decimal:2";

	@Test
	void valuesAreWhereTheLayoutSays() throws IOException {
		assertThat(fixed(LAYOUT).read("Jack XX00120012.50\n"))
			.containsExactly(record("name", "Jack", "n", 12, "f", new BigDecimal("12.50")));
		assertThat(fixed("name:5; -:2; n:4:integer; f:7:float").read("Jack XX-0120012.50\n"))
			.containsExactly(record("name", "Jack", "n", -12, "f", new BigDecimal("12.50")));
	}

	@Test
	void spacesAreAnEmptyTextAndNoNumber() throws IOException {
		assertThat(fixed(LAYOUT).read("     XX           \n"))
			.containsExactly(record("name", "", "n", null, "f", null));
	}

	@ParameterizedTest
	@CsvSource({ "JackXX, 6", "'Jack XX00120012.50 ', 19" })
	void aLineOfAnotherLengthIsRefused(String line, int length) {
		assertThatExceptionOfType(FileContentException.class).isThrownBy(() -> fixed(LAYOUT).cut("\n" + line + "\n"))
			.withMessage("Line 2 has " + length + " characters, and the layout has 18");
	}

	@Test
	void aBlankLineIsNoRecord() throws IOException {
		assertThat(fixed(LAYOUT).cut("                  \n\nJack XX00120012.50")).hasSize(1);
	}

	@Test
	void lengthsAreThoseOfCharacters() throws IOException {
		assertThat(fixed(LAYOUT).read("J\u00fcrg XX00120012.50\n").get(0)).containsEntry("name", "J\u00fcrg")
			.containsEntry("n", 12);
		assertThat(fixed(LAYOUT).read("\ud83d\ude80    XX00120012.50\n").get(0)).containsEntry("name", "\ud83d\ude80")
			.containsEntry("n", 12);
	}

	@Test
	void lengthsMayBeThoseOfBytes() throws IOException {
		assertThat(fixed("a:3,b:2,c:*").with("lengths", "bytes").read("\u00fcxyz\u00e4\n"))
			.containsExactly(record("a", "\u00fcx", "b", "yz", "c", "\u00e4"));
		assertThatExceptionOfType(FileContentException.class)
			.isThrownBy(() -> fixed("a:3").with("lengths", "bytes").cut("\u00fcxy\n"))
			.withMessage("Line 1 has 4 bytes, and the layout has 3");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> fixed("a:3,b:3").with("lengths", "bytes").read("ab\u00fcde\n"))
			.withMessage("column 'a': begins or ends within a character");
		assertThat(fixed("a:3,b:3").with("lengths", "bytes").write(record("a", "ab\u00fc", "b", "\u00fc")))
			.isEqualTo("ab \u00fc \n");
	}

	@Test
	void whatRemainsMayHaveAnyLength() throws IOException {
		assertThat(fixed("a:3,b:*").read("abcd e  \n")).containsExactly(record("a", "abc", "b", "d e"));
		assertThat(fixed("a:3,-:*").read("abcdefgh\n")).containsExactly(record("a", "abc"));
		assertThatExceptionOfType(FileContentException.class).isThrownBy(() -> fixed("a:3,b:*").cut("ab\n"))
			.withMessage("Line 1 has 2 characters, and the layout has at least 3");
	}

	@ParameterizedTest
	@CsvSource({ "00x2, n", "1.20, n", "1 20, n" })
	void garbageInNumbersIsRefused(String number, String column) {
		assertThatIllegalArgumentException().isThrownBy(() -> fixed(LAYOUT).read("Jack XX" + number + "0012.50\n"))
			.withMessage("column '" + column + "': '" + number + "' is no whole number");
	}

	@Test
	void aWrongNumberOfAnEncryptedValueIsNotShown() {
		assertThatExceptionOfType(RecordValueException.class)
			.isThrownBy(() -> fixed("pin:4:integer").read("00x2\n", Secret.class))
			.withMessage("column 'pin': its value is no whole number");
		assertThatExceptionOfType(RecordValueException.class)
			.isThrownBy(() -> fixed(LAYOUT).read("Jack XX00x20012.50\n"))
			.satisfies((ex) -> assertThat(ex.concealed()).isEqualTo("column 'n': its value is no whole number"));
	}

	@Test
	void oneIsCountedAsOne() {
		assertThatExceptionOfType(FileContentException.class).isThrownBy(() -> fixed("a:3").cut("abc\nx\n"))
			.withMessage("Line 2 has 1 character, and the layout has 3");
		assertThatExceptionOfType(FileContentException.class)
			.isThrownBy(() -> fixed("a:3").with("lengths", "bytes").cut("x\n"))
			.withMessage("Line 1 has 1 byte, and the layout has 3");
	}

	@Test
	void aRecordOfNothingIsABlankLineWhichIsNoRecord() throws IOException {
		String written = fixed("a:3").write(record("a", null), record("a", "x"));
		assertThat(written).isEqualTo("   \nx  \n");
		assertThat(fixed("a:3").read(written)).containsExactly(record("a", "x"));
	}

	@Test
	void valuesAreWrittenAtTheirPlaces() throws IOException {
		assertThat(fixed(LAYOUT).write(record("name", "Jackson", "n", 12, "f", 12.5)))
			.isEqualTo("Jacks  00120012.50\n");
		assertThat(fixed(LAYOUT).write(record("name", null, "n", null, "f", -1))).isEqualTo("           -001.00\n");
	}

	@ParameterizedTest
	@CsvSource({ "12.345, 0012.34", "12.355, 0012.36", "12.3451, 0012.35", "-0.001, 0000.00" })
	void decimalsAreRoundedHalfEvenOnTheirText(BigDecimal number, String written) throws IOException {
		assertThat(fixed("f:7:decimal:2").write(record("f", number))).isEqualTo(written + "\n");
		assertThat(fixed("f:7:decimal:2").write(record("f", number.doubleValue()))).isEqualTo(written + "\n");
	}

	@Test
	void whatDoesNotFitIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> fixed(LAYOUT).write(record("name", "J", "n", 12345, "f", 1)))
			.withMessage("Record 1 has a value of 5 characters for column 'n', which has 4");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> fixed(LAYOUT).with("truncate", false).write(record("name", "Jackson", "n", 1, "f", 1)))
			.withMessage("Record 1 has a value of 7 characters for column 'name', which has 5");
		assertThatIllegalArgumentException().isThrownBy(() -> fixed(LAYOUT).write(record("n", "x")))
			.withMessage("Record 1 has no number for column 'n'");
		assertThatIllegalArgumentException().isThrownBy(() -> fixed(LAYOUT).write(record("n", 1.5)))
			.withMessage("Record 1 has no whole number for column 'n'");
		assertThatIllegalArgumentException().isThrownBy(() -> fixed("a:3,b:*").write(record("b", "x\ny")))
			.withMessage("Record 1 has a line break in column 'b'");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> fixed("a:3").write(record("a", "\ud800")))
			.withMessageStartingWith("Record 1 has half of a surrogate pair, U+D800");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> fixed("a:3").write(record("a", "b"), record("a", List.of(1))))
			.withMessage("Record 2 has a list where only a simple value can be written, in column 'a'");
		assertThatIllegalArgumentException().isThrownBy(() -> fixed("a:3").write("text"))
			.withMessage("Record 1 has no names, which values of fixed width need");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "a:x", "a:0", "a:3,a:3", "a:*,b:3", "a:3:date", "a:3:integer:1", "-:3",
			"a:2:decimal:2", "a:*:integer", ":3", "a:3:decimal:2:1" })
	void aWrongLayoutIsRefused(String layout) {
		assertThatIllegalArgumentException().isThrownBy(() -> fixed(layout).cut("\n"))
			.withMessageContaining("'layout'");
	}

	@Test
	void recordsAreBoundToAClass() throws IOException {
		assertThat(fixed(LAYOUT).read("Jack XX00120012.50\n", Line.class))
			.containsExactly(new Line("Jack", 12L, new BigDecimal("12.50")));
	}

	private static FormatHarness fixed(String layout) {
		return new FormatHarness(new FixedFormat()).with("layout", layout);
	}

	private static Map<String, @Nullable Object> record(@Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> record = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			record.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return record;
	}

	record Secret(@Encrypted int pin) {

	}

	record Line(String name, long n, BigDecimal f) {

	}

}
