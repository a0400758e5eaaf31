package io.rocketjob.batch;

import java.util.regex.Pattern;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What messages have in common that differ only in the values that they tell of: numbers,
 * dates, ids, addresses, quoted texts, and what is in brackets or braces is replaced by
 * an asterisk. Bounded, and made without going back over the text.
 */
final class FailurePattern {

	/** The field of a stored exception. */
	static final String FIELD = "pattern";

	/** The most characters of a message that are looked at. */
	private static final int LONGEST = 500;

	/** The most characters of a pattern. */
	private static final int MOST = 200;

	private static final String VALUE = "*";

	private static final Pattern SEVERAL = Pattern.compile("\\*(?:(?:, | |,|; |;|/|: |:|=)\\*)+");

	private final String message;

	private final StringBuilder pattern = new StringBuilder();

	private int position;

	private FailurePattern(String message) {
		this.message = (message.length() > LONGEST) ? message.substring(0, LONGEST) : message;
	}

	/**
	 * Adds it to an exception that is going to be stored.
	 * @param exception the stored form
	 */
	static void addTo(Document exception) {
		String message = exception.getString("message");
		if (message != null) {
			exception.append(FIELD, of(message));
		}
	}

	/**
	 * Replaces the values in a message.
	 * @param message the message, or {@code null}
	 * @return what remains, or {@code null}
	 */
	static @Nullable String ofNullable(@Nullable String message) {
		return (message != null) ? of(message) : null;
	}

	static String of(String message) {
		FailurePattern pattern = new FailurePattern(message);
		while (pattern.position < pattern.message.length()) {
			pattern.next();
		}
		String found = SEVERAL.matcher(pattern.pattern).replaceAll(VALUE).strip();
		return (found.length() > MOST) ? found.substring(0, validEnd(found)) : found;
	}

	/** Not between the two halves of a character. */
	private static int validEnd(String text) {
		return Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
	}

	private void next() {
		char c = this.message.charAt(this.position);
		char close = closing(c);
		int end = (close != 0 && isOpening(c)) ? endOf(c, close) : -1;
		if (end > 0) {
			this.pattern.append(c).append(VALUE).append(close);
			this.position = end + 1;
		}
		else if (isPartOfWord(c)) {
			word();
		}
		else if (Character.isWhitespace(c)) {
			space();
		}
		else {
			this.pattern.append(c);
			this.position++;
		}
	}

	private void space() {
		if (!this.pattern.isEmpty() && this.pattern.charAt(this.pattern.length() - 1) != ' ') {
			this.pattern.append(' ');
		}
		this.position++;
	}

	/** Words with a digit or an at sign in them are values, and so is what is set. */
	private void word() {
		int begin = this.position;
		boolean value = begin > 0 && this.message.charAt(begin - 1) == '=';
		while (this.position < this.message.length() && isPartOfWord(this.message.charAt(this.position))) {
			char c = this.message.charAt(this.position);
			value |= Character.isDigit(c) || c == '@';
			this.position++;
		}
		int end = this.position;
		while (end > begin && isPunctuation(this.message.charAt(end - 1))) {
			end--;
		}
		this.pattern.append(value ? VALUE : this.message.substring(begin, end));
		this.pattern.append(this.message, end, this.position);
	}

	private static char closing(char c) {
		return switch (c) {
			case '\'', '"', '`' -> c;
			case '[' -> ']';
			case '{' -> '}';
			case '<' -> '>';
			case '\u201C' -> '\u201D';
			case '\u2018' -> '\u2019';
			case '\u00AB' -> '\u00BB';
			default -> 0;
		};
	}

	/** An apostrophe within a word opens nothing. */
	private boolean isOpening(char c) {
		return c != '\'' || this.position == 0 || !Character.isLetterOrDigit(this.message.charAt(this.position - 1));
	}

	/**
	 * Where what is opened ends. What is not closed any more, because the text is cut,
	 * goes to its end.
	 */
	private int endOf(char open, char close) {
		int depth = 0;
		for (int i = this.position + 1; i < this.message.length(); i++) {
			char c = this.message.charAt(i);
			if (c == close && depth == 0 && isClosing(c, i)) {
				return i;
			}
			if (open != close) {
				depth += (c == open) ? 1 : ((c == close) ? -1 : 0);
			}
		}
		return (open == '\'' || open == '<') ? -1 : this.message.length();
	}

	private boolean isClosing(char c, int index) {
		return c != '\'' || index + 1 == this.message.length()
				|| !Character.isLetterOrDigit(this.message.charAt(index + 1));
	}

	private static boolean isPartOfWord(char c) {
		return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '@' || c == '+' || c == '%'
				|| c == '#' || c == '$' || Character.isSurrogate(c);
	}

	private static boolean isPunctuation(char c) {
		return c == '.' || c == '-';
	}

}
