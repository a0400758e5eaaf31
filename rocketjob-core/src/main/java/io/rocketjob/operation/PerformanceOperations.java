package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.rocketjob.job.JobStore;
import io.rocketjob.performance.DurationBuckets;
import io.rocketjob.performance.PerformanceDocument;
import io.rocketjob.performance.Period;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * How long the runs of each job class take and how long jobs wait, as far as servers have
 * stored that ({@code rocketjob.performance.enabled}). Throws an
 * {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PerformanceOperations {

	/** By how much of its value a percentile may be wrong. */
	public static final double ERROR = DurationBuckets.ERROR;

	/** What 500 classes have of the longest period, and some more. */
	private static final int MOST_READ = 15_000;

	private static final int PATIENCE_SECONDS = 2;

	private final JobStore store;

	private final OperationGuard guard;

	private final DatabasePing database;

	PerformanceOperations(JobStore store, OperationGuard guard) {
		this.store = store;
		this.guard = guard;
		this.database = DatabasePing.ofJobs(store.mongo());
	}

	/**
	 * Says how each class has fared lately. Needs {@code job:read}. A run is that of a
	 * job which has completed, failed (also where it is tried again) or aborted itself;
	 * what has ended up to a minute ago may be missing. Costs one query, by the index of
	 * ids.
	 * @param operator who asks
	 * @param period {@code hour}, {@code day} or {@code week}; an hour when left out
	 * @return the figures of each class that had runs, by name
	 */
	public Performance read(Operator operator, @Nullable String period) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			Period asked = period(period);
			this.database.check();
			Instant now = this.store.clock().now();
			List<Document> found = find(asked, now);
			boolean complete = found.size() <= MOST_READ;
			Map<String, ClassFigures> byClass = new TreeMap<>();
			found.stream()
				.limit(MOST_READ)
				.forEach((each) -> byClass
					.computeIfAbsent(each.getString(PerformanceDocument.TYPE), (name) -> new ClassFigures())
					.add(each));
			List<ClassPerformance> classes = new ArrayList<>();
			byClass.forEach((name, figures) -> classes.add(figures.of(name, asked, now)));
			return new Performance(asked.key(), asked.first(now), classes, complete);
		});
	}

	private static Period period(@Nullable String given) {
		String wanted = StringUtils.hasText(given) ? given.strip().toLowerCase(Locale.ROOT) : Period.HOUR.key();
		return Arrays.stream(Period.values())
			.filter((each) -> each.key().equals(wanted))
			.findFirst()
			.orElseThrow(() -> OperationException.badRequest("period must be one of "
					+ Arrays.stream(Period.values()).map(Period::key).collect(Collectors.joining(", "))));
	}

	/** The last first, so that the oldest are left out where there are too many. */
	private List<Document> find(Period period, Instant now) {
		Document ids = new Document("$gte", PerformanceDocument.id(period, period.first(now), "")).append("$lt",
				period.key() + "!");
		return this.store.mongo()
			.database()
			.withTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
			.getCollection(PerformanceDocument.COLLECTION)
			.find(new Document(PerformanceDocument.ID, ids))
			.sort(new Document(PerformanceDocument.ID, -1))
			.limit(MOST_READ + 1)
			.into(new ArrayList<>());
	}

	/**
	 * How all classes have fared.
	 *
	 * @param period {@code hour}, {@code day} or {@code week}
	 * @param from since when runs are counted
	 * @param classes the classes that had runs, by name
	 * @param complete whether these are all; otherwise there are very many classes, and
	 * the oldest figures are left out
	 */
	public record Performance(String period, Instant from, List<ClassPerformance> classes, boolean complete) {
	}

	/**
	 * How a class has fared.
	 *
	 * @param jobClass its name
	 * @param runs how many runs have ended
	 * @param failures how many of them have failed
	 * @param ran how long they took; those of batches from their claim to their end
	 * @param waited how long the jobs were due before they were begun
	 * @param series how many runs have ended in each part of the period, the oldest first
	 */
	public record ClassPerformance(String jobClass, long runs, long failures, Percentiles ran, Percentiles waited,
			List<Part> series) {
	}

	/**
	 * What some part of all does not exceed. Each may be wrong by a sixteenth.
	 *
	 * @param p50 what half of them do not exceed
	 * @param p95 what 95 % of them do not exceed
	 * @param p99 what 99 % of them do not exceed
	 */
	public record Percentiles(Duration p50, Duration p95, Duration p99) {

		static Percentiles of(SortedMap<Integer, Long> counts) {
			return new Percentiles(DurationBuckets.percentile(counts, 0.5), DurationBuckets.percentile(counts, 0.95),
					DurationBuckets.percentile(counts, 0.99));
		}

	}

	/**
	 * How many runs have ended in a part of the period.
	 *
	 * @param from when it begins
	 * @param runs how many runs have ended
	 * @param failures how many of them have failed
	 */
	public record Part(Instant from, long runs, long failures) {
	}

	/** What is added up of a class. */
	private static final class ClassFigures {

		private final SortedMap<Integer, Long> ran = new TreeMap<>();

		private final SortedMap<Integer, Long> waited = new TreeMap<>();

		private final Map<Instant, Part> parts = new TreeMap<>();

		void add(Document stored) {
			Instant from = stored.getDate(PerformanceDocument.FROM).toInstant();
			this.parts.put(from, new Part(from, PerformanceDocument.number(stored, PerformanceDocument.RUNS),
					PerformanceDocument.number(stored, PerformanceDocument.FAILURES)));
			PerformanceDocument.counts(stored, PerformanceDocument.RAN)
				.forEach((bucket, count) -> this.ran.merge(bucket, count, Long::sum));
			PerformanceDocument.counts(stored, PerformanceDocument.WAITED)
				.forEach((bucket, count) -> this.waited.merge(bucket, count, Long::sum));
		}

		ClassPerformance of(String name, Period period, Instant now) {
			List<Part> series = new ArrayList<>();
			Instant from = period.first(now);
			for (int i = 0; i < period.buckets(); i++) {
				series.add(this.parts.getOrDefault(from, new Part(from, 0, 0)));
				from = from.plus(period.length());
			}
			return new ClassPerformance(name, series.stream().mapToLong(Part::runs).sum(),
					series.stream().mapToLong(Part::failures).sum(), Percentiles.of(this.ran),
					Percentiles.of(this.waited), series);
		}

	}

}
