package io.rocketjob.batch;

import java.util.List;

import com.mongodb.MongoException;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobStore;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The keys of batches that are created once. A key outlives its job, so it is a document
 * of its own, whose insertion decides who has it. It is pending until it is certain that
 * its job was there after the key was: from then on whoever removes the job before it has
 * completed gives the key free first. So a key that is not pending and whose job is gone
 * is that of one that has completed. Thread-safe.
 */
final class OnceKeys {

	/** How many characters a key may have. */
	static final int LONGEST = 500;

	private static final String PENDING = "pending";

	/** What tells what a job is at. */
	private static final Document STATE = new Document(JobFields.TYPE, 1).append(JobFields.STATE, 1)
		.append(BatchDocument.UPLOADING, 1);

	private final JobStore store;

	private final JobClasses classes;

	OnceKeys(JobStore store, JobClasses classes) {
		this.store = store;
		this.classes = classes;
	}

	/**
	 * The key as it is stored.
	 * @param jobClass the name of the class
	 * @param key what the application says
	 * @return the id of its document
	 */
	static String stored(String jobClass, String key) {
		return "once:" + jobClass + ":" + key;
	}

	/**
	 * The key of a job.
	 * @param job the job
	 * @return the key as it is stored, or {@code null} when it has none
	 */
	static @Nullable String keyOf(JobRecord job) {
		return BatchDocument.of(job).getString("once");
	}

	/**
	 * Refuses a new job whose key another has, before anything is stored. This decides
	 * nothing: to take the key does.
	 * @param job the new job
	 * @throws DuplicateJobException when another has its key
	 */
	void check(JobRecord job) {
		String key = keyOf(job);
		JobClass<?> jobClass = this.classes.find(job.type());
		if (key == null || jobClass == null) {
			return;
		}
		String given = key.substring(stored(job.type(), "").length());
		this.store.mongo().translating(() -> {
			JobClasses.names(jobClass).forEach((name) -> refuse(job, stored(name, given)));
			return job;
		});
	}

	private void refuse(JobRecord job, String key) {
		DuplicateJobException conflict = conflict(job, key);
		if (conflict != null) {
			throw conflict;
		}
	}

	/**
	 * Takes the key of a job that is stored and cannot complete yet. It counts only as
	 * long as the job is there, until it is {@link #confirm confirmed}.
	 * @param job the job
	 * @param key its key
	 * @throws DuplicateJobException when another has the key
	 */
	void take(JobRecord job, String key) {
		while (true) {
			try {
				ContendedWrite.make(() -> this.store.keys().insertOne(pending(job, key)));
				return;
			}
			catch (MongoException ex) {
				if (!DatabaseErrors.isDuplicateKey(ex)) {
					throw ex;
				}
			}
			Document present = find(key);
			if (present != null && job.id().equals(present.getObjectId(JobStore.KEY_OF_JOB))) {
				// by an attempt whose answer was lost
				return;
			}
			refuse(job, key);
			// the other has given it free meanwhile
		}
	}

	/**
	 * Lets a key count also when its job is gone. To be called before the job can
	 * complete, and when it was there after its key was.
	 * @param job the job
	 * @param key its key
	 * @return whether it is still the key of that job
	 */
	boolean confirm(JobRecord job, String key) {
		return this.store.keys()
			.updateOne(new Document(JobFields.ID, key).append(JobStore.KEY_OF_JOB, job.id()),
					new Document("$unset", new Document(PENDING, "")))
			.getMatchedCount() == 1;
	}

	/**
	 * Gives the key of a job free that was removed during its upload: who has removed it
	 * may have looked for the key before it was there.
	 * @param job the job
	 * @param key its key, left alone once it is confirmed
	 */
	void giveFree(JobRecord job, String key) {
		ContendedWrite.delete(this.store.keys(), pending(job, key));
	}

	private static Document pending(JobRecord job, String key) {
		return new Document(JobFields.ID, key).append(JobStore.KEY_OF_JOB, job.id()).append(PENDING, true);
	}

	/**
	 * Takes the key of a job within the transaction in which the job is stored.
	 * @param job the job as it was made
	 * @param id its id in the transaction
	 * @throws DuplicateJobException when another has the key, which ends the transaction
	 */
	void takeInTransaction(JobRecord job, ObjectId id) {
		String key = keyOf(job);
		if (key == null) {
			return;
		}
		this.store.mongo().translating(() -> {
			try {
				return this.store.transactionalKeys()
					.insertOne(new Document(JobFields.ID, key).append(JobStore.KEY_OF_JOB, id));
			}
			catch (MongoException ex) {
				DuplicateJobException conflict = DatabaseErrors.isDuplicateKey(ex) ? conflict(job, key) : null;
				throw (conflict != null) ? conflict : ex;
			}
		});
	}

	/**
	 * Lets another batch be created with the key of one that has completed.
	 * @param jobClass the class of the batch
	 * @param key what the application says
	 * @return whether there was such a key
	 * @throws JobStateException when the job has not ended, or can be retried
	 */
	boolean forget(JobClass<?> jobClass, String key) {
		return this.store.mongo().translating(() -> {
			boolean forgotten = false;
			for (String name : JobClasses.names(jobClass)) {
				forgotten |= forget(stored(name, key));
			}
			return forgotten;
		});
	}

	private boolean forget(String key) {
		while (true) {
			Document present = find(key);
			if (present == null) {
				return false;
			}
			JobRecord job = job(present);
			if (job != null && !job.state().isFinal()) {
				throw new JobStateException(job.type(), job.id(), job.state(),
						"its key '" + key + "' is not forgotten before it has completed; abort or delete the job, and"
								+ " the key is free");
			}
			if (ContendedWrite.delete(this.store.keys(), present)) {
				return true;
			}
		}
	}

	/**
	 * Looks who has a key. Gives it free where that job has come to nothing. Not within
	 * the caller's transaction.
	 * @return what to say, or {@code null} when nobody has it
	 */
	private @Nullable DuplicateJobException conflict(JobRecord job, String key) {
		while (true) {
			Document present = find(key);
			if (present == null) {
				return null;
			}
			JobRecord other = job(present);
			boolean isFree = (other != null) ? other.state() == JobState.ABORTED : present.getBoolean(PENDING, false);
			if (isFree) {
				// as it was seen, because it may be another's by now
				ContendedWrite.delete(this.store.keys(), present);
			}
			else if (other != null || present.equals(find(key))) {
				// a job that is gone may have given it free between the two reads
				return new DuplicateJobException(job.type(), key, present.getObjectId(JobStore.KEY_OF_JOB),
						state(other));
			}
		}
	}

	private static String state(@Nullable JobRecord job) {
		if (job == null) {
			return "has completed and is not stored any more";
		}
		if (job.state() == JobState.COMPLETED) {
			return "has completed";
		}
		return BatchDocument.isUploading(job) ? "is being uploaded" : "is " + job.state().value();
	}

	private @Nullable Document find(String key) {
		return this.store.keys().find(new Document(JobFields.ID, key)).first();
	}

	private @Nullable JobRecord job(Document key) {
		return this.store.jobs()
			.find(new Document(JobFields.ID, key.getObjectId(JobStore.KEY_OF_JOB)))
			.projection(STATE)
			.map(JobRecord::new)
			.first();
	}

	/**
	 * Says what is wrong with a key.
	 * @param key the key
	 * @param problems receives a text
	 */
	static void checkText(String key, List<String> problems) {
		if (key.isBlank()) {
			problems.add("once: the key must not be blank");
		}
		else if (key.length() > LONGEST) {
			problems.add("once: the key must have at most " + LONGEST + " characters, but has " + key.length());
		}
	}

}
