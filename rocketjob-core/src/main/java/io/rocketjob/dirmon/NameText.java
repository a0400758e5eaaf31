package io.rocketjob.dirmon;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The names of files as their file system has them: bytes, of which those that are UTF-8
 * are characters and each other is one by itself. What a {@link Path} says as text has
 * lost the latter.
 */
final class NameText {

	/** What stands for a byte that is not UTF-8; no character of a name can be there. */
	private static final int BYTE = 0xDC00;

	private static final boolean TEXT_IS_UTF8 = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
		.equals(StandardCharsets.UTF_8);

	private NameText() {
	}

	/**
	 * The characters of a text.
	 * @param text the text
	 * @return its code points
	 */
	static int[] of(String text) {
		return text.codePoints().toArray();
	}

	/**
	 * The characters of the last name of a path.
	 * @param path a path with a name
	 * @return its code points; one of its own for each byte that is not UTF-8
	 */
	static int[] of(Path path) {
		String text = path.getFileName().toString();
		if (TEXT_IS_UTF8 && text.indexOf('\uFFFD') < 0) {
			return of(text);
		}
		return decode(lastName(bytes(path)));
	}

	/**
	 * The bytes of a path, which tell it from all others.
	 * @param path the path
	 * @return its bytes when it is made absolute
	 */
	static byte[] bytes(Path path) {
		String text = path.toString();
		if (TEXT_IS_UTF8 && path.isAbsolute() && text.indexOf('\uFFFD') < 0) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		String escaped = path.toUri().getRawPath();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
		for (int i = 0; i < escaped.length(); i++) {
			char each = escaped.charAt(i);
			if (each == '%') {
				bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
				i += 2;
			}
			else {
				bytes.write(each);
			}
		}
		byte[] all = bytes.toByteArray();
		// a directory gets a slash at its end
		return (all.length > 1 && all[all.length - 1] == '/') ? Arrays.copyOf(all, all.length - 1) : all;
	}

	/**
	 * The last name of a path so that it is the same as text: bytes that are not UTF-8
	 * are written as {@code %E9}.
	 * @param path a path with a name
	 * @return the bytes of its name
	 */
	static byte[] escapedName(Path path) {
		StringBuilder escaped = new StringBuilder();
		for (int point : of(path)) {
			if (point >= BYTE && point <= BYTE + 0xFF) {
				escaped.append("%%%02X".formatted(point - BYTE));
			}
			else {
				escaped.appendCodePoint(point);
			}
		}
		return escaped.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] lastName(byte[] path) {
		int start = path.length;
		while (start > 0 && path[start - 1] != '/') {
			start--;
		}
		return Arrays.copyOfRange(path, start, path.length);
	}

	/**
	 * Reads UTF-8, byte by byte where it is none.
	 * @param bytes the bytes
	 * @return the code points
	 */
	static int[] decode(byte[] bytes) {
		int[] points = new int[bytes.length];
		int count = 0;
		int at = 0;
		while (at < bytes.length) {
			int length = lengthAt(bytes, at);
			points[count++] = (length == 0) ? BYTE + (bytes[at] & 0xFF)
					: new String(bytes, at, length, StandardCharsets.UTF_8).codePointAt(0);
			at += Math.max(length, 1);
		}
		return Arrays.copyOf(points, count);
	}

	/** How many bytes the character has that begins at a byte, 0 when none does. */
	private static int lengthAt(byte[] bytes, int at) {
		int first = bytes[at] & 0xFF;
		int length = (first < 0x80) ? 1 : (first >= 0xC2 && first < 0xE0) ? 2
				: (first >= 0xE0 && first < 0xF0) ? 3 : (first >= 0xF0 && first < 0xF5) ? 4 : 0;
		if (length == 0 || at + length > bytes.length) {
			return 0;
		}
		for (int i = 1; i < length; i++) {
			if ((bytes[at + i] & 0xC0) != 0x80) {
				return 0;
			}
		}
		int second = (length > 1) ? bytes[at + 1] & 0xFF : 0;
		boolean wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)
				|| (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
		return wrong ? 0 : length;
	}

}
