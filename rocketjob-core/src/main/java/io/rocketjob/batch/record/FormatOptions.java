package io.rocketjob.batch.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Reads the options of a format, which may be texts of annotations and properties. What
 * is wrong is refused naming the option, its value, and what would be right.
 *
 * @since 0.1.0
 */
public final class FormatOptions {

	private final String format;

	private final Map<String, Object> values;

	/**
	 * Makes it.
	 * @param format the name of the format, for messages
	 * @param values names and values
	 */
	public FormatOptions(String format, Map<String, Object> values) {
		this.format = format;
		this.values = values;
	}

	/**
	 * Whether an option is set.
	 * @param option its name
	 * @return whether it has a value
	 */
	public boolean has(String option) {
		return this.values.containsKey(option);
	}

	/**
	 * An option that is a text.
	 * @param option its name
	 * @return its value, {@code null} when it is not set
	 */
	public @Nullable String text(String option) {
		Object value = this.values.get(option);
		return (value != null) ? String.valueOf(value) : null;
	}

	/**
	 * An option that is on or off.
	 * @param option its name
	 * @param otherwise its value where it is not set
	 * @return its value
	 * @throws IllegalArgumentException when it is neither
	 */
	public boolean flag(String option, boolean otherwise) {
		String value = text(option);
		if (value == null) {
			return otherwise;
		}
		String lower = value.toLowerCase(Locale.ROOT);
		if (!lower.equals("true") && !lower.equals("false")) {
			throw wrong(option, "must be true or false");
		}
		return lower.equals("true");
	}

	/**
	 * An option that is a number.
	 * @param option its name
	 * @param otherwise its value where it is not set
	 * @param least the least allowed
	 * @param most the most allowed
	 * @return its value
	 * @throws IllegalArgumentException when it is not a whole number within the bounds
	 */
	public int number(String option, int otherwise, int least, int most) {
		String value = text(option);
		if (value == null) {
			return otherwise;
		}
		try {
			int number = Integer.parseInt(value);
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// is refused below
		}
		throw wrong(option, "must be a whole number from " + least + " to " + most);
	}

	/**
	 * An option that is one of several words.
	 * @param option its name
	 * @param otherwise its value where it is not set
	 * @param <E> the words, in any case
	 * @return its value
	 * @throws IllegalArgumentException when it is none of them
	 */
	public <E extends Enum<E>> E word(String option, E otherwise) {
		String value = text(option);
		if (value == null) {
			return otherwise;
		}
		E[] words = otherwise.getDeclaringClass().getEnumConstants();
		for (E word : words) {
			if (word.name().equalsIgnoreCase(value)) {
				return word;
			}
		}
		throw wrong(option,
				"must be " + Arrays.stream(words)
					.map((word) -> word.name().toLowerCase(Locale.ROOT))
					.collect(Collectors.joining(" or ")));
	}

	/**
	 * An option that is a list of texts, or a text with commas between them.
	 * @param option its name
	 * @return its values, without white space around them where it is a text,
	 * {@code null} when it is not set
	 */
	public @Nullable List<String> list(String option) {
		Object value = this.values.get(option);
		if (value == null) {
			return null;
		}
		List<String> list = new ArrayList<>();
		if (value instanceof Iterable<?> all) {
			all.forEach((each) -> list.add(String.valueOf(each)));
		}
		else if (value instanceof Object[] all) {
			Arrays.asList(all).forEach((each) -> list.add(String.valueOf(each)));
		}
		else {
			for (String each : String.valueOf(value).split(",", -1)) {
				list.add(each.strip());
			}
		}
		return list;
	}

	/**
	 * An option that is a locale.
	 * @param option its name
	 * @return its value, {@code null} when it is not set
	 * @throws IllegalArgumentException when it is no language tag, or Java does not know
	 * its language or its country
	 */
	public @Nullable Locale locale(String option) {
		String value = text(option);
		if (value == null) {
			return null;
		}
		try {
			Locale locale = new Locale.Builder().setLanguageTag(value).build();
			if (isKnown(locale)) {
				return locale;
			}
		}
		catch (IllformedLocaleException ex) {
			// is refused below
		}
		throw wrong(option, "must be a language tag with a language, and a country if any, that Java knows, such as"
				+ " de or pt-BR");
	}

	/** Java takes any letters for a language, and has the numbers of English for it. */
	private static boolean isKnown(Locale locale) {
		String language = locale.getLanguage();
		String country = locale.getCountry();
		boolean languageKnown = Arrays.asList(Locale.getISOLanguages()).contains(language);
		boolean countryKnown = country.isEmpty() || Arrays.asList(Locale.getISOCountries()).contains(country);
		for (Locale available : Locale.getAvailableLocales()) {
			languageKnown |= available.getLanguage().equals(language);
			countryKnown |= available.getCountry().equals(country);
		}
		return languageKnown && countryKnown && !language.isEmpty();
	}

	/**
	 * Says what is wrong with the value of an option.
	 * @param option its name
	 * @param right what would be right, such as "must be one character"
	 * @return what to throw
	 */
	public IllegalArgumentException wrong(String option, String right) {
		return new IllegalArgumentException("The option '" + option + "' of the record format '" + this.format
				+ "' is '" + this.values.get(option) + "'; it " + right);
	}

}
