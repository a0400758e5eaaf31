package io.rocketjob.batch;

/**
 * Finds halves of surrogate pairs, which UTF-8 has not and Java makes question marks of.
 */
final class SurrogatePairs {

	private SurrogatePairs() {
	}

	/**
	 * Checks a text.
	 * @param text the text
	 * @throws IllegalArgumentException when it has half of a pair
	 */
	static void check(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isSurrogate(c)) {
				if (!Character.isHighSurrogate(c) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					throw new IllegalArgumentException("a text has half of a surrogate pair, "
							+ String.format("U+%04X", (int) c) + ", which cannot be stored");
				}
				i++;
			}
		}
	}

}
