package io.rocketjob.benchmark.report;

import org.jspecify.annotations.Nullable;

/**
 * A row of the results: a rate, and what belongs to it. What is {@code null} does not
 * apply.
 *
 * @param scenario the name of the scenario
 * @param row what was measured
 * @param rate the rate, or another number
 * @param unit the unit of the rate
 * @param bare the rate of the bare loop that does the same in the same run
 * @param commandsPerUnit how many database commands a job or slice has needed
 * @param inVainPercent how many of a hundred claims have got nothing
 * @param examinedPerUnit how many documents the database has looked at for a job or slice
 * @param note what else there is to say
 */
public record Measurement(String scenario, String row, double rate, String unit, @Nullable Double bare,
		@Nullable Double commandsPerUnit, @Nullable Double inVainPercent, @Nullable Double examinedPerUnit,
		String note) {

	/**
	 * Begins a row.
	 * @param scenario the name of the scenario
	 * @param row what was measured
	 * @param rate the rate
	 * @param unit its unit
	 * @return a row with nothing else
	 */
	public static Measurement of(String scenario, String row, double rate, String unit) {
		return new Measurement(scenario, row, rate, unit, null, null, null, null, "");
	}

	/**
	 * A row for what was not measured.
	 * @param scenario the name of the scenario
	 * @param row what would have been
	 * @param reason why it was not
	 * @return a row with no rate
	 */
	public static Measurement skipped(String scenario, String row, String reason) {
		return of(scenario, row, Double.NaN, "").note("skipped: " + reason);
	}

	/**
	 * A row for what could not be measured, as it has failed.
	 * @param scenario the name of the scenario
	 * @param row what would have been
	 * @param reason how far it came, and why no further
	 * @return a row with no rate
	 */
	public static Measurement failed(String scenario, String row, String reason) {
		return of(scenario, row, Double.NaN, "").note("failed: " + reason);
	}

	/**
	 * Adds the rate of the bare loop.
	 * @param rate its rate, in the same unit
	 * @return the row with it
	 */
	public Measurement bare(@Nullable Double rate) {
		return new Measurement(this.scenario, this.row, this.rate, this.unit, rate, this.commandsPerUnit,
				this.inVainPercent, this.examinedPerUnit, this.note);
	}

	/**
	 * Adds what it has cost the database.
	 * @param commands the commands for a unit
	 * @param inVain the claims in vain, of a hundred
	 * @param examined the documents examined for a unit
	 * @return the row with them
	 */
	public Measurement cost(@Nullable Double commands, @Nullable Double inVain, @Nullable Double examined) {
		return new Measurement(this.scenario, this.row, this.rate, this.unit, this.bare, commands, inVain, examined,
				this.note);
	}

	/**
	 * Leaves out how many claims were in vain, where few jobs are claimed.
	 * @return the row without that
	 */
	public Measurement withoutClaims() {
		return cost(this.commandsPerUnit, null, this.examinedPerUnit);
	}

	/**
	 * Adds a note.
	 * @param text the note, may be empty
	 * @return the row with it after what was noted before
	 */
	public Measurement note(String text) {
		String joined = (this.note.isEmpty() || text.isEmpty()) ? this.note + text : this.note + "; " + text;
		return new Measurement(this.scenario, this.row, this.rate, this.unit, this.bare, this.commandsPerUnit,
				this.inVainPercent, this.examinedPerUnit, joined);
	}

	/**
	 * How the rate relates to that of the bare loop.
	 * @return their quotient, if there are both
	 */
	public @Nullable Double ratio() {
		return (this.bare != null && this.bare > 0 && isMeasured()) ? (Double) (this.rate / this.bare) : null;
	}

	/**
	 * Whether there is a rate.
	 * @return {@code false} when it was skipped, or has failed
	 */
	public boolean isMeasured() {
		return !Double.isNaN(this.rate);
	}

	/**
	 * The rate for people.
	 * @return its digits that count
	 */
	public String rateText() {
		return Numbers.format(this.rate);
	}

}
