package io.rocketjob.benchmark.report;

import java.util.Locale;

/** How numbers are shown to people: three digits that count, or more. */
final class Numbers {

	private Numbers() {
	}

	static String format(double number) {
		if (Double.isNaN(number)) {
			return "-";
		}
		double size = Math.abs(number);
		String pattern = (size >= 100) ? "%,.0f" : (size >= 10) ? "%.1f" : (size >= 0.1 || size == 0) ? "%.2f" : "%.4f";
		return String.format(Locale.ROOT, pattern, number);
	}

}
