package io.rocketjob.job;

import java.util.LinkedHashMap;
import java.util.Map;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of what tracing wants to know of the creator of a job.
 */
final class TraceDocument {

	/** Characters of all names and values. Jobs are many, and baggage may be large. */
	private static final int LIMIT = 4096;

	private TraceDocument() {
	}

	/**
	 * Makes the stored form.
	 * @param carrier what tracing has put there
	 * @return what is to be stored, without what is too large or no name of a field; or
	 * {@code null} when nothing is
	 */
	static @Nullable Document of(Map<String, String> carrier) {
		Document trace = new Document();
		int size = 0;
		for (Map.Entry<String, String> entry : carrier.entrySet()) {
			String name = entry.getKey();
			int more = name.length() + entry.getValue().length();
			if (size + more <= LIMIT && isName(name)) {
				trace.append(name, entry.getValue());
				size += more;
			}
		}
		return trace.isEmpty() ? null : trace;
	}

	private static boolean isName(String name) {
		return !name.isEmpty() && name.charAt(0) != '$' && name.indexOf('.') < 0 && name.indexOf('\0') < 0;
	}

	/**
	 * What was stored.
	 * @param job the job
	 * @return names and values, of which there are none if nothing was
	 */
	static Map<String, String> carrier(JobRecord job) {
		if (!(job.get(JobFields.TRACE) instanceof Document trace)) {
			return Map.of();
		}
		Map<String, String> carrier = new LinkedHashMap<>();
		trace.forEach((name, value) -> {
			if (value instanceof String text) {
				carrier.put(name, text);
			}
		});
		return carrier;
	}

}
