package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: lets new jobs wait for others. Those are marked first, so that the process
 * that ends one from then on tells the jobs that wait for it; then the new jobs are
 * inserted; then it is looked at which of the others have ended in between. Thread-safe.
 */
public final class DependencyLinks {

	private static final Logger logger = LoggerFactory.getLogger(DependencyLinks.class);

	/** How many jobs the recovery looks at together. */
	private static final int PAGE = 200;

	private final JobStore store;

	private final JobCreation creation;

	private final DependentJobs dependents;

	private final KeptKeys kept;

	DependencyLinks(JobStore store, JobCreation creation, DependentJobs dependents, KeptKeys kept) {
		this.store = store;
		this.creation = creation;
		this.dependents = dependents;
		this.kept = kept;
	}

	/**
	 * Marks the jobs for which new ones are to wait, within the caller's transaction if
	 * there is one. New jobs no longer wait for those that have completed, and become
	 * claimable or due when none is left.
	 * @param jobs the documents of the new jobs, not yet inserted; changed
	 * @return the ids of all for which any of them waits
	 * @throws InvalidJobException when one of these does not exist
	 */
	public Set<ObjectId> prepare(List<JobRecord> jobs) {
		Set<ObjectId> wanted = new LinkedHashSet<>();
		jobs.forEach((job) -> wanted.addAll(job.waitsFor()));
		if (wanted.isEmpty()) {
			return wanted;
		}
		MongoCollection<Document> stored = this.store.transactionalJobs();
		stored.updateMany(
				in(wanted)
					.append(JobFields.STATE,
							new Document("$nin", List.of(JobState.COMPLETED.value(), JobState.ABORTED.value())))
					.append(JobFields.DEPENDENTS, null),
				new Document("$set", new Document(JobFields.DEPENDENTS, true)));
		Map<ObjectId, JobRecord> present = read(stored, wanted);
		Set<ObjectId> completed = new HashSet<>();
		present.forEach((id, job) -> {
			if (job.state() == JobState.COMPLETED) {
				completed.add(id);
			}
		});
		for (JobRecord job : jobs) {
			checkExist(job, present.keySet());
			removeCompleted(job, completed);
		}
		wanted.removeAll(completed);
		return wanted;
	}

	private static void checkExist(JobRecord job, Set<ObjectId> present) {
		ObjectId expected = ChainDocument.expected(job);
		List<String> missing = job.waitsFor()
			.stream()
			.filter((id) -> !present.contains(id) && !id.equals(expected))
			.map((id) -> "after: there is no job " + id.toHexString()
					+ "; one that has completed is deleted, unless it is kept (destroyOnComplete = false) or was created"
					+ " with expectDependents()")
			.toList();
		if (!missing.isEmpty()) {
			throw new InvalidJobException(job.type(), missing);
		}
	}

	private void removeCompleted(JobRecord job, Set<ObjectId> completed) {
		if (!job.has(JobFields.WAITS_FOR)) {
			return;
		}
		List<ObjectId> left = new ArrayList<>(job.waitsFor());
		left.removeAll(completed);
		if (!left.isEmpty()) {
			job.document().append(JobFields.WAITS_FOR, left);
			return;
		}
		job.document().remove(JobFields.WAITS_FOR);
		job.document().remove(JobFields.LINKING);
		this.creation.mark(job);
	}

	/**
	 * Looks whether jobs have ended for which new ones wait, when the caller's
	 * transaction is committed if there is one. When that fails the recovery does it.
	 * Jobs that wait for one which is not there yet are looked at when that is.
	 * @param jobs the new jobs, inserted
	 * @param waitedFor what {@link #prepare} has returned
	 */
	public void finish(List<JobRecord> jobs, Set<ObjectId> waitedFor) {
		List<ObjectId> ids = jobs.stream()
			.filter((job) -> job.has(JobFields.WAITS_FOR) && ChainDocument.expected(job) == null)
			.map(JobRecord::id)
			.toList();
		if (ids.isEmpty()) {
			return;
		}
		this.store.mongo().afterCommit(() -> {
			try {
				link(ids, waitedFor);
			}
			catch (RuntimeException ex) {
				logger.warn(
						"Whether jobs have ended for which {} new ones wait cannot be told yet; this is tried again",
						ids.size(), ex);
			}
		});
	}

	/**
	 * A new job as it is stored, when what {@link #finish} did may have changed it.
	 * @param job the job as it was inserted
	 * @return the job
	 */
	public JobRecord present(JobRecord job) {
		JobRecord present = job.has(JobFields.WAITS_FOR) ? this.store.find(job.id()) : null;
		return (present != null) ? present : job;
	}

	/**
	 * Lets a chain begin whose jobs are all stored, unless one of them has ended before:
	 * when they are not all there in time, the recovery aborts those that are.
	 * @param steps the ids of its jobs
	 * @param gate the job for which the first waits, and that never is
	 * @return whether it has begun
	 */
	boolean begin(List<ObjectId> steps, ObjectId gate) {
		return this.store.mongo().translating(() -> {
			Set<ObjectId> waitedFor = new LinkedHashSet<>();
			List<JobRecord> present = this.store.jobs()
				.find(in(steps))
				.projection(new Document(EndedJob.PROJECTION).append(JobFields.WAITS_FOR, 1))
				.map(JobRecord::new)
				.into(new ArrayList<>());
			if (present.size() < steps.size() || present.stream().anyMatch((job) -> job.state().isFinal())) {
				return false;
			}
			present.forEach((job) -> waitedFor.addAll(job.waitsFor()));
			waitedFor.remove(gate);
			// the first is marked until the gate is open: else nobody would look after it
			tell(steps, waitedFor);
			unmark(steps.subList(1, steps.size()));
			List<ObjectId> first = steps.subList(0, 1);
			this.dependents.tell(new EndedJob(gate, JobState.COMPLETED, ""), first);
			JobRecord begun = read(this.store.jobs(), first).get(steps.get(0));
			return begun == null || begun.state() != JobState.ABORTED;
		});
	}

	private void link(Collection<ObjectId> ids, Collection<ObjectId> waitedFor) {
		tell(ids, waitedFor);
		unmark(ids);
	}

	private void tell(Collection<ObjectId> ids, Collection<ObjectId> waitedFor) {
		Map<ObjectId, JobRecord> present = read(this.store.jobs(), waitedFor);
		for (ObjectId id : waitedFor) {
			JobRecord job = present.get(id);
			this.dependents.tell((job != null) ? EndedJob.of(job) : EndedJob.missing(id), ids);
		}
	}

	private void unmark(Collection<ObjectId> ids) {
		this.store.jobs()
			.updateMany(in(ids).append(JobFields.LINKING, new Document("$exists", true)),
					new Document("$unset", new Document(JobFields.LINKING, "")));
	}

	private static Map<ObjectId, JobRecord> read(MongoCollection<Document> jobs, Collection<ObjectId> ids) {
		Map<ObjectId, JobRecord> present = new HashMap<>();
		jobs.find(in(ids))
			.projection(EndedJob.PROJECTION)
			.map(JobRecord::new)
			.forEach((job) -> present.put(job.id(), job));
		return present;
	}

	private static Document in(Collection<ObjectId> ids) {
		return new Document(JobFields.ID, new Document("$in", List.copyOf(ids)));
	}

	/**
	 * Looks after new jobs whose process has died before it could.
	 */
	void recover() {
		Date old = Date.from(this.store.clock().now().minus(TransitionUpdates.GRACE));
		List<ObjectId> ids = new ArrayList<>();
		Set<ObjectId> waitedFor = new LinkedHashSet<>();
		for (JobRecord job : this.store.jobs()
			.find(new Document(JobFields.LINKING, new Document("$lte", old)))
			.hintString(JobIndexes.LINKING_INDEX)
			.projection(new Document(JobFields.WAITS_FOR, 1).append(JobFields.KEEPING, 1).append(JobFields.TYPE, 1))
			.batchSize(PAGE)
			.map(JobRecord::new)) {
			if (job.has(JobFields.KEEPING)) {
				// one that waits for others is linked by the next call
				this.kept.recover(job);
				continue;
			}
			ids.add(job.id());
			waitedFor.addAll(job.waitsFor());
			if (ids.size() == PAGE) {
				link(ids, waitedFor);
				ids.clear();
				waitedFor.clear();
			}
		}
		if (!ids.isEmpty()) {
			link(ids, waitedFor);
		}
	}

}
