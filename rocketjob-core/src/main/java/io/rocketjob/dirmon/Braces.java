package io.rocketjob.dirmon;

import java.util.ArrayList;
import java.util.List;

/** Expands the alternatives of a pattern: <code>a{b,c{d,e}}</code> is three. */
final class Braces {

	/** How many patterns one may become. */
	private static final int MOST = 1_000;

	private Braces() {
	}

	/**
	 * The patterns that a pattern stands for.
	 * @param text the pattern
	 * @return patterns without alternatives
	 * @throws IllegalArgumentException when braces do not match, or it would be too many
	 */
	static List<String> expand(String text) {
		List<String> expanded = new ArrayList<>();
		expand(text, expanded);
		return expanded;
	}

	private static void expand(String text, List<String> expanded) {
		int open = next(text, 0, "{");
		if (open < 0) {
			expanded.add(text);
			if (expanded.size() > MOST) {
				throw new IllegalArgumentException("it stands for more than " + MOST
						+ " patterns; right would be \"*\" in place of some alternatives, or several entries");
			}
			return;
		}
		String before = text.substring(0, open);
		List<String> alternatives = new ArrayList<>();
		int close = alternatives(text, open, alternatives);
		String after = text.substring(close + 1);
		alternatives.forEach((alternative) -> expand(before + alternative + after, expanded));
	}

	private static int alternatives(String text, int open, List<String> alternatives) {
		int depth = 0;
		int start = open + 1;
		for (int at = open; at >= 0; at = next(text, at + 1, "{,}")) {
			char each = text.charAt(at);
			if (each == '{') {
				depth++;
			}
			else if (depth == 1) {
				alternatives.add(text.substring(start, at));
				start = at + 1;
			}
			if (each == '}' && --depth == 0) {
				return at;
			}
		}
		throw new IllegalArgumentException("the brace in \"" + text.substring(open)
				+ "\" has no end; right would be \"{a,b}\", or \"\\{\" for a brace that is meant");
	}

	/** The next of some characters that is not escaped. */
	private static int next(String text, int from, String wanted) {
		for (int at = from; at < text.length(); at++) {
			char each = text.charAt(at);
			if (each == '\\') {
				at++;
			}
			else if (wanted.indexOf(each) >= 0) {
				return at;
			}
		}
		return -1;
	}

}
