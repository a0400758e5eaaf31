package io.rocketjob.batch;

import java.util.List;
import java.util.Map;

import io.rocketjob.AbortJobException;
import io.rocketjob.JobCancelledException;
import io.rocketjob.SkipRecords;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.logging.Redaction;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a batch are put into an output category instead of failing their
 * slice.
 *
 * @param exceptions by which exceptions
 * @param category where they are put
 * @param most how many of a slice
 */
record RecordSkips(List<Class<? extends Exception>> exceptions, String category, int most) {

	private static final String COUNTER = "skipped.";

	static @Nullable RecordSkips of(@Nullable SkipRecords annotation) {
		return (annotation != null)
				? new RecordSkips(List.of(annotation.value()), annotation.to(), annotation.mostInSlice()) : null;
	}

	void check(Map<String, InputSettings> inputs, Map<String, OutputSettings> outputs, List<String> problems) {
		if (this.exceptions.isEmpty()) {
			problems.add("@SkipRecords: must name at least one exception");
		}
		if (this.most < 1) {
			problems.add("@SkipRecords mostInSlice: must be at least 1, but is " + this.most);
		}
		OutputSettings output = outputs.get(this.category);
		if (output == null) {
			problems.add("@SkipRecords to: there is no output category '" + this.category + "'; there are "
					+ outputs.keySet());
		}
		else if (!output.serializer().isEncrypted()
				&& inputs.values().stream().anyMatch((input) -> input.serializer().isEncrypted())) {
			problems.add("@SkipRecords to: the output category '" + this.category
					+ "' gets records of an encrypted input category, so it must be encrypted as well");
		}
	}

	boolean includes(Exception ex) {
		return !(ex instanceof AbortJobException) && !(ex instanceof JobCancelledException)
				&& this.exceptions.stream().anyMatch((type) -> type.isInstance(ex));
	}

	/**
	 * Whether one more record of a slice may be skipped.
	 * @param counted what its records have counted so far, in earlier runs too
	 * @return whether there were fewer than there may be
	 */
	boolean isWithinLimit(Map<String, Long> counted) {
		long skipped = 0;
		for (Map.Entry<String, Long> counter : counted.entrySet()) {
			skipped += counter.getKey().startsWith(COUNTER) ? counter.getValue() : 0;
		}
		return skipped < this.most;
	}

	static String counter(Exception ex) {
		String name = ex.getClass().getSimpleName();
		return COUNTER + (name.isEmpty() ? Exception.class.getSimpleName() : name);
	}

	/**
	 * What is output of a record.
	 * @param number its number in the input category
	 * @param ex why it is skipped
	 * @param stored the record
	 * @param redaction what must not be shown of it
	 * @return a document
	 */
	static Document describe(long number, Exception ex, @Nullable Object stored, Redaction redaction) {
		Document exception = FailureDocument.of(ex, null, redaction);
		Document described = new Document("record", number).append("exception", exception.getString("class"));
		if (exception.getString("message") != null) {
			described.append("message", exception.getString("message"));
		}
		return described.append("input", stored);
	}

}
