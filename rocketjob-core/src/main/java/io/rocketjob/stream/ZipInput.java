package io.rocketjob.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a zip archive, of which some can be looked at before they are read.
 */
final class ZipInput {

	private static final int BUFFER = 64 * 1024;

	private final InputStream input;

	private final byte[] buffer = new byte[BUFFER];

	private int position;

	private int limit;

	ZipInput(InputStream input) {
		this.input = input;
	}

	/**
	 * Reads ahead.
	 * @param count how many bytes are wanted, few
	 * @return how many there are, fewer only at the end
	 * @throws IOException when it cannot be read
	 */
	int ahead(int count) throws IOException {
		if (this.limit - this.position < count) {
			System.arraycopy(this.buffer, this.position, this.buffer, 0, this.limit - this.position);
			this.limit -= this.position;
			this.position = 0;
			int read = 0;
			while (read != -1 && this.limit < count) {
				read = this.input.read(this.buffer, this.limit, this.buffer.length - this.limit);
				this.limit += Math.max(read, 0);
			}
		}
		return this.limit - this.position;
	}

	/**
	 * The bytes that are ahead.
	 * @return the bytes, from {@link #position} on
	 */
	byte[] buffer() {
		return this.buffer;
	}

	int position() {
		return this.position;
	}

	/**
	 * A number that is ahead.
	 * @param offset where, in bytes from here
	 * @param length how many bytes it has
	 * @return the number, the lowest byte first
	 */
	long number(int offset, int length) {
		long number = 0;
		for (int i = length - 1; i >= 0; i--) {
			number = number << 8 | (this.buffer[this.position + offset + i] & 0xFF);
		}
		return number;
	}

	/**
	 * Takes bytes that are ahead.
	 * @param count how many
	 */
	void take(int count) {
		this.position += count;
	}

	/**
	 * Requires bytes ahead.
	 * @param count how many
	 * @throws EOFException when there are fewer
	 * @throws IOException when it cannot be read
	 */
	void require(int count) throws IOException {
		if (ahead(count) < count) {
			throw new EOFException("it is cut off, before the end of the archive");
		}
	}

	/**
	 * Passes over bytes.
	 * @param count how many
	 * @throws IOException when there are fewer, or it cannot be read
	 */
	void skip(long count) throws IOException {
		long left = count;
		while (left > 0) {
			require(1);
			int step = (int) Math.min(left, this.limit - this.position);
			this.position += step;
			left -= step;
		}
	}

	/**
	 * Reads bytes.
	 * @param bytes receives them
	 * @param offset from where on
	 * @param length how many at most
	 * @return how many
	 * @throws IOException when there are none, or it cannot be read
	 */
	int read(byte[] bytes, int offset, int length) throws IOException {
		require(1);
		int count = Math.min(length, this.limit - this.position);
		System.arraycopy(this.buffer, this.position, bytes, offset, count);
		this.position += count;
		return count;
	}

	void close() throws IOException {
		this.input.close();
	}

}
