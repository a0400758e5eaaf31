package io.rocketjob.batch.record.xlsx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts of workbooks, where {@code _x000B_} is a character that XML cannot hold.
 */
final class EscapedText {

	private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");

	/** An underscore that what follows may make an escape of. */
	private static final Pattern DANGER = Pattern.compile("_(?=x[0-9A-Fa-f]{4})");

	private EscapedText() {
	}

	/**
	 * Reads a text.
	 * @param written the text as it is in the file
	 * @return the text, in which each escape is replaced, once
	 */
	static String decode(String written) {
		if (!written.contains("_x")) {
			return written;
		}
		StringBuilder text = new StringBuilder(written.length());
		Matcher matcher = ESCAPE.matcher(written);
		while (matcher.find()) {
			matcher.appendReplacement(text, "");
			text.append((char) Integer.parseInt(matcher.group(1), 16));
		}
		return matcher.appendTail(text).toString();
	}

	/**
	 * Writes a text.
	 * @param text the text
	 * @return what is read as the text again
	 */
	static String encode(String text) {
		String safe = text.contains("_x") ? DANGER.matcher(text).replaceAll("_x005F_") : text;
		for (int i = 0; i < safe.length(); i++) {
			if (isForeign(safe, i)) {
				return escaped(safe, i);
			}
		}
		return safe;
	}

	private static String escaped(String text, int from) {
		StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, from);
		for (int i = from; i < text.length(); i++) {
			char c = text.charAt(i);
			if (isForeign(text, i)) {
				escaped.append(String.format("_x%04X_", (int) c));
			}
			else {
				escaped.append(c);
			}
		}
		return escaped.toString();
	}

	/** Readers of XML make a line feed of a carriage return. */
	private static boolean isForeign(String text, int index) {
		char c = text.charAt(index);
		if (c < ' ') {
			return c != '\t' && c != '\n';
		}
		if (Character.isHighSurrogate(c)) {
			return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
		}
		if (Character.isLowSurrogate(c)) {
			return index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
		}
		return c >= '\uFFFE';
	}

}
