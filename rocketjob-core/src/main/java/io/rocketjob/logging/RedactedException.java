package io.rocketjob.logging;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Stands in the log for an exception whose messages could show what is encrypted. Its own
 * message begins with the class of that exception.
 */
final class RedactedException extends Exception {

	private static final int DEPTH = 20;

	private RedactedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	static RedactedException of(Throwable thrown, Redaction redaction) {
		return of(thrown, (each) -> redaction.text(each.toString()), DEPTH);
	}

	/**
	 * Leaves out messages that may have data in them, and says once how to see them.
	 */
	static RedactedException withoutMessages(Throwable thrown, Redaction redaction) {
		boolean[] told = new boolean[1];
		return of(thrown, (each) -> {
			String text = OwnTexts.of(each);
			if (text != null) {
				return each.getClass().getName() + ": " + redaction.text(text);
			}
			String name = each.getClass().getName() + OwnTexts.code(each);
			if (told[0] || each.getMessage() == null) {
				return name;
			}
			told[0] = true;
			return name + " (message not logged; " + ExceptionLogging.HOW_TO_SEE + ")";
		}, DEPTH);
	}

	/**
	 * The depth ends circles, and leaves out what is too much to read.
	 */
	private static RedactedException of(Throwable thrown, Function<Throwable, String> text, int depth) {
		Throwable cause = cause(thrown);
		// before those of its causes, because it is read first
		String message = message(thrown, text);
		RedactedException exception = new RedactedException(message,
				(cause != null && depth > 0) ? of(cause, text, depth - 1) : null);
		exception.setStackTrace(thrown.getStackTrace());
		if (depth > 0) {
			for (Throwable suppressed : thrown.getSuppressed()) {
				exception.addSuppressed(of(suppressed, text, depth / 2));
			}
		}
		return exception;
	}

	private static @Nullable Throwable cause(Throwable thrown) {
		try {
			return thrown.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	private static String message(Throwable thrown, Function<Throwable, String> text) {
		try {
			return text.apply(thrown);
		}
		catch (Throwable ex) {
			return thrown.getClass().getName();
		}
	}

}
