package io.rocketjob.operation;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.rocketjob.BatchInstance;
import io.rocketjob.FailedSlice;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.RocketJobTemplate;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What an operator can do with the failed slices of a batch. Each method throws an
 * {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SliceOperations {

	private static final int DEFAULT_SIZE = 20;

	private static final int LARGEST_SIZE = 200;

	private final RocketJobTemplate rocketJob;

	private final OperationGuard guard;

	private final DatabasePing database;

	SliceOperations(RocketJobTemplate rocketJob, OperationGuard guard, DatabasePing database) {
		this.rocketJob = rocketJob;
		this.guard = guard;
		this.database = database;
	}

	/**
	 * Lists failed slices without their records. Needs {@code job:read}.
	 * @param operator who asks
	 * @param jobId the id of the batch
	 * @param page the number of the page, from 0
	 * @param size how many slices a page has, at most 200; 20 when left out
	 * @return the slices of the page, in the order of their records
	 */
	public List<SliceDescriptor> list(Operator operator, String jobId, @Nullable String page, @Nullable String size) {
		ObjectId id = Given.jobId(jobId);
		int number = Given.number("page", page, 0, 0, Integer.MAX_VALUE / LARGEST_SIZE);
		int most = Given.number("size", size, DEFAULT_SIZE, 1, LARGEST_SIZE);
		return this.guard.read(operator, Permission.JOB_READ, target(id), () -> {
			this.database.check();
			BatchInstance<?> batch = this.rocketJob.batch(id);
			this.guard.require(operator, Permission.JOB_READ, OperationTarget.of(batch), batch);
			Masking masking = this.guard.masking(operator, batch);
			try (Stream<FailedSlice> slices = batch.failedSlices()) {
				return slices.skip((long) number * most)
					.limit(most)
					.map((slice) -> SliceDescriptor.of(slice, masking))
					.toList();
			}
		});
	}

	/**
	 * Shows a failed slice with its records. Needs {@code record:read}.
	 * @param operator who asks
	 * @param slice which slice
	 * @return the slice
	 */
	public SliceDescriptor get(Operator operator, SliceReference slice) {
		ObjectId id = Given.jobId(slice.jobId());
		return this.guard.read(operator, Permission.RECORD_READ, target(id), () -> {
			this.database.check();
			BatchInstance<?> batch = this.rocketJob.batch(id);
			FailedSlice found = find(batch, slice);
			this.guard.require(operator, Permission.RECORD_READ, OperationTarget.of(batch, found), batch);
			return SliceDescriptor.withRecords(found, this.guard.masking(operator, batch), Masking.SHOWN);
		});
	}

	/**
	 * Replaces a record of a failed slice. Needs {@code record:edit}. Records with
	 * encrypted values cannot be replaced so, because it is not known here what of the
	 * new one is to be encrypted.
	 * @param operator who does it, and why
	 * @param slice which slice
	 * @param record the number of the record, that of the one that failed or a later one
	 * @param value the new record: a text where records are lines, else members by name
	 * @return the slice as it is then, without its records
	 */
	public SliceDescriptor correct(Operator operator, SliceReference slice, long record, Object value) {
		if (!(value instanceof String) && !(value instanceof Map<?, ?>)) {
			throw OperationException.badRequest("a record must be a text, or members by name");
		}
		return edit(operator, "correct-record", slice, record, (found, index) -> {
			List<@Nullable Object> records = Masking.SHOWN.records(found);
			if (records == null) {
				throw OperationException
					.conflict("The records of this slice have encrypted values, or cannot be read here;"
							+ " only the application can correct them, by FailedSlice.update");
			}
			boolean text = records.stream().filter(Objects::nonNull).allMatch(String.class::isInstance);
			if (text != value instanceof String) {
				throw OperationException
					.badRequest("a record of this slice must be " + (text ? "a text" : "members by name"));
			}
			return found.update(index, (value instanceof Map<?, ?> members) ? document(members) : value);
		});
	}

	private static Document document(Map<?, ?> members) {
		Document document = new Document();
		members.forEach((name, member) -> document.append(String.valueOf(name), member));
		return document;
	}

	/**
	 * Removes a record of a failed slice: it will not be worked on. Needs
	 * {@code record:edit}.
	 * @param operator who does it, and why
	 * @param slice which slice
	 * @param record the number of the record, that of the one that failed or a later one
	 * @return the slice as it is then, without its records
	 */
	public SliceDescriptor remove(Operator operator, SliceReference slice, long record) {
		return edit(operator, "remove-record", slice, record, FailedSlice::remove);
	}

	private SliceDescriptor edit(Operator operator, String action, SliceReference slice, long record,
			BiFunction<FailedSlice, Integer, FailedSlice> change) {
		ObjectId id = Given.jobId(slice.jobId());
		return this.guard.change(operator, action, Permission.RECORD_EDIT, target(id), (attempt) -> {
			this.database.check();
			BatchInstance<?> batch = this.rocketJob.batch(id);
			FailedSlice found = find(batch, slice);
			attempt.on(OperationTarget.of(batch, found), batch);
			attempt.before("record " + record, Masking.MASK);
			FailedSlice changed = checked(found, record, change);
			attempt.after("record " + record, action.equals("remove-record") ? null : Masking.MASK);
			return SliceDescriptor.of(changed, this.guard.masking(operator, batch));
		});
	}

	private static FailedSlice checked(FailedSlice slice, long record,
			BiFunction<FailedSlice, Integer, FailedSlice> change) {
		long last = slice.firstRecord() + slice.recordCount() - 1;
		if (record < slice.failedRecord() || record > last) {
			throw OperationException.badRequest("record must be a number from " + slice.failedRecord() + " to " + last
					+ "; those before are done, with their output");
		}
		try {
			return change.apply(slice, (int) (record - slice.firstRecord()));
		}
		catch (InvalidRecordException | IllegalArgumentException ex) {
			// its message may have the record
			throw OperationException.badRequest("The record cannot be stored");
		}
	}

	/**
	 * Queues a failed slice again, from the record that failed. Needs
	 * {@code job:control}.
	 * @param operator who does it, and why
	 * @param slice which slice
	 */
	public void retry(Operator operator, SliceReference slice) {
		ObjectId id = Given.jobId(slice.jobId());
		this.guard.change(operator, "retry-slice", Permission.JOB_CONTROL, target(id), (attempt) -> {
			this.database.check();
			BatchInstance<?> batch = this.rocketJob.batch(id);
			FailedSlice found = find(batch, slice);
			attempt.on(OperationTarget.of(batch, found), batch);
			attempt.before("state", "failed");
			found.retry();
			attempt.after("state", "queued");
			return found;
		});
	}

	private static FailedSlice find(BatchInstance<?> batch, SliceReference wanted) {
		try (Stream<FailedSlice> slices = batch.failedSlices()) {
			FailedSlice found = slices
				.filter((slice) -> slice.firstRecord() == wanted.firstRecord()
						&& slice.category().equals(wanted.category()))
				.findFirst()
				.orElseThrow(
						() -> OperationException.notFound("There is no failed slice of the job with these records"));
			if (wanted.version() != null && !wanted.version().equals(found.version())) {
				throw OperationException
					.conflict("The slice has failed again or was corrected since it was shown; look at it again");
			}
			return found;
		}
	}

	private static OperationTarget target(ObjectId jobId) {
		return new OperationTarget(OperationTarget.Kind.SLICE, jobId.toHexString(), null);
	}

}
