package io.rocketjob.batch.record;

import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalQuery;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.NumberFormat;
import org.springframework.util.ClassUtils;

/**
 * Makes values of texts, in one way on all servers: what a text means does not depend on
 * the locale or the time zone of a server, and what is not exactly a value is none.
 */
final class TextConversions {

	private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,1000}");

	private static final Pattern DECIMAL = Pattern
		.compile("[+-]?([0-9]{1,1000}(\\.[0-9]{1,1000})?|\\.[0-9]{1,1000})([eE][+-]?[0-9]{1,4})?");

	private static final Pattern UUIDS = Pattern
		.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

	/** Of times of databases, which have a space in place of the T, and short offsets. */
	private static final Pattern SPACED = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}) (\\d{2}:.*)");

	private static final Pattern SHORT_OFFSET = Pattern.compile("(.*\\d[+-]\\d{2})");

	private static final int MOST_NAMES = 10;

	private static final Map<Class<?>, TextConversion> SIMPLE = simple();

	private static final Map<Class<?>, TemporalQuery<?>> TEMPORALS = temporals();

	private static final ZonedDateTime SAMPLE = ZonedDateTime.of(2026, 11, 28, 18, 30, 15, 0, ZoneOffset.UTC);

	private TextConversions() {
	}

	private static Map<Class<?>, TextConversion> simple() {
		Map<Class<?>, TextConversion> simple = new HashMap<>();
		add(simple, String.class, (text) -> text);
		add(simple, CharSequence.class, (text) -> text);
		add(simple, Object.class, (text) -> text);
		add(simple, Character.class, TextConversions::character);
		add(simple, Boolean.class, TextConversions::flag);
		add(simple, Byte.class, (text) -> integer(text).byteValueExact());
		add(simple, Short.class, (text) -> integer(text).shortValueExact());
		add(simple, Integer.class, (text) -> integer(text).intValueExact());
		add(simple, Long.class, (text) -> integer(text).longValueExact());
		add(simple, BigInteger.class, TextConversions::integer);
		add(simple, BigDecimal.class, TextConversions::decimal);
		add(simple, Number.class, TextConversions::decimal);
		add(simple, Double.class, (text) -> finite(decimal(text).doubleValue()));
		add(simple, Float.class, (text) -> (float) finite(decimal(text).floatValue()));
		add(simple, LocalDate.class, LocalDate::parse);
		add(simple, LocalTime.class, LocalTime::parse);
		add(simple, LocalDateTime.class, (text) -> LocalDateTime.parse(time(text)));
		add(simple, OffsetDateTime.class, (text) -> OffsetDateTime.parse(offset(time(text))));
		add(simple, OffsetTime.class, (text) -> OffsetTime.parse(offset(text)));
		add(simple, ZonedDateTime.class, (text) -> ZonedDateTime.parse(offset(time(text))));
		add(simple, Instant.class, (text) -> OffsetDateTime.parse(offset(time(text))).toInstant());
		add(simple, java.util.Date.class,
				(text) -> java.util.Date.from(OffsetDateTime.parse(offset(time(text))).toInstant()));
		add(simple, Year.class, Year::parse);
		add(simple, YearMonth.class, YearMonth::parse);
		add(simple, MonthDay.class, MonthDay::parse);
		add(simple, Duration.class, Duration::parse);
		add(simple, Period.class, Period::parse);
		add(simple, ZoneId.class, ZoneId::of);
		add(simple, UUID.class, TextConversions::uuid);
		add(simple, URI.class, URI::create);
		add(simple, Currency.class, Currency::getInstance);
		add(simple, byte[].class, (text) -> Base64.getDecoder().decode(text));
		for (Class<?> point : List.of(OffsetDateTime.class, ZonedDateTime.class, Instant.class, java.util.Date.class)) {
			simple.computeIfPresent(point, (type, conversion) -> conversion.withHint(TextConversions::offsetHint));
		}
		return simple;
	}

	private static <T> void add(Map<Class<?>, TextConversion> simple, Class<T> type, Function<String, T> conversion) {
		simple.put(type, conversion::apply);
	}

	private static Map<Class<?>, TemporalQuery<?>> temporals() {
		Map<Class<?>, TemporalQuery<?>> temporals = new HashMap<>(
				Map.of(LocalDate.class, LocalDate::from, LocalTime.class, LocalTime::from, LocalDateTime.class,
						LocalDateTime::from, OffsetDateTime.class, OffsetDateTime::from, OffsetTime.class,
						OffsetTime::from, ZonedDateTime.class, ZonedDateTime::from, Instant.class, Instant::from,
						YearMonth.class, YearMonth::from, MonthDay.class, MonthDay::from, Year.class, Year::from));
		temporals.put(java.util.Date.class, (temporal) -> java.util.Date.from(Instant.from(temporal)));
		return temporals;
	}

	/**
	 * Finds what makes values of a type.
	 * @param declared the type
	 * @param elements where it may be said how its values are written
	 * @param locale in which numbers are written, {@code null} for plain ones
	 * @return the conversion, {@code null} for a type that is no simple one
	 * @throws IllegalArgumentException when a pattern is wrong
	 */
	static @Nullable TextConversion of(Class<?> declared, List<? extends AnnotatedElement> elements,
			@Nullable Locale locale) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(declared);
		TextConversion written = written(type, elements, locale);
		if (written != null) {
			return written;
		}
		if (type.isEnum()) {
			TextConversion constants = (text) -> constant(type, text);
			String names = names(type);
			return constants.withHint((text) -> names);
		}
		TextConversion simple = SIMPLE.get(type);
		if (simple != null && locale != null && Number.class.isAssignableFrom(type)) {
			return numbers(simple, NumberText.ofLocale(locale),
					" as the locale '" + locale.toLanguageTag() + "' has it");
		}
		return simple;
	}

	private static @Nullable TextConversion written(Class<?> type, List<? extends AnnotatedElement> elements,
			@Nullable Locale locale) {
		Locale language = (locale != null) ? locale : Locale.ENGLISH;
		for (AnnotatedElement element : elements) {
			DateTimeFormat date = AnnotatedElementUtils.findMergedAnnotation(element, DateTimeFormat.class);
			TemporalQuery<?> query = TEMPORALS.get(type);
			if (date != null && query != null) {
				return dates(date, type, query, language);
			}
			NumberFormat number = AnnotatedElementUtils.findMergedAnnotation(element, NumberFormat.class);
			TextConversion simple = SIMPLE.get(type);
			if (number != null && simple != null && Number.class.isAssignableFrom(type)) {
				if (number.pattern().isEmpty()) {
					throw new IllegalArgumentException("@NumberFormat must have a pattern, such as \"#,##0.00\"; what"
							+ " a style means depends on the server");
				}
				return numbers(simple, NumberText.ofPattern(number.pattern(), language),
						" of the pattern '" + number.pattern() + "'"
								+ ((locale != null) ? " in the locale '" + locale.toLanguageTag() + "'" : ""));
			}
		}
		return null;
	}

	private static TextConversion numbers(TextConversion simple, NumberText numbers, String hint) {
		TextConversion written = (text) -> simple.convert(numbers.plain(text));
		return written.withHint((text) -> hint);
	}

	private static TextConversion dates(DateTimeFormat format, Class<?> type, TemporalQuery<?> query, Locale locale) {
		List<DateTimeFormatter> formatters = new ArrayList<>();
		if (!format.pattern().isEmpty()) {
			formatters.add(byPattern(format.pattern(), type, query, locale));
		}
		else if (format.iso() != DateTimeFormat.ISO.NONE) {
			DateTimeFormatter iso = switch (format.iso()) {
				case DATE -> DateTimeFormatter.ISO_DATE;
				case TIME -> DateTimeFormatter.ISO_TIME;
				default -> DateTimeFormatter.ISO_DATE_TIME;
			};
			formatters.add(checked(iso, "iso = " + format.iso(), type, query));
		}
		else {
			throw new IllegalArgumentException("@DateTimeFormat must have a pattern, such as \"dd.MM.yyyy\", or iso;"
					+ " what a style means depends on the server");
		}
		for (String fallback : format.fallbackPatterns()) {
			formatters.add(byPattern(fallback, type, query, locale));
		}
		List<String> patterns = new ArrayList<>();
		patterns.add(!format.pattern().isEmpty() ? format.pattern() : "iso = " + format.iso());
		patterns.addAll(List.of(format.fallbackPatterns()));
		String hint = " of the pattern '" + String.join("' or '", patterns) + "'";
		TextConversion written = (text) -> {
			for (DateTimeFormatter formatter : formatters) {
				ParsePosition position = new ParsePosition(0);
				if (formatter.parseUnresolved(text, position) != null && position.getIndex() == text.length()) {
					try {
						return formatter.parse(text, query);
					}
					catch (DateTimeException ex) {
						// is no day of the calendar; another pattern may read it
					}
				}
			}
			throw new IllegalArgumentException("is not written so");
		};
		return written.withHint((text) -> hint);
	}

	private static DateTimeFormatter byPattern(String pattern, Class<?> type, TemporalQuery<?> query, Locale locale) {
		return checked(DateTimeFormatter.ofPattern(withYears(pattern), locale).withResolverStyle(ResolverStyle.STRICT),
				"the pattern \"" + pattern + "\"", type, query);
	}

	/** A year of an era needs the era, and few patterns have one. Quoted text stays. */
	private static String withYears(String pattern) {
		StringBuilder years = new StringBuilder();
		boolean quoted = false;
		boolean era = false;
		for (int i = 0; i < pattern.length(); i++) {
			char letter = pattern.charAt(i);
			quoted ^= letter == '\'';
			era |= letter == 'G' && !quoted;
			years.append((letter == 'y' && !quoted) ? 'u' : letter);
		}
		return era ? pattern : years.toString();
	}

	/** What cannot read what it writes itself would fail each record. */
	private static DateTimeFormatter checked(DateTimeFormatter formatter, String what, Class<?> type,
			TemporalQuery<?> query) {
		try {
			formatter.parse(formatter.format(SAMPLE), query);
			return formatter;
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException(
					"@DateTimeFormat: " + what + " does not say all that a " + type.getSimpleName() + " needs", ex);
		}
	}

	private static Object constant(Class<?> type, String text) {
		for (Object constant : type.getEnumConstants()) {
			if (((Enum<?>) constant).name().equals(text)) {
				return constant;
			}
		}
		throw new IllegalArgumentException("is no constant");
	}

	/** All where they are few. */
	private static String names(Class<?> type) {
		List<String> names = new ArrayList<>();
		for (Object constant : type.getEnumConstants()) {
			names.add(((Enum<?>) constant).name());
		}
		return (names.size() <= MOST_NAMES) ? "; it can be " + String.join(", ", names) : "; it can be "
				+ String.join(", ", names.subList(0, MOST_NAMES)) + " or another of its " + names.size() + " names";
	}

	private static String offsetHint(String text) {
		String local = time(text);
		ParsePosition position = new ParsePosition(0);
		boolean complete = DateTimeFormatter.ISO_LOCAL_DATE_TIME.parseUnresolved(local, position) != null
				&& position.getIndex() == local.length();
		return complete ? ": an offset is missing, such as Z or +02:00" : "";
	}

	private static BigInteger integer(String text) {
		if (!INTEGER.matcher(text).matches()) {
			throw new IllegalArgumentException("is no integer");
		}
		return new BigInteger(text);
	}

	private static BigDecimal decimal(String text) {
		if (!DECIMAL.matcher(text).matches()) {
			throw new IllegalArgumentException("is no number");
		}
		return new BigDecimal(text);
	}

	private static double finite(double number) {
		if (Double.isInfinite(number)) {
			throw new IllegalArgumentException("is too large");
		}
		return number;
	}

	private static char character(String text) {
		if (text.length() != 1) {
			throw new IllegalArgumentException("is no single character");
		}
		return text.charAt(0);
	}

	private static boolean flag(String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true", "t", "yes", "1" -> true;
			case "false", "f", "no", "0" -> false;
			default -> throw new IllegalArgumentException("is neither");
		};
	}

	private static UUID uuid(String text) {
		if (!UUIDS.matcher(text).matches()) {
			throw new IllegalArgumentException("is no UUID");
		}
		return UUID.fromString(text);
	}

	private static String time(String text) {
		return SPACED.matcher(text).replaceFirst("$1T$2");
	}

	private static String offset(String text) {
		return SHORT_OFFSET.matcher(text).matches() ? text + ":00" : text;
	}

}
