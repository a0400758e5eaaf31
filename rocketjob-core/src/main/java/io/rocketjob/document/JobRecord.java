package io.rocketjob.document;

import java.time.Duration;
import java.time.Instant;
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
 * Internal: a job as it was read, or as it will be inserted. Reads the document and
 * changes nothing.
 *
 * @param document the stored form, or those of its fields that were asked for
 */
public record JobRecord(Document document) {

	/** How many jobs are named to people. */
	private static final int NAMED = 5;

	private static final Set<String> LEVELS = Arrays.stream(Level.values())
		.map(Level::name)
		.collect(Collectors.toUnmodifiableSet());

	/**
	 * A job that may not be there.
	 * @param document its stored form, or {@code null}
	 * @return the job, or {@code null}
	 */
	public static @Nullable JobRecord ofNullable(@Nullable Document document) {
		return (document != null) ? new JobRecord(document) : null;
	}

	public ObjectId id() {
		return this.document.getObjectId(JobFields.ID);
	}

	/**
	 * The name of its class, as it is stored.
	 * @return the name
	 */
	public String type() {
		return this.document.getString(JobFields.TYPE);
	}

	public JobState state() {
		return JobState.of(this.document.getString(JobFields.STATE));
	}

	/**
	 * Its priority.
	 * @return 1 to 100, the lowest first
	 */
	public int priority() {
		return this.document.getInteger(JobFields.PRIORITY);
	}

	/**
	 * Whether it has a field.
	 * @param name the name of the field, without dots
	 * @return whether it is there
	 */
	public boolean has(String name) {
		return this.document.containsKey(name);
	}

	/**
	 * The value of a field, for a condition that it is still the same.
	 * @param name the name of the field, without dots
	 * @return the value, or {@code null} when it is not there
	 */
	public @Nullable Object get(String name) {
		return this.document.get(name);
	}

	public @Nullable Date date(String name) {
		return this.document.getDate(name);
	}

	public @Nullable Instant instant(String name) {
		Date date = this.document.getDate(name);
		return (date != null) ? date.toInstant() : null;
	}

	public @Nullable String text(String name) {
		return this.document.getString(name);
	}

	/**
	 * A field that is a document.
	 * @param name the name of the field, without dots
	 * @return the document, or {@code null} when it is not there
	 */
	public @Nullable Document part(String name) {
		return this.document.get(name, Document.class);
	}

	public List<String> texts(String name) {
		return this.document.getList(name, String.class, List.of());
	}

	/**
	 * What tells the claim on the job from all others.
	 * @return the key of the claim; the job must have one
	 */
	public ClaimKey claimKey() {
		return ClaimKey.of(id(), this.document.get(JobFields.CLAIM, Document.class));
	}

	public @Nullable Duration timeout() {
		Number millis = this.document.get(JobFields.TIMEOUT, Number.class);
		return (millis != null) ? Duration.ofMillis(millis.longValue()) : null;
	}

	public @Nullable Level logLevel() {
		String level = this.document.getString(JobFields.LOG_LEVEL);
		return (level != null && LEVELS.contains(level)) ? Level.valueOf(level) : null;
	}

	public Document fields() {
		return this.document.get(JobFields.FIELDS, new Document());
	}

	public Document options() {
		return this.document.get(JobFields.OPTIONS, new Document());
	}

	public Document pluginData() {
		return this.document.get(JobFields.PLUGINS, new Document());
	}

	public int failureCount() {
		return this.document.getInteger(JobFields.FAILURE_COUNT, 0);
	}

	public boolean destroyOnComplete() {
		return this.document.getBoolean(JobFields.DESTROY_ON_COMPLETE, true);
	}

	/**
	 * Whether the job has completed and was to be destroyed: it is only still there for
	 * those that have waited for it.
	 * @return whether it counts as gone
	 */
	public boolean isDestroyed() {
		return state() == JobState.COMPLETED && destroyOnComplete();
	}

	/**
	 * The jobs for which the job waits.
	 * @return their ids
	 */
	public List<ObjectId> waitsFor() {
		return this.document.getList(JobFields.WAITS_FOR, ObjectId.class, List.of());
	}

	/**
	 * Says for which jobs the job waits.
	 * @return a text for people; the job must wait
	 */
	public String waitingText() {
		List<ObjectId> ids = waitsFor();
		return "it waits for " + ids.size() + ((ids.size() == 1) ? " job: " : " jobs: ")
				+ ids.stream().limit(NAMED).map(ObjectId::toHexString).collect(Collectors.joining(", "))
				+ ((ids.size() > NAMED) ? ", …" : "");
	}

	/**
	 * Matches the job as long as it has a value, or has none, as it had when it was read.
	 * @param name the name of the value
	 * @return the condition
	 */
	public @Nullable Document presence(String name) {
		return has(name) ? new Document("$exists", true) : null;
	}

	/**
	 * Whether the job, which is queued, waits for its own time, rather than because a
	 * throttle leaves it out for a while.
	 */
	public boolean isScheduled() {
		Instant dueAt = instant(JobFields.DUE_AT);
		return dueAt != null && dueAt.equals(instant(JobFields.RUN_AT));
	}

	/**
	 * Since when the job, which has been claimed, could have been: since its time, and
	 * not before it was queued last.
	 * @return the time
	 */
	public Instant dueSince() {
		Instant due = later(id().getDate().toInstant(), date(JobFields.CREATED_AT));
		return later(later(due, date(JobFields.RUN_AT)), last("to", JobState.QUEUED));
	}

	/**
	 * When the job was claimed from the queue last.
	 * @return the time, or {@code null} when that is not known
	 */
	public @Nullable Instant claimedAt() {
		Date last = last("from", JobState.QUEUED);
		return (last != null) ? last.toInstant() : null;
	}

	private @Nullable Date last(String name, JobState state) {
		List<Document> entries = entries();
		for (int i = entries.size() - 1; i >= 0; i--) {
			if (state.value().equals(entries.get(i).getString(name))) {
				return entries.get(i).getDate("at");
			}
		}
		return null;
	}

	private static Instant later(Instant one, @Nullable Date other) {
		return (other != null && other.toInstant().isAfter(one)) ? other.toInstant() : one;
	}

	/**
	 * The entries of its history, the latest last.
	 * @return their stored form, and that of its claim
	 */
	public List<Document> entries() {
		List<Document> stored = this.document.getList(JobFields.HISTORY, Document.class, List.of());
		Document claimed = claimEntry();
		if (claimed == null) {
			return stored;
		}
		List<Document> entries = new ArrayList<>(stored);
		entries.add(claimed);
		return entries;
	}

	/**
	 * What the history is to say of the claim on the job, and does not yet, because jobs
	 * were claimed together. What ends the claim and keeps the job must store it.
	 * @return the entry, or {@code null} when it is stored or there is no claim
	 */
	public @Nullable Document claimEntry() {
		Document claim = part(JobFields.CLAIM);
		Date at = (claim != null) ? claim.getDate(ClaimKey.AT) : null;
		return (at == null) ? null
				: new Document("at", at).append("from", JobState.QUEUED.value())
					.append("to", JobState.RUNNING.value())
					.append("by", text(JobFields.WORKER_NAME));
	}

	public List<JobHistoryEntry> history() {
		List<JobHistoryEntry> history = new ArrayList<>();
		for (Document entry : entries()) {
			history.add(new JobHistoryEntry(entry.getDate("at").toInstant(), JobState.of(entry.getString("from")),
					JobState.of(entry.getString("to")), entry.getString("by"), entry.getString("reason")));
		}
		return history;
	}

	/** Without what users have put into it. */
	@Override
	public String toString() {
		return type() + " " + this.document.get(JobFields.ID);
	}

}
