package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import com.mongodb.MongoException;
import io.rocketjob.WorkerActivity;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.job.ClaimKey;
import io.rocketjob.job.ClaimedWork;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.WorkNotifier;
import io.rocketjob.job.WorkRecorder;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.logging.Redaction;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slices that workers hold, and the one place that takes back those of dead servers.
 * Thread-safe.
 */
final class HeldSlices implements ClaimedWork {

	private static final Logger logger = LoggerFactory.getLogger(HeldSlices.class);

	private final SliceClaims claims;

	private final OpenBatches open;

	private final ActiveRuns runs;

	private final WorkNotifier notifier;

	private final WorkRecorder recorder;

	private final ExceptionLogging exceptionLogging;

	HeldSlices(SliceClaims claims, OpenBatches open, ActiveRuns runs, WorkNotifier notifier, WorkRecorder recorder,
			ExceptionLogging exceptionLogging) {
		this.claims = claims;
		this.open = open;
		this.runs = runs;
		this.notifier = notifier;
		this.recorder = recorder;
		this.exceptionLogging = exceptionLogging;
	}

	@Override
	public Set<ObjectId> holders() {
		return HeldEntry.holders(entries());
	}

	@Override
	public Set<ClaimKey> heldBy(ObjectId server) {
		return HeldEntry.heldBy(server, entries());
	}

	private List<HeldEntry> entries() {
		List<HeldEntry> entries = new ArrayList<>();
		forEachRunning(this.open.all(), (job, segment, slice) -> entries.add(entry(slice)));
		return entries;
	}

	private static HeldEntry entry(Document slice) {
		return HeldEntry.of(slice.getLong(SliceDocument.ID), slice.get(SliceDocument.CLAIM, Document.class));
	}

	@Override
	public Set<ClaimKey> attended() {
		return this.runs.attended();
	}

	@Override
	public int requeue(ObjectId server, Predicate<ClaimKey> which, String reason) {
		AtomicInteger count = new AtomicInteger();
		forEachRunning(this.open.read(), (job, segment, slice) -> {
			HeldEntry entry = entry(slice);
			long id = slice.getLong(SliceDocument.ID);
			if (server.equals(entry.server()) && which.test(entry.held())
					&& this.claims.requeue(segment, id, entry.held().token())) {
				logger.warn("Queued slice {} of {} again: {} (it was held by worker {})", segment.firstRecord(id),
						segment.collection(), reason, slice.getString(SliceDocument.WORKER_NAME));
				this.recorder.sliceRequeued(JobDocument.type(job));
				count.incrementAndGet();
			}
		});
		if (count.get() > 0) {
			this.notifier.signalSlices();
		}
		return count.get();
	}

	/**
	 * The slices that the workers of a server are at.
	 * @param server the id of the server
	 * @return what is held in its name
	 */
	List<WorkerActivity> activity(ObjectId server) {
		List<WorkerActivity> activity = new ArrayList<>();
		forEachRunning(this.open.all(), (job, segment, slice) -> {
			if (server.equals(entry(slice).server())) {
				activity.add(new WorkerActivity(slice.getString(SliceDocument.WORKER_NAME), JobDocument.type(job),
						JobDocument.id(job), segment.firstRecord(slice.getLong(SliceDocument.ID)),
						slice.getLong(SliceDocument.RECORD_NUMBER),
						slice.getDate(SliceDocument.STARTED_AT).toInstant()));
			}
		});
		return activity;
	}

	private void forEachRunning(List<Document> batches, SliceVisitor visitor) {
		for (Document job : batches) {
			try {
				for (Segment segment : Segment.readable(job)) {
					this.claims.running(segment, (slice) -> visitor.visit(job, segment, slice));
				}
			}
			catch (RuntimeException ex) {
				if (ex instanceof MongoException) {
					throw ex;
				}
				// one job that cannot be read must not keep the others
				logger.error("The slices of {} {} cannot be looked after", JobDocument.type(job), JobDocument.id(job),
						this.exceptionLogging.loggable(ex, Redaction.NONE));
			}
		}
	}

	@FunctionalInterface
	private interface SliceVisitor {

		void visit(Document job, Segment segment, Document slice);

	}

}
