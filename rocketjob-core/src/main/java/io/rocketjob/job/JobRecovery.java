package io.rocketjob.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import com.mongodb.MongoInterruptedException;
import com.mongodb.client.MongoCollection;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.WorkerActivity;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.CrashDocument;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.document.UnclaimedFailure;
import io.rocketjob.jobclass.CallbackChain;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.work.RecoverableWork;
import io.rocketjob.work.WorkNotifier;
import io.rocketjob.work.WorkRecorder;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: the jobs that workers hold, and the one place that takes back those of dead
 * servers. Of many servers that try, the one wins whose write still matches the token of
 * the claim. Thread-safe.
 */
public final class JobRecovery implements RecoverableWork {

	private static final Logger logger = LoggerFactory.getLogger(JobRecovery.class);

	private final JobStore store;

	private final JobBinder binder;

	private final TransitionUpdates updates;

	private final UnclaimedFailures failures;

	private final Told told;

	JobRecovery(JobStore store, JobBinder binder, TransitionUpdates updates, UnclaimedFailures failures, Told told) {
		this.store = store;
		this.binder = binder;
		this.updates = updates;
		this.failures = failures;
		this.told = told;
	}

	@Override
	public Set<ObjectId> claimants() {
		return jobs()
			.distinct(JobFields.CLAIM_SERVER,
					new Document(JobFields.CLAIM_SERVER, new Document("$gt", new ObjectId(0, 0))), ObjectId.class)
			.into(new HashSet<>());
	}

	@Override
	public Set<ClaimKey> claimsOf(ObjectId server) {
		Set<ClaimKey> held = new HashSet<>();
		jobs().find(new Document(JobFields.CLAIM_SERVER, server))
			.projection(new Document(JobFields.CLAIM, 1))
			.map(JobRecord::new)
			.forEach((job) -> held.add(job.claimKey()));
		return held;
	}

	@Override
	public Set<ClaimKey> attended() {
		return this.told.runs().attended();
	}

	@Override
	public int requeue(ObjectId server, Predicate<ClaimKey> which, String reason) {
		return takeBack(server, which, (job) -> requeueAndTell(job, reason, null));
	}

	@Override
	public int takeBack(ObjectId server, int maxCrashes) {
		return takeBack(server, (held) -> true,
				(job) -> (maxCrashes > 0) ? crashed(job, maxCrashes) : requeueAndTell(job, GONE, null));
	}

	private int takeBack(ObjectId server, Predicate<ClaimKey> which, Predicate<JobRecord> write) {
		int count = 0;
		for (ClaimKey held : claimsOf(server)) {
			// one after the other: together they may be large
			JobRecord job = which.test(held)
					? jobs().find(JobStore.held((ObjectId) held.id(), held.token())).map(JobRecord::new).first() : null;
			if (job != null && isPossible(job, write)) {
				count++;
			}
		}
		if (count > 0) {
			this.told.notifier().signalOlderWork(null);
		}
		return count;
	}

	private boolean isPossible(JobRecord job, Predicate<JobRecord> write) {
		try {
			return write.test(job);
		}
		catch (RuntimeException ex) {
			if (DatabaseErrors.isPassing(ex) || ex instanceof MongoInterruptedException) {
				throw ex;
			}
			// one job that cannot be taken back must not keep the others
			logger.error("Could not queue {} {} again; this is tried again", job.type(), job.id(),
					this.binder.exceptionLogging().loggable(ex, Redaction.NONE));
			return false;
		}
	}

	private boolean crashed(JobRecord job, int maxCrashes) {
		Document crashes = CrashDocument.after(job.document(), this.store.clock().now(), maxCrashes);
		if (!CrashDocument.counts(job.document())) {
			return requeueAndTell(job, GONE, crashes);
		}
		int count = CrashDocument.count(crashes);
		return (count < maxCrashes)
				? requeueAndTell(job, GONE + ", for the " + count + ". of " + maxCrashes + " times", crashes)
				: fail(job, CrashDocument.exception(crashes));
	}

	private boolean fail(JobRecord job, Document exception) {
		String reason = FailureDocument.summary(exception);
		Document held = JobStore.held(job.id(), job.claimKey().token());
		return this.failures.fail(job, new UnclaimedFailure(held, exception, List.of(exception), reason, reason, null));
	}

	private boolean requeueAndTell(JobRecord job, String reason, @Nullable Document crashes) {
		boolean won = requeue(job, reason, crashes);
		if (won) {
			logger.warn("Queued {} {} again: {} (it was held by worker {})", job.type(), job.id(), reason,
					job.text(JobFields.WORKER_NAME));
			this.told.recorder().jobRequeued(job.type());
		}
		return won;
	}

	/**
	 * Requeues a held job, unless its claim has changed.
	 * @param job the job as it was read, with its claim
	 * @param reason why
	 * @return whether this call did it
	 */
	boolean requeue(JobRecord job, String reason) {
		return requeue(job, reason, null);
	}

	private boolean requeue(JobRecord job, String reason, @Nullable Document crashes) {
		Document claim = job.part(JobFields.CLAIM);
		if (claim == null) {
			return false;
		}
		FieldsState<@Nullable Object> fields = this.binder.fields(job);
		DocumentContext<@Nullable Object> context = new DocumentContext<>(job, fields, reason, null);
		CallbackChain<@Nullable Object> callbacks = this.binder.callbacksIfPossible(job);
		callbacks.beforeUnstoppable(JobTransition.REQUEUE, context);
		JobUpdateDocument update = this.updates.moveTo(job, JobState.QUEUED, job.instant(JobFields.RUN_AT),
				this.updates.entry(JobState.RUNNING, JobState.QUEUED, reason));
		if (crashes != null) {
			update.set(JobFields.CRASHES, crashes);
		}
		Throwable unstorable = fields.addChangesIfPossible(update);
		boolean won = jobs().updateOne(JobStore.held(job.id(), ClaimKey.token(claim)), update.build())
			.getMatchedCount() == 1;
		if (won) {
			context.logUnstorable(unstorable);
			callbacks.afterStored(JobTransition.REQUEUE, context);
			this.told.runs().released(job);
		}
		return won;
	}

	/**
	 * Which claims are no longer there.
	 * @param claims the jobs that this process believes to hold
	 * @return those that it does not hold any more
	 */
	public Set<ClaimKey> lost(Set<ClaimKey> claims) {
		Set<ClaimKey> lost = new HashSet<>(claims);
		List<Object> ids = claims.stream().map(ClaimKey::id).distinct().toList();
		jobs().find(new Document(JobFields.ID, new Document("$in", ids)))
			.projection(new Document(JobFields.CLAIM, 1))
			.map(JobRecord::new)
			.forEach((job) -> {
				if (job.has(JobFields.CLAIM)) {
					lost.remove(job.claimKey());
				}
			});
		return lost;
	}

	/**
	 * What the workers of a server are at, but for slices.
	 * @param server the id of the server
	 * @return the jobs that are held in its name
	 */
	public List<WorkerActivity> activity(ObjectId server) {
		List<WorkerActivity> activity = new ArrayList<>();
		jobs().find(new Document(JobFields.CLAIM_SERVER, server))
			.projection(
					new Document(JobFields.TYPE, 1).append(JobFields.WORKER_NAME, 1).append(JobFields.STARTED_AT, 1))
			.map(JobRecord::new)
			.forEach((job) -> {
				String worker = job.text(JobFields.WORKER_NAME);
				Instant since = job.instant(JobFields.STARTED_AT);
				if (worker != null && since != null) {
					activity.add(new WorkerActivity(worker, job.type(), job.id(), null, null, since));
				}
			});
		return activity;
	}

	private MongoCollection<Document> jobs() {
		return this.store.jobs();
	}

	/**
	 * Who is told of what is taken back.
	 *
	 * @param runs the runs of this process
	 * @param notifier tells workers of work
	 * @param recorder counts it
	 */
	record Told(ActiveRuns runs, WorkNotifier notifier, WorkRecorder recorder) {
	}

}
