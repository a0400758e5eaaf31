package io.rocketjob.benchmark.scenario;

import java.util.List;

import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.report.Measurement;
import io.rocketjob.benchmark.report.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * What it took to do a number of jobs or records.
 *
 * @param count how many it were
 * @param report what the servers have done together
 * @param examined how many documents the database has looked at meanwhile
 */
record Drain(long count, ContenderReport report, @Nullable Long examined) {

	/** From the first start to the last end, over all processes. */
	double seconds() {
		return Math.max(1, this.report.lastEndMicros() - this.report.firstStartMicros()) / 1e6;
	}

	double rate() {
		return this.count / seconds();
	}

	/**
	 * Makes a row.
	 * @param units how many units there were that commands are counted for
	 */
	Measurement row(String scenario, String name, String unit, long units) {
		Double inVain = (this.report.claims() > 0) ? 100.0 * this.report.claimsInVain() / this.report.claims() : null;
		Double each = (this.examined != null) ? (Double) ((double) this.examined / units) : null;
		return Measurement.of(scenario, name, rate(), unit)
			.cost((double) this.report.commandCount() / units, inVain, each);
	}

	/**
	 * The median of what rounds have done a second.
	 * @param drains the rounds
	 */
	static double median(List<Drain> drains) {
		return Statistics.median(drains.stream().map(Drain::rate).toList());
	}

	/**
	 * The round that is nearest to the median.
	 * @param drains the rounds
	 */
	static Drain middle(List<Drain> drains) {
		double median = median(drains);
		return drains.stream()
			.min((left, right) -> Double.compare(Math.abs(left.rate() - median), Math.abs(right.rate() - median)))
			.orElseThrow(() -> new IllegalStateException("No round was measured"));
	}

}
