package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoInterruptedException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteManyModel;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.GroupWriter;
import io.rocketjob.mongo.RetriedWrite;
import io.rocketjob.work.WorkRecorder;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: deletes jobs that have completed, several at a time. What has been handed
 * over counts as held until then. Thread-safe.
 */
public final class JobCompleter {

	private static final Logger logger = LoggerFactory.getLogger(JobCompleter.class);

	private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

	private final JobStore store;

	private final JobBinder binder;

	private final ActiveRuns runs;

	private final WorkRecorder recorder;

	private final GroupWriter<Run<?>> writer;

	/**
	 * Makes it.
	 * @param store where jobs are stored
	 * @param binder binds jobs to their classes
	 * @param runs the runs of this process
	 * @param recorder what counts lost claims
	 * @param most how many jobs may wait for their deletion before workers do
	 */
	public JobCompleter(JobStore store, JobBinder binder, ActiveRuns runs, WorkRecorder recorder, int most) {
		this.store = store;
		this.binder = binder;
		this.runs = runs;
		this.recorder = recorder;
		this.writer = new GroupWriter<>("rocketjob-completions", most, (run) -> 1, this::end);
	}

	/** Begins to delete them. */
	public void start() {
		this.writer.start();
	}

	/**
	 * Takes a job over that is to be deleted. Waits while too many are waiting.
	 * @param run its run, which has returned
	 * @return whether it was taken; not after the stop, nor when interrupted
	 */
	boolean add(Run<?> run) {
		run.handedOver(true);
		boolean taken = this.writer.add(run);
		if (!taken) {
			run.handedOver(false);
		}
		return taken;
	}

	/**
	 * Takes no more, and deletes what is there.
	 * @param patience how long that may take; what is not deleted then stays held, and is
	 * queued again with all that this server holds
	 * @throws InterruptedException when the caller is interrupted
	 */
	public void stop(Duration patience) throws InterruptedException {
		this.writer.stop(patience);
	}

	private void end(List<Run<?>> runs) {
		try {
			delete(runs);
		}
		finally {
			runs.forEach(this.runs::ended);
		}
	}

	private void delete(List<Run<?>> runs) {
		Map<ObjectId, List<ObjectId>> byToken = new LinkedHashMap<>();
		for (Run<?> run : runs) {
			ClaimKey claim = run.claimKey();
			if (claim != null && !run.isLost()) {
				byToken.computeIfAbsent(claim.token(), (missing) -> new ArrayList<>()).add(run.id());
			}
		}
		List<DeleteManyModel<Document>> deletions = new ArrayList<>(byToken.size());
		byToken.forEach((token, ids) -> deletions.add(new DeleteManyModel<>(JobStore.heldAlone(ids, token))));
		long deleted = deletions.isEmpty() ? 0 : new RetriedWrite(runs.size() + " jobs")
			.make(() -> this.store.jobs().bulkWrite(deletions, UNORDERED).getDeletedCount());
		if (deleted < runs.size()) {
			completeOthers(runs);
		}
		else {
			runs.forEach(Run::logCompletion);
		}
	}

	/**
	 * Completes one by one what could not be deleted, because jobs have begun to wait for
	 * it. Of the rest another writer has the last word; of those that are not there any
	 * more it cannot be told who has deleted them.
	 */
	private void completeOthers(List<Run<?>> runs) {
		List<ObjectId> ids = runs.stream().map(Run::id).toList();
		Map<ObjectId, JobRecord> left = new HashMap<>();
		new RetriedWrite(ids.size() + " jobs")
			.make(() -> this.store.jobs()
				.find(new Document(JobFields.ID, new Document("$in", ids)))
				.projection(new Document(JobFields.CLAIM, 1))
				.map(JobRecord::new)
				.into(new ArrayList<>()))
			.forEach((job) -> left.put(job.id(), job));
		for (Run<?> run : runs) {
			JobRecord job = left.get(run.id());
			if (job == null) {
				if (!run.isLost()) {
					run.logCompletion();
				}
			}
			else if (!(isHeldBy(run, job) && complete(run))) {
				logger.warn("Lost the claim on {}: somebody else has taken the job or ended it. The end of this run is"
						+ " not stored", run);
				this.recorder.lost(run.jobClass(), 1);
			}
		}
	}

	private static boolean isHeldBy(Run<?> run, JobRecord job) {
		return !run.isLost() && job.has(JobFields.CLAIM) && job.claimKey().equals(run.claimKey());
	}

	private boolean complete(Run<?> run) {
		try {
			boolean completed = new RetriedWrite(run).make(() -> run.handle().complete(run.fieldsState(), null, null));
			if (completed) {
				run.logCompletion();
			}
			return completed;
		}
		catch (RuntimeException ex) {
			if (ex instanceof MongoInterruptedException) {
				throw ex;
			}
			logger.error("Could not record the end of {}; it will be queued again", run,
					this.binder.exceptionLogging().loggable(ex, run.redaction()));
			// this is not a lost claim
			return true;
		}
	}

}
