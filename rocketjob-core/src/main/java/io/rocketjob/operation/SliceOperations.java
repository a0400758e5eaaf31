package io.rocketjob.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rocketjob.BatchInstance;
import io.rocketjob.FailedSlice;
import io.rocketjob.FailureGroup;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
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

	/** How many failed slices are looked at to group them. */
	private static final int MOST_GROUPED = 10_000;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String BEFORE = "before_";

	private static final String AFTER = "after_";

	private static final Pattern PLACE = Pattern.compile("(?:before|after)_[0-9a-z]{1,12}");

	private final RocketJobTemplate rocketJob;

	private final BatchEngine engine;

	private final OperationGuard guard;

	private final DatabasePing database;

	SliceOperations(RocketJobTemplate rocketJob, BatchEngine engine, OperationGuard guard, DatabasePing database) {
		this.rocketJob = rocketJob;
		this.engine = engine;
		this.guard = guard;
		this.database = database;
	}

	/**
	 * Lists failed slices without their records. Needs {@code job:read}. Skips those of
	 * the pages before; see {@link #page} for a list that does not.
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
	 * Reads a page of failed slices without their records. Needs {@code job:read}. A page
	 * begins after a slice, not after a number of slices: slices that are retried
	 * meanwhile move nothing.
	 * @param operator who asks
	 * @param jobId the id of the batch
	 * @param like a slice that has failed as those do that are wanted, as
	 * {@link FailureGroups} name one; {@code null} for all
	 * @param page which page, as {@link Page#next()} or {@link Page#previous()} say; the
	 * first when left out
	 * @param size how many slices a page has, at most 200; 20 when left out
	 * @return the page, in the order of the records
	 */
	public Page page(Operator operator, String jobId, @Nullable SliceReference like, @Nullable String page,
			@Nullable String size) {
		ObjectId id = Given.jobId(jobId);
		int most = Given.number("size", size, DEFAULT_SIZE, 1, LARGEST_SIZE);
		String text = (page != null && !page.isBlank()) ? page.strip() : "after_0";
		boolean backwards = text.startsWith(BEFORE);
		if (!PLACE.matcher(text).matches()) {
			throw OperationException
				.badRequest("page is not a page of failed slices; leave it out to see the first page");
		}
		long place = Long.parseLong(text.substring(text.indexOf('_') + 1), Character.MAX_RADIX);
		return this.guard.read(operator, Permission.JOB_READ, target(id), () -> {
			this.database.check();
			BatchInstance<?> batch = this.rocketJob.batch(id);
			this.guard.require(operator, Permission.JOB_READ, OperationTarget.of(batch), batch);
			FailedSlice same = (like != null) ? find(batch, like) : null;
			List<FailedSlice> found = this.engine.failedSlices(id, place, backwards, same, most + 1);
			boolean more = found.size() > most;
			List<FailedSlice> slices = new ArrayList<>(more ? found.subList(0, most) : found);
			if (backwards) {
				Collections.reverse(slices);
			}
			boolean first = slices.isEmpty() || (backwards ? !more : place == 0);
			boolean last = slices.isEmpty() || !(backwards || more);
			Masking masking = this.guard.masking(operator, batch);
			return new Page(slices.stream().map((slice) -> SliceDescriptor.of(slice, masking)).toList(),
					first ? null : BEFORE + place(slices.get(0)),
					last ? null : AFTER + place(slices.get(slices.size() - 1)));
		});
	}

	private static String place(FailedSlice slice) {
		return Long.toString(BatchEngine.place(slice), Character.MAX_RADIX);
	}

	/**
	 * Groups failed slices by the class of their exception, and by what their messages
	 * have in common. Needs {@code job:read}. Looks at the first 10,000 of them.
	 * @param operator who asks
	 * @param jobId the id of the batch
	 * @return the groups, the most frequent first
	 */
	public FailureGroups groups(Operator operator, String jobId) {
		ObjectId id = Given.jobId(jobId);
		return this.guard.read(operator, Permission.JOB_READ, target(id), () -> {
			this.database.check();
			BatchInstance<?> batch = this.rocketJob.batch(id);
			this.guard.require(operator, Permission.JOB_READ, OperationTarget.of(batch), batch);
			Masking masking = this.guard.masking(operator, batch);
			List<FailureGroup> groups = this.engine.failures(id, MOST_GROUPED);
			long slices = groups.stream().mapToLong(FailureGroup::slices).sum();
			return new FailureGroups(groups.stream().map((group) -> {
				FailedSlice first = group.examples().get(0);
				return new FailureGroups.Group(group.className(), masking.text(group.message()), group.slices(),
						new SliceReference(jobId, first.category(), first.firstRecord(), null));
			}).toList(), new BoundedCount(slices, slices < MOST_GROUPED));
		});
	}

	/**
	 * Queues all slices again that have failed like one: with an exception of the same
	 * class whose message differs at most in values. Needs {@code job:control}. What has
	 * not been done after ten seconds is left.
	 * @param operator who does it, and why
	 * @param like the slice, as {@link FailureGroups} name one
	 * @return how many were queued; not exact when some are left
	 */
	public BoundedCount retryGroup(Operator operator, SliceReference like) {
		ObjectId id = Given.jobId(like.jobId());
		return this.guard.change(operator, "retry-slices", Permission.JOB_CONTROL, target(id), (attempt) -> {
			this.database.check();
			BatchInstance<?> batch = this.rocketJob.batch(id);
			FailedSlice found = find(batch, like);
			attempt.on(OperationTarget.of(batch, found), batch);
			attempt.before("state", "failed");
			long retried = this.engine.retryAllLike(found, PATIENCE);
			boolean left = !this.engine.failedSlices(id, 0, false, found, 1).isEmpty();
			attempt.after("state", "queued");
			attempt.after("slices", retried);
			return new BoundedCount(retried, !left);
		});
	}

	/**
	 * Shows a failed slice with its records. Needs {@code record:read}.
	 * @param operator who asks
	 * @param slice which slice
	 * @return the slice
	 */
	public SliceDescriptor get(Operator operator, SliceReference slice) {
		return read(operator, slice, (batch, found) -> SliceDescriptor.withRecords(found,
				this.guard.masking(operator, batch), Masking.SHOWN));
	}

	private <T extends @Nullable Object> T read(Operator operator, SliceReference slice,
			BiFunction<BatchInstance<?>, FailedSlice, T> view) {
		ObjectId id = Given.jobId(slice.jobId());
		return this.guard.read(operator, Permission.RECORD_READ, target(id), () -> {
			this.database.check();
			BatchInstance<?> batch = this.rocketJob.batch(id);
			FailedSlice found = find(batch, slice);
			this.guard.require(operator, Permission.RECORD_READ, OperationTarget.of(batch, found), batch);
			return view.apply(batch, found);
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
				throw unreadable();
			}
			boolean text = records.stream().filter(Objects::nonNull).allMatch(String.class::isInstance);
			if (text != value instanceof String) {
				throw OperationException
					.badRequest("a record of this slice must be " + (text ? "a text" : "members by name"));
			}
			return found.update(index, (value instanceof Map<?, ?> members) ? document(members) : value);
		});
	}

	/**
	 * Shows a record with members as a text for people to edit, see {@link #correctJson}.
	 * Needs {@code record:read}.
	 * @param operator who asks
	 * @param slice which slice
	 * @param record the number of the record
	 * @return the record in relaxed MongoDB Extended JSON; {@code null} when it is a text
	 * or another value without members, was removed, or has encrypted values
	 */
	public @Nullable String json(Operator operator, SliceReference slice, long record) {
		return read(operator, slice, (batch, found) -> {
			long index = record - found.firstRecord();
			return (index >= 0 && index < found.recordCount() && Masking.SHOWN.records(found) != null
					&& found.records(Object.class).get((int) index) instanceof Document stored)
							? RecordJson.text(stored) : null;
		});
	}

	/**
	 * Replaces a record with members of a failed slice by one that somebody has written.
	 * Needs {@code record:edit}. A whole number keeps the type of the one in its place;
	 * dates, decimals and bytes are those that the text names as such.
	 * @param operator who does it, and why
	 * @param slice which slice
	 * @param record the number of the record, that of the one that failed or a later one
	 * @param json the new record, a JSON object in MongoDB Extended JSON
	 * @return the slice as it is then, without its records
	 */
	public SliceDescriptor correctJson(Operator operator, SliceReference slice, long record, String json) {
		return edit(operator, "correct-record", slice, record, (found, index) -> {
			if (Masking.SHOWN.records(found) == null) {
				throw unreadable();
			}
			if (!(found.records(Object.class).get(index) instanceof Document before)) {
				throw OperationException.badRequest("this record has no members by name, or was removed");
			}
			return found.update(index, RecordJson.record(json, before));
		});
	}

	private static OperationException unreadable() {
		return OperationException.conflict("The records of this slice have encrypted values, or cannot be read here;"
				+ " only the application can correct them, by FailedSlice.update");
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

	private FailedSlice find(BatchInstance<?> batch, SliceReference wanted) {
		FailedSlice found = this.engine.failedSlice(batch.id(), wanted.category(), wanted.firstRecord());
		if (found == null) {
			throw OperationException.notFound("There is no failed slice of the job with these records");
		}
		if (wanted.version() != null && !wanted.version().equals(found.version())) {
			throw OperationException
				.conflict("The slice has failed again or was corrected since it was shown; look at it again");
		}
		return found;
	}

	private static OperationTarget target(ObjectId jobId) {
		return new OperationTarget(OperationTarget.Kind.SLICE, jobId.toHexString(), null);
	}

	/**
	 * A page of failed slices.
	 *
	 * @param slices the slices, in the order of their records
	 * @param previous the page before, {@code null} on the first page
	 * @param next the page after, {@code null} when there is none
	 */
	public record Page(List<SliceDescriptor> slices, @Nullable String previous, @Nullable String next) {
	}

	/**
	 * The failed slices of a batch by their exceptions.
	 *
	 * @param groups the groups, the most frequent first
	 * @param slices how many failed slices there are; not exact where only the first were
	 * looked at
	 */
	public record FailureGroups(List<Group> groups, BoundedCount slices) {

		/**
		 * Slices that have failed alike.
		 *
		 * @param className the class of the exceptions
		 * @param message the message of the first, hidden unless values are shown
		 * @param slices how many there are of those that were looked at
		 * @param first the first of them, by which {@link SliceOperations#page} and
		 * {@link SliceOperations#retryGroup} know the group
		 */
		public record Group(String className, @Nullable String message, long slices, SliceReference first) {
		}

	}

}
