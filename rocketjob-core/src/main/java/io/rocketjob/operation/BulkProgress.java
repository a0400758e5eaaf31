package io.rocketjob.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rocketjob.operation.BulkDescriptor.RefusalDescriptor;

/**
 * Counts what becomes of jobs. Of one thread.
 */
final class BulkProgress {

	private static final int MOST_REASONS = 20;

	private static final String OTHERS = "other reasons";

	private static final Pattern ID = Pattern.compile("\\S+ [0-9a-f]{24}");

	private final Map<String, RefusalDescriptor> refusals = new LinkedHashMap<>();

	private long done;

	private long refused;

	long done() {
		return this.done;
	}

	long refused() {
		return this.refused;
	}

	List<RefusalDescriptor> refusals() {
		return List.copyOf(this.refusals.values());
	}

	void addDone() {
		this.done++;
	}

	void addRefused(String id, String problem) {
		this.refused++;
		String reason = ID.matcher(problem).replaceAll("the job");
		String key = (this.refusals.containsKey(reason) || this.refusals.size() < MOST_REASONS - 1) ? reason : OTHERS;
		this.refusals.merge(key, new RefusalDescriptor(key, 1, id),
				(before, one) -> new RefusalDescriptor(key, before.jobs() + 1, before.example()));
	}

}
