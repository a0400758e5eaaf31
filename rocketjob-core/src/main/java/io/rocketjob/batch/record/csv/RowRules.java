package io.rocketjob.batch.record.csv;

import org.jspecify.annotations.Nullable;

/**
 * How many values a record may have.
 */
final class RowRules {

	private RowRules() {
	}

	/**
	 * Says what is wrong with the number of values of a record.
	 * @param values how many it has
	 * @param columns how many columns there are
	 * @param padShort whether it may have fewer
	 * @param cutLong whether it may have more
	 * @return what is wrong, {@code null} when nothing is
	 */
	static @Nullable String problem(int values, int columns, boolean padShort, boolean cutLong) {
		if (values < columns && !padShort) {
			return "has " + count(values) + ", and there are " + columns
					+ " columns; the option 'shortRecords' can be 'pad'";
		}
		if (values > columns && !cutLong) {
			return "has " + count(values) + ", and there "
					+ ((columns == 1) ? "is 1 column" : "are " + columns + " columns")
					+ "; the option 'longRecords' can be 'cut'";
		}
		return null;
	}

	private static String count(int values) {
		return (values == 1) ? "1 value" : values + " values";
	}

}
