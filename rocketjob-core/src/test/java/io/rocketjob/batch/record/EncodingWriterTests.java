package io.rocketjob.batch.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EncodingWriterTests {

	private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE" })
	void textIsTheSameHoweverItIsWritten(String name) throws IOException {
		Charset charset = Charset.forName(name);
		Random random = new Random(4);
		String[] parts = { "a", ",", "é", "€", "😀", "0123456789".repeat(3), "長い文字列です".repeat(5), "\n", "",
				"x".repeat(20_000), "€".repeat(9_000) };
		StringBuilder expected = new StringBuilder(name.equals("UTF-8") || name.equals("GB18030") ? "" : "\uFEFF");
		try (Writer writer = writer(charset)) {
			for (int i = 0; i < 500; i++) {
				String part = parts[random.nextInt(parts.length)];
				expected.append(part);
				int split = part.isEmpty() ? 0 : random.nextInt(part.length());
				writer.write(part, 0, split);
				writer.write(part.toCharArray(), split, part.length() - split);
				writer.write('|');
				expected.append('|');
			}
		}
		assertThat(this.stream.toByteArray()).isEqualTo(expected.toString().getBytes(charset));
	}

	@ParameterizedTest
	@CsvSource({ "UTF-16, UTF-16BE", "UTF-16LE, UTF-16LE", "UTF-32, UTF-32BE", "x-UTF-16LE-BOM, UTF-16LE" })
	void wideCharsetsHaveAByteOrderMarkOnceAndInAnEmptyFileToo(String name, Charset charset) throws IOException {
		try (Writer writer = writer(Charset.forName(name))) {
			writer.write("a");
			writer.flush();
			writer.write("b");
		}
		assertThat(this.stream.toByteArray()).isEqualTo("\uFEFFab".getBytes(charset));
		this.stream.reset();
		writer(Charset.forName(name)).close();
		assertThat(this.stream.toByteArray()).isEqualTo("\uFEFF".getBytes(charset));
	}

	@Test
	void aCharacterThatTheCharsetLacksIsNamed() {
		assertLacks(StandardCharsets.ISO_8859_1, "abc€", "has the character U+20AC '€', which ISO-8859-1 lacks");
		assertLacks(Charset.forName("windows-1252"), "日", "has the character U+65E5 '日', which windows-1252 lacks");
		assertLacks(Charset.forName("Shift_JIS"), "x😀", "has the character U+1F600 '😀', which Shift_JIS lacks");
		assertLacks(StandardCharsets.US_ASCII, "é", "has the character U+00E9 'é', which US-ASCII lacks");
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "UTF-16LE", "ISO-8859-1", "GB18030" })
	void halfOfAPairIsNoCharacterWhereverItIs(String name) {
		for (String text : new String[] { "a\uD83D", "\uD83Da", "\uDE00", "long enough to be copied \uDE00\uD83D" }) {
			assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(() -> {
				try (Writer writer = writer(Charset.forName(name))) {
					writer.write(text);
					writer.write("\n");
				}
			}).withMessageMatching("has half of a surrogate pair, U\\+D[8E][03][0D], which is no character");
		}
	}

	private void assertLacks(Charset charset, String text, String message) {
		assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(() -> writer(charset).write(text))
			.withMessage(message);
	}

	private Writer writer(Charset charset) {
		return new RecordOutput("", this.stream, charset, null, Map.of()).text();
	}

}
