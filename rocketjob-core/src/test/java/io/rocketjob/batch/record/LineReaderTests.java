package io.rocketjob.batch.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
			.containsExactly("a");
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
	void aReadThatBringsNothingEndsNothing() throws IOException {
		InputStream input = new ByteArrayInputStream("\uFEFFab\nc".getBytes(StandardCharsets.UTF_8)) {

			private boolean brings;

			@Override
			public int read(byte[] bytes, int offset, int length) {
				this.brings = !this.brings;
				return this.brings ? 0 : super.read(bytes, offset, Math.min(length, 1));
			}

		};

		assertThat(readAll(new LineReader(input, StandardCharsets.UTF_8, 10))).containsExactly("ab", "c");
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
			.withMessage(
					"Line 1 is not valid in US-ASCII at its byte 4; where the file is in another charset, say which"
							+ " by the option charset, such as UTF-8");
		byte[] western = { 'a', '\n', 'b', (byte) 0xE9, 'c' };
		assertThatExceptionOfType(LineException.class).isThrownBy(() -> read(western, StandardCharsets.UTF_8, 100))
			.withMessage(
					"Line 2 is not valid in UTF-8 at its byte 2; where the file is in another charset, say which by"
							+ " the option charset, such as windows-1252");
		byte[] marked = concat("\uFEFF".getBytes(StandardCharsets.UTF_8), western);
		assertThatExceptionOfType(LineException.class).isThrownBy(() -> read(marked, StandardCharsets.UTF_8, 100))
			.withMessage("Line 2 is not valid in UTF-8 at its byte 2");
	}

	@Test
	void aReplacementCharacterInTheFileIsNoError() throws IOException {
		assertThat(lines("a\uFFFDb\n")).containsExactly("a\uFFFDb");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ISO-8859-1", "windows-1252", "ISO-8859-15", "Shift_JIS", "EUC-JP", "GB18030", "Big5",
			"GBK", "Big5-HKSCS", "EUC-KR" })
	void linesInOtherCharsetsAreDecoded(String name) throws IOException {
		Charset charset = Charset.forName(name);
		String text = charset.newEncoder().canEncode("日本") ? "日本" : "äöü";
		byte[] file = (text + "\r\nplain\n" + text).getBytes(charset);

		assertThat(read(file, charset, 100)).containsExactly(text, "plain", text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "IBM1047", "IBM037", "IBM273", "IBM500", "x-IBM930", "JIS_X0212-1990" })
	void charsetsWhoseLettersAreOtherBytesAreRefused(String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LineReader(InputStream.nullInputStream(), Charset.forName(name), 100))
			.withMessage("Text in " + Charset.forName(name).name() + " can be neither read nor written, as letters,"
					+ " separators or line breaks are other bytes in it than in ASCII, as in all EBCDIC charsets;"
					+ " convert the file to UTF-8 first, or write it in UTF-8");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ISO-2022-JP", "ISO-2022-KR", "x-ISO-2022-CN-GB", "x-windows-50220", "UTF-7-like" })
	void charsetsWithAStateAreRefused(String name) {
		Charset charset = name.equals("UTF-7-like") ? new ShiftedCharset() : Charset.forName(name);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LineReader(InputStream.nullInputStream(), charset, 100))
			.withMessageStartingWith("Text in " + charset.name() + " can be neither read nor written, as what a byte"
					+ " means depends on those before it");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ISO-2022-CN", "x-JISAutoDetect" })
	void charsetsThatJavaCannotWriteAreRefused(String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LineReader(InputStream.nullInputStream(), Charset.forName(name), 100))
			.withMessageContaining("Java can only decode that charset");
	}

	@ParameterizedTest
	@CsvSource({ "UTF-16LE, 1", "UTF-16LE, 3", "UTF-16LE, 100000", "UTF-16BE, 2", "UTF-16BE, 100000", "UTF-32LE, 3",
			"UTF-32BE, 5", "UTF-16, 100000", "UTF-32, 1", "x-UTF-16LE-BOM, 7", "X-UTF-32BE-BOM, 7" })
	void wideCharsetsAreDecodedBeforeLinesAreCut(String name, int piece) throws IOException {
		// U+0A0D and U+0D0A have the bytes of line breaks
		String text = "a\u0A0D\u0D0Ab\r\n\uD83D\uDE00\n\n" + "x\u20AC".repeat(50_000) + "\nlast";
		Charset charset = Charset.forName(name);
		byte[] bytes = text.getBytes(charset);
		boolean marked = name.equals("UTF-16") || name.contains("-BOM");
		byte[] file = (name.equals("UTF-32")) ? ("\uFEFF" + text).getBytes(charset) : bytes;

		assertThat(readAll(new LineReader(pieces(file, piece), charset, 1_000_000)))
			.containsExactly(text.split("\r?\n", -1));
		if (marked) {
			// the mark wins over any other charset
			assertThat(readAll(new LineReader(pieces(file, piece), StandardCharsets.ISO_8859_1, 1_000_000)))
				.containsExactly(text.split("\r?\n", -1));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE" })
	void aByteOrderMarkWinsOverTheCharset(String name) throws IOException {
		Charset charset = Charset.forName(name);
		byte[] file = "\uFEFFeins\nzw\u00F6lf".getBytes(charset);

		for (String given : new String[] { "UTF-8", "ISO-8859-1", "Shift_JIS", "UTF-16", "UTF-16LE", "UTF-32BE" }) {
			LineReader reader = new LineReader(new ByteArrayInputStream(file), Charset.forName(given), 100);
			assertThat(reader.charset()).isEqualTo(charset);
			assertThat(readAll(reader)).containsExactly("eins", "zw\u00F6lf");
		}
	}

	@Test
	void utf16WithoutAMarkOrAnOrderIsRefusedUnlessTheFileIsEmpty() throws IOException {
		byte[] file = "ab\ncd".getBytes(StandardCharsets.UTF_16LE);
		assertThatExceptionOfType(FileContentException.class).isThrownBy(() -> read(file, StandardCharsets.UTF_16, 100))
			.withMessage("The file has no byte order mark, without which UTF-16 cannot be told; say UTF-16LE or"
					+ " UTF-16BE");
		assertThat(read(new byte[0], StandardCharsets.UTF_16, 100)).isEmpty();
		assertThat(read("\uFEFF".getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_16, 100)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE" })
	void wideTextWithoutAMarkIsRefusedUnlessItsCharsetIsGiven(String name) throws IOException {
		for (String text : new String[] { "a;", "id;name", "a\tb\n".repeat(1000), "zw\u00F6lf\n" }) {
			byte[] file = text.getBytes(Charset.forName(name));
			for (String given : new String[] { "UTF-8", "ISO-8859-1", "windows-1252" }) {
				assertThatExceptionOfType(FileContentException.class)
					.isThrownBy(() -> read(file, Charset.forName(given), 10_000))
					.withMessageStartingWith("The file looks like " + name + " without a byte order mark, as ")
					.withMessageEndingWith(" 0; say so by the option charset: " + name);
			}
			assertThat(read(file, Charset.forName(name), 10_000)).first()
				.isEqualTo(text.lines().findFirst().orElseThrow());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\0", "\0a", "a\0b", "\0\0\0\0", "a\0b\0cd", "\0a\0bc", "a\0\0b\0\0",
			"a\0b\0c\0d\0e\0f\0g\0h\0and so on" })
	void aTextWithSomeCharactersThatAreZeroIsRead(String text) throws IOException {
		assertThat(read(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8, 100)).containsExactly(text);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 100_000 })
	void malformedUtf16IsAnErrorThatNamesLineAndByteOfTheFile(int piece) throws IOException {
		byte[] good = "\uFEFFone\ntwo\nth".getBytes(StandardCharsets.UTF_16LE);
		byte[] half = { 0x00, (byte) 0xD8 };
		byte[] after = "ree\nfour".getBytes(StandardCharsets.UTF_16LE);

		assertThatExceptionOfType(LineException.class).isThrownBy(
				() -> readAll(new LineReader(pieces(concat(good, half, after), piece), StandardCharsets.UTF_8, 100)))
			.withMessage("Line 3 is not valid in UTF-16LE at byte " + (good.length + 1) + " of the file");
		assertThatExceptionOfType(LineException.class)
			.isThrownBy(() -> readAll(
					new LineReader(pieces(concat(good, new byte[] { 'x' }), piece), StandardCharsets.UTF_8, 100)))
			.withMessage("Line 3 is not valid in UTF-16LE at byte " + (good.length + 1) + " of the file");
		byte[] carriage = concat("\uFEFFone\r".getBytes(StandardCharsets.UTF_16LE), half, after);
		assertThatExceptionOfType(LineException.class)
			.isThrownBy(() -> readAll(LineReader.ofAnyBreak(pieces(carriage, piece), StandardCharsets.UTF_8, 100)))
			.withMessageStartingWith("Line 2 is not valid in UTF-16LE at byte 11 of the file");
	}

	@Test
	void malformedBytesAreReplacedOrDroppedOnRequest() throws IOException {
		byte[] utf8 = concat("a\nb".getBytes(), new byte[] { (byte) 0xE9 },
				"c\uFFFD\n".getBytes(StandardCharsets.UTF_8));
		byte[] utf16 = concat("\uFEFFa\nb".getBytes(StandardCharsets.UTF_16BE), new byte[] { (byte) 0xDC, 0 },
				"c\uFFFD\n".getBytes(StandardCharsets.UTF_16BE));
		for (byte[] file : new byte[][] { utf8, utf16 }) {
			assertThat(read(file, CodingErrorAction.REPLACE)).containsExactly("a", "b\uFFFDc\uFFFD");
			assertThat(read(file, CodingErrorAction.IGNORE)).containsExactly("a", "bc\uFFFD");
			assertThatExceptionOfType(LineException.class).isThrownBy(() -> read(file, CodingErrorAction.REPORT))
				.withMessageStartingWith("Line 2 is not valid in UTF-");
		}
		byte[] ascii = { 'a', (byte) 0x80, 'b' };
		assertThat(readAll(new LineReader(new ByteArrayInputStream(ascii),
				new TextEncoding(StandardCharsets.US_ASCII, CodingErrorAction.REPLACE), 100, false)))
			.containsExactly("a\uFFFDb");
	}

	private static List<String> read(byte[] file, CodingErrorAction malformed) throws IOException {
		return readAll(new LineReader(new ByteArrayInputStream(file),
				new TextEncoding(StandardCharsets.UTF_8, malformed), 100, false));
	}

	private static InputStream pieces(byte[] file, int piece) {
		return new ByteArrayInputStream(file) {

			@Override
			public synchronized int read(byte[] bytes, int offset, int length) {
				return super.read(bytes, offset, Math.min(length, piece));
			}

		};
	}

	/** Writes all beyond ASCII as ASCII, as UTF-7 does, which Java does not have. */
	private static final class ShiftedCharset extends Charset {

		ShiftedCharset() {
			super("x-shifted", null);
		}

		@Override
		public boolean contains(Charset other) {
			return false;
		}

		@Override
		public CharsetDecoder newDecoder() {
			return new CharsetDecoder(this, 1, 1) {

				@Override
				protected CoderResult decodeLoop(ByteBuffer input, CharBuffer output) {
					while (input.hasRemaining() && output.hasRemaining()) {
						output.put((char) input.get());
					}
					return input.hasRemaining() ? CoderResult.OVERFLOW : CoderResult.UNDERFLOW;
				}

			};
		}

		@Override
		public CharsetEncoder newEncoder() {
			return new CharsetEncoder(this, 2, 2) {

				@Override
				protected CoderResult encodeLoop(CharBuffer input, ByteBuffer output) {
					while (input.hasRemaining() && output.remaining() > 1) {
						char c = input.get();
						output.put((byte) ((c < 0x80) ? c : '+'));
						if (c >= 0x80) {
							output.put((byte) 'A');
						}
					}
					return input.hasRemaining() ? CoderResult.OVERFLOW : CoderResult.UNDERFLOW;
				}

			};
		}

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

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 1_000 })
	void aLineEndsAtAnyLineBreakIfWantedAndSaysWhich(int piece) throws IOException {
		byte[] bytes = "a\nb\rc\r\n\r\r\n\n\rd".getBytes(StandardCharsets.UTF_8);
		InputStream pieces = new FilterInputStream(new ByteArrayInputStream(bytes)) {

			@Override
			public int read(byte[] buffer, int offset, int length) throws IOException {
				return super.read(buffer, offset, Math.min(length, piece));
			}

		};
		List<String> lines = new ArrayList<>();
		try (LineReader reader = LineReader.ofAnyBreak(pieces, StandardCharsets.UTF_8, 10)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				lines.add(line + reader.lineBreak().replace("\r", "R").replace("\n", "N"));
			}
			assertThat(reader.lineNumber()).isEqualTo(8);
			assertThat(reader.readLine()).isNull();
		}
		assertThat(lines).containsExactly("aN", "bR", "cRN", "R", "RN", "N", "R", "d");
	}

}
