package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.mongodb.client.model.CountOptions;
import io.rocketjob.JobState;
import io.rocketjob.ServerInstance;
import io.rocketjob.Servers;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.operation.JobPage.Order;
import io.rocketjob.operation.JobScan.Row;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong now, in words, and how much was done lately. Asks only for what indexes
 * know, and for a bounded part of it; a user interface that many people watch asks once
 * for all of them, every few seconds. Each method throws an {@link OperationException}
 * when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class WatchOperations {

	/** How often a job is given back within a day before that is told. */
	private static final int OFTEN = 3;

	/**
	 * How many jobs at the head of the queue, and how many running ones, are looked at.
	 */
	private static final int MOST_LOOKED_AT = 300;

	private static final int NAMED = 3;

	private static final int MOST_IDS = 20;

	private static final Duration LATE = Duration.ofMinutes(1);

	private static final Duration DAY = Duration.ofDays(1);

	private static final Duration PATIENCE = Duration.ofMillis(500);

	private static final List<String> COUNTED = List.of("completed", "failed");

	private static final String FAILED_SEARCH = "state:failed failed:<1d";

	private final JobEngine engine;

	private final Servers servers;

	private final OperationGuard guard;

	private final SearchOperations search;

	private final ScheduleOperations schedules;

	private final JobRuns runs;

	private final DatabasePing database;

	/** What was counted of times that are over. */
	private final Map<String, Long> counted = new ConcurrentHashMap<>();

	WatchOperations(JobEngine engine, Servers servers, OperationGuard guard, SearchOperations search,
			ScheduleOperations schedules, DatabasePing database) {
		this.engine = engine;
		this.servers = servers;
		this.guard = guard;
		this.search = search;
		this.schedules = schedules;
		this.runs = new JobRuns(engine);
		this.database = database;
	}

	/**
	 * Says what is wrong now: servers that are believed to be dead, jobs that have failed
	 * within a day, jobs whose class this process does not know, classes that throttles
	 * hold back, schedules that were missed, jobs that are given back again and again.
	 * Needs {@code job:read}, and {@code server:read} for the servers; what a policy
	 * hides is counted. Costs a command for each kind of problem, one for each class with
	 * a schedule, and one for each class that is unknown or held back.
	 * @param operator who asks
	 * @return the problems, the worst first; empty when all is well
	 */
	public List<Problem> problems(Operator operator) {
		return read(operator, () -> {
			List<Problem> problems = new ArrayList<>();
			addZombies(operator, problems);
			addRequeued(operator, problems);
			addFailed(operator, problems);
			addUnknown(problems);
			addMissed(operator, problems);
			addThrottled(operator, problems);
			return problems;
		});
	}

	private void addZombies(Operator operator, List<Problem> problems) {
		if (!this.guard.permits(operator, Permission.SERVER_READ, OperationTarget.SERVERS, null)) {
			return;
		}
		List<ServerInstance> zombies = this.servers.list().stream().filter(ServerInstance::isZombie).toList();
		if (!zombies.isEmpty()) {
			problems.add(new Problem(Kind.ZOMBIE,
					((zombies.size() == 1) ? "A server has" : zombies.size() + " servers have")
							+ " not been heard of for too long; others take over what they were at: "
							+ named(zombies.stream().map(ServerInstance::name).toList()),
					new BoundedCount(zombies.size(), true), null,
					(zombies.size() == 1) ? OperationTarget.of(zombies.get(0), null) : OperationTarget.SERVERS));
		}
	}

	private static String named(List<String> names) {
		return names.stream().limit(NAMED).collect(Collectors.joining(", ")) + ((names.size() > NAMED) ? ", …" : "");
	}

	private void addFailed(Operator operator, List<Problem> problems) {
		BoundedCount failed = this.search.count(operator, FAILED_SEARCH);
		if (failed.count() > 0) {
			problems.add(new Problem(Kind.FAILED, jobs(failed) + " failed within the last 24 hours", failed,
					FAILED_SEARCH, null));
		}
	}

	private static String jobs(BoundedCount count) {
		return (count.exact() && count.count() == 1) ? "1 job has" : count + " jobs have";
	}

	private static String wait(BoundedCount count) {
		return (count.exact() && count.count() == 1) ? "1 job waits" : count + " jobs wait";
	}

	private void addUnknown(List<Problem> problems) {
		Set<String> unknown = new TreeSet<>(this.engine.claims().unknownNames());
		if (!unknown.isEmpty()) {
			BoundedCount count = claimable(unknown);
			problems.add(new Problem(Kind.UNKNOWN_CLASS,
					wait(count) + " whose class this application does not have: " + named(List.copyOf(unknown)), count,
					"state:queued " + ofClasses(unknown), null));
		}
	}

	private static String ofClasses(Set<String> names) {
		String list = names.stream().limit(MOST_IDS).collect(Collectors.joining(","));
		return "class:" + (list.matches("[\\w.,$-]+") ? list : '"' + list + '"');
	}

	private BoundedCount claimable(Set<String> types) {
		return BoundedCount.of(this.engine.store()
			.jobs()
			.countDocuments(new Document(JobFields.CLAIMABLE, true).append(JobFields.TYPE,
					new Document("$in", List.copyOf(types))), options(JobIndexes.CLAIM_INDEX)));
	}

	private static CountOptions options(String index) {
		return new CountOptions().hintString(index).limit(BoundedCount.MOST + 1).maxTime(5, TimeUnit.SECONDS);
	}

	private void addThrottled(Operator operator, List<Problem> problems) {
		boolean shown = this.guard.permits(operator, Permission.VALUE_READ, OperationTarget.JOBS, null);
		this.engine.throttles().leftOut().forEach((name, reason) -> {
			BoundedCount count = claimable(Set.of(name));
			if (count.count() > 0) {
				problems.add(new Problem(Kind.THROTTLED,
						wait(count) + " because a throttle holds " + name + " back" + (shown ? ": " + reason : ""),
						count, "state:queued " + ofClasses(Set.of(name)), null));
			}
		});
	}

	private void addMissed(Operator operator, List<Problem> problems) {
		Instant late = this.engine.store().clock().now().minus(LATE);
		List<ScheduleDescriptor> missed = this.schedules.list(operator).stream().filter((schedule) -> {
			Instant runAt = schedule.runAt();
			return runAt != null && runAt.isBefore(late) && JobState.QUEUED.value().equals(schedule.state());
		}).toList();
		if (!missed.isEmpty()) {
			problems.add(new Problem(Kind.MISSED_SCHEDULE,
					((missed.size() == 1) ? "A schedule is" : missed.size() + " schedules are")
							+ " due and no worker has begun: "
							+ named(missed.stream().map(ScheduleDescriptor::jobClass).distinct().toList()),
					new BoundedCount(missed.size(), true),
					"id:" + missed.stream()
						.map(ScheduleDescriptor::jobId)
						.limit(MOST_IDS)
						.collect(Collectors.joining(",")),
					null));
		}
	}

	/** Those that are running or come next: others are given back by nobody. */
	private void addRequeued(Operator operator, List<Problem> problems) {
		Instant since = this.engine.store().clock().now().minus(DAY);
		JobScan scan = new JobScan(this.engine.store().jobs(), PATIENCE, JobFields.TYPE, JobFields.HISTORY);
		List<Row> rows = new ArrayList<>();
		for (String state : List.of(SearchConditions.RUNNING, SearchConditions.QUEUED)) {
			SearchConditions conditions = new SearchParser(this.engine, false).parse("state:" + state);
			Order order = JobRuns.order(conditions);
			rows.addAll(scan.read(this.runs.of(conditions, order), null, MOST_LOOKED_AT).rows());
		}
		List<JobRecord> often = rows.stream()
			.map((row) -> new JobRecord(row.document()))
			.filter((job) -> requeues(job, since) >= OFTEN)
			.toList();
		if (!often.isEmpty() && this.guard.hasPolicies()) {
			often = this.search.visible(operator, often.stream().map(JobRecord::id).toList());
		}
		if (!often.isEmpty()) {
			problems.add(new Problem(Kind.REQUEUED,
					((often.size() == 1) ? "A job was" : often.size() + " jobs were")
							+ " given back to the queue at least " + OFTEN
							+ " times within a day, because servers died or stopped while they ran: "
							+ named(often.stream().map(JobRecord::type).distinct().toList()),
					new BoundedCount(often.size(), true),
					"id:" + often.stream()
						.map((job) -> job.id().toHexString())
						.limit(MOST_IDS)
						.collect(Collectors.joining(",")),
					null));
		}
	}

	private static long requeues(JobRecord job, Instant since) {
		return job.history()
			.stream()
			.filter((entry) -> entry.from() == JobState.RUNNING && entry.to() == JobState.QUEUED
					&& entry.at().isAfter(since))
			.count();
	}

	/**
	 * Says how many jobs have ended lately: by five minutes of the last hour, and by
	 * hours of the last day. Needs {@code job:read}. Counts jobs that are there: of those
	 * that are deleted when they complete, which is the default, nothing is known. Each
	 * number is a count in an index, up to 100,000; what was counted of a time that is
	 * over is remembered, so that a call costs four commands after the first, which costs
	 * about seventy.
	 * @param operator who asks
	 * @return the numbers, the oldest first
	 */
	public Activity activity(Operator operator) {
		return read(operator, () -> {
			Instant now = this.engine.store().clock().now();
			Map<String, Long> kept = new LinkedHashMap<>();
			Activity activity = new Activity(buckets(now, Duration.ofMinutes(5), 12, kept),
					buckets(now, Duration.ofHours(1), 24, kept));
			this.counted.keySet().retainAll(kept.keySet());
			this.counted.putAll(kept);
			return activity;
		});
	}

	private List<Bucket> buckets(Instant now, Duration length, int number, Map<String, Long> kept) {
		long millis = length.toMillis();
		long present = now.toEpochMilli() / millis;
		List<Bucket> buckets = new ArrayList<>();
		for (long bucket = present - number + 1; bucket <= present; bucket++) {
			Instant from = Instant.ofEpochMilli(bucket * millis);
			List<Long> counts = new ArrayList<>();
			for (String state : COUNTED) {
				String key = state + millis + "-" + bucket;
				Long known = this.counted.get(key);
				long count = (known != null) ? known : ended(state, from, from.plus(length));
				if (bucket < present) {
					kept.put(key, count);
				}
				counts.add(count);
			}
			buckets.add(new Bucket(from, counts.get(0), counts.get(1)));
		}
		return buckets;
	}

	private long ended(String state, Instant from, Instant to) {
		return Math.min(BoundedCount.MOST,
				this.engine.store()
					.jobs()
					.countDocuments(
							new Document(JobFields.STATE, state).append(JobFields.COMPLETED_AT,
									new Document("$gte", Date.from(from)).append("$lt", Date.from(to))),
							options(JobIndexes.ENDED_INDEX)));
	}

	private <T> T read(Operator operator, Supplier<T> operation) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			this.database.check();
			return operation.get();
		});
	}

	/**
	 * Something that is wrong.
	 *
	 * @param kind what kind of problem it is
	 * @param text the problem in a sentence, without values unless the operator may see
	 * them
	 * @param count how many jobs, servers or schedules it is about
	 * @param search the search that finds these jobs, {@code null} where it is about
	 * servers
	 * @param target the server, or all of them; {@code null} where it is about jobs
	 */
	public record Problem(Kind kind, String text, BoundedCount count, @Nullable String search,
			@Nullable OperationTarget target) {
	}

	/**
	 * What can be wrong, the worst first.
	 */
	public enum Kind {

		/** Servers are believed to be dead. */
		ZOMBIE,

		/**
		 * Jobs are given back to the queue again and again: they may end their servers.
		 */
		REQUEUED,

		/** Jobs have failed within a day. */
		FAILED,

		/** Jobs wait whose class this application does not have. */
		UNKNOWN_CLASS,

		/** Schedules are due, and no worker has begun. */
		MISSED_SCHEDULE,

		/** Jobs wait because a throttle holds their class back. */
		THROTTLED

	}

	/**
	 * How many jobs have ended lately.
	 *
	 * @param hour by five minutes, twelve numbers, the last of which is not over
	 * @param day by hours, 24 numbers, the last of which is not over
	 */
	public record Activity(List<Bucket> hour, List<Bucket> day) {
	}

	/**
	 * How many jobs have ended in some time.
	 *
	 * @param from when it begins
	 * @param completed how many have completed and are kept, at most 100,000
	 * @param failed how many have failed and still are, at most 100,000
	 */
	public record Bucket(Instant from, long completed, long failed) {
	}

}
