package io.rocketjob.batch;

import java.util.ArrayList;
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
	 * Checks the name of a lookup that is about to be made.
	 * @param name the name
	 * @throws IllegalArgumentException when it is wrong
	 */
	static void checkLookup(String name) {
		List<String> problems = new ArrayList<>();
		check("lookup", name, problems);
		if (!problems.isEmpty()) {
			throw new IllegalArgumentException(problems.get(0));
		}
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
