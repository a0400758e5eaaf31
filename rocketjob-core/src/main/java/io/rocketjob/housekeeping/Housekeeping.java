package io.rocketjob.housekeeping;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.mongodb.client.model.CountOptions;
import io.rocketjob.JobState;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.OrphanedCollections;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: deletes jobs that have ended long ago, and drops collections that belong to
 * no job. Any number may do so at once, and may die at any moment: each deletion says
 * itself which jobs it means. Thread-safe.
 */
public final class Housekeeping {

	/** How many jobs are deleted at a time. */
	static final int STEP = 200;

	/** How many times as long as a step takes it is left to others. */
	private static final int SHARE_OF_OTHERS = 9;

	private static final long LEAST_PAUSE_MILLIS = 10;

	private static final long LONGEST_PAUSE_MILLIS = 5_000;

	private static final int PATIENCE_SECONDS = 30;

	private static final int PATIENCE_OF_COUNTS_SECONDS = 2;

	private static final Document IN_ORDER = new Document(JobFields.COMPLETED_AT, 1).append(JobFields.ID, 1);

	private static final Document PLACE = new Document(JobFields.COMPLETED_AT, 1);

	private final JobEngine engine;

	private final OrphanedCollections orphans;

	private final HousekeepingSettings settings;

	/**
	 * Makes it.
	 * @param batches the jobs, batches among them
	 * @param settings what to keep
	 */
	public Housekeeping(BatchEngine batches, HousekeepingSettings settings) {
		this.engine = batches.jobs();
		this.orphans = batches.orphanedCollections();
		this.settings = settings;
	}

	/**
	 * Deletes what is not to be kept, in steps of 200 jobs, and rests between them for
	 * nine times as long as each has taken.
	 * @param goOn whether to go on, asked after each step; what is left is for the next
	 * time
	 * @return what was deleted
	 * @throws InterruptedException when the caller is interrupted
	 */
	public Outcome clean(BooleanSupplier goOn) throws InterruptedException {
		Map<JobState, Long> deleted = new EnumMap<>(JobState.class);
		Instant now = this.engine.store().measuredNow();
		for (Rule rule : rules()) {
			long count = clean(rule, now, goOn);
			if (count > 0) {
				deleted.merge(rule.state(), count, Long::sum);
			}
		}
		int dropped = 0;
		if (this.settings.orphans() && goOn.getAsBoolean()) {
			for (String name : this.orphans.find()) {
				if (goOn.getAsBoolean()) {
					this.orphans.drop(name);
					dropped++;
				}
			}
		}
		return new Outcome(deleted, dropped);
	}

	private long clean(Rule rule, Instant now, BooleanSupplier goOn) throws InterruptedException {
		long count = 0;
		Date from = new Date(0);
		while (goOn.getAsBoolean()) {
			long start = System.nanoTime();
			List<Document> found = this.engine.store()
				.jobs()
				.find(rule.matching(new Document("$gte", from).append("$lt", rule.before(now))))
				.hintString(JobIndexes.ENDED_INDEX)
				.sort(IN_ORDER)
				.limit(STEP)
				.projection(PLACE)
				.maxTime(PATIENCE_SECONDS, TimeUnit.SECONDS)
				.into(new ArrayList<>());
			long deleted = found.isEmpty() ? 0 : delete(rule, found);
			count += deleted;
			if (found.size() < STEP || deleted == 0) {
				break;
			}
			// behind the entries of what is deleted, which an index has for a while
			from = found.get(found.size() - 1).getDate(JobFields.COMPLETED_AT);
			rest(System.nanoTime() - start);
		}
		return count;
	}

	/**
	 * Deletes jobs that are still what they were: one may have been retried meanwhile.
	 */
	private long delete(Rule rule, List<Document> found) {
		List<ObjectId> ids = found.stream().map((job) -> job.getObjectId(JobFields.ID)).toList();
		Document between = new Document("$gte", found.get(0).getDate(JobFields.COMPLETED_AT)).append("$lte",
				found.get(found.size() - 1).getDate(JobFields.COMPLETED_AT));
		return this.engine.deletion()
			.deleteAll(
					new Document(JobFields.ID, new Document("$in", ids)).append(JobFields.STATE, rule.state().value())
						.append(JobFields.COMPLETED_AT, between));
	}

	private static void rest(long nanos) throws InterruptedException {
		long millis = TimeUnit.NANOSECONDS.toMillis(nanos * SHARE_OF_OTHERS);
		TimeUnit.MILLISECONDS.sleep(Math.min(Math.max(millis, LEAST_PAUSE_MILLIS), LONGEST_PAUSE_MILLIS));
	}

	/**
	 * Says what would be deleted now.
	 * @param most how many jobs of a rule to count at most
	 * @return the plan
	 */
	public Plan plan(int most) {
		Instant now = this.engine.store().measuredNow();
		Map<Rule, Long> counts = new LinkedHashMap<>();
		rules().forEach((rule) -> counts.put(rule,
				this.engine.store()
					.jobs()
					.countDocuments(rule.matching(new Document("$lt", rule.before(now))),
							new CountOptions().limit(most)
								.hintString(JobIndexes.ENDED_INDEX)
								.maxTime(PATIENCE_OF_COUNTS_SECONDS, TimeUnit.SECONDS))));
		return new Plan(counts, this.settings.orphans() ? this.orphans.find() : List.of());
	}

	private List<Rule> rules() {
		List<Rule> rules = new ArrayList<>();
		for (JobState state : JobState.values()) {
			Map<String, Duration> own = new TreeMap<>();
			this.settings.classes().forEach((name, times) -> {
				Duration time = times.get(state);
				if (time != null) {
					own.put(name, time);
				}
			});
			List<String> others = own.keySet().stream().flatMap((name) -> names(name).stream()).toList();
			add(rules, state, this.settings.keep().get(state), null,
					others.isEmpty() ? null : new Document("$nin", others));
			own.forEach((name, time) -> add(rules, state, time, name, new Document("$in", names(name))));
		}
		return rules;
	}

	private static void add(List<Rule> rules, JobState state, @Nullable Duration keep, @Nullable String jobClass,
			@Nullable Document types) {
		if (keep != null && !keep.isZero()) {
			rules.add(new Rule(state, keep, jobClass, types));
		}
	}

	/** The names under which jobs of a class are stored. */
	private List<String> names(String configured) {
		for (JobClass<?> known : this.engine.classes().all()) {
			List<String> names = JobClasses.names(known);
			if (names.stream().anyMatch((name) -> canonical(name).equals(canonical(configured)))) {
				return names;
			}
		}
		// it may be one of another application
		return List.of(configured);
	}

	private static String canonical(String name) {
		return name.replace("-", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * How long some jobs are kept.
	 *
	 * @param state their state
	 * @param keep how long
	 * @param jobClass the class, {@code null} for all that have no rule of their own
	 * @param types the condition on their class, {@code null} for all
	 */
	public record Rule(JobState state, Duration keep, @Nullable String jobClass, @Nullable Document types) {

		private Date before(Instant now) {
			return Date.from(now.minus(this.keep));
		}

		private Document matching(Document completedAt) {
			Document filter = new Document(JobFields.STATE, this.state.value())
				.append(JobFields.COMPLETED_AT, completedAt)
				// what goes already
				.append(JobFields.DISCARD, new Document("$ne", JobFields.ALL));
			return (this.types != null) ? filter.append(JobFields.TYPE, this.types) : filter;
		}

	}

	/**
	 * What was deleted.
	 *
	 * @param deleted how many jobs, by the state that they were in
	 * @param dropped how many collections that belonged to no job
	 */
	public record Outcome(Map<JobState, Long> deleted, int dropped) {
	}

	/**
	 * What would be deleted.
	 *
	 * @param counts how many jobs, by the rule
	 * @param orphans the collections that belong to no job
	 */
	public record Plan(Map<Rule, Long> counts, List<String> orphans) {
	}

}
