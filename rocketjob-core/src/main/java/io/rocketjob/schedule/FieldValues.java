package io.rocketjob.schedule;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one field of a schedule stands for: numbers, and rules for days that depend on the
 * month.
 *
 * @param field the field
 * @param numbers the numbers; Sunday is 7
 * @param rules the rules
 */
record FieldValues(CronField field, BitSet numbers, List<DayRule> rules) {

	/**
	 * Reads a field.
	 * @param field the field
	 * @param text its text, in upper case
	 * @return its values
	 * @throws IllegalArgumentException saying what is wrong, and what would be right
	 */
	static FieldValues parse(CronField field, String text) {
		BitSet numbers = new BitSet();
		List<DayRule> rules = new ArrayList<>();
		String list = (field.isDay() && text.equals("?")) ? "*" : text;
		for (String item : list.split(",", -1)) {
			DayRule rule = DayRule.of(field, item);
			if (rule != null) {
				rules.add(rule);
			}
			else {
				numbers.or(field.numbers(item));
			}
		}
		return new FieldValues(field, numbers, List.copyOf(rules));
	}

	/**
	 * Returns all numbers that the field may have.
	 * @return them, as a list with commas
	 */
	String candidates() {
		BitSet all = (BitSet) this.numbers.clone();
		this.rules.forEach((rule) -> all.or(rule.candidates()));
		return all.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
	}

	/**
	 * Whether a date whose number is among the candidates is meant.
	 * @param date the date
	 * @return whether it is
	 */
	boolean matches(LocalDate date) {
		return this.rules.isEmpty() || this.numbers.get(date.get(this.field.chronoField()))
				|| this.rules.stream().anyMatch((rule) -> rule.test().test(date));
	}

}
