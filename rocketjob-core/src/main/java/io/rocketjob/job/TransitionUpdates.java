package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.document.Texts;
import io.rocketjob.plugin.FailurePolicy.Again;
import io.rocketjob.work.ProcessName;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: composes what each transition writes: the state, the markers and times that
 * belong to it, and the entry of the history. The one place that writes the markers
 * {@code claimable}, {@code dueAt} and {@code claim}. Thread-safe.
 */
public final class TransitionUpdates {

	/** How long a process has to do the rest itself, before the recovery does. */
	static final Duration GRACE = Duration.ofSeconds(10);

	/** In these states a job has ended: jobs that wait for it are told. */
	static final Set<JobState> ENDS = EnumSet.of(JobState.COMPLETED, JobState.FAILED, JobState.ABORTED);

	private final JobStore store;

	private final ProcessName process;

	TransitionUpdates(JobStore store, ProcessName process) {
		this.store = store;
		this.process = process;
	}

	/**
	 * An entry of the history for a transition that this process makes now.
	 * @param from the state in which the job was
	 * @param to the state that it goes to
	 * @param reason why, or {@code null}
	 * @return the entry
	 */
	public JobHistoryEntry entry(JobState from, JobState to, @Nullable String reason) {
		return entry(from, to, reason, this.store.clock().now());
	}

	JobHistoryEntry entry(JobState from, JobState to, @Nullable String reason, Instant now) {
		return new JobHistoryEntry(now, from, to, this.process.author(), reason);
	}

	/**
	 * Begins the update that brings a job into a state, with all markers and times that
	 * belong to that state. What belongs to a job that is aborted is to be dropped; jobs
	 * that wait for one that ends are to be told, so the write must filter on
	 * {@link JobFields#DEPENDENTS} as it was read.
	 * @param job the job as it was read
	 * @param to the state it shall be in; running only where no worker has to claim it
	 * @param runAt when it may run, if it is to be queued
	 * @param entry what to add to its history
	 * @return an update to complete
	 */
	public JobUpdateDocument moveTo(JobRecord job, JobState to, @Nullable Instant runAt, JobHistoryEntry entry) {
		return moveTo(job, to, runAt, List.of(entry));
	}

	private JobUpdateDocument moveTo(JobRecord job, JobState to, @Nullable Instant runAt,
			List<JobHistoryEntry> entries) {
		JobHistoryEntry entry = entries.get(entries.size() - 1);
		JobKind kind = this.store.kinds().of(job);
		JobUpdateDocument update = new JobUpdateDocument().set(JobFields.STATE, to.value())
			.unset(JobFields.CLAIM)
			.unset(JobFields.SLOTS)
			.push(JobFields.HISTORY, entries(job, entries));
		kind.move(job, to, update);
		if (job.has(JobFields.CRASHES) && (ENDS.contains(to) || entry.from() == JobState.FAILED)) {
			update.unset(JobFields.CRASHES);
		}
		if (job.has(JobFields.DEPENDENTS) && ENDS.contains(to)) {
			update.set(JobFields.SETTLE, settle(entry.at().plus(GRACE)));
		}
		if (to == JobState.RUNNING) {
			return update.unset(JobFields.COMPLETED_AT).unset(JobFields.CLAIMABLE).unset(JobFields.DUE_AT);
		}
		if (to == JobState.QUEUED) {
			queue(job, kind, runAt, entry, update);
			return update;
		}
		update.set(JobFields.COMPLETED_AT, Date.from(entry.at())).unset(JobFields.CLAIMABLE).unset(JobFields.DUE_AT);
		UniqueJobs.freeKeys(to, update);
		if (to == JobState.PAUSED && entry.from() == JobState.RUNNING) {
			// it has started in time, and must not be dropped when it is resumed
			update.unset(JobFields.EXPIRES_AT);
		}
		if (to == JobState.ABORTED) {
			update.unset(JobFields.WAITS_FOR).unset(JobFields.LINKING);
			if (kind.ownsData()) {
				update.set(JobFields.DISCARD, JobFields.COLLECTIONS);
			}
		}
		return update;
	}

	/**
	 * What to add to the history with a transition.
	 */
	private static List<Document> entries(JobRecord job, List<JobHistoryEntry> entries) {
		return Stream.concat(Stream.ofNullable(job.claimEntry()), entries.stream().map(TransitionUpdates::entry))
			.toList();
	}

	private static void queue(JobRecord job, JobKind kind, @Nullable Instant runAt, JobHistoryEntry entry,
			JobUpdateDocument update) {
		update.unset(JobFields.COMPLETED_AT).unset(JobFields.PERCENT_COMPLETE);
		if (!kind.goesOn(job)) {
			update.unset(JobFields.STARTED_AT);
		}
		if (entry.from() == JobState.RUNNING || entry.from() == JobState.FAILED) {
			// it has started in time, and must not be dropped because it starts again
			update.unset(JobFields.EXPIRES_AT);
		}
		if (job.has(JobFields.WAITS_FOR) || job.has(JobFields.KEEPING)) {
			update.unset(JobFields.CLAIMABLE).unset(JobFields.DUE_AT);
		}
		else {
			mark(update, runAt, entry.at());
		}
	}

	/**
	 * The update for a job that fails and is queued again by the same write.
	 * @param job the job as it was read
	 * @param exception the stored form of the exception
	 * @param again when to run it again, and why
	 * @param failed the entry of the history about the failure
	 * @return an update to complete
	 */
	JobUpdateDocument retry(JobRecord job, Document exception, Again again, JobHistoryEntry failed) {
		Instant runAt = again.runAt().truncatedTo(ChronoUnit.MILLIS);
		JobHistoryEntry queued = new JobHistoryEntry(failed.at(), JobState.FAILED, JobState.QUEUED, failed.by(),
				again.reason());
		return moveTo(job, JobState.QUEUED, runAt, List.of(failed, queued)).set(JobFields.RUN_AT, Date.from(runAt))
			.set(JobFields.EXCEPTION, exception)
			.increment(JobFields.FAILURE_COUNT)
			.set(JobFields.PLUGINS + "." + again.plugin(), new Document(again.data()));
	}

	/**
	 * The mark of a job whose dependents are to be told of its end.
	 * @param at from when on the recovery does so
	 * @return a mark like no other
	 */
	static Document settle(Instant at) {
		return new Document("token", new ObjectId()).append("at", Date.from(at));
	}

	/**
	 * Marks a queued job that waits for no other as claimable or as due later.
	 * @param update the update to add to
	 * @param runAt when it may run
	 * @param now the time
	 */
	public static void mark(JobUpdateDocument update, @Nullable Instant runAt, Instant now) {
		if (runAt != null && runAt.isAfter(now)) {
			update.set(JobFields.DUE_AT, Date.from(runAt)).unset(JobFields.CLAIMABLE);
		}
		else {
			update.set(JobFields.CLAIMABLE, true).unset(JobFields.DUE_AT);
		}
	}

	/**
	 * The update that gives a job to a holder.
	 * @param token a fresh token
	 * @param server the id of the server
	 * @param worker the name of the worker
	 * @param now the time
	 * @param slots the places that it takes, none for a class without limits
	 * @return the update
	 */
	static Document claim(ObjectId token, ObjectId server, String worker, Instant now, List<String> slots) {
		JobUpdateDocument claim = claim(ClaimKey.begunClaim(token, server), worker, now).push(JobFields.HISTORY, List
			.of(TransitionUpdates.entry(new JobHistoryEntry(now, JobState.QUEUED, JobState.RUNNING, worker, null))));
		Document update = (slots.isEmpty() ? claim : claim.set(JobFields.SLOTS, slots)).build();
		// one job is claimed by its id also where it is not due yet
		update.get("$unset", Document.class).append(JobFields.DUE_AT, "");
		return update;
	}

	/**
	 * The update that gives jobs to a server, of whose workers it is not known yet which
	 * will run which.
	 * @param token a fresh token
	 * @param server the id of the server
	 * @param name the name of the server
	 * @param now the time
	 * @return the update
	 */
	static Document claimTogether(ObjectId token, ObjectId server, String name, Instant now) {
		return claim(ClaimKey.groupClaim(token, server, now), name, now).build();
	}

	private static JobUpdateDocument claim(Document claim, String worker, Instant now) {
		return new JobUpdateDocument().set(JobFields.STATE, JobState.RUNNING.value())
			.set(JobFields.CLAIM, claim)
			// one that goes on has been started before
			.min(JobFields.STARTED_AT, Date.from(now))
			.set(JobFields.WORKER_NAME, worker)
			.unset(JobFields.CLAIMABLE);
	}

	/**
	 * The update that undoes a claim of a job that was not started.
	 * @param job the job as it was claimed
	 * @param goesOn whether the job was started before the claim
	 * @return the update, which is the same for all that were claimed together and do not
	 * go on
	 */
	static Document release(JobRecord job, boolean goesOn) {
		Document update = new Document("$set",
				new Document(JobFields.STATE, JobState.QUEUED.value()).append(JobFields.CLAIMABLE, true))
			.append("$unset",
					new Document(JobFields.CLAIM, "").append(JobFields.SLOTS, "")
						.append(JobFields.STARTED_AT, "")
						.append(JobFields.WORKER_NAME, ""));
		if (job.claimEntry() == null) {
			update.append("$pop", new Document(JobFields.HISTORY, 1));
		}
		if (goesOn) {
			update.get("$unset", Document.class).remove(JobFields.STARTED_AT);
		}
		return update;
	}

	/**
	 * The update that undoes a claim because a throttle holds the job back.
	 * @param job the job as it was claimed
	 * @return the update
	 */
	Document release(JobRecord job) {
		return release(job, this.store.kinds().of(job).goesOn(job));
	}

	/**
	 * The same, for a job that is not to be claimed for a while.
	 * @param job the job as it was claimed
	 * @param dueAt when it may be claimed again
	 * @param reason why it waits
	 * @return the update
	 */
	Document release(JobRecord job, Instant dueAt, String reason) {
		Document update = release(job);
		Document set = update.get("$set", Document.class);
		set.remove(JobFields.CLAIMABLE);
		set.append(JobFields.DUE_AT, Date.from(dueAt))
			.append(JobFields.WAITING, TransitionUpdates.waiting(dueAt, reason));
		return update;
	}

	/**
	 * When a job expires that is moved to another time, if that follows from its class.
	 * @param job the job as it was read
	 * @param expiresAfter what its class says
	 * @param runAt the time that it is moved to
	 * @return the new time, or the present one when it was set for the job
	 */
	static @Nullable Instant movedExpiry(JobRecord job, @Nullable Duration expiresAfter, Instant runAt) {
		Instant present = job.instant(JobFields.EXPIRES_AT);
		if (present == null || expiresAfter == null) {
			return present;
		}
		Instant from = job.instant(JobFields.CREATED_AT);
		Instant before = job.instant(JobFields.RUN_AT);
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

	static @Nullable Date date(@Nullable Instant instant) {
		return (instant != null) ? Date.from(instant) : null;
	}

	public static @Nullable Instant instant(Document job, String name) {
		Date date = job.getDate(name);
		return (date != null) ? date.toInstant() : null;
	}

}
