package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

import com.mongodb.MongoException;
import io.rocketjob.WorkerActivity;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.CrashDocument;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.logging.Redaction;
import io.rocketjob.work.RecoverableWork;
import io.rocketjob.work.WorkNotifier;
import io.rocketjob.work.WorkRecorder;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slices that workers hold, and the one place that takes back those of dead servers.
 * Thread-safe.
 */
final class SliceRecovery implements RecoverableWork {

	private static final Logger logger = LoggerFactory.getLogger(SliceRecovery.class);

	private final SliceClaims claims;

	private final OpenBatches open;

	private final ActiveRuns runs;

	private final WorkNotifier notifier;

	private final WorkRecorder recorder;

	private final ExceptionLogging exceptionLogging;

	SliceRecovery(SliceClaims claims, OpenBatches open, ActiveRuns runs, WorkNotifier notifier, WorkRecorder recorder,
			ExceptionLogging exceptionLogging) {
		this.claims = claims;
		this.open = open;
		this.runs = runs;
		this.notifier = notifier;
		this.recorder = recorder;
		this.exceptionLogging = exceptionLogging;
	}

	@Override
	public Set<ObjectId> claimants() {
		return ClaimEntry.claimants(entries());
	}

	@Override
	public Set<ClaimKey> claimsOf(ObjectId server) {
		return ClaimEntry.claimsOf(server, entries());
	}

	private List<ClaimEntry> entries() {
		List<ClaimEntry> entries = new ArrayList<>();
		forEachRunning(this.open.all(), (job, segment, slice) -> entries.add(entry(slice)));
		return entries;
	}

	private static ClaimEntry entry(Document slice) {
		return ClaimEntry.of(slice.getLong(SliceDocument.ID), slice.get(SliceDocument.CLAIM, Document.class));
	}

	@Override
	public Set<ClaimKey> attended() {
		return this.runs.attended();
	}

	@Override
	public int requeue(ObjectId server, Predicate<ClaimKey> which, String reason) {
		return takeBack(server, which, (slice) -> new Taken(SliceDocument.requeue(), reason, false));
	}

	@Override
	public int takeBack(ObjectId server, int maxCrashes) {
		return takeBack(server, (held) -> true, (slice) -> (maxCrashes > 0) ? crashed(slice, maxCrashes)
				: new Taken(SliceDocument.requeue(), GONE, false));
	}

	private Taken crashed(Document slice, int maxCrashes) {
		Document crashes = CrashDocument.after(slice, this.claims.now(), maxCrashes);
		int count = CrashDocument.count(crashes);
		if (!CrashDocument.counts(slice)) {
			return new Taken(SliceDocument.requeue(crashes), GONE, false);
		}
		if (count < maxCrashes) {
			return new Taken(SliceDocument.requeue(crashes),
					GONE + ", for the " + count + ". of " + maxCrashes + " times", false);
		}
		Document exception = CrashDocument.exception(crashes);
		return new Taken(SliceDocument.fail(exception), FailureDocument.summary(exception), true);
	}

	private int takeBack(ObjectId server, Predicate<ClaimKey> which, Function<Document, Taken> what) {
		AtomicInteger count = new AtomicInteger();
		forEachRunning(this.open.read(), (job, segment, slice) -> {
			ClaimEntry entry = entry(slice);
			if (server.equals(entry.server()) && which.test(entry.claimKey())) {
				Taken taken = what.apply(slice);
				long id = slice.getLong(SliceDocument.ID);
				if (this.claims.takeBack(segment, id, entry.claimKey().token(), taken.update())) {
					tell(job, segment, slice, taken);
					count.incrementAndGet();
				}
			}
		});
		if (count.get() > 0) {
			this.notifier.signalSlices();
		}
		return count.get();
	}

	private void tell(JobRecord job, Segment segment, Document slice, Taken taken) {
		long first = segment.firstRecord(slice.getLong(SliceDocument.ID));
		String worker = slice.getString(SliceDocument.WORKER_NAME);
		if (taken.failed()) {
			logger.error("Failed slice {} of {}: {}", first, segment.collection(), taken.reason());
		}
		else {
			logger.warn("Queued slice {} of {} again: {} (it was held by worker {})", first, segment.collection(),
					taken.reason(), worker);
			this.recorder.sliceRequeued(job.type());
		}
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
				activity.add(new WorkerActivity(slice.getString(SliceDocument.WORKER_NAME), job.type(), job.id(),
						segment.firstRecord(slice.getLong(SliceDocument.ID)),
						slice.getLong(SliceDocument.RECORD_NUMBER),
						slice.getDate(SliceDocument.STARTED_AT).toInstant()));
			}
		});
		return activity;
	}

	private void forEachRunning(List<JobRecord> batches, SliceVisitor visitor) {
		for (JobRecord job : batches) {
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
				logger.error("The slices of {} {} cannot be looked after", job.type(), job.id(),
						this.exceptionLogging.loggable(ex, Redaction.NONE));
			}
		}
	}

	@FunctionalInterface
	private interface SliceVisitor {

		void visit(JobRecord job, Segment segment, Document slice);

	}

	/**
	 * What becomes of a slice.
	 *
	 * @param update the write
	 * @param reason why
	 * @param failed whether it fails
	 */
	private record Taken(Document update, String reason, boolean failed) {
	}

}
