package io.rocketjob.document;

import org.jspecify.annotations.Nullable;

/**
 * Internal: makes texts from a user's code fit to be stored.
 */
public final class Texts {

	/** The most characters of a message or reason. */
	public static final int MESSAGE = 2_000;

	/** The most characters of a stack trace. */
	public static final int STACK_TRACE = 16_000;

	private static final String CUT = " … (cut)";

	private Texts() {
	}

	/**
	 * Cuts a text, and replaces what is no valid Unicode: lone surrogates, which UTF-8
	 * cannot carry.
	 * @param text the text
	 * @param length the most characters to keep
	 * @return a text of at most that length
	 */
	public static String bounded(String text, int length) {
		String kept = (text.length() > length) ? text.substring(0, length - CUT.length()) + CUT : text;
		StringBuilder valid = null;
		for (int i = 0; i < kept.length(); i++) {
			char c = kept.charAt(i);
			if (Character.isHighSurrogate(c) && i + 1 < kept.length() && Character.isLowSurrogate(kept.charAt(i + 1))) {
				i++;
			}
			else if (Character.isSurrogate(c)) {
				valid = (valid != null) ? valid : new StringBuilder(kept);
				valid.setCharAt(i, '\uFFFD');
			}
		}
		return (valid != null) ? valid.toString() : kept;
	}

	public static @Nullable String boundedOrNull(@Nullable String text, int length) {
		return (text != null) ? bounded(text, length) : null;
	}

}
