package io.rocketjob.benchmark.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How much is measured.
 */
public enum Size {

	/** Seconds in all: shows that everything works. */
	SMALL,

	/** Minutes: numbers one can compare. */
	NORMAL,

	/** As long as it takes, with a million jobs in the way. */
	LARGE;

	/**
	 * Reads a size.
	 * @param text its name in lower case
	 * @return the size
	 * @throws IllegalArgumentException when there is none of that name
	 */
	public static Size of(String text) {
		return Arrays.stream(values())
			.filter((size) -> size.toString().equals(text))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Unknown size '" + text + "'; there are "
					+ Arrays.stream(values()).map(Size::toString).collect(Collectors.joining(", "))));
	}

	int pick(int small, int normal, int large) {
		return switch (this) {
			case SMALL -> small;
			case NORMAL -> normal;
			case LARGE -> large;
		};
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
