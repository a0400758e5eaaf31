package io.rocketjob.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Reads gzip, all members of it. Not the JDK's own stream, since that one ends silently
 * where a further member has a damaged or cut header, and where its source has at the
 * moment nothing more at hand.
 */
final class GzipInputStream extends BlockInputStream {

	private static final int BUFFER = 64 * 1024;

	private static final int HEADER_CHECKSUM = 2;

	private static final int EXTRA_FIELD = 4;

	private static final int FILE_NAME = 8;

	private static final int COMMENT = 16;

	private static final int RESERVED = 0xE0;

	private final InputStream input;

	private final Inflater inflater = new Inflater(true);

	private final CRC32 checksum = new CRC32();

	private final CRC32 headerChecksum = new CRC32();

	private final byte[] buffer = new byte[BUFFER];

	private int position;

	private int limit;

	private boolean ended;

	GzipInputStream(InputStream input) throws IOException {
		this.input = input;
		try {
			if (!fill()) {
				throw new EOFException("it is empty, and no gzip");
			}
			readHeader("it is no gzip");
		}
		catch (IOException | RuntimeException ex) {
			this.inflater.end();
			throw ex;
		}
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return 0;
		}
		while (!this.ended) {
			int count = inflate(bytes, offset, length);
			if (count > 0) {
				this.checksum.update(bytes, offset, count);
				return count;
			}
			if (this.inflater.finished()) {
				this.position = this.limit - this.inflater.getRemaining();
				readTrailer();
				if (this.position == this.limit && !fill()) {
					this.ended = true;
				}
				else {
					readHeader("what follows its end is no gzip");
				}
			}
			else if (this.inflater.needsInput()) {
				if (!fill()) {
					throw cut();
				}
				this.inflater.setInput(this.buffer, 0, this.limit);
			}
			else {
				throw new ZipException("its compressed data is damaged");
			}
		}
		return -1;
	}

	private int inflate(byte[] bytes, int offset, int length) throws ZipException {
		try {
			return this.inflater.inflate(bytes, offset, length);
		}
		catch (DataFormatException ex) {
			ZipException damaged = new ZipException("its compressed data is damaged: " + ex.getMessage());
			damaged.initCause(ex);
			throw damaged;
		}
	}

	private void readHeader(String otherwise) throws IOException {
		this.headerChecksum.reset();
		if (next() != 0x1F || next() != 0x8B) {
			throw new ZipException(otherwise);
		}
		if (next() != 8) {
			throw new ZipException("it is compressed by a method other than deflate");
		}
		int flags = next();
		if ((flags & RESERVED) != 0) {
			throw new ZipException("its gzip header is damaged");
		}
		// time of change, hints of the compressor, operating system
		skip(6);
		if ((flags & EXTRA_FIELD) != 0) {
			skip(nextShort());
		}
		if ((flags & FILE_NAME) != 0) {
			skipText();
		}
		if ((flags & COMMENT) != 0) {
			skipText();
		}
		if ((flags & HEADER_CHECKSUM) != 0) {
			int expected = (int) this.headerChecksum.getValue() & 0xFFFF;
			if (nextShort() != expected) {
				throw new ZipException("its gzip header is damaged");
			}
		}
		this.inflater.reset();
		this.inflater.setInput(this.buffer, this.position, this.limit - this.position);
		this.checksum.reset();
	}

	private void readTrailer() throws IOException {
		long expected = this.checksum.getValue();
		long length = this.inflater.getBytesWritten() & 0xFFFFFFFFL;
		if (nextInt() != expected || nextInt() != length) {
			throw new ZipException("its content does not match its checksum");
		}
	}

	private void skip(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			next();
		}
	}

	private void skipText() throws IOException {
		int read;
		do {
			read = next();
		}
		while (read != 0);
	}

	private int nextShort() throws IOException {
		int low = next();
		return low | next() << 8;
	}

	private long nextInt() throws IOException {
		long low = nextShort();
		return low | (long) nextShort() << 16;
	}

	private int next() throws IOException {
		if (this.position == this.limit && !fill()) {
			throw cut();
		}
		int read = this.buffer[this.position++] & 0xFF;
		this.headerChecksum.update(read);
		return read;
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

	private static EOFException cut() {
		return new EOFException("it is cut off within its gzip data");
	}

	@Override
	public void close() throws IOException {
		this.ended = true;
		this.inflater.end();
		this.input.close();
	}

}
