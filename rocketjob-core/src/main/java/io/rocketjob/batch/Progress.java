package io.rocketjob.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import io.rocketjob.BatchPhase;
import io.rocketjob.BatchStatus;
import io.rocketjob.BatchStatus.ActiveWorker;
import io.rocketjob.JobState;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.SimpleStatus;
import org.bson.Document;

/**
 * Reads from its slices how far a batch is.
 */
final class Progress {

	private final BatchCollections collections;

	private final SliceClaims claims;

	private final JobRecord job;

	private long queued;

	private long active;

	private long failed;

	private long left;

	private final List<ActiveWorker> workers = new ArrayList<>();

	Progress(BatchCollections collections, SliceClaims claims, JobRecord job) {
		this.collections = collections;
		this.claims = claims;
		this.job = job;
	}

	/**
	 * Reads how far it is. To be called once.
	 * @param simple what can be told without its slices
	 * @param now the time
	 * @return the status
	 */
	BatchStatus status(SimpleStatus simple, Instant now) {
		BatchPhase phase = BatchDocument.phase(this.job);
		long records = BatchDocument.recordCount(this.job);
		boolean uploading = BatchDocument.isUploading(this.job);
		Duration processing = BatchDocument.processing(this.job, now);
		if (phase != BatchPhase.AFTER && !simple.state().isFinal()) {
			Segment.of(this.job, (segment) -> true).forEach((segment) -> read(segment, now));
		}
		else if (simple.state() == JobState.ABORTED) {
			this.left = records;
		}
		long done = (phase == BatchPhase.BEFORE) ? 0 : Math.max(0, records - this.left);
		BatchStatus status = new BatchStatus(simple.state(), simple.duration(), processing, phase, uploading, records,
				done, this.queued, this.active, this.failed, List.copyOf(this.workers), simple.waitingFor(), "");
		return new BatchStatus(simple.state(), simple.duration(), processing, phase, uploading, records, done,
				this.queued, this.active, this.failed, status.workers(), status.waitingFor(),
				text(simple.text(), status));
	}

	private void read(Segment segment, Instant now) {
		MongoCollection<Document> slices = this.collections.input(segment);
		long waiting = count(slices, SliceDocument.QUEUED);
		long bad = count(slices, SliceDocument.FAILED);
		int before = this.workers.size();
		this.claims.running(segment, (slice) -> {
			long first = segment.firstRecord(slice.getLong(SliceDocument.ID));
			Long at = slice.getLong(SliceDocument.RECORD_NUMBER);
			Date since = slice.getDate(SliceDocument.STARTED_AT);
			this.workers.add(new ActiveWorker(slice.getString(SliceDocument.WORKER_NAME), segment.category(), first,
					(at != null) ? at : first, Duration.between(since.toInstant(), now)));
		});
		int busy = this.workers.size() - before;
		this.queued += waiting;
		this.active += busy;
		this.failed += bad;
		this.left += records(segment, slices, waiting + bad + busy);
	}

	private static long count(MongoCollection<Document> slices, String state) {
		return slices.countDocuments(new Document(SliceDocument.STATE, state),
				new CountOptions().hintString(SliceDocument.STATE_INDEX));
	}

	/**
	 * How many records slices have: all but the last one have as many as a slice may.
	 */
	private static long records(Segment segment, MongoCollection<Document> slices, long remaining) {
		int size = segment.settings().sliceSize();
		long missing = segment.slices() * size - segment.records();
		if (remaining == 0 || missing <= 0) {
			return remaining * size;
		}
		long last = segment.sliceId((segment.slices() - 1) * size + 1);
		boolean lastIsLeft = slices.find(new Document(SliceDocument.ID, last))
			.projection(new Document(SliceDocument.ID, 1))
			.first() != null;
		return lastIsLeft ? remaining * size - missing : remaining * size;
	}

	private static String text(String simple, BatchStatus status) {
		StringBuilder text = new StringBuilder(simple);
		text.append(String.format(Locale.ROOT, ", %d%% of %,d records%s", status.percentComplete(),
				status.recordCount(), status.uploading() ? " uploaded so far" : ""));
		if (status.slicesQueued() + status.slicesActive() + status.slicesFailed() > 0) {
			text.append(String.format(Locale.ROOT, ", slices: %,d queued, %,d active, %,d failed",
					status.slicesQueued(), status.slicesActive(), status.slicesFailed()));
		}
		Duration left = status.timeLeft();
		if (left != null) {
			text.append(String.format(Locale.ROOT, ", %,.0f records/s, %s left", status.recordsPerSecond(),
					SimpleStatus.human(left)));
		}
		return text.toString();
	}

}
