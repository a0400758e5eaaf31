package io.rocketjob.batch.record;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * What charsets are to lines and separators. Thread-safe.
 */
final class TextCharset {

	/** What files have that say how to cut them, and a few others. */
	private static final String ASCII = "\r\n\t ,;|\"0123456789ABCXYZabcxyz";

	/** By the name of the charset; empty when nothing is wrong. */
	private static final Map<String, String> PROBLEMS = new ConcurrentHashMap<>();

	private TextCharset() {
	}

	/**
	 * Checks that text can be cut into lines, and these into values.
	 * @param charset the charset
	 * @throws IllegalArgumentException when it cannot
	 */
	static void require(Charset charset) {
		String problem = PROBLEMS.computeIfAbsent(charset.name(), (name) -> problem(charset));
		if (!problem.isEmpty()) {
			throw new IllegalArgumentException("Text in " + charset.name() + " can be neither read nor written, as "
					+ problem + "; convert the file to UTF-8 first, or write it in UTF-8");
		}
	}

	private static String problem(Charset charset) {
		if (charset.equals(StandardCharsets.UTF_8) || isWide(charset)) {
			return "";
		}
		if (!charset.canEncode()) {
			return "Java can only decode that charset";
		}
		if (!sameAsAscii(charset)) {
			return "letters, separators or line breaks are other bytes in it than in ASCII, as in all EBCDIC charsets";
		}
		return hasShifts(charset)
				? "what a byte means depends on those before it in that charset, so that lines and values cannot be told"
				: "";
	}

	private static boolean sameAsAscii(Charset charset) {
		byte[] expected = ASCII.getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.wrap(expected).equals(ByteBuffer.wrap(ASCII.getBytes(charset)))
				&& new String(expected, charset).equals(ASCII);
	}

	/**
	 * Whether other characters are written by control characters, or by those of ASCII
	 * alone.
	 */
	private static boolean hasShifts(Charset charset) {
		StringBuilder others = new StringBuilder();
		for (char c = 0xA0; c < Character.MAX_VALUE; c++) {
			if (!Character.isSurrogate(c)) {
				others.append(c);
			}
		}
		CharsetEncoder encoder = charset.newEncoder()
			.onMalformedInput(CodingErrorAction.IGNORE)
			.onUnmappableCharacter(CodingErrorAction.IGNORE);
		ByteBuffer bytes = ByteBuffer.allocate((int) (others.length() * (double) encoder.maxBytesPerChar()) + 16);
		encoder.encode(CharBuffer.wrap(others), bytes, true);
		encoder.flush(bytes);
		bytes.flip();
		boolean high = !bytes.hasRemaining();
		while (bytes.hasRemaining()) {
			byte each = bytes.get();
			if (each >= 0 && each < ' ') {
				return true;
			}
			high |= each < 0;
		}
		return !high;
	}

	/**
	 * Whether a character has two or four bytes, so that text must be decoded before
	 * lines are looked for.
	 * @param charset the charset
	 * @return whether it is UTF-16 or UTF-32
	 */
	static boolean isWide(Charset charset) {
		String name = charset.name().toUpperCase(Locale.ROOT);
		return name.contains("UTF-16") || name.contains("UTF-32");
	}

	/**
	 * Which of its bytes is first in a wide charset, where the charset says so.
	 * @param wide UTF-16 or UTF-32 in any form
	 * @return the charset without a byte order mark of its own, {@code null} when a byte
	 * order mark must tell
	 */
	static @Nullable Charset ordered(Charset wide) {
		String name = wide.name().toUpperCase(Locale.ROOT);
		String bits = name.contains("UTF-32") ? "UTF-32" : "UTF-16";
		if (name.contains("LE")) {
			return Charset.forName(bits + "LE");
		}
		return name.contains("BE") ? Charset.forName(bits + "BE") : null;
	}

}
