package io.rocketjob.batch.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a stream. A line ends at a line feed, of which one carriage return
 * before it is a part; the last line may lack it. Bytes are split before they are
 * decoded, and bytes that the charset does not allow are an error, where
 * {@link java.io.BufferedReader} would replace them without a word. A UTF-8 byte order
 * mark at the beginning is skipped. After an error the reader cannot be used. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class LineReader implements Closeable {

	private static final int BUFFER = 64 * 1024;

	private static final byte[] BYTE_ORDER_MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

	private static final char REPLACEMENT = '\uFFFD';

	private final InputStream input;

	private final Charset charset;

	private final CharsetDecoder decoder;

	private final boolean extendsAscii;

	private final boolean utf8;

	private final int maximumBytes;

	private final byte[] buffer = new byte[BUFFER];

	private int position;

	private int limit;

	/** The beginning of a line that did not end within the buffer. */
	private byte[] begun = new byte[0];

	private int begunLength;

	private long lineNumber;

	private boolean started;

	/**
	 * Makes a reader of UTF-8.
	 * @param input the bytes; read in large pieces, so that it need not be buffered
	 * @param maximumBytes the most bytes of a line, without its line break
	 */
	public LineReader(InputStream input, int maximumBytes) {
		this(input, StandardCharsets.UTF_8, maximumBytes);
	}

	/**
	 * Makes a reader.
	 * @param input the bytes; read in large pieces, so that it need not be buffered
	 * @param charset the charset of the lines
	 * @param maximumBytes the most bytes of a line, without its line break
	 * @throws IllegalArgumentException when a line break is not a single byte 0x0A in the
	 * charset, or when the maximum is not positive
	 */
	public LineReader(InputStream input, Charset charset, int maximumBytes) {
		if (maximumBytes < 1) {
			throw new IllegalArgumentException("The most bytes of a line must be positive, but are " + maximumBytes);
		}
		requireSplittable(charset);
		this.input = input;
		this.charset = charset;
		this.decoder = charset.newDecoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.onUnmappableCharacter(CodingErrorAction.REPORT);
		this.extendsAscii = extendsAscii(this.decoder);
		this.utf8 = charset.equals(StandardCharsets.UTF_8);
		this.maximumBytes = maximumBytes;
	}

	/**
	 * Checks that lines can be split in a charset.
	 * @param charset the charset
	 * @throws IllegalArgumentException when a line break is not a single byte 0x0A in it
	 */
	public static void requireSplittable(Charset charset) {
		boolean splittable = charset.canEncode() && Arrays.equals("\r\n".getBytes(charset), new byte[] { '\r', '\n' })
				&& new String(new byte[] { '\r', '\n' }, charset).equals("\r\n");
		if (!splittable) {
			throw new IllegalArgumentException("Cannot read lines in " + charset.name()
					+ ", in which a line break is not the single byte 0x0A; convert the file to UTF-8");
		}
	}

	private static boolean extendsAscii(CharsetDecoder decoder) {
		ByteBuffer bytes = ByteBuffer.allocate(128);
		for (int i = 0; i < 128; i++) {
			bytes.put((byte) i);
		}
		try {
			CharBuffer decoded = decoder.decode(bytes.flip());
			for (int i = 0; i < 128; i++) {
				if (decoded.length() != 128 || decoded.get(i) != i) {
					return false;
				}
			}
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	/**
	 * Reads the next line.
	 * @return the line without its line break, {@code null} when there is none
	 * @throws LineException when the line is longer than the maximum, or is not valid in
	 * the charset
	 * @throws IOException when the stream cannot be read
	 */
	public @Nullable String readLine() throws IOException {
		if (!this.started) {
			this.started = true;
			fill();
			skipByteOrderMark();
		}
		int bits = 0;
		while (true) {
			byte[] bytes = this.buffer;
			int end = this.limit;
			int i = this.position;
			while (i < end && bytes[i] != '\n') {
				bits |= bytes[i];
				i++;
			}
			int start = this.position;
			if (i < end) {
				this.position = i + 1;
				return line(start, i, bits, true);
			}
			append(start, end);
			if (!fill()) {
				return (this.begunLength > 0) ? line(0, 0, bits, false) : null;
			}
		}
	}

	/**
	 * The number of the line that was read last.
	 * @return the number, 1 for the first line, 0 before it
	 */
	public long lineNumber() {
		return this.lineNumber;
	}

	private void skipByteOrderMark() throws IOException {
		if (!this.utf8) {
			return;
		}
		while (this.limit < BYTE_ORDER_MARK.length) {
			int count = this.input.read(this.buffer, this.limit, this.buffer.length - this.limit);
			if (count == -1) {
				break;
			}
			this.limit += count;
		}
		if (this.limit >= BYTE_ORDER_MARK.length
				&& Arrays.equals(this.buffer, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
			this.position = BYTE_ORDER_MARK.length;
		}
	}

	private boolean fill() throws IOException {
		this.position = 0;
		this.limit = 0;
		int count;
		do {
			count = this.input.read(this.buffer, 0, this.buffer.length);
		}
		while (count == 0);
		this.limit = Math.max(count, 0);
		return count != -1;
	}

	private void append(int start, int end) throws LineException {
		int length = end - start;
		long total = (long) this.begunLength + length;
		// one more, which may turn out to be the carriage return
		if (total > this.maximumBytes + 1L) {
			throw tooLong();
		}
		if (total > this.begun.length) {
			long capacity = Math.min(Math.max(total, this.begun.length * 2L), this.maximumBytes + 1L);
			this.begun = Arrays.copyOf(this.begun, (int) Math.min(capacity, Integer.MAX_VALUE - 8));
		}
		System.arraycopy(this.buffer, start, this.begun, this.begunLength, length);
		this.begunLength += length;
	}

	private String line(int start, int end, int bits, boolean broken) throws LineException {
		byte[] bytes = this.buffer;
		int from = start;
		int to = end;
		if (this.begunLength > 0) {
			append(start, end);
			bytes = this.begun;
			from = 0;
			to = this.begunLength;
			this.begunLength = 0;
		}
		if (broken && to > from && bytes[to - 1] == '\r') {
			to--;
		}
		if (to - from > this.maximumBytes) {
			throw tooLong();
		}
		this.lineNumber++;
		String line = decode(bytes, from, to - from, bits);
		if (bytes == this.begun && bytes.length > BUFFER) {
			// one long line must not hold its memory for the rest of the file
			this.begun = new byte[0];
		}
		return line;
	}

	private LineException tooLong() {
		return new LineException(this.lineNumber + 1, "is longer than the maximum of " + this.maximumBytes + " bytes");
	}

	private String decode(byte[] bytes, int offset, int length, int bits) throws LineException {
		if (bits >= 0 && this.extendsAscii) {
			return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
		}
		if (this.utf8) {
			// far faster than a decoder, but replaces what is malformed
			String line = new String(bytes, offset, length, StandardCharsets.UTF_8);
			if (line.indexOf(REPLACEMENT) == -1) {
				return line;
			}
		}
		ByteBuffer undecoded = ByteBuffer.wrap(bytes, offset, length);
		try {
			return this.decoder.decode(undecoded).toString();
		}
		catch (CharacterCodingException ex) {
			int wrong = undecoded.position() - offset + 1;
			throw new LineException(this.lineNumber,
					"is not valid in " + this.charset.name() + " at its byte " + wrong);
		}
	}

	@Override
	public void close() throws IOException {
		this.input.close();
	}

}
