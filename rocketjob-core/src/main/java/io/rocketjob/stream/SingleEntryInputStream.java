package io.rocketjob.stream;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the one file of a zip archive. What follows it is read as well, up to the end of
 * the archive, as only that tells that nothing is missing.
 */
final class SingleEntryInputStream extends InputStream {

	private static final int MOST_NAMES = 10;

	private final Tail tail;

	private final ZipInputStream zip;

	private final List<String> files = new ArrayList<>();

	private boolean ended;

	SingleEntryInputStream(InputStream input) throws IOException {
		this.tail = new Tail(input);
		this.zip = new ZipInputStream(this.tail);
		try {
			String file = nextFile();
			if (file == null) {
				throw new ZipException(notOne(this.files));
			}
			this.files.add(file);
		}
		catch (IOException | RuntimeException ex) {
			// ends the inflater
			this.zip.close();
			throw ex;
		}
	}

	/**
	 * Says that an archive has not exactly one file.
	 * @param files the names of its files
	 * @return what is wrong
	 */
	static String notOne(List<String> files) {
		if (files.isEmpty()) {
			return "it is no zip archive, or one that holds no file, where exactly one is needed";
		}
		String names = String.join(", ", files.subList(0, Math.min(files.size(), MOST_NAMES)));
		return "exactly one file is needed in the zip archive, but it holds " + names
				+ ((files.size() > MOST_NAMES) ? ", …" : "");
	}

	private @Nullable String nextFile() throws IOException {
		ZipEntry entry = this.zip.getNextEntry();
		while (entry != null && entry.isDirectory()) {
			entry = this.zip.getNextEntry();
		}
		return (entry != null) ? entry.getName() : null;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (this.ended) {
			return -1;
		}
		int count = this.zip.read(bytes, offset, length);
		if (count == -1) {
			requireEnd();
			this.ended = true;
		}
		return count;
	}

	private void requireEnd() throws IOException {
		String further = nextFile();
		while (further != null && this.files.size() <= MOST_NAMES) {
			this.files.add(further);
			further = nextFile();
		}
		if (this.files.size() > 1) {
			throw new ZipException(notOne(this.files));
		}
		this.tail.drain();
		if (!this.tail.isEndOfArchive()) {
			throw new EOFException("it is cut off behind " + this.files.get(0) + ", before the end of the archive");
		}
	}

	@Override
	public void close() throws IOException {
		this.ended = true;
		this.zip.close();
	}

	/**
	 * Remembers the last bytes that went through it, where an archive has its end record.
	 */
	private static final class Tail extends FilterInputStream {

		private static final int RECORD = 22;

		private static final int LONGEST_COMMENT = 0xFFFF;

		private final byte[] last = new byte[RECORD + LONGEST_COMMENT];

		private int length;

		private int position;

		Tail(InputStream input) {
			super(input);
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) != -1) ? one[0] & 0xFF : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int count) throws IOException {
			int read = super.read(bytes, offset, count);
			if (read > 0) {
				remember(bytes, offset, read);
			}
			return read;
		}

		@Override
		public long skip(long count) throws IOException {
			long skipped = 0;
			while (skipped < count && read() != -1) {
				skipped++;
			}
			return skipped;
		}

		@Override
		public boolean markSupported() {
			return false;
		}

		private void remember(byte[] bytes, int offset, int count) {
			int kept = Math.min(count, this.last.length);
			int from = offset + count - kept;
			int first = Math.min(kept, this.last.length - this.position);
			System.arraycopy(bytes, from, this.last, this.position, first);
			System.arraycopy(bytes, from + first, this.last, 0, kept - first);
			this.position = (this.position + kept) % this.last.length;
			this.length = Math.min(this.length + kept, this.last.length);
		}

		void drain() throws IOException {
			byte[] buffer = new byte[8192];
			int read;
			do {
				read = read(buffer, 0, buffer.length);
			}
			while (read != -1);
		}

		/** Whether there is an end record whose comment reaches exactly to the end. */
		boolean isEndOfArchive() {
			for (int back = RECORD; back <= this.length; back++) {
				if (at(back) == 'P' && at(back - 1) == 'K' && at(back - 2) == 5 && at(back - 3) == 6
						&& (at(back - 20) | at(back - 21) << 8) == back - RECORD) {
					return true;
				}
			}
			return false;
		}

		private int at(int back) {
			return this.last[Math.floorMod(this.position - back, this.last.length)] & 0xFF;
		}

	}

}
