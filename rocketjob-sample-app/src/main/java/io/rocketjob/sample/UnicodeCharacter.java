package io.rocketjob.sample;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a line of UnicodeData.txt says about a character. What a character does not have
 * is empty, 0 or false here, and left out of the JSON.
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record UnicodeCharacter(String codePoint, String name, String category, int combiningClass, String bidiClass,
		String decomposition, String numericValue, boolean mirrored, String upperCase, String lowerCase,
		String titleCase) {

	private static final int FIELDS = 15;

	static UnicodeCharacter parse(String line) {
		String[] fields = line.split(";", -1);
		if (fields.length != FIELDS) {
			throw new IllegalArgumentException(
					"A line has " + FIELDS + " fields, but this one " + fields.length + ": " + line);
		}
		return new UnicodeCharacter(codePoint(fields[0]), fields[1], fields[2], Integer.parseInt(fields[3]), fields[4],
				fields[5], fields[8], fields[9].equals("Y"), codePoint(fields[12]), codePoint(fields[13]),
				codePoint(fields[14]));
	}

	private static String codePoint(String hex) {
		return hex.isEmpty() ? "" : "U+" + hex;
	}

}
