package io.rocketjob.batch.record.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.rocketjob.batch.record.LineReader;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is counted in the bytes of a line is what is found in its text.
 */
class SeparatorCountTests {

	private static final int LINES = 50_000;

	private static final String[] PIECES = { ",", ",", "\"", "\"\"", ",\"", "\",", "a", "bc", " ", "\t", "\u0001",
			"\u00e4", "\u20ac", "\ud83d\ude80", "some text" };

	@Test
	void aCountIsThatOfTheScanner() throws IOException {
		Random random = new Random(20261129L);
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < LINES; i++) {
			StringBuilder line = new StringBuilder();
			for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
				line.append(PIECES[random.nextInt(PIECES.length)]);
			}
			lines.add(line.toString());
		}
		LineReader reader = reader(lines, StandardCharsets.UTF_8, ',', '"');
		ValueScanner scanner = new ValueScanner(new Dialect(',', '"', false, true, Set.of(), true));
		int counted = 0;
		for (String line : lines) {
			assertThat(reader.readLine()).isEqualTo(line);
			if (reader.separators() != -1) {
				counted++;
				scanner.begin();
				assertThat(scanner.scan(line)).as(line).isNull();
				assertThat(scanner.isOpen()).as(line).isFalse();
				assertThat(reader.separators()).as(line).isEqualTo(scanner.values() - 1);
			}
		}
		assertThat(counted).isGreaterThan(LINES / 20).isLessThan(LINES / 2);
	}

	@Test
	void wholeValuesInQuotesAreCountedWhereverTheyStandInTheBytes() throws IOException {
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			String text = "x".repeat(i);
			lines.add(text + ",\"" + text + ",\"\"" + text + "\"\"\",\"\",," + text);
		}
		LineReader reader = reader(lines, StandardCharsets.UTF_8, ',', '"');
		for (String line : lines) {
			assertThat(reader.readLine()).isEqualTo(line);
			assertThat(reader.separators()).as(line).isEqualTo(4);
		}
	}

	@Test
	void whatIsNotCertainIsNotCounted() throws IOException {
		List<String> lines = List.of("a,5\" disk", "a, \"b\"", "a,\"b\"c", "a,\"b", "\"a\" ,b");
		LineReader reader = reader(lines, StandardCharsets.UTF_8, ',', '"');
		for (String line : lines) {
			assertThat(reader.readLine()).isEqualTo(line);
			assertThat(reader.separators()).as(line).isEqualTo(-1);
		}
	}

	@Test
	void bytesOfOtherCharsetsAreNotTakenForSeparators() throws IOException {
		// the second byte of the last character is that of the separator
		String text = "\u30fb|\u30dd";
		LineReader reader = reader(List.of("a|b", text), Charset.forName("Shift_JIS"), '|', '\n');
		assertThat(reader.readLine()).isEqualTo("a|b");
		assertThat(reader.separators()).isEqualTo(1);
		assertThat(reader.readLine()).isEqualTo(text);
		assertThat(reader.separators()).isEqualTo(-1);
	}

	@Test
	void separatorsThatAreNoSingleByteAreNotCounted() throws IOException {
		LineReader reader = reader(List.of("a\u00a7b"), StandardCharsets.UTF_8, '\u00a7', '"');
		assertThat(reader.readLine()).isEqualTo("a\u00a7b");
		assertThat(reader.separators()).isEqualTo(-1);
	}

	private static LineReader reader(List<String> lines, Charset charset, char separator, char quote) {
		byte[] bytes = (String.join("\n", lines) + "\n").getBytes(charset);
		LineReader reader = LineReader.ofAnyBreak(new ByteArrayInputStream(bytes), charset, 10_000);
		reader.countSeparators(separator, quote);
		return reader;
	}

}
