package io.rocketjob.batch.record;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Writes text, and says which character the charset lacks.
 */
final class EncodingWriter extends Writer {

	private static final int BUFFER = 16 * 1024;

	private static final int SHORT = 128;

	private final OutputStream output;

	private final Charset charset;

	private final CharsetEncoder encoder;

	private final boolean utf8;

	/** What is encoded already. */
	private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER);

	/** The first half of a pair, whose other half is in what comes next. */
	private char half;

	/**
	 * Makes it.
	 * @param output where to write
	 * @param charset how to encode
	 */
	EncodingWriter(OutputStream output, Charset charset) {
		this.output = output;
		Charset ordered = TextCharset.isWide(charset) ? TextCharset.ordered(charset) : charset;
		this.charset = Objects.requireNonNullElseGet(ordered, () -> Charset.forName(charset.name() + "BE"));
		this.encoder = this.charset.newEncoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.onUnmappableCharacter(CodingErrorAction.REPORT);
		this.utf8 = this.charset.equals(StandardCharsets.UTF_8);
		if (TextCharset.isWide(charset)) {
			this.encoder.encode(CharBuffer.wrap("\uFEFF"), this.bytes, false);
		}
	}

	@Override
	public void write(int c) throws IOException {
		write(String.valueOf((char) c), 0, 1);
	}

	@Override
	public void write(char[] text, int offset, int length) throws IOException {
		write(new String(text, offset, length), 0, length);
	}

	@Override
	public void write(String text, int offset, int length) throws IOException {
		if (length == 0) {
			return;
		}
		if (this.half != 0 || Character.isHighSurrogate(text.charAt(offset + length - 1))) {
			writeHalves(text.substring(offset, offset + length));
		}
		else if (this.utf8) {
			writeUtf8(text, offset, length);
		}
		else {
			encode(CharBuffer.wrap(text, offset, offset + length));
		}
	}

	private void writeHalves(String text) throws IOException {
		String whole = (this.half != 0) ? this.half + text : text;
		this.half = 0;
		char last = whole.charAt(whole.length() - 1);
		if (Character.isHighSurrogate(last)) {
			whole = whole.substring(0, whole.length() - 1);
		}
		encode(CharBuffer.wrap(whole));
		this.half = Character.isHighSurrogate(last) ? last : 0;
	}

	private void writeUtf8(String text, int offset, int length) throws IOException {
		int end = offset + length;
		if (length <= SHORT) {
			writeShort(text, offset, end);
			return;
		}
		for (int i = offset; i < end; i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				requirePair(text, i);
				i++;
			}
		}
		byte[] encoded = ((length == text.length()) ? text : text.substring(offset, end))
			.getBytes(StandardCharsets.UTF_8);
		if (room(encoded.length)) {
			this.bytes.put(encoded);
		}
		else {
			this.output.write(encoded);
		}
	}

	/** By hand, as most values are short, and an encoder is slow to begin. */
	private void writeShort(String text, int offset, int end) throws IOException {
		room(3 * SHORT);
		byte[] array = this.bytes.array();
		int at = this.bytes.position();
		for (int i = offset; i < end; i++) {
			char c = text.charAt(i);
			if (c < 0x80) {
				array[at++] = (byte) c;
			}
			else if (c < 0x800) {
				array[at++] = (byte) (0xC0 | (c >> 6));
				array[at++] = (byte) (0x80 | (c & 0x3F));
			}
			else if (!Character.isSurrogate(c)) {
				array[at++] = (byte) (0xE0 | (c >> 12));
				array[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
				array[at++] = (byte) (0x80 | (c & 0x3F));
			}
			else {
				requirePair(text, i);
				int point = Character.toCodePoint(c, text.charAt(++i));
				array[at++] = (byte) (0xF0 | (point >> 18));
				array[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
				array[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
				array[at++] = (byte) (0x80 | (point & 0x3F));
			}
		}
		this.bytes.position(at);
	}

	/** The last character is never the first half of a pair. */
	private void requirePair(String text, int index) throws UnencodableException {
		char c = text.charAt(index);
		if (Character.isLowSurrogate(c) || !Character.isLowSurrogate(text.charAt(index + 1))) {
			throw new UnencodableException(c, this.charset);
		}
	}

	/** Whether there is room for some bytes, which is made where it can be. */
	private boolean room(int length) throws IOException {
		if (length > this.bytes.remaining()) {
			drain();
		}
		return length <= this.bytes.remaining();
	}

	private void encode(CharBuffer text) throws IOException {
		CoderResult result = this.encoder.encode(text, this.bytes, false);
		while (result.isOverflow()) {
			drain();
			result = this.encoder.encode(text, this.bytes, false);
		}
		if (result.isError()) {
			throw new UnencodableException(Character.codePointAt(text, 0), this.charset);
		}
	}

	private void drain() throws IOException {
		this.output.write(this.bytes.array(), 0, this.bytes.position());
		this.bytes.clear();
	}

	@Override
	public void flush() throws IOException {
		if (this.half != 0) {
			throw new UnencodableException(this.half, this.charset);
		}
		drain();
		this.output.flush();
	}

	@Override
	public void close() throws IOException {
		flush();
	}

	/** A charset lacks a character. */
	private static final class UnencodableException extends CharacterCodingException {

		private static final long serialVersionUID = 1L;

		private final String message;

		private UnencodableException(int codePoint, Charset charset) {
			boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
			String number = "U+%04X".formatted(codePoint);
			this.message = half ? "has half of a surrogate pair, " + number + ", which is no character"
					: "has the character " + number + " '" + Character.toString(codePoint) + "', which "
							+ charset.name() + " lacks";
		}

		@Override
		public String getMessage() {
			return this.message;
		}

	}

}
