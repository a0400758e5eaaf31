package io.rocketjob.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;

/**
 * Reads one file of a zip archive that comes as a stream. What follows it is read as
 * well, up to the end of the archive, as only that tells that nothing is missing. Not the
 * JDK's own stream, which does not name what it cannot read, refuses small files with
 * lengths of 64 bits, and ends silently where an archive is cut off between two files.
 */
final class ZipEntryInputStream extends BlockInputStream {

	private static final int DESCRIPTOR = 0x08074B50;

	private static final int DIRECTORY = 0x02014B50;

	private static final int DIRECTORY_END = 0x06054B50;

	private static final int DIRECTORY_END_64 = 0x06064B50;

	private static final int LOCATOR_64 = 0x07064B50;

	private static final int SPLIT_MARK = 0x30304B50;

	private final ZipInput input;

	private final ZipEntries entries;

	private final Inflater inflater = new Inflater(true);

	private final CRC32 checksum = new CRC32();

	private ZipEntryHeader entry;

	/** How many bytes of the current file have been read. */
	private long length;

	private boolean ended;

	/**
	 * Opens it.
	 * @param input the archive
	 * @param wanted the name of the file in it, {@code null} for the first one, which
	 * must be the only one
	 * @throws IOException when it is no archive, or there is no such file, or the file
	 * cannot be read
	 */
	ZipEntryInputStream(InputStream input, @Nullable String wanted) throws IOException {
		this.input = new ZipInput(input);
		this.entries = new ZipEntries(wanted);
		try {
			int mark = signature();
			if (mark == DESCRIPTOR || mark == SPLIT_MARK) {
				// an archive that could have been split
				this.input.take(4);
			}
			ZipEntryHeader found = nextHeader();
			while (found != null && !this.entries.add(found.name())) {
				skip(found);
				found = nextHeader();
			}
			if (found == null) {
				this.entries.requireOne();
				throw new IllegalStateException("There is one file, and none was found");
			}
			found.requireReadable();
			begin();
			this.entry = found;
		}
		catch (IOException | RuntimeException ex) {
			this.inflater.end();
			throw ex;
		}
	}

	/**
	 * The name of the file in the archive.
	 * @return the name, with its folders
	 */
	String entryName() {
		return this.entry.name();
	}

	private int signature() throws IOException {
		return (this.input.ahead(4) >= 4) ? (int) this.input.number(0, 4) : 0;
	}

	private @Nullable ZipEntryHeader nextHeader() throws IOException {
		return (signature() == ZipEntryHeader.SIGNATURE) ? ZipEntryHeader.read(this.input) : null;
	}

	private void begin() {
		this.inflater.reset();
		this.checksum.reset();
		this.length = 0;
	}

	private void skip(ZipEntryHeader header) throws IOException {
		if (!header.described()) {
			this.input.skip(header.compressedSize());
			return;
		}
		header.requireReadable();
		begin();
		byte[] bytes = new byte[8192];
		int count;
		do {
			count = read(header, bytes, 0, bytes.length);
		}
		while (count != -1);
	}

	@Override
	public int read(byte[] bytes, int offset, int count) throws IOException {
		if (this.ended) {
			return -1;
		}
		int read = read(this.entry, bytes, offset, count);
		if (read == -1) {
			this.ended = true;
			requireEnd();
		}
		return read;
	}

	private int read(ZipEntryHeader header, byte[] bytes, int offset, int count) throws IOException {
		int read = (header.method() == ZipEntryHeader.STORED) ? stored(header, bytes, offset, count)
				: inflated(header, bytes, offset, count);
		if (read > 0) {
			this.checksum.update(bytes, offset, read);
			this.length += read;
		}
		if (read == -1) {
			requireMatch(header);
		}
		return read;
	}

	private int stored(ZipEntryHeader header, byte[] bytes, int offset, int count) throws IOException {
		long left = header.compressedSize() - this.length;
		return (left == 0) ? -1 : this.input.read(bytes, offset, (int) Math.min(count, left));
	}

	private int inflated(ZipEntryHeader header, byte[] bytes, int offset, int count) throws IOException {
		try {
			while (!this.inflater.finished()) {
				if (this.inflater.needsInput()) {
					this.input.require(1);
					this.inflater.setInput(this.input.buffer(), this.input.position(), this.input.ahead(1));
				}
				int before = this.inflater.getRemaining();
				int read = this.inflater.inflate(bytes, offset, count);
				this.input.take(before - this.inflater.getRemaining());
				if (read > 0) {
					return read;
				}
				if (this.inflater.needsDictionary()) {
					throw new DataFormatException("it needs a dictionary");
				}
			}
			return -1;
		}
		catch (DataFormatException ex) {
			ZipException damaged = new ZipException(
					"the compressed data of " + ZipEntries.shown(header.name()) + " is damaged: " + ex.getMessage());
			damaged.initCause(ex);
			throw damaged;
		}
	}

	private void requireMatch(ZipEntryHeader header) throws IOException {
		long compressed = (header.method() == ZipEntryHeader.STORED) ? this.length : this.inflater.getBytesRead();
		boolean match = header.described() ? takeDescriptor(compressed) : header.checksum() == this.checksum.getValue()
				&& header.size() == this.length && header.compressedSize() == compressed;
		if (!match) {
			throw new ZipException(
					"the content of " + ZipEntries.shown(header.name()) + " does not match its length and checksum");
		}
	}

	/**
	 * Its lengths have 32 or 64 bits, and its signature is optional; what fits counts.
	 */
	private boolean takeDescriptor(long compressed) throws IOException {
		this.input.require(16);
		int signed = (this.input.number(0, 4) == DESCRIPTOR) ? 4 : 0;
		for (int start : new int[] { signed, 0 }) {
			for (int bytes : new int[] { 4, 8 }) {
				int end = start + 4 + 2 * bytes;
				long mask = (bytes == 4) ? 0xFFFFFFFFL : -1L;
				if (this.input.ahead(end + 2) >= end + 2 && this.input.number(start, 4) == this.checksum.getValue()
						&& this.input.number(start + 4, bytes) == (compressed & mask)
						&& this.input.number(start + 4 + bytes, bytes) == (this.length & mask)
						&& this.input.number(end, 2) == ('P' | 'K' << 8)) {
					this.input.take(end);
					return true;
				}
			}
		}
		return false;
	}

	/** That there is no further file, and the whole directory. */
	private void requireEnd() throws IOException {
		ZipEntryHeader further = nextHeader();
		while (further != null) {
			this.entries.add(further.name());
			if (this.entries.areTooMany() || (further.described() && !further.hasKnownEnd())) {
				break;
			}
			skip(further);
			further = nextHeader();
		}
		this.entries.requireOne();
		requireDirectory();
	}

	private void requireDirectory() throws IOException {
		while (true) {
			this.input.require(4);
			switch (signature()) {
				case DIRECTORY -> {
					this.input.require(46);
					this.input
						.skip(46 + this.input.number(28, 2) + this.input.number(30, 2) + this.input.number(32, 2));
				}
				case DIRECTORY_END_64 -> {
					this.input.require(12);
					this.input.skip(12 + this.input.number(4, 8));
				}
				case LOCATOR_64 -> this.input.skip(20);
				case DIRECTORY_END -> {
					this.input.require(22);
					this.input.skip(22 + this.input.number(20, 2));
					if (this.input.ahead(1) > 0) {
						throw new ZipException("something follows the end of the zip archive");
					}
					return;
				}
				default -> throw new EOFException("it is cut off or damaged behind "
						+ ZipEntries.shown(this.entry.name()) + ", before the end of the archive");
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.ended = true;
		this.inflater.end();
		this.input.close();
	}

}
