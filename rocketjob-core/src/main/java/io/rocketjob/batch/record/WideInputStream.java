package io.rocketjob.batch.record;

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
import java.util.Objects;

/**
 * Makes UTF-8 of UTF-16 or UTF-32, so that lines can be cut by single bytes.
 */
final class WideInputStream extends InputStream {

	private static final int BUFFER = 64 * 1024;

	private final InputStream input;

	private final CharsetDecoder decoder;

	private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();

	private final ByteBuffer wide = ByteBuffer.allocate(BUFFER).flip();

	private final CharBuffer characters = CharBuffer.allocate(BUFFER).flip();

	private final ByteBuffer single = ByteBuffer.allocate(4).flip();

	private long before;

	private boolean ended;

	private long malformed;

	/**
	 * Makes it.
	 * @param input what follows the beginning
	 * @param beginning what has been read already, without its byte order mark
	 * @param offset how many bytes came before that
	 * @param charset UTF-16 or UTF-32 with its order
	 * @param action what becomes of malformed bytes
	 */
	WideInputStream(InputStream input, ByteBuffer beginning, int offset, Charset charset, CodingErrorAction action) {
		this.input = input;
		this.decoder = charset.newDecoder().onMalformedInput(action).onUnmappableCharacter(action);
		this.before = offset;
		this.wide.compact().put(beginning).flip();
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (length == 0) {
			return 0;
		}
		while (!this.single.hasRemaining()) {
			ByteBuffer output = ByteBuffer.wrap(bytes, offset, length);
			this.encoder.encode(this.characters, output, false);
			if (output.position() > offset) {
				return output.position() - offset;
			}
			if (this.characters.hasRemaining()) {
				// a character of several bytes, for which there is too little room
				this.single.clear();
				this.encoder.encode(this.characters, this.single, false);
				this.single.flip();
			}
			else if (this.malformed > 0) {
				throw new MalformedException(this.malformed);
			}
			else if (this.ended) {
				return -1;
			}
			else {
				decode();
			}
		}
		int count = Math.min(length, this.single.remaining());
		this.single.get(bytes, offset, count);
		return count;
	}

	private void decode() throws IOException {
		this.wide.compact();
		int count = this.input.read(this.wide.array(), this.wide.position(), this.wide.remaining());
		this.wide.position(this.wide.position() + Math.max(count, 0));
		this.wide.flip();
		this.ended = count == -1;
		this.characters.compact();
		CoderResult result = this.decoder.decode(this.wide, this.characters, this.ended);
		this.characters.flip();
		this.before += this.wide.position();
		if (result.isError()) {
			this.malformed = this.before + 1;
		}
	}

	@Override
	public void close() throws IOException {
		this.input.close();
	}

	/** Bytes are not allowed in the charset. */
	static final class MalformedException extends IOException {

		private static final long serialVersionUID = 1L;

		private final long position;

		private MalformedException(long position) {
			super("The byte " + position + " is malformed");
			this.position = position;
		}

		/**
		 * Where it is.
		 * @return the number of the first wrong byte in the file, 1 for the first
		 */
		long position() {
			return this.position;
		}

	}

}
