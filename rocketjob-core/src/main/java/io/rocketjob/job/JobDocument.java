package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Internal: reads the stored form of a job.
 */
public final class JobDocument {

	/** How many jobs are named to people. */
	private static final int NAMED = 5;

	/**
	 * The priority of a job.
	 * @param job the job
	 * @return 1 to 100, the lowest first
	 */
	public static int priority(Document job) {
		return job.getInteger(JobFields.PRIORITY);
	}

	private static final Set<String> LEVELS = Arrays.stream(Level.values())
		.map(Level::name)
		.collect(Collectors.toUnmodifiableSet());

	private JobDocument() {
	}

	public static ObjectId id(Document job) {
		return job.getObjectId(JobFields.ID);
	}

	public static String type(Document job) {
		return job.getString(JobFields.TYPE);
	}

	public static JobState state(Document job) {
		return JobState.of(job.getString(JobFields.STATE));
	}

	public static @Nullable Instant instant(Document job, String name) {
		Date date = job.getDate(name);
		return (date != null) ? date.toInstant() : null;
	}

	static @Nullable Date date(@Nullable Instant instant) {
		return (instant != null) ? Date.from(instant) : null;
	}

	/**
	 * What tells the hold on a job from all others.
	 * @param job a job that is held
	 * @return the hold
	 */
	static ClaimKey held(Document job) {
		return ClaimKey.of(id(job), job.get(JobFields.CLAIM, Document.class));
	}

	static @Nullable Duration timeout(Document job) {
		Number millis = job.get(JobFields.TIMEOUT, Number.class);
		return (millis != null) ? Duration.ofMillis(millis.longValue()) : null;
	}

	static @Nullable Level logLevel(Document job) {
		String level = job.getString(JobFields.LOG_LEVEL);
		return (level != null && LEVELS.contains(level)) ? Level.valueOf(level) : null;
	}

	public static Document fields(Document job) {
		return job.get(JobFields.FIELDS, new Document());
	}

	static Document options(Document job) {
		return job.get(JobFields.OPTIONS, new Document());
	}

	static Document pluginData(Document job) {
		return job.get(JobFields.PLUGINS, new Document());
	}

	/**
	 * Whether a job has completed and was to be destroyed: it is only still there for
	 * those that have waited for it.
	 * @param job the job
	 * @return whether it counts as gone
	 */
	public static boolean isDestroyed(Document job) {
		return state(job) == JobState.COMPLETED && job.getBoolean(JobFields.DESTROY_ON_COMPLETE, true);
	}

	/**
	 * The jobs for which a job waits.
	 * @param job the job
	 * @return their ids
	 */
	static List<ObjectId> waitsFor(Document job) {
		return job.getList(JobFields.WAITS_FOR, ObjectId.class, List.of());
	}

	/**
	 * Says for which jobs a job waits.
	 * @param job a job that waits
	 * @return a text for people
	 */
	static String waiting(Document job) {
		List<ObjectId> ids = waitsFor(job);
		return "it waits for " + ids.size() + ((ids.size() == 1) ? " job: " : " jobs: ")
				+ ids.stream().limit(NAMED).map(ObjectId::toHexString).collect(Collectors.joining(", "))
				+ ((ids.size() > NAMED) ? ", …" : "");
	}

	/**
	 * Matches a job as long as it has a value, or has none, as it had when it was read.
	 * @param job the job as it was read
	 * @param name the name of the value
	 * @return the condition
	 */
	public static @Nullable Document presence(Document job, String name) {
		return job.containsKey(name) ? new Document("$exists", true) : null;
	}

	/**
	 * When a job expires that is moved to another time, if that follows from its class.
	 * @param job the job as it was read
	 * @param expiresAfter what its class says
	 * @param runAt the time that it is moved to
	 * @return the new time, or the present one when it was set for the job
	 */
	static @Nullable Instant movedExpiry(Document job, @Nullable Duration expiresAfter, Instant runAt) {
		Instant present = instant(job, JobFields.EXPIRES_AT);
		if (present == null || expiresAfter == null) {
			return present;
		}
		Instant from = instant(job, JobFields.CREATED_AT);
		Instant before = instant(job, JobFields.RUN_AT);
		if (before != null && (from == null || before.isAfter(from))) {
			from = before;
		}
		boolean ofClass = from != null && present.equals(from.plus(expiresAfter).truncatedTo(ChronoUnit.MILLIS));
		return ofClass ? runAt.plus(expiresAfter).truncatedTo(ChronoUnit.MILLIS) : present;
	}

	/**
	 * Why something waits.
	 * @param until until when
	 * @param reason why
	 * @return the stored form
	 */
	public static Document waiting(Instant until, String reason) {
		return new Document("reason", Texts.bounded(reason, Texts.MESSAGE)).append("until", Date.from(until));
	}

	/**
	 * Whether a queued job waits for its own time, rather than because a throttle leaves
	 * it out for a while.
	 */
	static boolean isScheduled(Document job) {
		Instant dueAt = instant(job, JobFields.DUE_AT);
		return dueAt != null && dueAt.equals(instant(job, JobFields.RUN_AT));
	}

	/**
	 * The stored form of an entry of the history.
	 * @param entry the entry
	 * @return what to store
	 */
	public static Document entry(JobHistoryEntry entry) {
		Document document = new Document("at", Date.from(entry.at())).append("from", entry.from().value())
			.append("to", entry.to().value())
			.append("by", entry.by());
		if (entry.reason() != null) {
			document.append("reason", Texts.bounded(entry.reason(), Texts.MESSAGE));
		}
		return document;
	}

	static List<JobHistoryEntry> history(Document job) {
		List<JobHistoryEntry> history = new ArrayList<>();
		for (Document entry : job.getList(JobFields.HISTORY, Document.class, List.of())) {
			history.add(new JobHistoryEntry(entry.getDate("at").toInstant(), JobState.of(entry.getString("from")),
					JobState.of(entry.getString("to")), entry.getString("by"), entry.getString("reason")));
		}
		return history;
	}

}
