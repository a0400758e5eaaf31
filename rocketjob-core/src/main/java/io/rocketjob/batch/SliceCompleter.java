package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoNamespace;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteManyModel;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.job.Run;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.GroupWriter;
import io.rocketjob.mongo.RetriedWrite;
import io.rocketjob.work.WorkRecorder;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends slices that have been worked on, several at a time: stores what they have made,
 * then deletes them by their tokens. What has been handed over counts as held until then.
 * Thread-safe.
 */
final class SliceCompleter {

	private static final Logger logger = LoggerFactory.getLogger(SliceCompleter.class);

	private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

	/** How many bytes of output may wait. */
	private static final long MOST_BYTES = 8 * 1024 * 1024;

	/** So that slices without output are not without weight. */
	private static final long LEAST_BYTES = 16 * 1024;

	private final LateOutput cleanup;

	private final FailureLog failureLog;

	private final ActiveRuns runs;

	private final WorkRecorder recorder;

	private final ExceptionLogging exceptionLogging;

	private final GroupWriter<Ended> writer;

	/**
	 * Makes it.
	 * @param cleanup removes output that comes too late
	 * @param failureLog logs slices whose output cannot be stored
	 * @param runs the runs of this process
	 * @param recorder counts what was lost
	 * @param exceptionLogging how much of exceptions is logged
	 */
	SliceCompleter(LateOutput cleanup, FailureLog failureLog, ActiveRuns runs, WorkRecorder recorder,
			ExceptionLogging exceptionLogging) {
		this.cleanup = cleanup;
		this.failureLog = failureLog;
		this.runs = runs;
		this.recorder = recorder;
		this.exceptionLogging = exceptionLogging;
		this.writer = new GroupWriter<>("rocketjob-slices", MOST_BYTES, Ended::size, this::end);
	}

	/** Begins to end them. */
	void start() {
		this.writer.start();
	}

	boolean isStopped() {
		return this.writer.isStopped();
	}

	/**
	 * Takes a slice over that has been worked on. Waits while too many are waiting.
	 * @param ended the slice
	 * @return whether it was taken; not after the stop, nor when interrupted
	 */
	boolean add(Ended ended) {
		ended.run().handedOver(true);
		boolean taken = this.writer.add(ended);
		if (!taken) {
			ended.run().handedOver(false);
		}
		return taken;
	}

	/**
	 * Waits until the slices of a job are ended that were handed over before.
	 * @param job the job
	 * @param patience how long
	 * @return whether they are
	 */
	boolean awaitEnded(ObjectId job, Duration patience) {
		try {
			return this.writer.awaitWritten((ended) -> ended.run().id().equals(job), patience);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Takes no more, and ends what is there.
	 * @param patience how long that may take; what is not ended then stays held, and is
	 * queued again with all that this server holds
	 * @throws InterruptedException when the caller is interrupted
	 */
	void stop(Duration patience) throws InterruptedException {
		this.writer.stop(patience);
	}

	private void end(List<Ended> all) {
		try {
			List<Ended> held = all.stream().filter((ended) -> !ended.run().isLost()).toList();
			Set<ClaimKey> lost = store(held);
			delete(held.stream().filter((ended) -> !lost.contains(ended.handle().claimKey())).toList());
		}
		finally {
			all.forEach((ended) -> this.runs.ended(ended.run()));
		}
	}

	/**
	 * Stores what slices have made.
	 * @return those of which a later attempt was here, or whose output cannot be stored
	 */
	private Set<ClaimKey> store(List<Ended> all) {
		Map<MongoNamespace, List<Part>> parts = new LinkedHashMap<>();
		all.forEach((ended) -> ended.outputs()
			.forEach((output) -> parts
				.computeIfAbsent(output.collection().getNamespace(), (missing) -> new ArrayList<>())
				.add(new Part(ended, output))));
		Set<ClaimKey> lost = new HashSet<>();
		parts.values().forEach((together) -> {
			for (Part part : storeTogether(together)) {
				if (!lost.contains(part.ended().handle().claimKey()) && !storeAlone(part)) {
					lost.add(part.ended().handle().claimKey());
				}
			}
		});
		return lost;
	}

	/**
	 * Stores outputs for one collection.
	 * @return those that were not stored
	 */
	private static List<Part> storeTogether(List<Part> parts) {
		MongoCollection<Document> collection = parts.get(0).output().collection();
		return new RetriedWrite(parts.size() + " slices").make(() -> {
			try {
				collection.bulkWrite(parts.stream().map((part) -> part.output().write()).toList(), UNORDERED);
				return List.of();
			}
			catch (MongoBulkWriteException ex) {
				if (ex.getWriteErrors().isEmpty()) {
					throw ex;
				}
				return ex.getWriteErrors().stream().map(BulkWriteError::getIndex).map(parts::get).toList();
			}
		});
	}

	private boolean storeAlone(Part part) {
		SliceClaimHandle handle = part.ended().handle();
		try {
			boolean stored = new RetriedWrite(handle.slice()).make(() -> part.output().store());
			if (!stored) {
				this.cleanup.cleanUpAfterLoss(handle.slice().job());
			}
			return stored;
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isAboutTheDocument(ex)) {
				throw ex;
			}
			Document exception = FailureDocument.of(ex, handle.slice().worker());
			boolean failed = new RetriedWrite(handle.slice())
				.make(() -> handle.fail(exception, FailureDocument.summary(exception), null));
			if (failed) {
				this.failureLog.unstorable(part.ended().run(), handle.slice(), exception,
						() -> this.exceptionLogging.loggable(ex, Redaction.NONE));
			}
			return false;
		}
	}

	private void delete(List<Ended> all) {
		Map<MongoNamespace, List<Ended>> bySegment = new LinkedHashMap<>();
		all.forEach((ended) -> bySegment.computeIfAbsent(ended.input().getNamespace(), (missing) -> new ArrayList<>())
			.add(ended));
		bySegment.values().forEach(this::deleteTogether);
	}

	private void deleteTogether(List<Ended> slices) {
		Map<ObjectId, List<Long>> byToken = new HashMap<>();
		slices
			.forEach((ended) -> byToken.computeIfAbsent(ended.handle().slice().token(), (missing) -> new ArrayList<>())
				.add(ended.handle().slice().id()));
		List<DeleteManyModel<Document>> deletions = new ArrayList<>();
		byToken.forEach((token, ids) -> deletions.add(new DeleteManyModel<>(SliceDocument.held(ids, token))));
		int deleted = new RetriedWrite(slices.size() + " slices")
			.make(() -> slices.get(0).input().bulkWrite(deletions, UNORDERED).getDeletedCount());
		if (deleted < slices.size()) {
			JobRecord job = slices.get(0).handle().slice().job();
			logger.info("Of {} slices of {} {} that were worked on, {} were still held by this server", slices.size(),
					job.type(), job.id(), deleted);
			if (!this.cleanup.cleanUpAfterLoss(job)) {
				this.recorder.lost(job.type(), slices.size() - deleted);
			}
		}
		else {
			slices.forEach((ended) -> ended.run().logCompletion());
		}
	}

	/**
	 * A slice that has been worked on.
	 *
	 * @param handle the claim on it
	 * @param run its run
	 * @param input where it is
	 * @param outputs what it has made
	 */
	record Ended(SliceClaimHandle handle, Run<?> run, MongoCollection<Document> input,
			List<ExactlyOnceOutput> outputs) {

		long size() {
			return LEAST_BYTES + this.outputs.stream().mapToLong(ExactlyOnceOutput::size).sum();
		}

	}

	private record Part(Ended ended, ExactlyOnceOutput output) {
	}

}
