package io.rocketjob.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.support.CronExpression;

/**
 * The times of a schedule on a calendar without time zone. Immutable.
 *
 * <p>
 * {@link CronExpression} steps through plain numbers. It is not given days that depend on
 * the month: asked on a Sunday the 2nd it misses the {@code 1W} of the next day, it has
 * no {@code 31W} where the 31st is a Sunday but may have one in April, and its
 * {@code L-30} can go back in time. It is given every number that such a day may have,
 * and the rule then picks.
 */
final class LocalTimes {

	/**
	 * Calendars repeat sooner: 29 February falls on a given weekday again after 40 years
	 * at most.
	 */
	static final int HORIZON_YEARS = 50;

	private final CronExpression expression;

	private final List<FieldValues> days;

	private LocalTimes(CronExpression expression, List<FieldValues> days) {
		this.expression = expression;
		this.days = days;
	}

	/**
	 * Reads the fields of a schedule.
	 * @param fields the text of each field in upper case, in the order of the fields
	 * @return the times
	 * @throws IllegalArgumentException saying which is wrong, and what would be right
	 */
	static LocalTimes of(Map<CronField, String> fields) {
		List<String> candidates = new ArrayList<>();
		List<FieldValues> days = new ArrayList<>();
		fields.forEach((field, text) -> {
			FieldValues values = FieldValues.parse(field, text);
			candidates.add(values.candidates());
			if (field.isDay()) {
				days.add(values);
			}
		});
		return new LocalTimes(CronExpression.parse(String.join(" ", candidates)), List.copyOf(days));
	}

	/**
	 * Finds the next time.
	 * @param after a time
	 * @return the first time after it, or {@code null} when there is none
	 */
	@Nullable LocalDateTime next(LocalDateTime after) {
		LocalDateTime horizon = after.plusYears(HORIZON_YEARS);
		LocalDateTime time = this.expression.next(after);
		while (time != null && !time.isAfter(horizon)) {
			LocalDate date = time.toLocalDate();
			if (this.days.stream().allMatch((values) -> values.matches(date))) {
				return time;
			}
			time = this.expression.next(date.atTime(LocalTime.MAX));
		}
		return null;
	}

}
