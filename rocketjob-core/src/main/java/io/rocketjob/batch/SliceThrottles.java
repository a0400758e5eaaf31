package io.rocketjob.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.UnclaimedFailure;
import io.rocketjob.job.JobBinder;
import io.rocketjob.job.JobStore;
import io.rocketjob.job.JobThrottles;
import io.rocketjob.job.TransitionUpdates;
import io.rocketjob.job.UnclaimedFailures;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.logging.Redaction;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.Throttle;
import io.rocketjob.schedule.Period;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What throttles have said lately of the slices of batches. They are asked by a worker
 * that joins a batch, once for all workers of this server that do so within a while.
 * Thread-safe.
 */
final class SliceThrottles {

	/** How long it holds that workers may go on. */
	private static final Duration GO = Duration.ofSeconds(1);

	private final JobStore store;

	private final JobBinder binder;

	private final JobThrottles throttles;

	private final UnclaimedFailures failures;

	private final Map<ObjectId, Said> said = new HashMap<>();

	SliceThrottles(JobStore store, JobBinder binder, JobThrottles throttles, UnclaimedFailures failures) {
		this.store = store;
		this.binder = binder;
		this.throttles = throttles;
		this.failures = failures;
	}

	/**
	 * Whether no worker of this server is to work on a batch for a while.
	 * @param id the job
	 * @return whether a throttle has said so
	 */
	synchronized boolean isLeftOut(ObjectId id) {
		Said last = this.said.get(id);
		return last != null && !last.go() && last.holds(now());
	}

	/**
	 * Whether a worker that has joined a batch may work on it. Asks the throttles unless
	 * that was done lately. When one of them fails, so does the batch.
	 * @param job the job
	 * @param worker the name of the worker
	 * @return whether it may
	 */
	boolean letsWork(JobRecord job, String worker) {
		JobClass<?> jobClass = this.binder.jobClass(job);
		List<Throttle> throttles = (jobClass != null) ? jobClass.plugins().sliceThrottles() : List.of();
		if (throttles.isEmpty()) {
			return true;
		}
		ObjectId id = job.id();
		Boolean lately = saidLately(id);
		return (lately != null) ? lately : ask(id, job, throttles, worker);
	}

	private synchronized @Nullable Boolean saidLately(ObjectId id) {
		Said last = this.said.get(id);
		return (last != null && last.holds(now())) ? last.go() : null;
	}

	private boolean ask(ObjectId id, JobRecord job, List<Throttle> throttles, String worker) {
		JobThrottles.Answer answer = this.throttles.ask(job, throttles);
		if (answer instanceof JobThrottles.Failed failed) {
			Throwable thrown = failed.thrown();
			Redaction redaction = this.binder.fields(job).redaction();
			Document exception = FailureDocument.of(thrown, worker, redaction);
			this.failures.fail(job,
					new UnclaimedFailure(BatchKind.processed(job), exception, List.of(exception),
							FailureDocument.summary(exception), "a throttle of its slices has failed",
							this.binder.exceptionLogging().loggable(thrown, redaction)));
			return false;
		}
		Instant now = now();
		Decision decision = (answer instanceof JobThrottles.Decided decided) ? decided.decision() : Decision.go();
		if (decision instanceof Decision.LeaveOut leaveOut) {
			leaveOut(job, now, now.plus(leaveOut.recheck()), leaveOut.reason());
			return false;
		}
		if (decision instanceof Decision.Postpone postpone && postpone.runAt().isAfter(now)) {
			leaveOut(job, now, postpone.runAt(), postpone.reason());
			return false;
		}
		remember(id, new Said(true, new Period(now, now.plus(GO))));
		return true;
	}

	private void leaveOut(JobRecord job, Instant now, Instant until, String reason) {
		ObjectId id = job.id();
		Document waiting = TransitionUpdates.waiting(until, this.binder.fields(job).redaction().text(reason));
		remember(id, new Said(false, new Period(now, until)));
		this.store.jobs()
			.updateOne(new Document(JobFields.ID, id).append(BatchDocument.PROCESSING, true),
					new Document("$set", new Document(JobFields.WAITING, waiting)));
	}

	private synchronized void remember(ObjectId id, Said what) {
		this.said.values().removeIf((each) -> !each.holds(what.period().from()));
		this.said.put(id, what);
	}

	private Instant now() {
		return this.store.clock().now();
	}

	private record Said(boolean go, Period period) {

		boolean holds(Instant now) {
			return this.period.contains(now);
		}

	}

}
