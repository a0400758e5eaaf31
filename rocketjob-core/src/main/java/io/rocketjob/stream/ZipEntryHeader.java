package io.rocketjob.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;

/**
 * What comes before a file within a zip archive.
 *
 * @param name its name, with its folders
 * @param encrypted whether it is encrypted
 * @param method how it is compressed
 * @param described whether length and checksum come after it
 * @param checksum its checksum, where that comes before it
 * @param compressedSize its length in the archive, where that comes before it
 * @param size its length, where that comes before it
 */
record ZipEntryHeader(String name, boolean encrypted, int method, boolean described, long checksum, long compressedSize,
		long size) {

	static final int SIGNATURE = 0x04034B50;

	static final int STORED = 0;

	static final int DEFLATED = 8;

	private static final int LENGTH = 30;

	private static final long LARGE = 0xFFFFFFFFL;

	private static final int ZIP64 = 1;

	/**
	 * Reads it.
	 * @param input the archive, at the signature
	 * @return the header
	 * @throws IOException when it is cut off or cannot be read
	 */
	static ZipEntryHeader read(ZipInput input) throws IOException {
		input.require(LENGTH);
		int flags = (int) input.number(6, 2);
		int method = (int) input.number(8, 2);
		long checksum = input.number(14, 4);
		long compressedSize = input.number(18, 4);
		long size = input.number(22, 4);
		byte[] name = new byte[(int) input.number(26, 2)];
		byte[] extra = new byte[(int) input.number(28, 2)];
		input.take(LENGTH);
		readFully(input, name);
		readFully(input, extra);
		for (int i = 0; i + 4 <= extra.length; i += 4 + (int) number(extra, i + 2, 2)) {
			int at = i + 4;
			if (number(extra, i, 2) == ZIP64 && size == LARGE && at + 8 <= extra.length) {
				size = number(extra, at, 8);
				at += 8;
			}
			if (number(extra, i, 2) == ZIP64 && compressedSize == LARGE && at + 8 <= extra.length) {
				compressedSize = number(extra, at, 8);
			}
		}
		return new ZipEntryHeader(text(name), (flags & 1) != 0, method, (flags & 8) != 0, checksum, compressedSize,
				size);
	}

	private static void readFully(ZipInput input, byte[] bytes) throws IOException {
		int read = 0;
		while (read < bytes.length) {
			read += input.read(bytes, read, bytes.length - read);
		}
	}

	private static long number(byte[] bytes, int offset, int length) {
		long number = 0;
		for (int i = length - 1; i >= 0; i--) {
			number = number << 8 | (bytes[offset + i] & 0xFF);
		}
		return number;
	}

	/** Most are UTF-8, whatever the flags say. */
	private static String text(byte[] name) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
		}
		catch (CharacterCodingException ex) {
			return new String(name, StandardCharsets.ISO_8859_1);
		}
	}

	/**
	 * Checks that it can be read as it comes.
	 * @throws ZipException when it cannot
	 */
	void requireReadable() throws ZipException {
		if (this.encrypted) {
			throw new ZipException(
					ZipEntries.shown(this.name) + " in the zip archive is encrypted, which cannot be read; use a zip"
							+ " archive without a password, or .enc or .pgp");
		}
		if (this.method != STORED && this.method != DEFLATED) {
			String title = methodTitle();
			throw new ZipException(ZipEntries.shown(this.name) + " in the zip archive is compressed by method "
					+ this.method + ((title != null) ? " (" + title + ")" : "")
					+ "; only the methods stored and deflate can be read");
		}
		if (!hasKnownEnd()) {
			throw new ZipException(
					ZipEntries.shown(this.name) + " in the zip archive is stored without its length before it, so that"
							+ " a stream does not tell its end; make a file of the archive, and upload that");
		}
	}

	/**
	 * Whether its end is known before it is reached, or by its compression.
	 * @return whether it is
	 */
	boolean hasKnownEnd() {
		return this.method == DEFLATED || !this.described || this.name.endsWith("/");
	}

	private @Nullable String methodTitle() {
		return switch (this.method) {
			case 1 -> "shrink";
			case 6 -> "implode";
			case 9 -> "deflate64";
			case 12 -> "bzip2";
			case 14 -> "LZMA";
			case 93 -> "zstd";
			case 95 -> "xz";
			case 98 -> "PPMd";
			case 99 -> "AES";
			default -> null;
		};
	}

}
