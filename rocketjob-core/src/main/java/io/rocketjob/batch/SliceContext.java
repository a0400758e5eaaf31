package io.rocketjob.batch;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchUploads;
import io.rocketjob.ChainStep;
import io.rocketjob.Lookup;
import io.rocketjob.Statistics;
import io.rocketjob.job.Run;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a batch job sees while records are worked on, or in one of the other phases.
 */
class SliceContext implements BatchContext<@Nullable Object> {

	private final Run<@Nullable Object> run;

	private final String category;

	private final Counters counters;

	private final LookupFactory lookups;

	private final long recordCount;

	private long recordNumber;

	SliceContext(Run<@Nullable Object> run, String category, Counters counters, LookupFactory lookups,
			long recordCount) {
		this.run = run;
		this.category = category;
		this.counters = counters;
		this.lookups = lookups;
		this.recordCount = recordCount;
	}

	void recordNumber(long number) {
		this.recordNumber = number;
	}

	final Run<@Nullable Object> run() {
		return this.run;
	}

	@Override
	public ObjectId id() {
		return this.run.id();
	}

	@Override
	public String jobClass() {
		return this.run.jobClass();
	}

	@Override
	public String workerName() {
		return this.run.workerName();
	}

	@Override
	public int failureCount() {
		return this.run.failureCount();
	}

	@Override
	public @Nullable ChainStep chainStep() {
		return this.run.chainStep();
	}

	@Override
	public <T> T fields(Class<T> type) {
		return this.run.fields(type);
	}

	@Override
	@SuppressWarnings("NullAway") // null where F is Void
	public @Nullable Object fields() {
		return this.run.fields();
	}

	@Override
	public void updateFields(Object fields) {
		throw new IllegalStateException("Many workers work on the records of a batch at once, so its fields can be"
				+ " changed in beforeBatch and afterBatch only");
	}

	@Override
	public void percentComplete(int percent) {
		throw new IllegalStateException("How far a batch is follows from its slices, and cannot be set");
	}

	@Override
	public boolean isCancelled() {
		return this.run.isCancelled();
	}

	@Override
	public @Nullable String cancellationReason() {
		return this.run.cancellationReason();
	}

	@Override
	public String inputCategory() {
		return this.category;
	}

	@Override
	public long recordNumber() {
		return this.recordNumber;
	}

	@Override
	public long recordCount() {
		return this.recordCount;
	}

	@Override
	public Statistics statistics() {
		return this.counters;
	}

	@Override
	public Lookup lookup(String name) {
		return this.lookups.get(name);
	}

	@Override
	public BatchUploads<Object, Long> uploads() {
		throw new IllegalStateException("Records can be uploaded in beforeBatch only, or when the job is created");
	}

}
