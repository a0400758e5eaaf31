package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.Job;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.plugin.UniqueKey;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: unique keys that outlive their jobs for a time. One conditional upsert
 * decides who gets a key. The job is there before, held, so that no key is taken for a
 * job that never comes; and it is released after, so that none runs that has no key.
 * Thread-safe.
 */
final class KeptKeys {

	private static final Logger logger = LoggerFactory.getLogger(KeptKeys.class);

	private static final String JOB = JobStore.KEY_OF_JOB;

	private static final String UNTIL = JobStore.KEPT_UNTIL;

	private static final String KEYS = "keys";

	/** What the job is marked with when it is released. */
	private static final String THEN = "then";

	/** How often to look again at a key whose time is over just now. */
	private static final int LOOKS = 5;

	/** How long a key is left that is over: clocks differ a little. */
	private static final Duration OVER = Duration.ofMinutes(1);

	private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

	private final JobStore store;

	private final JobClasses classes;

	KeptKeys(JobStore store, JobClasses classes) {
		this.store = store;
		this.classes = classes;
	}

	/**
	 * The keys of a job that are kept for a time.
	 * @param job the job
	 * @return the times in milliseconds by the keys, none for most jobs
	 */
	Map<String, Long> of(JobRecord job) {
		Map<String, Long> kept = new LinkedHashMap<>();
		JobClass<?> jobClass = job.has(JobFields.UNIQUE) ? this.classes.find(job.type()) : null;
		if (jobClass != null) {
			for (String key : job.texts(JobFields.UNIQUE)) {
				UniqueKey unique = jobClass.plugins().uniqueKey(key);
				Duration within = (unique != null) ? unique.within() : null;
				if (within != null) {
					kept.put(key, within.toMillis());
				}
			}
		}
		return kept;
	}

	/**
	 * Makes the document by which a new job is held until its keys are decided. It waits
	 * for no other job so long, because the end of that would release it.
	 * @param job the new job
	 * @param kept its keys
	 * @return the document to insert
	 */
	Document held(JobRecord job, Map<String, Long> kept) {
		Document held = new Document(job.document());
		Document then = new Document();
		for (String marker : List.of(JobFields.CLAIMABLE, JobFields.DUE_AT, JobFields.WAITS_FOR, JobFields.LINKING)) {
			if (held.containsKey(marker)) {
				then.append(marker, held.remove(marker));
			}
		}
		List<Document> keys = new ArrayList<>();
		kept.forEach((key, millis) -> keys.add(new Document("key", key).append("millis", millis)));
		return held.append(JobFields.KEEPING, new Document(KEYS, keys).append(THEN, then))
			.append(JobFields.LINKING, Date.from(this.store.clock().now()));
	}

	/**
	 * Takes the keys of a job that is held, and releases it; or deletes it.
	 * @param held the job as it was inserted
	 * @throws DuplicateJobException when another has one of them
	 * @throws JobNotFoundException when it was deleted meanwhile
	 */
	void settle(JobRecord held) {
		Document keeping = Objects.requireNonNull(held.part(JobFields.KEEPING));
		Map<String, Long> kept = new LinkedHashMap<>();
		keeping.getList(KEYS, Document.class)
			.forEach((each) -> kept.put(each.getString("key"), each.get("millis", Number.class).longValue()));
		try {
			take(held, kept, this.store.keys());
		}
		catch (DuplicateJobException ex) {
			this.store.jobs().deleteOne(whileHeld(held));
			throw ex;
		}
		Document then = keeping.get(THEN, new Document());
		JobUpdateDocument queued = released(then);
		then.forEach(queued::set);
		// one that was paused or has ended meanwhile is not to be claimed
		JobUpdateDocument other = released(then);
		if (then.containsKey(JobFields.WAITS_FOR)) {
			other.set(JobFields.WAITS_FOR, then.get(JobFields.WAITS_FOR))
				.setOrUnset(JobFields.LINKING, then.get(JobFields.LINKING));
		}
		boolean released = update(whileHeld(held).append(JobFields.STATE, JobState.QUEUED.value()), queued)
				|| update(whileHeld(held), other);
		if (!released && this.store.jobs().find(new Document(JobFields.ID, held.id())).first() == null) {
			throw new JobNotFoundException(held.id());
		}
	}

	private static JobUpdateDocument released(Document then) {
		JobUpdateDocument update = new JobUpdateDocument().unset(JobFields.KEEPING);
		return then.containsKey(JobFields.LINKING) ? update : update.unset(JobFields.LINKING);
	}

	private static Document whileHeld(JobRecord held) {
		return new Document(JobFields.ID, held.id()).append(JobFields.KEEPING, new Document("$exists", true));
	}

	private boolean update(Document filter, JobUpdateDocument update) {
		return this.store.jobs().updateOne(filter, update.build()).getMatchedCount() == 1;
	}

	/**
	 * Takes the keys of a new job within the caller's transaction.
	 * @param job the job, not yet inserted
	 * @param kept its keys
	 * @throws DuplicateJobException when another has one of them, which ends the
	 * transaction
	 */
	void takeInTransaction(JobRecord job, Map<String, Long> kept) {
		take(job, kept, this.store.transactionalKeys());
	}

	private void take(JobRecord job, Map<String, Long> kept, MongoCollection<Document> keys) {
		List<String> taken = new ArrayList<>();
		kept.forEach((key, millis) -> {
			Document other = take(key, millis, job.id(), keys);
			if (other != null) {
				if (!this.store.mongo().isTransactionActive()) {
					taken.forEach((mine) -> keys.deleteOne(new Document(JobFields.ID, mine).append(JOB, job.id())));
				}
				throw new DuplicateJobException(job.type(), key, other.getObjectId(JOB),
						other.getDate(UNTIL).toInstant());
			}
			taken.add(key);
		});
	}

	/**
	 * Takes a key, unless another has it whose time is not over.
	 * @return what another has, or {@code null} when it is taken for this job
	 */
	private @Nullable Document take(String key, long millis, ObjectId job, MongoCollection<Document> keys) {
		for (int look = 1;; look++) {
			Instant now = this.store.measuredNow();
			Document free = new Document(JobFields.ID, key).append(UNTIL, new Document("$lte", Date.from(now)));
			Document mine = new Document("$set",
					new Document(JOB, job).append(UNTIL, Date.from(now.plusMillis(millis))));
			MongoException refused;
			try {
				if (this.store.mongo().isTransactionActive()) {
					keys.updateOne(free, mine, UPSERT);
				}
				else {
					ContendedWrite.make(() -> keys.updateOne(free, mine, UPSERT));
				}
				return null;
			}
			catch (MongoException ex) {
				if (!DatabaseErrors.isDuplicateKey(ex)) {
					throw ex;
				}
				refused = ex;
			}
			// not within the caller's transaction, which the database has ended
			Document present = this.store.keys().find(new Document(JobFields.ID, key)).first();
			if (present != null && job.equals(present.getObjectId(JOB))) {
				// by an earlier attempt, or by the recovery
				return null;
			}
			if (present != null && present.getDate(UNTIL).toInstant().isAfter(now)) {
				return present;
			}
			if (look == LOOKS || this.store.mongo().isTransactionActive()) {
				throw refused;
			}
		}
	}

	/**
	 * Goes on where a process has died that was creating a job.
	 * @param held the job
	 */
	void recover(JobRecord held) {
		try {
			settle(held);
			logger.info("{} is created now, because the process that was creating it has not done so", held);
		}
		catch (DuplicateJobException ex) {
			logger.info("{} was not yet created when its process died, and is not: {}", held, ex.getMessage());
		}
		catch (JobNotFoundException ex) {
			logger.debug("{} was deleted before it was created", held);
		}
	}

	/** Removes keys whose time is over. */
	void sweep() {
		if (this.classes.all().stream().anyMatch((each) -> each.plugins().keepsKeys())) {
			this.store.keys()
				.deleteMany(new Document(UNTIL, new Document("$lt", Date.from(this.store.clock().now().minus(OVER)))));
		}
	}

	/**
	 * Makes the collection of the keys, where this application may need it. A transaction
	 * that has begun before the collection was made cannot write to it.
	 */
	void prepare() {
		// a key of any batch may be kept
		if (this.classes.all()
			.stream()
			.anyMatch((each) -> each.plugins().keepsKeys() || !Job.class.isAssignableFrom(each.type()))) {
			this.store.keys();
		}
	}

}
