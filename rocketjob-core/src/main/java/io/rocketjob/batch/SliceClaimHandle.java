package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.CrashDocument;
import io.rocketjob.job.ClaimHandle;
import io.rocketjob.job.FieldsState;
import io.rocketjob.job.Run;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim on a slice: every write to it filters on the claim token. Ends the slice, by
 * itself or through a {@link SliceCompleter}: output is stored before the slice is
 * deleted, so a crash between the two lets it run again.
 */
final class SliceClaimHandle implements ClaimHandle {

	private static final Logger logger = LoggerFactory.getLogger(SliceClaimHandle.class);

	private final SliceClaimHandles handles;

	/** Ends slices, or {@code null} to do so at once. */
	private final @Nullable SliceCompleter completions;

	private final ClaimedSlice slice;

	private final ObjectId job;

	private final Map<String, OutputSettings> outputs;

	private final SliceState state;

	private final ResumePoint resumePoint;

	/** The record at hand, for those that watch. */
	private volatile long recordNumber;

	/**
	 * Makes a handle.
	 * @param handles what it needs
	 * @param slice the slice
	 * @param completions ends slices in groups, {@code null} to end this by itself
	 */
	SliceClaimHandle(SliceClaimHandles handles, ClaimedSlice slice, @Nullable SliceCompleter completions) {
		this.handles = handles;
		this.completions = completions;
		this.slice = slice;
		this.job = slice.job().id();
		this.outputs = BatchDocument.outputs(slice.job());
		this.state = new SliceState(this.outputs, handles.data());
		this.resumePoint = new ResumePoint(slice, this.state, this.outputs, handles);
		this.recordNumber = slice.firstRecord() + ResumePoint.done(slice.document());
	}

	ClaimedSlice slice() {
		return this.slice;
	}

	SliceState state() {
		return this.state;
	}

	ResumePoint resumePoint() {
		return this.resumePoint;
	}

	void recordNumber(long number) {
		this.recordNumber = number;
	}

	long recordNumber() {
		return this.recordNumber;
	}

	@Override
	public ClaimKey claimKey() {
		return this.slice.claimKey();
	}

	@Override
	public boolean isOfJob() {
		return false;
	}

	@Override
	public boolean progress(int percent) {
		throw new IllegalStateException("How far a batch is follows from its slices, and cannot be set");
	}

	/**
	 * Says that a worker begins the slice, where that is to be known: a server has died
	 * that held it. Costs nothing for all other slices. While the database is away the
	 * slice is begun all the same.
	 * @return whether the slice is still held
	 */
	boolean begin() {
		if (!CrashDocument.mustTellBegin(this.slice.document())) {
			return true;
		}
		try {
			return write(CrashDocument.begin(this.slice.document(), this.slice.worker()));
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			logger.debug("Whether {} is begun is not stored, because the database is away", this.slice, ex);
			return true;
		}
	}

	/**
	 * Tells which record the slice is at, and on which worker.
	 * @return whether the slice is still held
	 */
	boolean touch() {
		return write(new Document("$set", new Document(SliceDocument.RECORD_NUMBER, this.recordNumber)
			.append(SliceDocument.WORKER_NAME, this.slice.worker())));
	}

	@Override
	public boolean complete(@Nullable FieldsState<?> fields, @Nullable Object result, @Nullable String note) {
		if (outputs().stream().allMatch(ExactlyOnceOutput::store) && ContendedWrite.delete(input(), filter())) {
			return true;
		}
		this.handles.cleanup().cleanUpAfterLoss(this.slice.job());
		return false;
	}

	@Override
	public boolean completeLater(Run<?> run) {
		return this.completions != null && !this.completions.isStopped()
				&& this.completions.add(new SliceCompleter.Ended(this, run, input(), outputs()));
	}

	/**
	 * What the slice has made. A later attempt writes all categories, so that nothing
	 * remains of an earlier one, and nothing can be added by it any more.
	 */
	private List<ExactlyOnceOutput> outputs() {
		boolean again = this.slice.attempt() > 1;
		List<ExactlyOnceOutput> made = new ArrayList<>();
		Map<String, SliceState.Part> parts = this.state.parts();
		for (OutputSettings output : this.outputs.values()) {
			SliceState.Part part = parts.get(output.name());
			if (part != null || again) {
				made.add(new ExactlyOnceOutput(this.handles.collections().output(this.job, output.name()),
						outputOf(output, part)));
			}
		}
		Map<String, Long> counted = this.state.counted();
		if (!counted.isEmpty() || again) {
			made.add(new ExactlyOnceOutput(this.handles.collections().counters(this.job),
					new Document(SliceDocument.ID, this.slice.id()).append(SliceDocument.ATTEMPT, this.slice.attempt())
						.append(SliceDocument.COUNTERS, BatchDocument.counters(counted))));
		}
		return made;
	}

	private Document outputOf(OutputSettings output, SliceState.@Nullable Part part) {
		if (part == null) {
			return new Document(SliceDocument.ID, this.slice.id()).append(SliceDocument.ATTEMPT, this.slice.attempt())
				.append(SliceDocument.COUNT, 0);
		}
		byte[] packed = this.handles.data()
			.codec()
			.pack(part.bytes(), output.serializer(),
					BatchCollections.binding(this.job, output.name(), this.slice.id()));
		if (packed.length > SliceCodec.PACKED_LIMIT) {
			throw new InvalidRecordException(this.recordNumber,
					"What the records " + this.slice.firstRecord() + " to " + this.recordNumber
							+ " have made for the output '" + output.name() + "' takes " + packed.length
							+ " bytes, and a slice can have at most " + SliceCodec.PACKED_LIMIT
							+ "; use a smaller sliceSize, or output less for a record",
					null);
		}
		return part.with(SliceDocument.output(this.slice.id(), this.slice.attempt(), part.count(), packed));
	}

	@Override
	public boolean fail(Document exception, String reason, @Nullable FieldsState<?> fields) {
		FailurePattern.addTo(exception);
		return leave(SliceDocument.FAILED, (update) -> {
			update.get("$set", Document.class)
				.append(SliceDocument.EXCEPTION, exception)
				.append(SliceDocument.RECORD_NUMBER, this.recordNumber)
				.append(SliceDocument.WORKER_NAME, this.slice.worker());
			update.get("$unset", Document.class).append(SliceDocument.CRASHES, "");
			update.append("$inc", new Document(SliceDocument.FAILURE_COUNT, 1));
		});
	}

	@Override
	public boolean release(String reason, @Nullable FieldsState<?> fields) {
		return leave(SliceDocument.QUEUED, (update) -> {
		});
	}

	/**
	 * Gives the slice up with what has been done of it, if that is not too large.
	 */
	private boolean leave(String to, Consumer<Document> more) {
		Document update = new Document("$set", new Document(SliceDocument.STATE, to)).append("$unset",
				new Document(SliceDocument.CLAIM, ""));
		update.get("$set", Document.class).putAll(this.resumePoint.toStore());
		more.accept(update);
		boolean written = write(update);
		if (written) {
			this.resumePoint.logLoss();
		}
		return written;
	}

	@Override
	public boolean abort(@Nullable String reason, @Nullable FieldsState<?> fields) {
		if (!touch()) {
			// a worker that has lost the slice has no say in the job
			return false;
		}
		try {
			this.handles.transitions().make(this.job, JobTransition.ABORT, reason);
			return true;
		}
		catch (JobStateException ex) {
			return ex.state() == JobState.ABORTED;
		}
		catch (JobNotFoundException ex) {
			return false;
		}
	}

	private boolean write(Document update) {
		return input().updateOne(filter(), update).getMatchedCount() == 1;
	}

	private MongoCollection<Document> input() {
		return this.handles.collections().input(this.slice.segment());
	}

	private Document filter() {
		return SliceDocument.held(this.slice.id(), this.slice.token());
	}

}
