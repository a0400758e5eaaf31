package io.rocketjob.benchmark.process;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The records of batches: lines of about a hundred characters, no two alike.
 */
public final class Lines {

	private Lines() {
	}

	/**
	 * A line.
	 * @param number its number
	 * @return its text
	 */
	public static String line(int number) {
		return number + ";2026-01-01T00:00:00Z;customer " + (number * 2654435761L & 0xffff_ffffL)
				+ ";Any Street 12, 12345 Somewhere;" + number % 977 + ".50;EUR;paid";
	}

	/**
	 * Some lines.
	 * @param count how many
	 * @return the lines from number 0
	 */
	public static Stream<String> lines(int count) {
		return IntStream.range(0, count).mapToObj(Lines::line);
	}

}
