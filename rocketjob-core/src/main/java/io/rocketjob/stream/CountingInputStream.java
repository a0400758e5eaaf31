package io.rocketjob.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the bytes that are read from a file.
 */
final class CountingInputStream extends FilterInputStream {

	private long count;

	CountingInputStream(InputStream input) {
		super(input);
	}

	/**
	 * How many have been read.
	 * @return the number
	 */
	long count() {
		return this.count;
	}

	@Override
	public int read() throws IOException {
		int read = super.read();
		if (read != -1) {
			this.count++;
		}
		return read;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int read = super.read(bytes, offset, length);
		if (read > 0) {
			this.count += read;
		}
		return read;
	}

	@Override
	public long skip(long length) throws IOException {
		long skipped = super.skip(length);
		this.count += skipped;
		return skipped;
	}

	@Override
	public boolean markSupported() {
		return false;
	}

}
