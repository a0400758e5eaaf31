package io.rocketjob.batch.record;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How numbers are written: by a pattern, or as in a locale. Unlike {@link DecimalFormat},
 * which drops separators wherever they are, it takes groups only where they are whole.
 * Thread-safe.
 */
final class NumberText {

	/** Characters that files have for each other, each with that which counts. */
	private static final String ALIKE = "\u00a0 \u202f \u2009 \u2019'\u2212-";

	private static final Set<String> OF_INDIA = Set.of("as", "bn", "gu", "hi", "kn", "ml", "mr", "or", "pa", "ta",
			"te");

	private static final Pattern FAR_GROUP = Pattern.compile(",([#0]+),[#0]+(?:[^#0,]|$)");

	private final String[] positive;

	private final String[] negative;

	private final BigDecimal multiplier;

	private final char zero;

	private final Pattern body;

	private NumberText(String[] positive, String[] negative, int multiplier, char zero, Pattern body) {
		this.positive = positive;
		this.negative = negative;
		this.multiplier = BigDecimal.valueOf(multiplier);
		this.zero = zero;
		this.body = body;
	}

	/**
	 * Numbers that are written by a pattern.
	 * @param pattern the pattern
	 * @param locale whose separators are meant
	 * @return how they are written
	 * @throws IllegalArgumentException when the pattern is wrong
	 */
	static NumberText ofPattern(String pattern, Locale locale) {
		DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(locale);
		DecimalFormat format = new DecimalFormat(pattern, symbols);
		boolean money = pattern.indexOf('\u00a4') >= 0;
		int group = format.isGroupingUsed() ? format.getGroupingSize() : 0;
		Pattern body = body(groups(group, farGroup(pattern, group)),
				money ? symbols.getMonetaryGroupingSeparator() : symbols.getGroupingSeparator(),
				money ? symbols.getMonetaryDecimalSeparator() : symbols.getDecimalSeparator(), symbols);
		return new NumberText(new String[] { alike(format.getPositivePrefix()), alike(format.getPositiveSuffix()) },
				new String[] { alike(format.getNegativePrefix()), alike(format.getNegativeSuffix()) },
				format.getMultiplier(), symbols.getZeroDigit(), body);
	}

	/**
	 * Numbers that are written as in a locale, with groups or without.
	 * @param locale the locale
	 * @return how they are written
	 */
	static NumberText ofLocale(Locale locale) {
		DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(locale);
		boolean india = locale.getCountry().equals("IN") || OF_INDIA.contains(locale.getLanguage());
		Pattern body = body(india ? groups(3, 2) + "|" + groups(3, 3) : groups(3, 3), symbols.getGroupingSeparator(),
				symbols.getDecimalSeparator(), symbols);
		return new NumberText(new String[] { "", "" }, new String[] { "-", "" }, 1, symbols.getZeroDigit(), body);
	}

	/** The size of groups but the last one, which Java reads no pattern for. */
	private static int farGroup(String pattern, int last) {
		int end = pattern.indexOf(';');
		String positive = (end != -1) ? pattern.substring(0, end) : pattern;
		Matcher groups = FAR_GROUP.matcher(positive);
		return groups.find() ? groups.group(1).length() : last;
	}

	/**
	 * The expression of a number with groups, in which d is a digit and s a separator.
	 */
	private static String groups(int last, int far) {
		return (last > 0) ? "d{1," + far + "}(?:sd{" + far + "}){0,300}sd{" + last + "}" : "";
	}

	private static Pattern body(String groups, char group, char point, DecimalFormatSymbols symbols) {
		char zero = symbols.getZeroDigit();
		String digit = "[0-9" + ((zero != '0') ? zero + "-" + (char) (zero + 9) : "") + "]";
		String whole = digit + "{1,1000}"
				+ (groups.isEmpty() ? "" : "|" + groups.replace("d", digit).replace("s", quoted(group)));
		return Pattern.compile("(?<whole>" + whole + ")?(?:" + quoted(point) + "(?<part>" + digit + "{1,1000}))?(?:(?:"
				+ Pattern.quote(symbols.getExponentSeparator()) + "|[eE])(?<exponent>[+-]?[0-9]{1,4}))?");
	}

	private static String quoted(char separator) {
		return Pattern.quote(alike(String.valueOf(separator)));
	}

	/** Files have one space, one apostrophe and one minus for another. */
	private static String alike(String text) {
		if (text.chars().allMatch((c) -> c < ALIKE.charAt(0))) {
			return text;
		}
		StringBuilder alike = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			int at = (c < ALIKE.charAt(0)) ? -1 : ALIKE.indexOf(c);
			alike.append((at != -1) ? ALIKE.charAt(at + 1) : c);
		}
		return alike.toString();
	}

	/**
	 * Makes the number of a text.
	 * @param written the text
	 * @return the number as it is written everywhere
	 * @throws IllegalArgumentException when it is not written so
	 */
	String plain(String written) {
		String text = alike(written);
		// a sign is more than none
		String number = number(text, this.negative);
		if (number == null) {
			number = number(text.startsWith("+") ? text.substring(1) : text, this.positive);
		}
		if (number == null) {
			throw new IllegalArgumentException("is not written so");
		}
		return number;
	}

	private @Nullable String number(String text, String[] around) {
		if (text.length() < around[0].length() + around[1].length() || !text.startsWith(around[0])
				|| !text.endsWith(around[1])) {
			return null;
		}
		Matcher matcher = this.body.matcher(text.substring(around[0].length(), text.length() - around[1].length()));
		if (!matcher.matches() || (matcher.group("whole") == null && matcher.group("part") == null)) {
			return null;
		}
		StringBuilder plain = new StringBuilder((around == this.negative) ? "-" : "");
		String whole = matcher.group("whole");
		addDigits((whole != null) ? whole : "0", plain);
		if (matcher.group("part") != null) {
			plain.append('.');
			addDigits(matcher.group("part"), plain);
		}
		if (matcher.group("exponent") != null) {
			plain.append('E').append(matcher.group("exponent"));
		}
		return (this.multiplier.intValue() == 1 && matcher.group("exponent") == null) ? plain.toString()
				: new BigDecimal(plain.toString()).multiply(BigDecimal.ONE.divide(this.multiplier)).toPlainString();
	}

	private void addDigits(String text, StringBuilder plain) {
		for (int i = 0; i < text.length(); i++) {
			char digit = text.charAt(i);
			if (digit >= '0' && digit <= '9') {
				plain.append(digit);
			}
			else if (digit >= this.zero && digit <= this.zero + 9) {
				plain.append((char) ('0' + digit - this.zero));
			}
		}
	}

}
