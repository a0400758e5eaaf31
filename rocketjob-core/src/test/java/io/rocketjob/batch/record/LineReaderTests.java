package io.rocketjob.batch.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LineReaderTests {

	@Test
	void anEmptyFileHasNoLines() throws IOException {
		assertThat(lines("")).isEmpty();
		assertThat(lines("\uFEFF")).isEmpty();
	}

	@Test
	void theLastLineMayLackItsLineBreak() throws IOException {
		assertThat(lines("a\nb")).containsExactly("a", "b");
		assertThat(lines("a\nb\n")).containsExactly("a", "b");
	}

	@Test
	void emptyLinesAreLines() throws IOException {
		assertThat(lines("a\n\nb")).containsExactly("a", "", "b");
		assertThat(lines("\n")).containsExactly("");
		assertThat(lines("\n\n")).containsExactly("", "");
	}

	@Test
	void oneCarriageReturnBelongsToTheLineBreak() throws IOException {
		assertThat(lines("a\r\nb\r\r\nc\rd\n\r\ne\r")).containsExactly("a", "b\r", "c\rd", "", "e\r");
	}

	@Test
	void aByteOrderMarkIsSkippedAtTheBeginningOnly() throws IOException {
		assertThat(lines("\uFEFFa\n\uFEFFb")).containsExactly("a", "\uFEFFb");
		assertThat(read(new byte[] { (byte) 0xEF, (byte) 0xBB }, StandardCharsets.ISO_8859_1, 10))
			.containsExactly("ï»");
		assertThat(read(new byte[] { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a' }, StandardCharsets.ISO_8859_1, 10))
			.containsExactly("ï»¿a");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 65_535, 65_536, 65_537, 1_000_000 })
	void linesAreTheSameHoweverTheStreamIsCutIntoPieces(int piece) throws IOException {
		Random random = new Random(piece);
		List<String> expected = new ArrayList<>();
		StringBuilder text = new StringBuilder("\uFEFF");
		int[] lengths = { 0, 1, 10, 100, 65_534, 65_535, 65_536, 70_000, 140_000 };
		String[] pieces = { "a", "7", "é", "€", "😀", "\r", "\uFFFD", "\u0000" };
		for (int i = 0; i < 60; i++) {
			StringBuilder line = new StringBuilder();
			int length = lengths[random.nextInt(lengths.length)];
			boolean ascii = random.nextBoolean();
			while (line.length() < length) {
				line.append(ascii ? "x" : pieces[random.nextInt(pieces.length)]);
			}
			expected.add(line.toString());
			text.append(line).append((random.nextBoolean() || line.toString().endsWith("\r")) ? "\r\n" : "\n");
		}
		InputStream input = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)) {
			@Override
			public synchronized int read(byte[] bytes, int offset, int length) {
				return super.read(bytes, offset, Math.min(length, piece));
			}
		};

		assertThat(readAll(new LineReader(input, 1_000_000))).isEqualTo(expected);
	}

	@Test
	void bytesThatTheCharsetDoesNotAllowAreAnErrorThatNamesLineAndCharset() {
		byte[][] malformed = { { 'a', (byte) 0xE9, 'b' }, { (byte) 0xED, (byte) 0xA0, (byte) 0x80 },
				{ (byte) 0xC0, (byte) 0x80 }, { (byte) 0xE2, (byte) 0x82 },
				{ (byte) 0xEF, (byte) 0xBF, (byte) 0xBD, (byte) 0xFF } };
		for (byte[] bytes : malformed) {
			byte[] file = concat("first\n\n".getBytes(StandardCharsets.UTF_8), bytes, "\nlast".getBytes());
			assertThatExceptionOfType(LineException.class).isThrownBy(() -> read(file, StandardCharsets.UTF_8, 100))
				.withMessageStartingWith("Line 3 is not valid in UTF-8 at its byte ")
				.satisfies((ex) -> assertThat(ex.lineNumber()).isEqualTo(3));
		}
		assertThatExceptionOfType(LineException.class)
			.isThrownBy(() -> read("abcé".getBytes(StandardCharsets.UTF_8), StandardCharsets.US_ASCII, 100))
			.withMessage("Line 1 is not valid in US-ASCII at its byte 4");
	}

	@Test
	void aReplacementCharacterInTheFileIsNoError() throws IOException {
		assertThat(lines("a\uFFFDb\n")).containsExactly("a\uFFFDb");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ISO-8859-1", "windows-1252", "ISO-8859-15", "Shift_JIS", "EUC-JP", "GB18030", "Big5",
			"ISO-2022-JP" })
	void linesInOtherCharsetsAreDecoded(String name) throws IOException {
		Charset charset = Charset.forName(name);
		String text = charset.newEncoder().canEncode("日本") ? "日本" : "äöü";
		byte[] file = (text + "\r\nplain\n" + text).getBytes(charset);

		assertThat(read(file, charset, 100)).containsExactly(text, "plain", text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "IBM1047", "IBM037", "IBM273" })
	void charsetsWhoseLineBreakIsAnotherAreRefused(String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LineReader(InputStream.nullInputStream(), Charset.forName(name), 100))
			.withMessage("Cannot read lines in " + Charset.forName(name).name()
					+ ", in which a line break is not the single byte 0x0A; convert the file to UTF-8");
	}

	@Test
	void aLineMayHaveTheMaximumLengthWhateverItsLineBreak() throws IOException {
		for (int maximum : new int[] { 1, 5, 65_535, 65_536, 65_537, 200_000 }) {
			String longest = "x".repeat(maximum);
			for (String text : new String[] { longest, longest + "\n", longest + "\r\n", longest + "\r\n" + longest }) {
				assertThat(read(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8, maximum))
					.allMatch(longest::equals);
			}
		}
	}

	@Test
	void aLongerLineIsAnErrorThatNamesLineAndMaximum() {
		for (int maximum : new int[] { 1, 5, 65_535, 65_536, 65_537, 200_000 }) {
			for (String end : new String[] { "", "\n", "\r\n", "\r" }) {
				String text = "a\n" + "x".repeat(maximum) + (end.equals("\r") ? "" : "x") + end;
				assertThatExceptionOfType(LineException.class)
					.isThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8, maximum))
					.withMessage("Line 2 is longer than the maximum of " + maximum + " bytes");
			}
		}
	}

	@Test
	void aLineWithoutEndIsRefusedBeforeItIsHeld() {
		long[] given = new long[1];
		InputStream endless = new InputStream() {
			@Override
			public int read() {
				given[0]++;
				return 'x';
			}

			@Override
			public int read(byte[] bytes, int offset, int length) {
				Arrays.fill(bytes, offset, offset + length, (byte) 'x');
				given[0] += length;
				return length;
			}
		};

		assertThatExceptionOfType(LineException.class).isThrownBy(() -> new LineReader(endless, 1_000_000).readLine());
		assertThat(given[0]).isLessThan(1_200_000);
	}

	@Test
	void theNumberOfTheLineReadLastIsKnown() throws IOException {
		LineReader reader = new LineReader(new ByteArrayInputStream("a\n\nb".getBytes()), 10);
		assertThat(reader.lineNumber()).isZero();
		while (reader.readLine() != null) {
			assertThat(reader.lineNumber()).isBetween(1L, 3L);
		}
		assertThat(reader.lineNumber()).isEqualTo(3);
		assertThat(reader.readLine()).isNull();
	}

	private static List<String> lines(String text) throws IOException {
		return read(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8, 1000);
	}

	private static List<String> read(byte[] file, Charset charset, int maximum) throws IOException {
		return readAll(new LineReader(new ByteArrayInputStream(file), charset, maximum));
	}

	private static List<String> readAll(LineReader reader) throws IOException {
		List<String> lines = new ArrayList<>();
		try (reader) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				lines.add(line);
			}
		}
		return lines;
	}

	private static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

}
