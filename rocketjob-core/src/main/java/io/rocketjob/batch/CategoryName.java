package io.rocketjob.batch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What categories and lookups may be called: their names become part of the names of
 * collections.
 */
final class CategoryName {

	private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,50}");

	private CategoryName() {
	}

	/**
	 * Checks a name.
	 * @param kind what it is the name of
	 * @param name the name
	 * @param problems receives a text when it is wrong
	 */
	static void check(String kind, String name, List<String> problems) {
		if (!VALID.matcher(name).matches()) {
			problems.add(kind + ": '" + name + "' is no name; right are 1 to 50 letters, digits, '-' and '_'");
		}
	}

}
