package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.Serializer;
import io.rocketjob.job.ClaimHandle;
import io.rocketjob.job.ClaimKey;
import io.rocketjob.job.FieldsState;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.Run;
import io.rocketjob.logging.Redaction;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hold on a slice: every write to it filters on the claim token, and output is
 * written only over that of earlier attempts. The one place that ends slices.
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

	/** What to say when the slice was given up without what its records have made. */
	private volatile @Nullable Runnable notKept;

	/** The record at hand, for those that watch. */
	private volatile long recordNumber;

	/**
	 * Makes a hold.
	 * @param handles what it needs
	 * @param slice the slice
	 * @param completions ends slices in groups, {@code null} to end this by itself
	 */
	SliceClaimHandle(SliceClaimHandles handles, ClaimedSlice slice, @Nullable SliceCompleter completions) {
		this.handles = handles;
		this.completions = completions;
		this.slice = slice;
		this.job = JobDocument.id(slice.job());
		this.outputs = BatchDocument.outputs(slice.job());
		this.state = new SliceState(this.outputs, handles.records());
		this.recordNumber = slice.firstRecord() + slice.document().getInteger(SliceDocument.DONE, 0);
	}

	ClaimedSlice slice() {
		return this.slice;
	}

	SliceState state() {
		return this.state;
	}

	/** Goes on from where an earlier run has left off. */
	void restore() {
		this.state.restore(this.slice.document(), this.handles.codec(), this::binding);
	}

	void recordNumber(long number) {
		this.recordNumber = number;
	}

	long recordNumber() {
		return this.recordNumber;
	}

	@Override
	public ClaimKey held() {
		return this.slice.held();
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
	 * Tells which record the slice is at, and on which worker.
	 * @return whether the slice is still held
	 */
	boolean touch() {
		return write(new Document("$set", new Document(SliceDocument.RECORD_NUMBER, this.recordNumber)
			.append(SliceDocument.WORKER_NAME, this.slice.worker())));
	}

	@Override
	public boolean complete(@Nullable FieldsState<?> fields, @Nullable Object result, @Nullable String note) {
		if (outputs().stream().allMatch(SliceOutput::store) && input().deleteOne(filter()).getDeletedCount() == 1) {
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
	private List<SliceOutput> outputs() {
		boolean again = this.slice.attempt() > 1;
		List<SliceOutput> made = new ArrayList<>();
		Map<String, SliceState.Part> parts = this.state.parts();
		for (OutputSettings output : this.outputs.values()) {
			SliceState.Part part = parts.get(output.name());
			if (part != null || again) {
				made.add(new SliceOutput(this.handles.collections().output(this.job, output.name()),
						outputOf(output, part)));
			}
		}
		Map<String, Long> counted = this.state.counted();
		if (!counted.isEmpty() || again) {
			made.add(new SliceOutput(this.handles.collections().counters(this.job),
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
		byte[] packed = this.handles.codec()
			.pack(part.bytes(), output.serializer(),
					SliceCollections.binding(this.job, output.name(), this.slice.id()));
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
		this.notKept = null;
		Document update = new Document("$set", new Document(SliceDocument.STATE, to)).append("$unset",
				new Document(SliceDocument.CLAIM, ""));
		if (this.state.isKept()) {
			update.get("$set", Document.class).putAll(this.state.consistently(this::done));
		}
		more.accept(update);
		boolean written = write(update);
		Runnable told = this.notKept;
		if (written && told != null) {
			told.run();
		}
		return written;
	}

	/**
	 * How far the slice is, with what its records have made so far. Where that cannot be
	 * kept, the slice begins again: its failure is recorded in any case.
	 */
	private Document done() {
		try {
			Document partial = partial();
			if (partial != null) {
				return new Document(SliceDocument.DONE, this.state.done()).append(SliceDocument.PARTIAL, partial)
					.append(SliceDocument.COUNTERS, BatchDocument.counters(this.state.counted()));
			}
			int done = this.state.done();
			this.notKept = () -> logger
				.info("What the first {} records of slice {} of {} have made is too large to be kept with the slice;"
						+ " they will be worked on again", done, this.slice.firstRecord(), this.job);
		}
		catch (RuntimeException ex) {
			int done = this.state.done();
			this.notKept = () -> logger.warn(
					"What the first {} records of slice {} of {} have made cannot be kept;"
							+ " they will be worked on again",
					done, this.slice.firstRecord(), this.job,
					this.handles.exceptionLogging().loggable(ex, Redaction.NONE));
		}
		return new Document(SliceDocument.DONE, 0).append(SliceDocument.PARTIAL, new Document())
			.append(SliceDocument.COUNTERS, List.of());
	}

	/**
	 * What has been made so far.
	 * @return the output by category, or {@code null} when it is too large
	 */
	private @Nullable Document partial() {
		Document partial = new Document();
		int size = SliceDocument.data(this.slice.document()).length;
		for (Map.Entry<String, SliceState.Part> part : this.state.parts().entrySet()) {
			Serializer serializer = Objects.requireNonNull(this.outputs.get(part.getKey())).serializer();
			byte[] packed = this.handles.codec().pack(part.getValue().bytes(), serializer, binding(part.getKey()));
			size += packed.length;
			if (size > SliceCodec.PACKED_LIMIT) {
				return null;
			}
			partial.append(part.getKey(),
					part.getValue()
						.with(new Document(SliceDocument.COUNT, part.getValue().count()).append(SliceDocument.DATA,
								new Binary(packed))));
		}
		return partial;
	}

	/**
	 * What the partial output of a category is bound to.
	 */
	private String binding(String category) {
		return SliceCodec.binding(this.slice.segment().collection() + "/" + category, this.slice.id());
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
