package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Sorts;
import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: looks at the whole queue, for people who watch it. Asks only indexes and the
 * jobs at the heads of their runs. Thread-safe.
 */
public final class QueueSurvey {

	/** How many heads are read at most, over all classes. */
	private static final int MOST_HEADS = 500;

	/** How many jobs of unknown classes are counted at most. */
	private static final int MOST_UNKNOWN = 10_000;

	/** How many jobs that have failed are told apart by their class. */
	private static final int MOST_FAILED = 10_000;

	private static final Document HEAD_FIELDS = new Document(JobFields.PRIORITY, 1).append(JobFields.CREATED_AT, 1)
		.append(JobFields.RUN_AT, 1)
		.append(JobFields.HISTORY, 1);

	private static final Document IN_ORDER = new Document(JobFields.PRIORITY, 1).append(JobFields.ID, 1);

	private final JobEngine engine;

	/**
	 * Makes it.
	 * @param engine the jobs
	 */
	public QueueSurvey(JobEngine engine) {
		this.engine = engine;
	}

	/**
	 * Looks at the queue now.
	 * @return what it is like
	 */
	public Result look() {
		return this.engine.store().mongo().translating(() -> {
			JobCounts counts = new JobCounter(this.engine.store()).count();
			// most often nothing waits, which the counts have told already
			boolean waits = counts.queuedNow() > 0;
			return new Result(counts, waits ? oldest() : Map.of(), waits ? unknown() : 0,
					(counts.count(JobState.FAILED) > 0) ? failed() : Map.of());
		});
	}

	private Map<String, Duration> oldest() {
		Map<String, Duration> oldest = new LinkedHashMap<>();
		Instant now = this.engine.store().clock().now();
		int left = MOST_HEADS;
		for (JobClass<?> jobClass : this.engine.classes().all()) {
			for (String name : JobClasses.names(jobClass)) {
				JobRecord head = (left > 0) ? head(name, 0) : null;
				while (head != null) {
					left--;
					Duration age = Duration.between(since(head), now);
					oldest.merge(jobClass.name(), age.isNegative() ? Duration.ZERO : age,
							(one, other) -> (one.compareTo(other) > 0) ? one : other);
					head = (left > 0) ? head(name, head.priority()) : null;
				}
			}
		}
		return oldest;
	}

	/**
	 * The oldest job of the next priority.
	 */
	private @Nullable JobRecord head(String name, int after) {
		return jobs()
			.find(new Document(JobFields.CLAIMABLE, true).append(JobFields.TYPE, name)
				.append(JobFields.PRIORITY, new Document("$gt", after)))
			.hintString(JobIndexes.CLAIM_INDEX)
			.sort(IN_ORDER)
			.projection(HEAD_FIELDS)
			.map(JobRecord::new)
			.first();
	}

	/**
	 * Since when a worker could have taken a job: its creation, the time at which it was
	 * to run, or the last time that it was queued again.
	 */
	private static Instant since(JobRecord job) {
		Instant since = latest(Instant.EPOCH, job.instant(JobFields.CREATED_AT));
		since = latest(since, job.instant(JobFields.RUN_AT));
		List<Document> history = job.document().getList(JobFields.HISTORY, Document.class, List.of());
		return history.isEmpty() ? since
				: latest(since, TransitionUpdates.instant(history.get(history.size() - 1), "at"));
	}

	private static Instant latest(Instant one, @Nullable Instant other) {
		return (other != null && other.isAfter(one)) ? other : one;
	}

	private long unknown() {
		Set<String> names = this.engine.claims().unknownNames();
		return names.isEmpty() ? 0
				: jobs().countDocuments(
						new Document(JobFields.CLAIMABLE, true).append(JobFields.TYPE, new Document("$in", names)),
						new CountOptions().hintString(JobIndexes.CLAIM_INDEX).limit(MOST_UNKNOWN));
	}

	private Map<String, Long> failed() {
		Document ended = new Document(JobFields.STATE, JobState.FAILED.value()).append(JobFields.COMPLETED_AT,
				JobIndexes.AT_ANY_TIME);
		Map<String, Long> failed = new HashMap<>();
		jobs()
			.aggregate(List.of(Aggregates.match(ended), Aggregates.sort(Sorts.descending(JobFields.COMPLETED_AT)),
					Aggregates.limit(MOST_FAILED), Aggregates.group("$" + JobFields.TYPE, Accumulators.sum("jobs", 1))))
			.hintString(JobIndexes.ENDED_INDEX)
			.forEach((count) -> {
				JobClass<?> jobClass = this.engine.classes().find(count.getString(JobFields.ID));
				if (jobClass != null) {
					failed.merge(jobClass.name(), count.get("jobs", Number.class).longValue(), Long::sum);
				}
			});
		return failed;
	}

	private MongoCollection<Document> jobs() {
		return this.engine.store().jobs();
	}

	/**
	 * What a queue is like.
	 *
	 * @param counts the jobs by state
	 * @param oldest how long the job has waited that has waited longest of those that are
	 * due, by the name of its class; without classes of which none waits
	 * @param unknown how many jobs wait whose class this process does not know
	 * @param failed how many of the 10,000 jobs that have failed last are of a class, by
	 * its name; without classes of which there are none
	 */
	public record Result(JobCounts counts, Map<String, Duration> oldest, long unknown, Map<String, Long> failed) {
	}

}
