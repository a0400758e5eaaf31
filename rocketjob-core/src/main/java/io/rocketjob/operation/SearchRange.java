package io.rocketjob.operation;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

import java.util.Date;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reads comparisons of a search: {@code <20}, {@code >=20}, {@code 10..20}, {@code 20},
 * and those of times, where a duration is how long ago, or in which time.
 */
final class SearchRange {

	private static final Pattern COMPARISON = Pattern.compile("(<=|>=|<|>|=)?(.*)", Pattern.DOTALL);

	private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h|d|w)");

	private static final Map<String, String> OPERATORS = Map.of("<", "$lt", "<=", "$lte", ">", "$gt", ">=", "$gte");

	private static final Map<String, String> TURNED = Map.of("<", "$gt", "<=", "$gte", ">", "$lt", ">=", "$lte");

	private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L, "w",
			604_800L);

	private SearchRange() {
	}

	/**
	 * Reads a comparison of numbers, or of what is in an order.
	 * @param word the word
	 * @param value reads a value, {@code null} for one that is wrong
	 * @param right what would be right
	 * @return the condition on the value
	 */
	static Document of(SearchWord word, Function<String, @Nullable Object> value, String right) {
		if (word.quoted()) {
			return new Document("$eq", value(word, word.value(), value, right));
		}
		int dots = word.value().indexOf("..");
		if (dots > 0) {
			return new Document("$gte", value(word, word.value().substring(0, dots), value, right)).append("$lte",
					value(word, word.value().substring(dots + 2), value, right));
		}
		Matcher matcher = COMPARISON.matcher(word.value());
		if (!matcher.matches()) {
			throw word.refused(right);
		}
		String operator = OPERATORS.getOrDefault((matcher.group(1) != null) ? matcher.group(1) : "=", "$eq");
		return new Document(operator, value(word, matcher.group(2), value, right));
	}

	private static Object value(SearchWord word, String text, Function<String, @Nullable Object> value, String right) {
		Object read = value.apply(text.strip());
		if (read == null) {
			throw word.refused(right);
		}
		return read;
	}

	static @Nullable Integer number(String text) {
		try {
			return Integer.valueOf(text);
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Reads a comparison of times.
	 * @param word the word
	 * @param now the time
	 * @param future whether a duration is one from now on, rather than one that has gone
	 * @return the condition on a date
	 */
	static Document times(SearchWord word, Instant now, boolean future) {
		String right = "a time such as <2h (" + (future ? "within two hours" : "less than two hours ago") + "), >7d, "
				+ "today, yesterday, 2026-11-28 or >2026-11-28T08:00:00Z";
		int dots = word.value().indexOf("..");
		if (dots > 0) {
			Document from = day(word.value().substring(0, dots), now);
			Document to = day(word.value().substring(dots + 2), now);
			if (from == null || to == null) {
				throw word.refused(right);
			}
			return new Document("$gte", from.get("$gte")).append("$lt", to.get("$lt"));
		}
		Matcher matcher = COMPARISON.matcher(word.value());
		if (!matcher.matches()) {
			throw word.refused(right);
		}
		String operator = (matcher.group(1) != null) ? matcher.group(1) : "=";
		String text = matcher.group(2).strip();
		Matcher duration = DURATION.matcher(text);
		if (duration.matches()) {
			Duration length = Duration
				.ofSeconds(Long.parseLong(duration.group(1)) * SECONDS.getOrDefault(duration.group(2), 1L));
			String comparison = operator.equals("=") ? "<" : operator;
			return future ? new Document(OPERATORS.get(comparison), Date.from(now.plus(length)))
					: new Document(TURNED.get(comparison), Date.from(now.minus(length)));
		}
		Document day = day(text, now);
		if (day == null) {
			throw word.refused(right);
		}
		return switch (operator) {
			case "<" -> new Document("$lt", day.get("$gte"));
			case "<=" -> new Document("$lt", day.get("$lt"));
			case ">" -> new Document("$gte", day.get("$lt"));
			case ">=" -> new Document("$gte", day.get("$gte"));
			default -> day;
		};
	}

	/**
	 * A day in UTC, or a millisecond.
	 */
	private static @Nullable Document day(String text, Instant now) {
		LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
		try {
			if (text.indexOf('T') > 0) {
				Instant time = Instant.parse(text);
				return new Document("$gte", Date.from(time)).append("$lt", Date.from(time.plusMillis(1)));
			}
			LocalDate day = switch (text) {
				case "today" -> today;
				case "yesterday" -> today.minusDays(1);
				default -> LocalDate.parse(text);
			};
			return new Document("$gte", Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant())).append("$lt",
					Date.from(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			return null;
		}
	}

}
