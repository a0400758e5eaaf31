package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

import io.rocketjob.Result;
import io.rocketjob.WritingBatchJob;
import io.rocketjob.WritingBatchJob.Item;
import io.rocketjob.logging.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * The records of a slice that are still to be worked on.
 */
final class RecordLoop {

	private final List<@Nullable Object> records;

	private final Set<Integer> removed;

	private final long first;

	private final SliceState state;

	private final SliceContext context;

	private final RecordPerformer performer;

	private final @Nullable RecordSkips skips;

	private final @Nullable WritingBatchJob<@Nullable Object, Object, @Nullable Object> writer;

	/** What there is to write, if anybody does. */
	private final List<Item<Object, @Nullable Object>> items = new ArrayList<>();

	RecordLoop(List<@Nullable Object> records, Set<Integer> removed, long first, SliceState state, SliceContext context,
			RecordPerformer performer) {
		this.records = records;
		this.removed = removed;
		this.first = first;
		this.state = state;
		this.context = context;
		this.performer = performer;
		this.skips = performer.skips();
		this.writer = performer.writer();
	}

	/**
	 * Works on all records that are left, and writes them where the job does that; then
	 * it takes effect as a whole or not at all.
	 * @param all calls {@link #next} as long as there is one
	 * @return nothing
	 * @throws Exception whatever went wrong
	 */
	@Nullable Void work(Callable<@Nullable Void> all) throws Exception {
		WritingBatchJob<@Nullable Object, Object, @Nullable Object> present = this.writer;
		return (present == null) ? all.call() : this.state.wholly(() -> {
			all.call();
			if (!this.items.isEmpty()) {
				present.writeSlice(List.copyOf(this.items), this.context);
			}
			return null;
		});
	}

	boolean hasNext() {
		return this.state.done() < this.records.size();
	}

	/**
	 * The number of the record that is next.
	 * @return its number in the category
	 */
	long number() {
		return this.first + this.state.done();
	}

	/**
	 * Works on the next record.
	 * @throws Exception whatever went wrong; then it is still the next
	 */
	void next() throws Exception {
		int index = this.state.done();
		if (this.removed.contains(index)) {
			this.state.skipped();
			return;
		}
		long number = number();
		this.context.recordNumber(number);
		boolean succeeded = false;
		try {
			Object record = this.performer.decode(index, this.records.get(index));
			Object made = this.performer.perform(record);
			this.state.succeeded(number, made);
			if (this.writer != null) {
				this.items.add(new Item<>(number, record, made));
			}
			succeeded = true;
		}
		catch (Exception ex) {
			if (!isSkipped(ex)) {
				throw ex;
			}
			skip(number, ex, this.records.get(index));
			succeeded = true;
		}
		finally {
			if (!succeeded) {
				this.state.counters().rollback();
			}
		}
	}

	private boolean isSkipped(Exception ex) {
		return this.skips != null && this.skips.includes(ex) && !this.context.run().isCancelled()
				&& this.skips.isWithinLimit(this.state.counted());
	}

	/** The record counts as done; only what is said of it is output. */
	private void skip(long number, Exception ex, @Nullable Object stored) {
		RecordSkips present = Objects.requireNonNull(this.skips);
		this.state.counters().rollback();
		try {
			this.state.counters().increment(RecordSkips.counter(ex));
			this.state.succeeded(number,
					Result.to(present.category(), RecordSkips.describe(number, ex, stored, redaction())));
		}
		catch (RuntimeException failure) {
			failure.addSuppressed(ex);
			throw failure;
		}
	}

	/**
	 * What must not be shown of the record that is next, or has just failed.
	 * @return what replaces it in texts
	 */
	Redaction redaction() {
		int index = this.state.done();
		return hasNext() ? this.performer.redaction(index, this.records.get(index)) : Redaction.NONE;
	}

	/**
	 * Checks that nothing was left out.
	 * @throws IllegalStateException when records were not worked on
	 */
	void checkDone() {
		if (hasNext()) {
			throw new IllegalStateException(
					"aroundSlice must work on the records by calling what it is given, and record " + number()
							+ " was not worked on");
		}
	}

}
