package io.rocketjob.job;

import java.util.ArrayList;

import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: drops what belongs to jobs that are marked for it, because they have ended or
 * go themselves, and gives their keys free. The mark is set by the write that ends the
 * job, so that nothing is forgotten when the process dies. Thread-safe.
 */
public final class EndedJobCleanup {

	private static final Logger logger = LoggerFactory.getLogger(EndedJobCleanup.class);

	private static final Document MARKED = new Document(JobFields.DISCARD, new Document("$exists", true));

	private final JobStore store;

	EndedJobCleanup(JobStore store) {
		this.store = store;
	}

	/**
	 * Drops what belongs to a job that has just been marked for it, when the caller's
	 * transaction is committed if there is one. When that fails the recovery does it.
	 * @param id the job
	 */
	public void drop(ObjectId id) {
		this.store.mongo().afterCommit(() -> {
			try {
				dropMarked(id);
			}
			catch (RuntimeException ex) {
				logger.warn("What belongs to job {} is not dropped yet; this is tried again", id, ex);
			}
		});
	}

	/**
	 * Drops what belongs to jobs whose process has died before it could. To be called now
	 * and then; costs a read when there is nothing to do.
	 */
	public void recover() {
		for (JobRecord job : this.store.jobs()
			.find(MARKED)
			.projection(new Document(JobFields.ID, 1))
			.map(JobRecord::new)
			.into(new ArrayList<>())) {
			try {
				dropMarked(job.id());
			}
			catch (RuntimeException ex) {
				if (DatabaseErrors.isPassing(ex)) {
					throw ex;
				}
				// one job that cannot be read must not keep the others
				logger.error("What belongs to job {} cannot be dropped", job.id(), ex);
			}
		}
	}

	/**
	 * Lets another job have the key of one that has not completed. Before its document
	 * goes, because a key whose job is gone is that of one that has completed.
	 */
	private void giveFree(@Nullable String key, JobRecord job) {
		if (key != null && job.state() == JobState.ABORTED) {
			ContendedWrite.delete(this.store.keys(),
					new Document(JobFields.ID, key).append(JobStore.KEY_OF_JOB, job.id()));
		}
	}

	private void dropMarked(ObjectId id) {
		JobRecord job = this.store.jobs()
			.find(new Document(MARKED).append(JobFields.ID, id))
			.map(JobRecord::new)
			.first();
		if (job == null) {
			return;
		}
		JobKind kind = this.store.kinds().of(job);
		giveFree(kind.onceKey(job), job);
		kind.drop(job);
		String mark = job.text(JobFields.DISCARD);
		Document marked = new Document(JobFields.ID, id).append(JobFields.DISCARD, mark);
		if (JobFields.ALL.equals(mark)) {
			// not before those have been told that wait for it
			ContendedWrite.delete(this.store.jobs(), marked.append(JobFields.DEPENDENTS, null));
		}
		else {
			this.store.jobs().updateOne(marked, new Document("$unset", new Document(JobFields.DISCARD, "")));
		}
	}

}
