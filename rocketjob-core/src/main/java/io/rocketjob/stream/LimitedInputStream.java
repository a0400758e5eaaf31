package io.rocketjob.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/**
 * Refuses content that is too large for the file that it was compressed to.
 */
final class LimitedInputStream extends FilterInputStream {

	private final LongSupplier compressed;

	private final FileSettings settings;

	private long count;

	/**
	 * Makes it.
	 * @param content what decompresses
	 * @param compressed how many bytes of the file have been read for it
	 * @param settings the limits
	 */
	LimitedInputStream(InputStream content, LongSupplier compressed, FileSettings settings) {
		super(content);
		this.compressed = compressed;
		this.settings = settings;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int read = super.read(bytes, offset, length);
		if (read > 0) {
			this.count += read;
			if (this.count > this.settings.maximumSize()) {
				throw new IOException("its content has more than " + this.settings.maximumSize()
						+ " bytes; if it is meant to be as large, raise rocketjob.files.max-size");
			}
			if (this.count > this.settings.ratioFrom()
					&& this.count / this.settings.maximumRatio() > this.compressed.getAsLong()) {
				throw new IOException("its content is more than " + this.settings.maximumRatio()
						+ " times as large as the file, as where a small file is made to fill the disk; if it is meant"
						+ " to be so, raise rocketjob.files.max-ratio");
			}
		}
		return read;
	}

	@Override
	public long skip(long length) throws IOException {
		long skipped = 0;
		while (skipped < length && read() != -1) {
			skipped++;
		}
		return skipped;
	}

	@Override
	public boolean markSupported() {
		return false;
	}

}
