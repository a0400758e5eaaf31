package io.rocketjob.test.assertj;

import java.util.List;
import java.util.stream.Stream;

import io.rocketjob.BatchInstance;
import io.rocketjob.BatchPhase;
import io.rocketjob.BatchUploads;
import io.rocketjob.FailedSlice;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a batch.
 *
 * @since 0.1.0
 */
public final class BatchAssert extends AbstractJobAssert<BatchAssert, BatchInstance<?>> {

	BatchAssert(@Nullable BatchInstance<?> actual) {
		super(actual, BatchAssert.class);
	}

	@Override
	public BatchAssert reloaded() {
		return as(new BatchAssert(reload()));
	}

	/**
	 * Verifies what is done of it, or will be next.
	 * @param expected the phase
	 * @return this
	 */
	public BatchAssert hasPhase(BatchPhase expected) {
		isNotNull();
		if (this.actual.phase() != expected) {
			throw failureWithActualExpected(this.actual.phase(), expected,
					"Expected %s to be in the phase %s, but it is in %s", name(), expected, this.actual.phase());
		}
		return this;
	}

	/**
	 * Verifies how many records were uploaded.
	 * @param expected the count over all categories
	 * @return this
	 */
	public BatchAssert hasRecordCount(long expected) {
		isNotNull();
		return verifyEqual(this.actual.recordCount(), expected, "records");
	}

	/**
	 * Verifies what was counted.
	 * @param counter the name of a counter
	 * @param expected its value, 0 for one that was never counted
	 * @return this
	 */
	public BatchAssert hasStatistic(String counter, long expected) {
		isNotNull();
		return verifyEqual(this.actual.statistics().getOrDefault(counter, 0L), expected, "\"" + counter + "\"");
	}

	/**
	 * Verifies that no slice has failed.
	 * @return this
	 */
	public BatchAssert hasNoFailedSlices() {
		return hasFailedSlices(0);
	}

	/**
	 * Verifies how many slices have failed.
	 * @param expected the count
	 * @return this
	 */
	public BatchAssert hasFailedSlices(int expected) {
		List<FailedSlice> failed = readFailedSlices();
		if (failed.size() != expected) {
			throw failureWithActualExpected(failed.size(), expected,
					"Expected %s to have failed slices: %s, but it has %s%s", name(), expected, failed.size(),
					texts(failed));
		}
		return this;
	}

	private static String texts(List<FailedSlice> slices) {
		StringBuilder text = new StringBuilder();
		slices.forEach((slice) -> text.append(System.lineSeparator())
			.append("  record ")
			.append(slice.failedRecord())
			.append(" of ")
			.append(slice.category())
			.append(": ")
			.append(slice.exception()));
		return text.toString();
	}

	/**
	 * Goes on with the slices that have failed.
	 * @return assertions on them, in the order of their records
	 */
	public ListAssert<FailedSlice> failedSlices() {
		return Assertions.assertThat(readFailedSlices()).as("failed slices of %s", name());
	}

	private List<FailedSlice> readFailedSlices() {
		isNotNull();
		try (Stream<FailedSlice> slices = this.actual.failedSlices()) {
			return slices.toList();
		}
	}

	/**
	 * Goes on with the main output as lines.
	 * @return assertions on the lines, in the order of the input
	 */
	public ListAssert<String> outputLines() {
		return output(String.class);
	}

	/**
	 * Goes on with the main output.
	 * @param type the type to read the records as
	 * @param <T> the type to read the records as
	 * @return assertions on the records, in the order of the input
	 */
	public <T> ListAssert<T> output(Class<T> type) {
		return output(BatchUploads.MAIN, type);
	}

	/**
	 * Goes on with the output of a category.
	 * @param category the name of an output category
	 * @param type the type to read the records as
	 * @param <T> the type to read the records as
	 * @return assertions on the records, in the order of the input
	 */
	@SuppressWarnings("NullAway") // what AssertJ says of its elements
	public <T> ListAssert<T> output(String category, Class<T> type) {
		isNotNull();
		try (Stream<@Nullable T> records = this.actual.output(category, type)) {
			return Assertions.assertThat(records.toList()).as("output %s of %s", category, name());
		}
	}

}
