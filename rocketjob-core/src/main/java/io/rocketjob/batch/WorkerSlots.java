package io.rocketjob.batch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.rocketjob.job.Held;
import io.rocketjob.job.HeldWork;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.JobStore;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places of workers in batches that limit how many there may be: entries of an array
 * in the job document, added on condition that it is not full. Thread-safe.
 */
final class WorkerSlots implements HeldWork {

	private static final Logger logger = LoggerFactory.getLogger(WorkerSlots.class);

	private final JobStore store;

	private final OpenBatches open;

	private final Set<Held> mine = ConcurrentHashMap.newKeySet();

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
		this.mine.add(new Held(job, token));
		boolean taken = false;
		try {
			Document free = new Document(JobDocument.ID, job).append(BatchDocument.PROCESSING, true)
				.append(BatchDocument.THROTTLE, limit)
				.append(BatchDocument.ACTIVE + "." + (limit - 1), new Document("$exists", false));
			Document entry = new Document("token", token).append("server", server).append("worker", worker);
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
				this.mine.remove(new Held(job, token));
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
			.find(new Document(JobDocument.ID, job).append(BatchDocument.ACTIVE + ".token", token))
			.projection(new Document(JobDocument.ID, 1))
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
			this.mine.remove(new Held(job, token));
		}
		this.open.notFull(job);
	}

	private boolean pull(ObjectId job, ObjectId token) {
		return this.store.jobs()
			.updateOne(new Document(JobDocument.ID, job).append(BatchDocument.ACTIVE + ".token", token),
					new Document("$pull", new Document(BatchDocument.ACTIVE, new Document("token", token))))
			.getModifiedCount() == 1;
	}

	@Override
	public Set<ObjectId> holders() {
		Set<ObjectId> holders = new HashSet<>();
		forEach(this.open.all(), (job, entry) -> holders.add(entry.getObjectId("server")));
		return holders;
	}

	@Override
	public Set<Held> heldBy(ObjectId server) {
		Set<Held> held = new HashSet<>();
		forEach(this.open.all(), (job, entry) -> {
			if (server.equals(entry.getObjectId("server"))) {
				held.add(new Held(job, entry.getObjectId("token")));
			}
		});
		return held;
	}

	@Override
	public Set<Held> attended() {
		return Set.copyOf(this.mine);
	}

	@Override
	public int takeBack(ObjectId server, Predicate<Held> which, String reason) {
		AtomicInteger count = new AtomicInteger();
		forEach(this.open.read(), (job, entry) -> {
			ObjectId token = entry.getObjectId("token");
			if (server.equals(entry.getObjectId("server")) && which.test(new Held(job, token)) && pull(job, token)) {
				count.incrementAndGet();
			}
		});
		return count.get();
	}

	private static void forEach(List<Document> batches, BiConsumer<ObjectId, Document> action) {
		for (Document job : batches) {
			BatchDocument.active(job).forEach((entry) -> action.accept(JobDocument.id(job), entry));
		}
	}

}
