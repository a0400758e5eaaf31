package io.rocketjob.schedule;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a schedule, taken apart.
 *
 * @param fields the text of each field in upper case, in the order of the fields
 * @param zone the time zone
 * @param normalised the text as written, but for blanks, upper and lower case, and with
 * the time zone
 */
record ScheduleText(Map<CronField, String> fields, ZoneId zone, String normalised) {

	private static final int FIELDS = CronField.values().length;

	private static final String EXAMPLE = "\"30 1 * * MON-FRI America/New_York\"";

	private static final Map<String, String> MACROS = new TreeMap<>(
			Map.of("@yearly", "0 0 0 1 1 *", "@annually", "0 0 0 1 1 *", "@monthly", "0 0 0 1 * *", "@weekly",
					"0 0 0 * * 0", "@daily", "0 0 0 * * *", "@midnight", "0 0 0 * * *", "@hourly", "0 0 * * * *"));

	/**
	 * Takes a text apart.
	 * @param text the text
	 * @param defaultZone the zone when the text has none
	 * @return the parts
	 * @throws IllegalArgumentException saying what is wrong, and what would be right
	 */
	static ScheduleText of(String text, ZoneId defaultZone) {
		if (text.isBlank()) {
			throw new IllegalArgumentException("it is empty; right would be " + EXAMPLE);
		}
		List<String> words = List.of(text.strip().split("\\s+"));
		return words.get(0).startsWith("@") ? macro(words, defaultZone) : fields(words, defaultZone);
	}

	private static ScheduleText macro(List<String> words, ZoneId defaultZone) {
		String name = words.get(0).toLowerCase(Locale.ROOT);
		String fields = MACROS.get(name);
		if (fields == null) {
			throw new IllegalArgumentException(
					"there is no \"" + words.get(0) + "\"; right are " + String.join(", ", MACROS.keySet()));
		}
		if (words.size() > 2) {
			throw new IllegalArgumentException("after " + name
					+ " there may be a time zone and nothing else; right would be \"" + name + " America/New_York\"");
		}
		ZoneId zone = (words.size() == 2) ? zone(words.get(1), "no time zone") : defaultZone;
		return new ScheduleText(byField(List.of(fields.split(" "))), zone, name + " " + zone.getId());
	}

	private static ScheduleText fields(List<String> words, ZoneId defaultZone) {
		int count = words.size();
		if (count < FIELDS - 1 || count > FIELDS + 1) {
			throw new IllegalArgumentException("it has " + count + ((count == 1) ? " field" : " fields")
					+ "; right are five (minute hour day month weekday), or six with seconds first, and then a time zone"
					+ " if wanted, as in " + EXAMPLE);
		}
		List<String> fields = new ArrayList<>(words);
		ZoneId zone = defaultZone;
		if (count > FIELDS) {
			zone = zone(fields.remove(FIELDS), "no time zone (and there is no field for the year)");
		}
		else if (count == FIELDS && mayBeZone(words.get(FIELDS - 1))) {
			zone = zone(fields.remove(FIELDS - 1), "neither a weekday (SUN to SAT) nor a time zone");
		}
		fields.replaceAll(CronField::upperCase);
		String normalised = String.join(" ", fields) + " " + zone.getId();
		if (fields.size() < FIELDS) {
			fields.add(0, "0");
		}
		return new ScheduleText(byField(fields), zone, normalised);
	}

	private static Map<CronField, String> byField(List<String> texts) {
		Map<CronField, String> fields = new EnumMap<>(CronField.class);
		Iterator<String> text = texts.iterator();
		for (CronField field : CronField.values()) {
			fields.put(field, text.next());
		}
		return Collections.unmodifiableMap(fields);
	}

	/** Six words are six fields, or five and a zone. */
	private static boolean mayBeZone(String word) {
		char first = word.charAt(0);
		return (Character.isLetter(first) || first == '+' || first == '-') && !CronField.beginsWithWeekday(word);
	}

	private static ZoneId zone(String word, String otherwise) {
		try {
			return ZoneId.of(word);
		}
		catch (DateTimeException ex) {
			String similar = ZoneId.getAvailableZoneIds()
				.stream()
				.filter((id) -> id.equalsIgnoreCase(word)
						|| CronField.upperCase(id).endsWith("/" + CronField.upperCase(word)))
				.min(String::compareTo)
				.map((id) -> "right would be " + id)
				.orElse("right would be such as America/New_York, UTC or +02:00");
			throw new IllegalArgumentException("\"" + word + "\" is " + otherwise + "; " + similar, ex);
		}
	}

	/**
	 * Whether the hours are given by numbers only.
	 * @return whether they are
	 */
	boolean hoursAreFixed() {
		String hours = this.fields.getOrDefault(CronField.HOUR, "");
		return !hours.contains("*") && !hours.contains("/");
	}

}
