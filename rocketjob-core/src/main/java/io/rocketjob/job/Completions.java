package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteManyModel;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: deletes jobs that have completed, as many in one command as have come
 * together while the last one was under way. What has been handed over counts as held
 * until then. Has a thread of its own between {@link #start} and {@link #stop}.
 * Thread-safe.
 */
public final class Completions {

	private static final Logger logger = LoggerFactory.getLogger(Completions.class);

	private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

	private final JobEngine engine;

	private final int most;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Thread thread = new Thread(this::work, "rocketjob-completions");

	private List<Run<?>> pending = new ArrayList<>();

	private boolean stopping;

	/**
	 * Makes it.
	 * @param engine the jobs
	 * @param most how many jobs may wait for their deletion before workers do
	 */
	public Completions(JobEngine engine, int most) {
		this.engine = engine;
		this.most = most;
		this.thread.setDaemon(true);
	}

	/** Begins to delete what is handed over. */
	public void start() {
		this.thread.start();
	}

	/**
	 * Takes a job over that is to be deleted. Waits while too many are waiting.
	 * @param run its run, which has returned
	 * @return whether it was taken; not after the stop, nor when interrupted
	 */
	boolean add(Run<?> run) {
		this.lock.lock();
		try {
			while (this.pending.size() >= this.most && !this.stopping) {
				this.changed.await();
			}
			if (this.stopping) {
				return false;
			}
			run.handedOver();
			this.pending.add(run);
			if (this.pending.size() == 1) {
				this.changed.signalAll();
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes no more, and deletes what is there.
	 * @param patience how long that may take; what is not deleted then stays held, and is
	 * queued again with all that this server holds
	 * @throws InterruptedException when the caller is interrupted
	 */
	public void stop(Duration patience) throws InterruptedException {
		this.lock.lock();
		try {
			this.stopping = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.thread.join(Math.max(1, patience.toMillis()));
		this.thread.interrupt();
	}

	private void work() {
		List<Run<?>> runs = next();
		while (!runs.isEmpty()) {
			try {
				delete(runs);
			}
			catch (Throwable ex) {
				logger.error("Could not record the end of {} jobs; they will be queued again", runs.size(), ex);
			}
			finally {
				runs.forEach(this.engine.runs()::remove);
			}
			runs = next();
		}
	}

	/**
	 * Waits for jobs.
	 * @return the jobs, none at the end
	 */
	private List<Run<?>> next() {
		this.lock.lock();
		try {
			while (this.pending.isEmpty() && !this.stopping) {
				this.changed.await();
			}
			List<Run<?>> taken = this.pending;
			this.pending = new ArrayList<>();
			this.changed.signalAll();
			return taken;
		}
		catch (InterruptedException ex) {
			return List.of();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void delete(List<Run<?>> runs) {
		Map<ObjectId, List<ObjectId>> byToken = new LinkedHashMap<>();
		for (Run<?> run : runs) {
			Held held = run.held();
			if (held != null && !run.isLost()) {
				byToken.computeIfAbsent(held.token(), (missing) -> new ArrayList<>()).add(run.id());
			}
		}
		List<DeleteManyModel<Document>> deletions = new ArrayList<>(byToken.size());
		byToken.forEach((token, ids) -> deletions.add(new DeleteManyModel<>(JobClaims.held(ids, token))));
		long deleted = deletions.isEmpty() ? 0 : new PatientWrite(runs.size() + " jobs")
			.make(() -> this.engine.jobs().bulkWrite(deletions, UNORDERED).getDeletedCount());
		if (deleted < runs.size()) {
			reportLost(runs);
		}
	}

	/**
	 * Says of which jobs somebody else has the last word. Of those that are not there any
	 * more it cannot be told who has deleted them.
	 */
	private void reportLost(List<Run<?>> runs) {
		List<ObjectId> ids = runs.stream().map(Run::id).toList();
		this.engine.jobs()
			.find(new Document(JobDocument.ID, new Document("$in", ids)))
			.projection(new Document(JobDocument.TYPE, 1))
			.forEach((job) -> logger
				.warn("Lost the claim on {} {}: somebody else has taken the job or ended it. The end of this run is"
						+ " not stored", JobDocument.type(job), JobDocument.id(job)));
	}

}
