package io.rocketjob.batch.record.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.FormatHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class JsonFormatTests {

	@Test
	void eachLineIsAnObject() throws IOException {
		assertThat(json().read("{\"a\":1,\"b\":{\"c\":[1,2]}}\n"))
			.containsExactly(record("a", 1, "b", record("c", List.of(1, 2))));
	}

	@Test
	void blankLinesArePassedOver() throws IOException {
		assertThat(json().cut("{\"a\":1}\n\n  \r\n{\"a\":2}\r\n")).containsExactly("{\"a\":1}", "{\"a\":2}");
	}

	@Test
	void anArrayNeedsColumns() throws IOException {
		assertThatExceptionOfType(FileContentException.class).isThrownBy(() -> json().cut("{}\n[1,2]\n"))
			.withMessage("Line 2 is no JSON object; the option 'columns' names the values of an array");
		assertThat(json().with("columns", "a,b").read("[1,2]\n")).containsExactly(record("a", 1, "b", 2));
		assertThatIllegalArgumentException().isThrownBy(() -> json().with("columns", "a,b").read("[1]\n"))
			.withMessage("it is an array of 1 values, and there are 2 columns");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "null", "true", "\"a\"", "[", "{", "x" })
	void whatIsNoObjectIsRefusedAtUploadNamingItsLine(String line) {
		assertThatExceptionOfType(FileContentException.class).isThrownBy(() -> json().cut("{}\n" + line + "\n"))
			.withMessageStartingWith("Line 2 is no JSON object");
	}

	@Test
	void anEmptyObjectIsARecordWithoutValues() throws IOException {
		assertThat(json().read("{}\n")).containsExactly(Map.of());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":1}{\"b\":2}", "{\"a\":1,}", "{a:1}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":'x'}",
			"{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u00g0\"}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\":tru}",
			"{\"a\":\"}", "{\"a\":1e99999}", "{\"a\":.5}" })
	void whatIsNoJsonIsRefusedSayingWhere(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> json().read(line + "\n"))
			.withMessageMatching("it is no JSON: it .*, at character \\d+");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e99999", "0.%s1", "1%s", "-1%s.5" })
	void aNumberThatIsTooLongIsCalledSo(String number) {
		String line = "{\"a\":" + number.formatted("0".repeat(1_000)) + "}\n";
		assertThatIllegalArgumentException().isThrownBy(() -> json().read(line))
			.withMessageContaining("has a number with more than 1000 digits before or after its point, or 4 in its");
	}

	@Test
	void aKeyThatIsThereTwiceIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> json().read("{\"a\":1,\"a\":2}\n"))
			.withMessageContaining("has the key 'a' twice in one object");
	}

	@Test
	void deepNestingIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> json().read("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}\n"))
			.withMessageContaining("within each other");
	}

	@Test
	void valuesAreReadAsTheyAre() throws IOException {
		assertThat(json().read(
				"{\"a\":12345678901234567890,\"b\":1.10,\"c\":\"\\u00e4\\n\\\"\\/\\ud83d\\ude80\",\"d\":null,\"e\":3000000000,\"f\":-0,\"g\":[]}\n"))
			.containsExactly(record("a", new BigInteger("12345678901234567890"), "b", new BigDecimal("1.10"), "c",
					"\u00e4\n\"/\ud83d\ude80", "d", null, "e", 3_000_000_000L, "f", 0, "g", List.of()));
	}

	@Test
	void keysFollowTheRulesOfColumns() throws IOException {
		FormatHarness json = json().with("allowedColumns", "a,First Name").with("requiredColumns", "a");
		assertThat(json.read("{\"a\":1,\"firstName\":2,\"first_name\":3}\n".replace("\"firstName\":2,", "")))
			.containsExactly(record("a", 1, "first_name", 3));
		assertThatIllegalArgumentException().isThrownBy(() -> json.read("{\"a\":1,\"b\":2}\n"))
			.withMessage("Unknown columns after cleansing: b");
		assertThatIllegalArgumentException().isThrownBy(() -> json.read("{\"first_name\":2}\n"))
			.withMessage("Missing columns after cleansing: a");
		json.with("skipUnknown", true);
		assertThat(json.read("{\"a\":1,\"b\":2}\n")).containsExactly(record("a", 1));
		assertThatIllegalArgumentException().isThrownBy(() -> json.read("{\"x\":1,\"y\":2}\n"))
			.withMessage("All columns are unknown after cleansing: x,y");
	}

	@Test
	void recordsAreBoundToAClass() throws IOException {
		assertThat(json().read("{\"name\":\"Ann\",\"born\":\"1996-02-03\",\"score\":1.5}\n", Player.class))
			.containsExactly(new Player("Ann", LocalDate.of(1996, 2, 3), 1.5));
		assertThatIllegalArgumentException().isThrownBy(() -> json().read("{\"score\":\"x\"}\n", Player.class))
			.withMessage("column 'score': 'x' is no double");
	}

	@Test
	void recordsAreWrittenAsLines() throws IOException {
		assertThat(json().write(record("b", 1, "a", Arrays.asList("x\n\"\u2028", null, true)), Map.of(), "text"))
			.isEqualTo("{\"b\":1,\"a\":[\"x\\n\\\"\\u2028\",null,true]}\n{}\n\"text\"\n");
		assertThat(json()
			.write(record("t", Instant.parse("2026-11-28T00:00:00Z"), "d", new BigDecimal("1E+2"), "h", "\ud800")))
			.isEqualTo("{\"t\":\"2026-11-28T00:00:00Z\",\"d\":100,\"h\":\"\\ud800\"}\n");
	}

	@Test
	void aNumberThatJsonLacksNamesRecordAndColumn() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> json().write(record("n", 1), record("a", record("n", List.of(Double.NaN)))))
			.withMessage("Record 2 has the number NaN, which JSON cannot express, in column 'a.n'");
	}

	@Test
	void aNumberOfAnySizeIsReadAsItWasWritten() throws IOException {
		Map<String, @Nullable Object> numbers = record("a", new BigInteger("123456789012345678901234567890"), "b",
				new BigDecimal("1E+9999"), "c", new BigDecimal("0." + "1".repeat(55)));
		String text = json().write(numbers);
		assertThat(text).contains("{\"a\":123456789012345678901234567890,\"b\":1E+9999,\"c\":0.111");
		assertThat(json().read(text)).containsExactly(numbers);
	}

	@Test
	void aKeyMayBeBlankWhereOthersAreRequired() throws IOException {
		assertThat(json().with("requiredColumns", "a").read("{\"\":1,\"a\":2}\n"))
			.containsExactly(record("", 1, "a", 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a,,b", "a,a" })
	void columnsThatAreBlankOrRepeatedAreRefused(String columns) {
		assertThatIllegalArgumentException().isThrownBy(() -> json().with("columns", columns).cut("[1,2]\n"))
			.withMessageEndingWith("must name each value, and none twice");
	}

	@Test
	void aLineOfManyStringsIsReadInOneGo() throws IOException {
		int count = 300_000;
		String line = "{\"a\":[" + "\"some text\",".repeat(count) + "\"a\\n\"]}";
		// searching all that remains for each string would take minutes
		assertTimeoutPreemptively(Duration.ofSeconds(10),
				() -> assertThat((List<?>) JsonText.read(line.substring(5, line.length() - 1))).hasSize(count + 1));
	}

	@Test
	void chosenColumnsAreWrittenInTheirOrder() throws IOException {
		assertThat(json().with("columns", "a,b").write(record("b", 1, "c", 3))).isEqualTo("{\"a\":null,\"b\":1}\n");
	}

	private static FormatHarness json() {
		return new FormatHarness(new JsonFormat());
	}

	private static Map<String, @Nullable Object> record(@Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> record = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			record.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return record;
	}

	record Player(String name, LocalDate born, double score) {

	}

}
