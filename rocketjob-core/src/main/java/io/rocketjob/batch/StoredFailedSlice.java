package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.FailedSlice;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobFailure;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.StaleJobException;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * A failed slice as it was read. Whatever changes it filters on the attempt that failed
 * and on the number of changes made by hand since.
 */
final class StoredFailedSlice implements FailedSlice {

	/** How many slices are queued again by one write. */
	private static final int GROUP = 1_000;

	private final SliceCorrections corrections;

	private final JobRecord job;

	private final Segment segment;

	/** Without its data. */
	private final Document document;

	StoredFailedSlice(SliceCorrections corrections, JobRecord job, Segment segment, Document document) {
		this.corrections = corrections;
		this.job = job;
		this.segment = segment;
		this.document = document;
	}

	long id() {
		return this.document.getLong(SliceDocument.ID);
	}

	/**
	 * What its exception has in common with others.
	 * @return the condition on slices of the same group
	 */
	Document likeThis() {
		Document exception = this.document.get(SliceDocument.EXCEPTION, new Document());
		return new Document(SliceDocument.EXCEPTION + ".class", exception.get("class"))
			.append(SliceDocument.EXCEPTION + "." + FailurePattern.FIELD, exception.get(FailurePattern.FIELD));
	}

	@Override
	public String category() {
		return this.segment.category();
	}

	@Override
	public long firstRecord() {
		return this.segment.firstRecord(id());
	}

	@Override
	public int recordCount() {
		return this.document.getInteger(SliceDocument.COUNT);
	}

	@Override
	public long failedRecord() {
		Long number = this.document.getLong(SliceDocument.RECORD_NUMBER);
		return (number != null) ? number : firstRecord();
	}

	@Override
	public int failedIndex() {
		return (int) (failedRecord() - firstRecord());
	}

	@Override
	public int failureCount() {
		return this.document.getInteger(SliceDocument.FAILURE_COUNT, 0);
	}

	@Override
	public String version() {
		return this.document.getInteger(SliceDocument.ATTEMPT, 0) + "-"
				+ this.document.getInteger(SliceDocument.REVISION, 0);
	}

	@Override
	public JobFailure exception() {
		return FailureDocument.read(this.document.get(SliceDocument.EXCEPTION, new Document()));
	}

	@Override
	public <T> List<@Nullable T> records(Class<T> type) {
		return this.corrections.collections().mongo().translating(() -> {
			List<@Nullable T> records = new ArrayList<>();
			Set<Integer> removed = SliceDocument.removed(this.document);
			SliceRecords slice = read();
			for (int i = 0; i < slice.stored().size(); i++) {
				Object each = slice.stored().get(i);
				records.add((each == null || removed.contains(i)) ? null : record(slice, i, each, type));
			}
			return Collections.unmodifiableList(records);
		});
	}

	private <T> T record(SliceRecords slice, int index, Object stored, Class<T> type) {
		return (slice.format() != null)
				? type.cast(this.corrections.data().decoder(slice, ResolvableType.forClass(type)).decode(index, stored))
				: this.corrections.data()
					.records()
					.opened("The " + category() + " slice with record " + firstRecord(), stored, type);
	}

	private SliceRecords read() {
		Document slice = this.corrections.collections().input(this.segment).find(seen()).first();
		if (slice == null) {
			throw stale();
		}
		return this.corrections.data().read(this.segment, slice);
	}

	@Override
	public FailedSlice update(int index, Object record) {
		checkIndex(index);
		return this.corrections.collections().mongo().translating(() -> {
			SliceRecords records = read();
			records.stored().set(index, stored(index, records.format(), record));
			Set<Integer> removed = new TreeSet<>(SliceDocument.removed(this.document));
			removed.remove(index);
			return change(records, removed);
		});
	}

	private @Nullable Object stored(int index, @Nullable SliceFormat format, Object record) {
		long number = firstRecord() + index;
		if (format != null && !(record instanceof String)) {
			throw new InvalidRecordException(number, "The new record " + number + " must be a String, as the records of"
					+ " the slice are text of a file in the format '" + format.name() + "'", null);
		}
		try {
			return this.corrections.data().records().toStored(record);
		}
		catch (RuntimeException ex) {
			throw new InvalidRecordException(number, "The new record " + number + " cannot be stored: " + ex, ex);
		}
	}

	@Override
	public FailedSlice remove(int index) {
		checkIndex(index);
		return this.corrections.collections().mongo().translating(() -> {
			SliceRecords records = read();
			records.stored().set(index, null);
			Set<Integer> removed = new TreeSet<>(SliceDocument.removed(this.document));
			removed.add(index);
			return change(records, removed);
		});
	}

	private void checkIndex(int index) {
		int done = ResumePoint.done(this.document);
		if (index < 0 || index >= recordCount()) {
			throw new IllegalArgumentException(
					"The slice has the records 0 to " + (recordCount() - 1) + ", and none " + index);
		}
		if (index < done) {
			throw new IllegalArgumentException("Record " + index + " of the slice is done already, with its output;"
					+ " records from " + done + " on can be changed");
		}
	}

	private FailedSlice change(SliceRecords records, Set<Integer> removed) {
		BsonBuffer buffer = new BsonBuffer(records.format(), records.places());
		records.stored().forEach(buffer::add);
		byte[] packed = this.corrections.data().pack(this.segment, id(), buffer.bytes());
		if (packed.length > SliceCodec.PACKED_LIMIT) {
			throw new InvalidRecordException(failedRecord(), "With the new record the slice takes " + packed.length
					+ " bytes, more than the limit of " + SliceCodec.PACKED_LIMIT, null);
		}
		Document changed = this.corrections.collections()
			.input(this.segment)
			.findOneAndUpdate(seen(),
					new Document("$set",
							new Document(SliceDocument.DATA, new Binary(packed)).append(SliceDocument.REMOVED,
									List.copyOf(removed)))
						.append("$inc", new Document(SliceDocument.REVISION, 1)),
					new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)
						.projection(new Document(SliceDocument.DATA, 0).append(SliceDocument.PARTIAL, 0)));
		if (changed == null) {
			throw stale();
		}
		return new StoredFailedSlice(this.corrections, this.job, this.segment, changed);
	}

	@Override
	public void retry() {
		this.corrections.collections().mongo().translating(() -> {
			checkCanBeRetried();
			if (this.corrections.collections()
				.input(this.segment)
				.updateOne(seen(), SliceDocument.requeue())
				.getMatchedCount() == 0) {
				throw stale();
			}
			goOn();
			return null;
		});
	}

	/**
	 * Queues all slices again that have failed like this one, some after the other.
	 * @param patience after which time not to begin with others
	 * @return how many were queued
	 */
	long retryAllLikeThis(Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		long retried = 0;
		for (Segment each : Segment.readable(this.job)) {
			MongoCollection<Document> slices = this.corrections.collections().input(each);
			Document like = new Document(SliceDocument.STATE, SliceDocument.FAILED);
			like.putAll(likeThis());
			List<Long> ids;
			do {
				ids = slices.find(like)
					.hintString(SliceDocument.STATE_INDEX)
					.sort(new Document(SliceDocument.ID, 1))
					.limit(GROUP)
					.projection(new Document(SliceDocument.ID, 1))
					.map((slice) -> slice.getLong(SliceDocument.ID))
					.into(new ArrayList<>());
				if (!ids.isEmpty()) {
					retried += slices
						.updateMany(new Document(like).append(SliceDocument.ID, new Document("$in", ids)),
								SliceDocument.requeue())
						.getModifiedCount();
				}
			}
			while (ids.size() == GROUP && System.nanoTime() - end < 0);
		}
		if (retried > 0) {
			goOn();
		}
		return retried;
	}

	/**
	 * Checks that slices of the job can be queued again.
	 */
	void checkCanBeRetried() {
		if (this.corrections.store().mongo().isTransactionActive()) {
			throw new IllegalStateException(
					"A slice cannot be retried within a transaction, because slices are not part"
							+ " of it; retry it after the commit");
		}
		JobRecord present = this.corrections.store().reload(this.job.id());
		JobState state = present.state();
		if (state.isFinal()) {
			throw new JobStateException(present.type(), present.id(), state,
					"it has ended, and its slices cannot be retried");
		}
	}

	/**
	 * Lets the job go on that has a queued slice again.
	 */
	private void goOn() {
		JobRecord counted = JobRecord.ofNullable(this.corrections.store()
			.jobs()
			.findOneAndUpdate(new Document(JobFields.ID, this.job.id()),
					new Document("$inc", new Document(BatchDocument.VERSION, 1)),
					new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)
						.projection(new Document(JobFields.STATE, 1))));
		if (counted != null && counted.state() == JobState.FAILED) {
			try {
				// others that have failed stay so
				this.corrections.transitions()
					.make(this.job.id(), JobTransition.RETRY, null,
							(update) -> update.unset(BatchDocument.RETRY_FAILED));
			}
			catch (JobStateException ex) {
				if (ex.state().isFinal()) {
					throw ex;
				}
				// another user has retried it
			}
		}
		this.corrections.notifier().signalSlices();
	}

	private Document seen() {
		return new Document(SliceDocument.ID, id()).append(SliceDocument.STATE, SliceDocument.FAILED)
			.append(SliceDocument.ATTEMPT, this.document.get(SliceDocument.ATTEMPT))
			.append(SliceDocument.REVISION, this.document.get(SliceDocument.REVISION));
	}

	private StaleJobException stale() {
		return new StaleJobException(this.job.type(), this.job.id(), "the slice with record " + firstRecord()
				+ " is no longer failed as it was, or was corrected by somebody else");
	}

	@Override
	public String toString() {
		return "slice " + category() + "/" + firstRecord() + " failed at record " + failedRecord();
	}

}
