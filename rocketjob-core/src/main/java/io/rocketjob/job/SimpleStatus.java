package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.rocketjob.JobState;
import io.rocketjob.JobStatus;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: how a job stands, as its document tells.
 *
 * @param state the state
 * @param duration how long
 * @param waitingFor what it waits for, or {@code null}
 * @param text all of this in a line
 */
public record SimpleStatus(JobState state, Duration duration, @Nullable String waitingFor,
		String text) implements JobStatus {

	/**
	 * Reads the status of a job.
	 * @param kind of what kind the job is
	 * @param job the job
	 * @param now the time of the database
	 * @param waitingFor what holds it back, or {@code null}
	 * @return the status
	 */
	public static SimpleStatus of(JobKind kind, JobRecord job, Instant now, @Nullable String waitingFor) {
		SimpleStatus status = of(kind, job, now);
		return (waitingFor == null) ? status
				: new SimpleStatus(status.state(), status.duration(), waitingFor, status.text() + ": " + waitingFor);
	}

	private static SimpleStatus of(JobKind kind, JobRecord job, Instant now) {
		JobState state = job.state();
		Instant started = job.instant(JobFields.STARTED_AT);
		Instant ended = job.instant(JobFields.COMPLETED_AT);
		return switch (state) {
			case QUEUED -> queued(kind, job, now);
			case RUNNING -> status(state, between(started, now), "running for %s");
			case COMPLETED, FAILED, PAUSED,
					ABORTED ->
				(started != null)
						? status(state, between(started, endOfRun(job, started, ended)),
								state.value() + " after running for %s")
						: status(state, Duration.ZERO, state.value() + " before it was started");
		};
	}

	private static SimpleStatus queued(JobKind kind, JobRecord job, Instant now) {
		Instant dueAt = job.instant(JobFields.DUE_AT);
		if (dueAt != null && job.isScheduled()) {
			return status(JobState.QUEUED, Duration.ZERO,
					"scheduled, due in " + human(between(now, dueAt)).replace("%", "%%"));
		}
		if (!kind.isReady(job)) {
			return status(JobState.QUEUED, between(job.instant(JobFields.CREATED_AT), now),
					kind.delivery() + " for %s");
		}
		int waitsFor = job.waitsFor().size();
		if (waitsFor > 0) {
			return status(JobState.QUEUED, between(job.instant(JobFields.CREATED_AT), now),
					"waiting for " + waitsFor + ((waitsFor == 1) ? " job" : " jobs") + " for %s");
		}
		Instant runAt = job.instant(JobFields.RUN_AT);
		Instant from = (runAt != null) ? runAt : job.instant(JobFields.CREATED_AT);
		Instant changed = lastChange(job);
		boolean isQueuedAgain = changed != null && (from == null || changed.isAfter(from));
		return status(JobState.QUEUED, between(isQueuedAgain ? changed : from, now), "queued for %s");
	}

	private static @Nullable Instant lastChange(JobRecord job) {
		List<Document> history = history(job);
		return history.isEmpty() ? null : TransitionUpdates.instant(history.get(history.size() - 1), "at");
	}

	/** A job may be aborted long after its run has failed or was paused. */
	private static @Nullable Instant endOfRun(JobRecord job, Instant started, @Nullable Instant ended) {
		Instant end = ended;
		for (Document entry : history(job)) {
			Instant at = TransitionUpdates.instant(entry, "at");
			if (JobState.RUNNING.value().equals(entry.getString("from")) && at != null && !at.isBefore(started)) {
				end = at;
			}
		}
		return end;
	}

	private static List<Document> history(JobRecord job) {
		return job.entries();
	}

	private static SimpleStatus status(JobState state, Duration duration, String text) {
		return new SimpleStatus(state, duration, null, String.format(Locale.ROOT, text, human(duration)));
	}

	private static Duration between(@Nullable Instant from, @Nullable Instant to) {
		return (from == null || to == null || to.isBefore(from)) ? Duration.ZERO : Duration.between(from, to);
	}

	/**
	 * Says a duration as people do.
	 * @param duration the duration
	 * @return such as {@code 350 ms}, {@code 12.3 s}, {@code 5 m 07 s} or
	 * {@code 2 d 03 h 04 m}
	 */
	public static String human(Duration duration) {
		long seconds = duration.toSeconds();
		if (seconds == 0) {
			return duration.toMillis() + " ms";
		}
		if (seconds < 60) {
			return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
		}
		if (seconds < 3600) {
			return String.format(Locale.ROOT, "%d m %02d s", seconds / 60, seconds % 60);
		}
		String hours = String.format(Locale.ROOT, "%02d h %02d m", duration.toHoursPart(), duration.toMinutesPart());
		return (duration.toDays() > 0) ? duration.toDays() + " d " + hours
				: String.format(Locale.ROOT, "%d h %02d m", duration.toHours(), duration.toMinutesPart());
	}

	@Override
	public String toString() {
		return this.text;
	}

}
