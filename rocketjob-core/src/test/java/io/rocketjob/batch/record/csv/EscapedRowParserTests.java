package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.rocketjob.batch.record.FormatHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Quotes that are escaped by another character. */
class EscapedRowParserTests {

	private static final String CHARACTERS = "ab \"\\\\,\n\r";

	private final FormatHarness csv = new FormatHarness(new CsvFormat()).with("escape", "\\").with("columns", "a,b");

	@Test
	void anyTextIsReadAsItWasBeforeItWasEscaped() throws IOException {
		Random random = new Random(18);
		for (int i = 0; i < 5_000; i++) {
			List<List<String>> table = new ArrayList<>();
			StringBuilder file = new StringBuilder();
			for (int row = 0; row < 3; row++) {
				List<String> values = List.of(text(random), text(random));
				table.add(values);
				file.append(escaped(values.get(0))).append(',').append(escaped(values.get(1))).append('\n');
			}
			List<Map<String, @Nullable Object>> read = this.csv.read(file.toString());
			assertThat(read).as(file.toString()).hasSize(3);
			for (int row = 0; row < 3; row++) {
				assertThat(new ArrayList<>(read.get(row).values())).as(file.toString()).isEqualTo(table.get(row));
			}
		}
	}

	@Test
	void anEscapeOutsideOfQuotesAndBeforeAnyOtherCharacterIsText() throws IOException {
		assertThat(this.csv.read("\\a,\"\\b\"\n")).containsExactly(Map.of("a", "\\a", "b", "\\b"));
	}

	@Test
	void aCharacterThatCannotBeOneIsRefused() {
		for (String wrong : List.of("\"", ",", "ab", "\n")) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new FormatHarness(new CsvFormat()).with("escape", wrong).cut(""))
				.withMessageContaining("The option 'escape'");
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new FormatHarness(new CsvFormat()).with("escape", "\\").with("quote", "none").cut(""))
			.withMessageContaining("The option 'escape'");
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		for (int length = random.nextInt(6); length >= 0; length--) {
			text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
		}
		return text.toString();
	}

	private static String escaped(String text) {
		return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
