package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.rocketjob.DependencyPolicy;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.work.WorkNotifier;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: tells jobs that wait for others of the end of these. All of it can be done
 * again, by anybody: each write is conditional on the job still waiting for that one.
 * Thread-safe.
 */
public final class DependentJobs {

	private static final Logger logger = LoggerFactory.getLogger(DependentJobs.class);

	/** How many jobs are told together. */
	private static final int PAGE = 500;

	/**
	 * How long a completed job is kept that is to be destroyed, and may have had others
	 * that wait for it: who creates a job meanwhile that waits for it must find it.
	 */
	private static final Duration KEPT = Duration.ofHours(1);

	private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

	private static final Document NOT_TO_WAIT = new Document("$in",
			List.of(DependencyPolicy.RUN.name(), DependencyPolicy.FAIL.name(), DependencyPolicy.ABORT.name()));

	private final JobStore store;

	private final WaitingJobEnds ends;

	private final WorkNotifier notifier;

	private final JobKinds kinds;

	private final Document waitingFields;

	DependentJobs(JobStore store, WaitingJobEnds ends, WorkNotifier notifier) {
		this.store = store;
		this.ends = ends;
		this.notifier = notifier;
		this.kinds = store.kinds();
		this.waitingFields = new Document(JobFields.STATE, 1).append(JobFields.WAITS_FOR, 1)
			.append(JobFields.RUN_AT, 1)
			.append(JobFields.IF_ONE_FAILS, 1)
			.append(JobFields.IF_ONE_IS_ABORTED, 1);
		this.kinds.readinessFields().forEach((name) -> this.waitingFields.append(name, 1));
	}

	/**
	 * Tells the jobs that wait for one of its end, those that wait for them if these end
	 * by it, and so on.
	 * @param first the job that has ended
	 */
	void settle(ObjectId first) {
		// not by recursion: chains may be long
		Deque<ObjectId> open = new ArrayDeque<>(List.of(first));
		while (!open.isEmpty()) {
			open.addAll(settleOne(open.remove()));
		}
	}

	/**
	 * The same when the caller's transaction is committed, if there is one. When that
	 * fails the recovery does it.
	 * @param id the job that has just been marked for it
	 */
	public void settleAfterCommit(ObjectId id) {
		this.store.mongo().afterCommit(() -> {
			try {
				settle(id);
			}
			catch (RuntimeException ex) {
				logger.warn("The jobs that wait for job {} are not told of its end yet; this is tried again", id, ex);
			}
		});
	}

	private List<ObjectId> settleOne(ObjectId id) {
		JobRecord job = jobs()
			.find(new Document(JobFields.ID, id).append(JobFields.DEPENDENTS, true)
				.append(JobFields.SETTLE_TOKEN, new Document("$exists", true)))
			.projection(new Document(EndedJob.PROJECTION).append(JobFields.SETTLE, 1)
				.append(JobFields.DESTROY_ON_COMPLETE, 1)
				.append(JobFields.DISCARD, 1))
			.map(JobRecord::new)
			.first();
		if (job == null) {
			return List.of();
		}
		List<ObjectId> ended = tellAll(EndedJob.of(job));
		Document told = new Document(JobFields.ID, id).append(JobFields.SETTLE_TOKEN,
				Objects.requireNonNull(job.part(JobFields.SETTLE)).get("token"));
		jobs().updateOne(told, afterwards(job).build());
		return ended;
	}

	/**
	 * What becomes of the marks of a job whose dependents are told.
	 */
	private JobUpdateDocument afterwards(JobRecord job) {
		JobUpdateDocument update = new JobUpdateDocument();
		if (job.state().isFinal()) {
			update.unset(JobFields.DEPENDENTS);
		}
		boolean kept = job.isDestroyed() && !JobFields.ALL.equals(job.text(JobFields.DISCARD));
		return kept ? update.set(JobFields.SETTLE_AT, Date.from(this.store.clock().now().plus(KEPT)))
				: update.unset(JobFields.SETTLE);
	}

	private List<ObjectId> tellAll(EndedJob ended) {
		return tell(ended, jobs().find(waiting(ended)).hintString(JobIndexes.WAITS_FOR_INDEX));
	}

	/**
	 * Tells new jobs of the end of one for which they may wait.
	 * @param ended the job, whatever its state
	 * @param jobs the new jobs
	 */
	void tell(EndedJob ended, Collection<ObjectId> jobs) {
		tell(ended, jobs().find(waiting(ended).append(JobFields.ID, new Document("$in", List.copyOf(jobs))))
			.hint(JobIndexes.BY_ID)).forEach(this::settle);
	}

	private static Document waiting(EndedJob ended) {
		Document waiting = new Document(JobFields.WAITS_FOR, ended.id());
		return (ended.state() == JobState.FAILED) ? waiting.append(JobFields.IF_ONE_FAILS, NOT_TO_WAIT) : waiting;
	}

	private List<ObjectId> tell(EndedJob ended, FindIterable<Document> waiting) {
		List<ObjectId> endedByIt = new ArrayList<>();
		if (ended.state() == JobState.FAILED || ended.isFinal()) {
			List<JobRecord> page = new ArrayList<>();
			for (JobRecord job : waiting.projection(this.waitingFields).batchSize(PAGE).map(JobRecord::new)) {
				page.add(job);
				if (page.size() == PAGE) {
					tell(ended, page, endedByIt);
					page.clear();
				}
			}
			tell(ended, page, endedByIt);
		}
		return endedByIt;
	}

	private void tell(EndedJob ended, List<JobRecord> waiting, List<ObjectId> endedByIt) {
		List<JobRecord> left = waiting;
		while (!left.isEmpty()) {
			List<WriteModel<Document>> releases = new ArrayList<>();
			List<ObjectId> changing = new ArrayList<>();
			for (JobRecord job : left) {
				DependencyPolicy policy = policy(ended, job);
				if (policy != DependencyPolicy.WAIT) {
					changing.add(job.id());
				}
				if (policy == DependencyPolicy.RUN) {
					releases.add(release(ended.id(), job));
				}
				else if (policy != DependencyPolicy.WAIT && end(ended, job.id(), policy)) {
					endedByIt.add(job.id());
				}
			}
			if (!releases.isEmpty()) {
				jobs().bulkWrite(releases, UNORDERED);
				this.notifier.signalOlderWork(null);
			}
			// what has been changed by others in this moment is told again
			left = changing.isEmpty() ? List.of()
					: jobs().find(waiting(ended).append(JobFields.ID, new Document("$in", changing)))
						.hint(JobIndexes.BY_ID)
						.projection(this.waitingFields)
						.map(JobRecord::new)
						.into(new ArrayList<>());
			left.removeIf((job) -> policy(ended, job) == DependencyPolicy.WAIT);
		}
	}

	/**
	 * What is to become of a job that waits for one that has ended.
	 */
	private DependencyPolicy policy(EndedJob ended, JobRecord job) {
		if (ended.state() == JobState.COMPLETED) {
			return DependencyPolicy.RUN;
		}
		DependencyPolicy policy = DependencyPolicy.valueOf(Objects
			.requireNonNull(job.text(ended.isFinal() ? JobFields.IF_ONE_IS_ABORTED : JobFields.IF_ONE_FAILS)));
		if (policy != DependencyPolicy.FAIL) {
			return policy;
		}
		if (job.state() == JobState.FAILED) {
			// when it is retried it must not wait for what never comes
			return ended.isFinal() ? DependencyPolicy.RUN : DependencyPolicy.WAIT;
		}
		// it cannot fail before it is ready; when it is, it is told again
		return this.kinds.isReady(job) ? policy : DependencyPolicy.WAIT;
	}

	/**
	 * Makes the write by which a job no longer waits for another one. With the last one
	 * it becomes claimable or due, if it is queued and ready.
	 */
	private WriteModel<Document> release(ObjectId ended, JobRecord job) {
		Document filter = new Document(JobFields.ID, job.id());
		List<ObjectId> rest = without(ended, job);
		if (!rest.isEmpty()) {
			// others may be released meanwhile, but not the last
			filter.append(JobFields.WAITS_FOR, ended).append(JobFields.WAITS_FOR + ".1", new Document("$exists", true));
			return new UpdateOneModel<>(filter, new Document("$pull", new Document(JobFields.WAITS_FOR, ended)));
		}
		filter.append(JobFields.WAITS_FOR, job.waitsFor())
			.append(JobFields.STATE, job.state().value())
			.append(JobFields.RUN_AT, job.date(JobFields.RUN_AT));
		filter.putAll(this.kinds.asReadyAs(job));
		JobUpdateDocument update = new JobUpdateDocument().unset(JobFields.WAITS_FOR).unset(JobFields.LINKING);
		if (job.state() == JobState.QUEUED && this.kinds.isReady(job)) {
			Instant runAt = job.instant(JobFields.RUN_AT);
			TransitionUpdates.mark(update, runAt,
					(runAt != null) ? this.store.measuredNow() : this.store.clock().now());
		}
		return new UpdateOneModel<>(filter, update.build());
	}

	private static List<ObjectId> without(ObjectId ended, JobRecord job) {
		return job.waitsFor().stream().filter((id) -> !id.equals(ended)).toList();
	}

	/**
	 * Ends a job that waits for another one.
	 * @return whether that was done, and others may wait for it
	 */
	private boolean end(EndedJob ended, ObjectId id, DependencyPolicy policy) {
		JobRecord job = jobs().find(new Document(JobFields.ID, id).append(JobFields.WAITS_FOR, ended.id()))
			.map(JobRecord::new)
			.first();
		if (job == null || policy(ended, job) != policy) {
			return false;
		}
		JobTransition transition = (policy == DependencyPolicy.FAIL) ? JobTransition.FAIL : JobTransition.ABORT;
		JobRecord moved = this.ends.end(job, transition, ended.text(),
				ended.isFinal() ? without(ended.id(), job) : job.waitsFor());
		if (moved != null) {
			logger.info("{} {} is {}: {}", job.type(), job.id(), moved.state().value(), ended.text());
		}
		return moved != null && moved.has(JobFields.SETTLE);
	}

	/**
	 * Looks after jobs whose end is not told, because the process has died that wrote it,
	 * and removes those that have been kept long enough.
	 */
	void recover() {
		Instant now = this.store.clock().now();
		List<ObjectId> told = new ArrayList<>();
		for (JobRecord job : jobs().find(new Document(JobFields.SETTLE_AT, new Document("$lte", Date.from(now))))
			.hintString(JobIndexes.SETTLE_INDEX)
			.projection(new Document(JobFields.DEPENDENTS, 1))
			.batchSize(PAGE)
			.map(JobRecord::new)) {
			if (job.has(JobFields.DEPENDENTS)) {
				settleIfPossible(job.id());
			}
			else {
				told.add(job.id());
			}
			if (told.size() == PAGE) {
				remove(told, now);
				told.clear();
			}
		}
		remove(told, now);
	}

	private void settleIfPossible(ObjectId id) {
		try {
			settle(id);
		}
		catch (RuntimeException ex) {
			if (DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			// one job that cannot be read must not keep the others
			logger.error("The jobs that wait for job {} cannot be told of its end", id, ex);
		}
	}

	/**
	 * Removes completed jobs, unless a job waits for one after all: then that is told,
	 * and the other goes the next time.
	 */
	private void remove(List<ObjectId> told, Instant now) {
		if (told.isEmpty()) {
			return;
		}
		Document any = new Document("$in", List.copyOf(told));
		Set<ObjectId> waitedFor = new HashSet<>();
		jobs().find(new Document(JobFields.WAITS_FOR, any))
			.hintString(JobIndexes.WAITS_FOR_INDEX)
			.projection(new Document(JobFields.WAITS_FOR, 1))
			.map(JobRecord::new)
			.forEach((job) -> waitedFor.addAll(job.waitsFor()));
		waitedFor.retainAll(told);
		waitedFor.forEach((id) -> tellAll(new EndedJob(id, JobState.COMPLETED, "")));
		List<ObjectId> free = told.stream().filter((id) -> !waitedFor.contains(id)).toList();
		jobs().deleteMany(new Document(JobFields.ID, new Document("$in", free))
			.append(JobFields.SETTLE_AT, new Document("$lte", Date.from(now)))
			.append(JobFields.DEPENDENTS, null)
			.append(JobFields.DISCARD, null));
	}

	private MongoCollection<Document> jobs() {
		return this.store.jobs();
	}

}
