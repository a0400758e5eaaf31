package io.rocketjob.batch;

import java.util.List;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.BatchPhase;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.job.JobKind;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the kind of jobs that many workers run, slice by slice. Knows all that
 * batches add to the life of a job: the markers {@code processing} and {@code uploading},
 * and the collections that go with the job. Thread-safe.
 */
public final class BatchKind implements JobKind {

	/** How many workers may work on a batch at the same time. */
	public static final String THROTTLE = BatchDocument.THROTTLE;

	static final String PROCESSING_INDEX = "processing";

	private static final String UPLOADING_INDEX = "uploading";

	/** Bounds that each job of the index has, so that the index alone decides. */
	private static final Document ANY_PRIORITY = new Document("$gt", 0);

	private static final Document ANY_ID = new Document("$gt", new ObjectId(0, 0));

	private static final List<IndexModel> INDEXES = List.of(
			new IndexModel(Indexes.ascending(JobFields.PRIORITY, JobFields.ID),
					new IndexOptions().name(PROCESSING_INDEX)
						.partialFilterExpression(new Document(BatchDocument.PROCESSING, true))),
			new IndexModel(Indexes.ascending(BatchDocument.UPLOADING_SERVER),
					new IndexOptions().name(UPLOADING_INDEX).sparse(true)));

	private final BatchCollections collections;

	/**
	 * Makes it.
	 * @param slices the database of the slices
	 */
	public BatchKind(RocketJobMongo slices) {
		this.collections = new BatchCollections(slices);
	}

	BatchCollections collections() {
		return this.collections;
	}

	@Override
	public boolean includes(JobRecord job) {
		return isBatch(job);
	}

	/**
	 * Whether a job is a batch.
	 * @param job the job as it was read
	 * @return whether it is
	 */
	public static boolean isBatch(JobRecord job) {
		return BatchDocument.isBatch(job);
	}

	@Override
	public Document others() {
		return new Document(BatchDocument.BATCH, null);
	}

	@Override
	public List<IndexModel> indexes() {
		return INDEXES;
	}

	@Override
	public boolean ownsData() {
		return true;
	}

	@Override
	public void drop(JobRecord job) {
		this.collections.drop(job);
	}

	@Override
	public @Nullable String onceKey(JobRecord job) {
		return OnceKeys.keyOf(job);
	}

	@Override
	public boolean goesOn(JobRecord job) {
		return BatchDocument.of(job).containsKey("phase") && BatchDocument.phase(job) != BatchPhase.BEFORE;
	}

	@Override
	public boolean isReady(JobRecord job) {
		return !BatchDocument.isUploading(job);
	}

	@Override
	public String delivery() {
		return "being uploaded";
	}

	@Override
	public Document ready() {
		return new Document(BatchDocument.UPLOADING, null);
	}

	@Override
	public Document asReadyAs(JobRecord job) {
		return new Document(BatchDocument.UPLOADING, job.presence(BatchDocument.UPLOADING));
	}

	@Override
	public List<String> readinessFields() {
		return List.of(BatchDocument.UPLOADING_TOKEN);
	}

	@Override
	public Subset unready() {
		return new Subset(new Document(BatchDocument.UPLOADING_SERVER, ANY_ID), UPLOADING_INDEX);
	}

	@Override
	public Subset runningWithoutClaim() {
		return new Subset(processing().append(JobFields.PRIORITY, ANY_PRIORITY), PROCESSING_INDEX);
	}

	@Override
	public @Nullable String refusal(JobRecord job, JobTransition transition) {
		if (BatchDocument.isUploading(job) && transition != JobTransition.ABORT) {
			return "its records are still being uploaded; until that is done it can only be aborted or deleted";
		}
		boolean isStopped = transition == JobTransition.PAUSE && job.state() == JobState.RUNNING;
		return (isStopped && !job.has(BatchDocument.PROCESSING)) ? "it is in its phase "
				+ BatchDocument.phase(job).value() + ", and can be paused only while its records are processed" : null;
	}

	@Override
	public Document asSeen(JobRecord job) {
		Document batch = BatchDocument.of(job);
		return new Document(BatchDocument.PHASE, batch.get("phase"))
			.append(BatchDocument.RETRY_FAILED, batch.get("retryFailed"))
			.append(BatchDocument.PROCESSING, job.get(BatchDocument.PROCESSING));
	}

	@Override
	public void move(JobRecord job, JobState to, JobUpdateDocument update) {
		if (to == JobState.RUNNING) {
			update.set(BatchDocument.PROCESSING, true);
		}
		else {
			update.unset(BatchDocument.PROCESSING);
		}
		if (to == JobState.ABORTED) {
			update.unset(BatchDocument.UPLOADING);
		}
	}

	@Override
	public void retry(JobUpdateDocument update, List<Document> without) {
		update.set(BatchDocument.RETRY_FAILED, true)
			.set(BatchDocument.RETRIED, true)
			.setOrUnset(BatchDocument.NOT_RETRIED, without.isEmpty() ? null : without);
	}

	@Override
	public boolean resumesAtOnce(JobRecord job) {
		return goesOn(job) && BatchDocument.phase(job) == BatchPhase.PROCESSING
				&& !BatchDocument.of(job).containsKey("retryFailed");
	}

	/**
	 * What a batch is before it has records.
	 */
	@Override
	public void copy(JobRecord job, Document next) {
		Document batch = BatchDocument.of(job);
		Document fresh = new Document("phase", BatchPhase.BEFORE.value());
		for (String name : List.of("inputs", "outputs", "throttle", "failFast")) {
			if (batch.containsKey(name)) {
				fresh.append(name, batch.get(name));
			}
		}
		next.append(BatchDocument.BATCH, fresh);
	}

	/**
	 * Matches the batches whose records are processed.
	 * @return a condition
	 */
	static Document processing() {
		return new Document(BatchDocument.PROCESSING, true);
	}

	/**
	 * Matches a batch as long as what was seen of its slices holds.
	 * @param job the job as it was read before its slices
	 * @return the filter of the write that ends its processing
	 */
	static Document processed(JobRecord job) {
		return new Document(JobFields.ID, job.id()).append(BatchDocument.PROCESSING, true)
			.append(BatchDocument.UPLOADING, null)
			.append(BatchDocument.VERSION, BatchDocument.of(job).get("version"));
	}

}
