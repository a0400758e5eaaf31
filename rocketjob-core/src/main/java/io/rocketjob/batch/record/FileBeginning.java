package io.rocketjob.batch.record;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a file tell: its charset, by a byte order mark, or that it is
 * no text at all. Only what cannot be the beginning of a text by accident counts.
 */
final class FileBeginning {

	/** How many bytes are needed to tell. */
	static final int LENGTH = 512;

	/** Those of four bytes before those of two with which they begin. */
	private static final List<Mark> MARKS = List.of(new Mark("UTF-8", 0xEF, 0xBB, 0xBF),
			new Mark("UTF-32LE", 0xFF, 0xFE, 0, 0), new Mark("UTF-32BE", 0, 0, 0xFE, 0xFF),
			new Mark("UTF-16LE", 0xFF, 0xFE), new Mark("UTF-16BE", 0xFE, 0xFF));

	/** The endings of what can be read and written. */
	private static final String READABLE = ".gz, .gzip, .bz2, .xz, .zst or .zip";

	private static final String COMPRESSED = "give it a name that ends with ";

	private static final String OTHER = "compress it by what can be read: " + READABLE;

	private static final String ARCHIVE = "unpack it first";

	private static final List<Signature> SIGNATURES = List.of(
			new Signature("compressed by gzip", COMPRESSED + ".gz", 0x1F, 0x8B, 8),
			new Signature("compressed by bzip2", COMPRESSED + ".bz2", 'B', 'Z', 'h', Signature.ANY, 0x31, 0x41, 0x59,
					0x26, 0x53, 0x59),
			new Signature("compressed by xz", COMPRESSED + ".xz", 0xFD, '7', 'z', 'X', 'Z', 0),
			new Signature("compressed by zstd", COMPRESSED + ".zst", 0x28, 0xB5, 0x2F, 0xFD),
			new Signature("compressed by compress", OTHER, 0x1F, 0x9D),
			new Signature("compressed by lz4", OTHER, 4, 0x22, 0x4D, 0x18),
			new Signature("compressed by an old lz4", OTHER, 2, 0x21, 0x4C, 0x18),
			new Signature("compressed by snappy", OTHER, 0xFF, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'),
			new Signature("compressed by lzip", OTHER, 'L', 'Z', 'I', 'P', 1),
			new Signature("compressed by lzop", OTHER, 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1A, '\n'),
			new Signature("compressed by lzma", OTHER, 0x5D, 0, 0, Signature.ANY, Signature.ANY, 0xFF, 0xFF, 0xFF, 0xFF,
					0xFF, 0xFF, 0xFF, 0xFF),
			new Signature("a zip archive",
					COMPRESSED + ".zip; if it is a workbook, the format must be one that reads it", 'P', 'K', 3, 4),
			new Signature("an empty zip archive", COMPRESSED + ".zip", 'P', 'K', 5, 6),
			new Signature("a 7z archive", ARCHIVE, '7', 'z', 0xBC, 0xAF, 0x27, 0x1C),
			new Signature("a rar archive", ARCHIVE, 'R', 'a', 'r', '!', 0x1A, 7),
			new Signature("an old Office document", "save it as text or as .xlsx", 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1,
					0x1A, 0xE1));

	private static final List<String> ARCHIVES = List.of(".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst", ".7z",
			".rar");

	/** Endings of compressions that can be neither read nor written. */
	private static final Map<String, String> COMPRESSIONS = Map.of(".z", "compress", ".lz4", "lz4", ".lzma", "lzma",
			".br", "brotli", ".lz", "lzip", ".lzo", "lzop", ".sz", "snappy", ".snappy", "snappy");

	/** How many bytes tell whether characters have several. */
	private static final int WIDE = 64;

	private static final int CHECKSUM = 148;

	private static final int CHECKSUM_LENGTH = 8;

	private FileBeginning() {
	}

	/**
	 * Whether a file is an archive by its name.
	 * @param name its name without compression and encryption
	 * @throws IllegalArgumentException when it is
	 */
	static void requireNoArchive(String name) {
		for (String ending : ARCHIVES) {
			if (endsWith(name, ending)) {
				throw new IllegalArgumentException("'" + name + "' is an archive by its name, and no text; " + ARCHIVE
						+ ", and upload the file in it");
			}
		}
	}

	/**
	 * Whether a file is compressed by its name, in a way that is not known.
	 * @param name its name without the compression and encryption that is known
	 * @param allowed endings that a format has
	 * @throws IllegalArgumentException when it is
	 */
	static void requireKnownCompression(String name, Collection<String> allowed) {
		COMPRESSIONS.forEach((ending, title) -> {
			if (endsWith(name, ending) && allowed.stream().noneMatch((each) -> endsWith(name, each))) {
				throw new IllegalArgumentException("'" + name + "' is compressed by " + title + " by its name ('"
						+ ending + "'), which can be neither read nor written; the endings of compression are "
						+ READABLE);
			}
		});
	}

	private static boolean endsWith(String name, String ending) {
		return name.regionMatches(true, name.length() - ending.length(), ending, 0, ending.length());
	}

	/**
	 * Checks that a text without a byte order mark has characters of one byte each, or
	 * those of UTF-8, as far as its beginning tells.
	 * @param bytes the first bytes
	 * @param length how many there are
	 * @throws FileContentException when it looks like UTF-16 or UTF-32
	 */
	static void requireNarrow(byte[] bytes, int length) throws FileContentException {
		for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
			int width = charset.startsWith("UTF-16") ? 2 : 4;
			if (isWide(bytes, Math.min(length, WIDE), width, charset.endsWith("LE") ? 0 : width - 1)) {
				throw new FileContentException("The file looks like " + charset + " without a byte order mark, as "
						+ ((width == 2) ? "every second byte is" : "three of four bytes are")
						+ " 0; say so by the option charset: " + charset);
			}
		}
	}

	/** Whether one byte of each character is set, and all others are not. */
	private static boolean isWide(byte[] bytes, int length, int width, int set) {
		for (int i = 0; i < length; i++) {
			if ((bytes[i] != 0) != ((i % width) == set)) {
				return false;
			}
		}
		return length >= 4;
	}

	/**
	 * Checks that the bytes may be the beginning of a text.
	 * @param bytes the first bytes
	 * @param length how many there are
	 * @throws FileContentException when they are of something else
	 */
	static void requireText(byte[] bytes, int length) throws FileContentException {
		for (Signature signature : SIGNATURES) {
			if (signature.matches(bytes, length)) {
				throw new FileContentException(
						"The content is no text, it is " + signature.title() + "; " + signature.right());
			}
		}
		if (length >= LENGTH && isTar(bytes)) {
			throw new FileContentException("The content is no text, it is a tar archive; " + ARCHIVE);
		}
	}

	/** By the checksum of the first header, which no text has by accident. */
	private static boolean isTar(byte[] bytes) {
		int sum = 0;
		for (int i = 0; i < LENGTH; i++) {
			sum += (i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH) ? ' ' : bytes[i] & 0xFF;
		}
		String digits = new String(bytes, CHECKSUM, CHECKSUM_LENGTH, StandardCharsets.ISO_8859_1).replace('\0', ' ')
			.strip();
		return digits.matches("[0-7]{1,7}") && Integer.parseInt(digits, 8) == sum;
	}

	/**
	 * The byte order mark of a file.
	 * @param bytes the first bytes
	 * @param length how many there are
	 * @return the mark, {@code null} when there is none
	 */
	static @Nullable Mark mark(byte[] bytes, int length) {
		for (Mark mark : MARKS) {
			if (length >= mark.bytes.length
					&& Arrays.equals(bytes, 0, mark.bytes.length, mark.bytes, 0, mark.bytes.length)) {
				return mark;
			}
		}
		return null;
	}

	/** A byte order mark. */
	static final class Mark {

		private final Charset charset;

		private final byte[] bytes;

		private Mark(String charset, int... bytes) {
			this.charset = Charset.forName(charset);
			this.bytes = new byte[bytes.length];
			for (int i = 0; i < bytes.length; i++) {
				this.bytes[i] = (byte) bytes[i];
			}
		}

		/**
		 * The charset that it tells.
		 * @return the charset
		 */
		Charset charset() {
			return this.charset;
		}

		/**
		 * How many bytes it has.
		 * @return the number
		 */
		int length() {
			return this.bytes.length;
		}

	}

	/** How files begin that are no text. */
	private static final class Signature {

		private static final int ANY = -1;

		private final String title;

		private final String right;

		private final int[] bytes;

		private Signature(String title, String right, int... bytes) {
			this.title = title;
			this.right = right;
			this.bytes = bytes;
		}

		private boolean matches(byte[] file, int length) {
			if (length < this.bytes.length) {
				return false;
			}
			for (int i = 0; i < this.bytes.length; i++) {
				if (this.bytes[i] != ANY && (file[i] & 0xFF) != this.bytes[i]) {
					return false;
				}
			}
			return true;
		}

		private String title() {
			return this.title;
		}

		private String right() {
			return this.right;
		}

	}

}
