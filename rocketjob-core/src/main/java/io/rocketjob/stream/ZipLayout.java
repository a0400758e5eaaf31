package io.rocketjob.stream;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.zip.ZipException;

/**
 * Where the parts of a zip archive are that is a file. The JDK looks only for the last
 * directory and passes over all that it does not mention, such as another archive.
 */
final class ZipLayout {

	private static final int DIRECTORY_END = 0x06054B50;

	private static final int DIRECTORY_END_64 = 0x06064B50;

	private static final int LOCATOR_64 = 0x07064B50;

	/** What an archive begins with that was, or could have been, split. */
	private static final int SPLIT = 0x08074B50;

	private static final int NOT_SPLIT = 0x30304B50;

	private static final int END_LENGTH = 22;

	private static final int LOCATOR_LENGTH = 20;

	private static final int END_64_LENGTH = 56;

	private static final int LONGEST_COMMENT = 0xFFFF;

	private static final long LARGE = 0xFFFFFFFFL;

	private ZipLayout() {
	}

	/**
	 * Checks that a file is one archive and nothing else.
	 * @param file the file
	 * @throws ZipException when it is none, is cut off, or has something before or after
	 * it
	 * @throws IOException when it cannot be read
	 */
	static void requireOne(File file) throws IOException {
		try (RandomAccessFile archive = new RandomAccessFile(file, "r")) {
			long length = archive.length();
			long first = number(read(archive, 0, (int) Math.min(4, length)), 0);
			boolean begins = first == ZipEntryHeader.SIGNATURE || first == SPLIT || first == NOT_SPLIT
					|| first == DIRECTORY_END;
			int tailLength = (int) Math.min(length, END_LENGTH + LONGEST_COMMENT);
			byte[] tail = read(archive, length - tailLength, tailLength);
			int end = end(tail, begins);
			long position = length - tailLength + end;
			if (!begins) {
				throw new ZipException("something comes before the beginning of the zip archive");
			}
			long directory = number(tail, end + 16, 4) + number(tail, end + 12, 4);
			if (directory != position && !hasLargeDirectory(archive, position, tail, end)) {
				throw new ZipException("it is not one zip archive: its directory is not where its end says, as where"
						+ " several archives are put one after the other, or a part of one is missing");
			}
		}
	}

	private static int end(byte[] tail, boolean begins) throws ZipException {
		boolean earlier = false;
		for (int i = tail.length - END_LENGTH; i >= 0; i--) {
			if (number(tail, i) == DIRECTORY_END) {
				if (i + END_LENGTH + number(tail, i + 20, 2) == tail.length) {
					return i;
				}
				earlier |= i + END_LENGTH + number(tail, i + 20, 2) < tail.length;
			}
		}
		if (!begins) {
			throw new ZipException("it is no zip archive, or one that holds no file");
		}
		throw new ZipException(earlier ? "something follows the end of the zip archive"
				: "it is cut off or damaged, as the end of the zip archive is missing");
	}

	/** By the records of 64 bits that are between the directory and the end. */
	private static boolean hasLargeDirectory(RandomAccessFile archive, long position, byte[] tail, int end)
			throws IOException {
		long locator = position - LOCATOR_LENGTH;
		if (locator < END_64_LENGTH) {
			return false;
		}
		byte[] bytes = read(archive, locator, LOCATOR_LENGTH);
		long large = number(bytes, 8, 8);
		if (number(bytes, 0) != LOCATOR_64 || large < 0 || large > locator - END_64_LENGTH) {
			return false;
		}
		byte[] record = read(archive, large, END_64_LENGTH);
		long size = number(tail, end + 12, 4);
		long offset = number(tail, end + 16, 4);
		size = (size == LARGE) ? number(record, 40, 8) : size;
		offset = (offset == LARGE) ? number(record, 48, 8) : offset;
		return number(record, 0) == DIRECTORY_END_64 && large + 12 + number(record, 4, 8) == locator
				&& offset + size == large;
	}

	private static byte[] read(RandomAccessFile archive, long position, int length) throws IOException {
		byte[] bytes = new byte[length];
		archive.seek(position);
		archive.readFully(bytes);
		return bytes;
	}

	private static int number(byte[] bytes, int offset) {
		return (bytes.length - offset >= 4) ? (int) number(bytes, offset, 4) : 0;
	}

	private static long number(byte[] bytes, int offset, int length) {
		long number = 0;
		for (int i = length - 1; i >= 0; i--) {
			number = (number << 8) | (bytes[offset + i] & 0xFF);
		}
		return number;
	}

}
