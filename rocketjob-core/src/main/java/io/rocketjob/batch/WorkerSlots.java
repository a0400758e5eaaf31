package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobStore;
import io.rocketjob.work.RecoverableWork;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places of workers in batches that limit how many there may be: entries of an array
 * in the job document, added on condition that it is not full. Thread-safe.
 */
final class WorkerSlots implements RecoverableWork {

	private static final Logger logger = LoggerFactory.getLogger(WorkerSlots.class);

	private final JobStore store;

	private final OpenBatches open;

	private final Set<ClaimKey> mine = ConcurrentHashMap.newKeySet();

	WorkerSlots(JobStore store, OpenBatches open) {
		this.store = store;
		this.open = open;
	}

	/**
	 * Takes a place. Where all are taken, that is remembered for a while.
	 * @param job the job
	 * @param limit how many there are
	 * @param server the id of this server
	 * @param worker the name of the worker
	 * @return its token, or {@code null} when all are taken
	 */
	@Nullable ObjectId take(ObjectId job, int limit, ObjectId server, String worker) {
		ObjectId token = new ObjectId();
		this.mine.add(new ClaimKey(job, token));
		boolean taken = false;
		try {
			Document free = new Document(JobFields.ID, job).append(BatchDocument.PROCESSING, true)
				.append(BatchDocument.THROTTLE, limit)
				.append(BatchDocument.ACTIVE + "." + (limit - 1), new Document("$exists", false));
			Document entry = ClaimKey.claim(token, server).append("worker", worker);
			taken = this.store.jobs()
				.updateOne(free, new Document("$push", new Document(BatchDocument.ACTIVE, entry)))
				.getModifiedCount() == 1;
			if (!taken) {
				this.open.full(job);
			}
			return taken ? token : null;
		}
		finally {
			if (!taken) {
				this.mine.remove(new ClaimKey(job, token));
			}
		}
	}

	/**
	 * Whether a place is there; opening a batch anew removes all.
	 * @param job the job
	 * @param token the place
	 * @return whether it still counts
	 */
	boolean isTaken(ObjectId job, ObjectId token) {
		return this.store.jobs()
			.find(new Document(JobFields.ID, job).append(BatchDocument.ACTIVE + ".token", token))
			.projection(new Document(JobFields.ID, 1))
			.map(JobRecord::new)
			.first() != null;
	}

	/**
	 * Lets another worker have a place.
	 * @param job the job
	 * @param token the place
	 */
	void free(ObjectId job, ObjectId token) {
		try {
			pull(job, token);
		}
		catch (RuntimeException ex) {
			logger.warn("The place of a worker in batch {} is not free yet; the recovery will see to it: {}", job,
					ex.toString());
		}
		finally {
			this.mine.remove(new ClaimKey(job, token));
		}
		this.open.notFull(job);
	}

	private boolean pull(ObjectId job, ObjectId token) {
		return this.store.jobs()
			.updateOne(new Document(JobFields.ID, job).append(BatchDocument.ACTIVE + ".token", token),
					new Document("$pull", new Document(BatchDocument.ACTIVE, new Document("token", token))))
			.getModifiedCount() == 1;
	}

	@Override
	public Set<ObjectId> claimants() {
		return ClaimEntry.claimants(entries(this.open.all()));
	}

	@Override
	public Set<ClaimKey> claimsOf(ObjectId server) {
		return ClaimEntry.claimsOf(server, entries(this.open.all()));
	}

	@Override
	public Set<ClaimKey> attended() {
		return Set.copyOf(this.mine);
	}

	@Override
	public int requeue(ObjectId server, Predicate<ClaimKey> which, String reason) {
		int count = 0;
		for (JobRecord job : this.open.read()) {
			ObjectId id = job.id();
			for (ClaimEntry entry : entries(List.of(job))) {
				if (server.equals(entry.server()) && which.test(entry.claimKey())
						&& pull(id, entry.claimKey().token())) {
					count++;
				}
			}
		}
		return count;
	}

	private static List<ClaimEntry> entries(List<JobRecord> batches) {
		List<ClaimEntry> entries = new ArrayList<>();
		for (JobRecord job : batches) {
			BatchDocument.active(job).forEach((entry) -> entries.add(ClaimEntry.of(job.id(), entry)));
		}
		return entries;
	}

}
