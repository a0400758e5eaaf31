package io.rocketjob.batch;

import java.util.function.LongSupplier;

import io.rocketjob.BatchUploads;
import io.rocketjob.Statistics;
import io.rocketjob.job.Run;
import org.jspecify.annotations.Nullable;

/**
 * What a batch job sees before and after its records are worked on.
 */
final class PhaseContext extends SliceContext {

	private final @Nullable BatchUploads<Object, Long> uploads;

	private final LongSupplier records;

	PhaseContext(Run<@Nullable Object> run, LookupFactory lookups, LongSupplier records,
			@Nullable BatchUploads<Object, Long> uploads) {
		super(run, BatchUploads.MAIN, new Counters(), lookups, 0);
		this.records = records;
		this.uploads = uploads;
	}

	@Override
	public long recordCount() {
		return this.records.getAsLong();
	}

	@Override
	public Statistics statistics() {
		throw new IllegalStateException("Statistics count what records are; outside of them nothing can be counted");
	}

	@Override
	public void updateFields(Object fields) {
		run().updateFields(fields);
	}

	@Override
	public BatchUploads<Object, Long> uploads() {
		return (this.uploads != null) ? this.uploads : super.uploads();
	}

}
