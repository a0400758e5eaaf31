package io.rocketjob.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rocketjob.BatchPhase;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the document of a batch job has beyond that of any job, under {@code batch}.
 */
final class BatchDocument {

	/** What only batch jobs have. */
	static final String BATCH = "batch";

	/** What is done of a batch job while it runs, or will be next. */
	static final String PHASE = BATCH + ".phase";

	/** Whether the failed slices are to be queued again before the batch goes on. */
	static final String RETRY_FAILED = BATCH + ".retryFailed";

	/** Of a batch that is retried: the kinds of failures whose slices stay failed. */
	static final String NOT_RETRIED = BATCH + ".notRetried";

	/** Counts what makes a look at the slices of a batch out of date. */
	static final String VERSION = BATCH + ".version";

	/** Marker: {@code true} exactly while a batch job runs in its phase processing. */
	static final String PROCESSING = "processing";

	/** Marker: present exactly while a process uploads records. */
	static final String UPLOADING = "uploading";

	static final String UPLOADING_TOKEN = UPLOADING + ".token";

	static final String UPLOADING_SERVER = UPLOADING + ".server";

	/** How many workers may work on the job at the same time. */
	static final String THROTTLE = BATCH + ".throttle";

	/** The workers that do, where that is limited: {@code [{token, server, worker}]}. */
	static final String ACTIVE = BATCH + ".active";

	/** The token of the claim under which it was opened last. */
	static final String OPENED_BY = BATCH + ".openedBy";

	/** When its records began to be worked on. */
	static final String OPENED_AT = BATCH + ".openedAt";

	/** When all of them were done. */
	static final String PROCESSED_AT = BATCH + ".processedAt";

	static final String STATISTICS = BATCH + ".statistics";

	/** With how many failed slices it fails while others are left. */
	static final String FAIL_FAST = BATCH + ".failFast";

	/** Present from a retry until the batch is opened again. */
	static final String RETRIED = BATCH + ".retried";

	/** How many slices stayed failed when it was retried, which do not count again. */
	static final String TOLERATED = BATCH + ".tolerated";

	/** The collections of lookups by name. */
	static final String LOOKUPS = BATCH + ".lookups";

	/**
	 * Collections that do not count yet, and go if their writer does not come to its end.
	 */
	static final String STAGED = BATCH + ".staged";

	static final String UPLOADED = UPLOADING + ".records";

	private BatchDocument() {
	}

	static boolean isBatch(JobRecord job) {
		return job.has(BATCH);
	}

	static Document of(JobRecord job) {
		return job.document().get(BATCH, new Document());
	}

	static BatchPhase phase(JobRecord job) {
		return BatchPhase.of(of(job).getString("phase"));
	}

	static boolean isUploading(JobRecord job) {
		return job.has(UPLOADING);
	}

	/**
	 * How many records have been uploaded.
	 * @param job the job
	 * @return those of committed segments, and those that an upload has told of
	 */
	static long recordCount(JobRecord job) {
		long count = 0;
		for (Segment segment : Segment.of(job, (each) -> true)) {
			count += segment.records();
		}
		Document uploading = job.part(UPLOADING);
		return (uploading != null) ? count + uploading.get("records", 0L) : count;
	}

	static Map<String, OutputSettings> outputs(JobRecord job) {
		Map<String, OutputSettings> outputs = new LinkedHashMap<>();
		for (Document output : of(job).getList("outputs", Document.class, List.of())) {
			OutputSettings settings = OutputSettings.of(output);
			outputs.put(settings.name(), settings);
		}
		return outputs;
	}

	static Map<String, InputSettings> inputs(JobRecord job) {
		Map<String, InputSettings> inputs = new LinkedHashMap<>();
		for (Document input : of(job).getList("inputs", Document.class, List.of())) {
			InputSettings settings = InputSettings.of(input);
			inputs.put(settings.name(), settings);
		}
		return inputs;
	}

	static Map<String, String> lookups(JobRecord job) {
		Map<String, String> lookups = new LinkedHashMap<>();
		of(job).get("lookups", new Document()).forEach((name, collection) -> lookups.put(name, (String) collection));
		return lookups;
	}

	static List<String> staged(JobRecord job) {
		return of(job).getList("staged", String.class, List.of());
	}

	static @Nullable FailFastLimits failFast(JobRecord job) {
		return FailFastLimits.of(of(job).get("failFast", Document.class));
	}

	static long tolerated(JobRecord job) {
		return of(job).get("tolerated", 0L);
	}

	static @Nullable Integer throttle(JobRecord job) {
		return of(job).getInteger("throttle");
	}

	/**
	 * The tokens of the workers that have joined a throttled job, in the order in which
	 * they did.
	 * @param job the job
	 * @return the tokens
	 */
	static List<ObjectId> activeTokens(JobRecord job) {
		return active(job).stream().map(ClaimKey::token).toList();
	}

	static List<Document> active(JobRecord job) {
		return of(job).getList("active", Document.class, List.of());
	}

	/**
	 * For how long the records have been worked on.
	 * @param job the job
	 * @param now the time
	 * @return the duration, zero before
	 */
	static Duration processing(JobRecord job, Instant now) {
		Date opened = of(job).getDate("openedAt");
		if (opened == null) {
			return Duration.ZERO;
		}
		Date processed = of(job).getDate("processedAt");
		Instant ended = job.instant(JobFields.COMPLETED_AT);
		Instant end = (processed != null) ? processed.toInstant() : (ended != null) ? ended : now;
		return end.isBefore(opened.toInstant()) ? Duration.ZERO : Duration.between(opened.toInstant(), end);
	}

	/**
	 * Counters as a list, because their names may have dots.
	 * @param counters the counters
	 * @return what to store
	 */
	static List<Document> counters(Map<String, Long> counters) {
		List<Document> list = new ArrayList<>();
		counters.forEach((name, count) -> list.add(new Document("k", name).append("v", count)));
		return list;
	}

	/**
	 * Adds stored counters.
	 * @param document what has a list of counters
	 * @param name the name of the list
	 * @param sums receives the counts
	 */
	static void addCounters(Document document, String name, Map<String, Long> sums) {
		for (Document counter : document.getList(name, Document.class, List.of())) {
			sums.merge(counter.getString("k"), counter.get("v", Number.class).longValue(), Long::sum);
		}
	}

	static @Nullable Map<String, Long> statistics(JobRecord job) {
		if (!of(job).containsKey("statistics")) {
			return null;
		}
		Map<String, Long> sums = new TreeMap<>();
		addCounters(of(job), "statistics", sums);
		return sums;
	}

}
