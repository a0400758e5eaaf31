package io.rocketjob.missioncontrol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record as a form has it: characters that one does not see are written as {@code \x00}
 * or <code>&#92;u200B</code>, and a backslash is doubled, so that nothing is changed but
 * what was edited. Browsers, too, change some of these characters.
 */
final class RecordText {

	private static final Pattern ESCAPE = Pattern
		.compile("\\\\(?:(\\\\)|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\\{([0-9A-Fa-f]{1,6})})");

	private static final int HEXADECIMAL = 16;

	private RecordText() {
	}

	static String escaped(String record) {
		return ConsoleOutput.visible(record.replace("\\", "\\\\"));
	}

	/**
	 * What was meant by a text of a form.
	 * @param text the text; browsers end its lines by two characters
	 * @return the record
	 * @throws IllegalArgumentException for a number that is no character
	 */
	static String unescaped(String text) {
		Matcher escape = ESCAPE.matcher(text.replace("\r\n", "\n"));
		StringBuilder record = new StringBuilder(text.length());
		while (escape.find()) {
			String number = null;
			for (int group = 2; group <= escape.groupCount() && number == null; group++) {
				number = escape.group(group);
			}
			escape.appendReplacement(record, "");
			record.append((number != null) ? Character.toString(Integer.parseInt(number, HEXADECIMAL)) : "\\");
		}
		return escape.appendTail(record).toString();
	}

}
