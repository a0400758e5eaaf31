package io.rocketjob.reencryption;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.rocketjob.RocketJobException;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.SliceReEncryption;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.FieldReEncryption;
import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: encrypts what is stored of a job anew with the current key. Any number may do
 * so at once, beside workers, and may die at any moment: each write says what it
 * replaces, and what is current is left alone. Thread-safe.
 */
public final class ReEncryption {

	/** How often to look at the fields of a job that change meanwhile. */
	private static final int LOOKS = 3;

	private final JobEngine engine;

	private final FieldReEncryption fields;

	private final SliceReEncryption slices;

	/**
	 * Makes it.
	 * @param batches the jobs, batches among them
	 * @param types classes with encrypted fields that no job class names, such as those
	 * of results
	 */
	public ReEncryption(BatchEngine batches, Collection<Class<?>> types) {
		this.engine = batches.jobs();
		this.fields = this.engine.mapper().reEncryption(types);
		this.slices = batches.reEncryption(this.fields);
	}

	/**
	 * The jobs that there are.
	 * @return their ids in order; to be closed
	 */
	MongoCursor<ObjectId> jobs() {
		return this.engine.store()
			.jobs()
			.find()
			.hint(JobIndexes.BY_ID)
			.sort(JobIndexes.BY_ID)
			.projection(JobIndexes.BY_ID)
			.map((job) -> job.getObjectId(JobFields.ID))
			.cursor();
	}

	/**
	 * Encrypts what is stored of a job anew.
	 * @param id the job
	 * @param check is called after each document; may throw to stop
	 * @return what was done; nothing where there is no such job
	 */
	Outcome renew(ObjectId id, Runnable check) {
		Outcome outcome = new Outcome(check);
		JobRecord job = this.engine.store().find(id);
		if (job != null) {
			renewFields(job, outcome);
			this.slices.renew(job, outcome);
		}
		return outcome;
	}

	private void renewFields(JobRecord job, Outcome outcome) {
		MongoCollection<BsonDocument> jobs = this.engine.store()
			.jobs()
			.withDocumentClass(BsonDocument.class)
			.withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry());
		BsonDocument byId = new BsonDocument(JobFields.ID, new BsonObjectId(job.id()));
		try {
			boolean settled = false;
			for (int look = 0; look < LOOKS && !settled; look++) {
				BsonDocument stored = jobs.find(byId).first();
				settled = stored == null || renewFields(jobs, job, stored, outcome);
			}
			if (!settled) {
				outcome.add(SliceReEncryption.Result.CHANGED);
			}
		}
		catch (RocketJobException ex) {
			outcome.unreadable("A field", ex);
		}
	}

	/**
	 * Encrypts each part anew that has values of other keys.
	 * @return whether nothing has changed meanwhile
	 */
	private boolean renewFields(MongoCollection<BsonDocument> jobs, JobRecord job, BsonDocument stored,
			Outcome outcome) {
		boolean settled = true;
		for (Map.Entry<String, BsonValue> part : stored.entrySet()) {
			String name = part.getKey();
			if (FieldReEncryption.has(part.getValue())) {
				BsonDocument renewed = new BsonDocument(name, part.getValue()).clone();
				int count = this.fields.renew(renewed, () -> readFields(job));
				if (count > 0 && jobs
					.updateOne(new BsonDocument(JobFields.ID, stored.get(JobFields.ID)).append(name, part.getValue()),
							new BsonDocument("$set", renewed))
					.getMatchedCount() == 0) {
					settled = false;
				}
				else {
					outcome.values += count;
				}
			}
		}
		return settled;
	}

	/** So that classes become known that only the stored fields name. */
	private void readFields(JobRecord job) {
		JobClass<?> known = this.engine.classes().find(job.type());
		Document stored = job.fields();
		if (known != null && known.fieldsType() != null) {
			this.engine.mapper().read(known.declaredFields(), stored);
		}
	}

	/** What was done with a job. Used by one thread. */
	static final class Outcome implements SliceReEncryption.Tally {

		private final Runnable check;

		private final Map<SliceReEncryption.Result, Long> documents = new EnumMap<>(SliceReEncryption.Result.class);

		private long values;

		private long unreadable;

		private @Nullable String first;

		private @Nullable RuntimeException reason;

		Outcome(Runnable check) {
			this.check = check;
		}

		@Override
		public void add(SliceReEncryption.Result result) {
			this.documents.merge(result, 1L, Long::sum);
			this.check.run();
		}

		@Override
		public void unreadable(String what, RuntimeException thrown) {
			this.unreadable++;
			if (this.reason == null) {
				this.first = what;
				this.reason = thrown;
			}
			this.check.run();
		}

		/**
		 * How many documents of slices and lookups.
		 * @param result with what result
		 * @return the number
		 */
		long count(SliceReEncryption.Result result) {
			return this.documents.getOrDefault(result, 0L);
		}

		/**
		 * How many values of fields of the job itself were encrypted anew.
		 * @return the number
		 */
		long values() {
			return this.values;
		}

		/**
		 * Whether something is to be looked at again.
		 * @return whether a worker holds it, or it has changed meanwhile
		 */
		boolean isLeft() {
			return count(SliceReEncryption.Result.HELD) > 0 || count(SliceReEncryption.Result.CHANGED) > 0;
		}

		/**
		 * Checks that everything could be decrypted.
		 * @param job the job
		 * @throws RocketJobException when something could not
		 */
		void requireReadable(ObjectId job) {
			if (this.unreadable > 0) {
				throw new RocketJobException(
						this.first + " of job " + job + " cannot be encrypted anew"
								+ ((this.unreadable > 1) ? ", nor can " + (this.unreadable - 1) + " others" : "") + ": "
								+ Objects.requireNonNull(this.reason).getMessage() + ". An older key is still needed",
						this.reason);
			}
		}

	}

}
