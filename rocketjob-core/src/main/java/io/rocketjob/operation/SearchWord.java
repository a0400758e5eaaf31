package io.rocketjob.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A word of a search: a text, or a qualifier with its value. Quotation marks keep blanks
 * and colons in it.
 *
 * @param at where it begins
 * @param name the qualifier in lower case; what follows {@code field.} is left as it is.
 * {@code null} for a text
 * @param value the text, or the value of the qualifier
 * @param valueAt where the value begins
 * @param quoted whether a part of the value is in quotation marks, so that nothing of it
 * is a comparison
 */
record SearchWord(int at, @Nullable String name, String value, int valueAt, boolean quoted) {

	static final String FIELD = "field.";

	private static final int LONGEST = 1_000;

	private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w.$-]*");

	/**
	 * Splits a search.
	 * @param text the search
	 * @return its words
	 */
	static List<SearchWord> of(String text) {
		if (text.length() > LONGEST) {
			throw OperationException.badRequest("A search has " + LONGEST + " characters at most");
		}
		List<SearchWord> words = new ArrayList<>();
		int at = 0;
		while (at < text.length()) {
			if (Character.isWhitespace(text.charAt(at))) {
				at++;
				continue;
			}
			at = add(text, at, words);
		}
		return words;
	}

	private static int add(String text, int begin, List<SearchWord> words) {
		StringBuilder value = new StringBuilder();
		String name = null;
		int valueAt = begin;
		int at = begin;
		boolean plain = true;
		while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
			char next = text.charAt(at);
			if (next == '"') {
				int end = text.indexOf('"', at + 1);
				if (end < 0) {
					throw OperationException
						.badRequest("The quotation mark at position " + (at + 1) + " of the search has no other");
				}
				value.append(text, at + 1, end);
				plain = false;
				at = end + 1;
				continue;
			}
			at++;
			if (next == ':' && plain && name == null && NAME.matcher(value).matches()) {
				name = name(value.toString());
				value.setLength(0);
				valueAt = at;
			}
			else {
				value.append(next);
			}
		}
		words.add(new SearchWord(begin, name, value.toString(), valueAt, !plain));
		return at;
	}

	private static String name(String given) {
		boolean field = given.regionMatches(true, 0, FIELD, 0, FIELD.length());
		return field ? FIELD + given.substring(FIELD.length()) : given.toLowerCase(Locale.ROOT);
	}

	/**
	 * Refuses its value.
	 * @param right what would be right
	 * @return what to throw
	 */
	OperationException refused(String right) {
		return OperationException
			.badRequest("'" + this.name + ":' at position " + (this.at + 1) + " of the search must be " + right);
	}

}
