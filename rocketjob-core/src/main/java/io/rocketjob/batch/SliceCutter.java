package io.rocketjob.batch;

import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.rocketjob.InvalidRecordException;
import io.rocketjob.RecordSource;
import io.rocketjob.RecordWriter;
import io.rocketjob.RocketJobException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.io.Resource;

/**
 * Cuts the records that are written to it into slices. Used by one thread.
 */
abstract class SliceCutter implements RecordWriter<Object>, FileRecords.Receiver {

	private final RecordIntake intake;

	private final String jobClass;

	private final InputSettings settings;

	private final long offset;

	/** Whose text the records are that come next. */
	private @Nullable SliceFormat format;

	private @Nullable SliceFormat bufferFormat;

	/** Whether those that are in the buffer are of another format. */
	private boolean changes;

	private BsonBuffer buffer = new BsonBuffer();

	/** Where in its file the record is that is written, 0 when it is not known. */
	private long line;

	private boolean readsText;

	private long count;

	private long largest;

	private int largestSize;

	/**
	 * Makes a cutter.
	 * @param intake what it takes to cut records
	 * @param jobClass the name of the class of the job
	 * @param settings how slices are made
	 * @param offset how many records come before the first
	 */
	SliceCutter(RecordIntake intake, String jobClass, InputSettings settings, long offset) {
		this.intake = intake;
		this.jobClass = jobClass;
		this.settings = settings;
		this.offset = offset;
	}

	/**
	 * Takes a slice.
	 * @param position the position of its first record among all that were written, from
	 * 1
	 * @param records how many records it has
	 * @param bytes the records, not yet packed
	 */
	abstract void slice(long position, int records, byte[] bytes);

	@Override
	public void write(Object record) {
		long number = this.offset + this.count + 1;
		if (record == null) {
			throw new InvalidRecordException(number, at(number) + ": a record must not be null", null);
		}
		if (this.changes) {
			change();
		}
		int before = this.buffer.size();
		int size;
		this.buffer.mark();
		try {
			add(number, record);
			size = this.buffer.size() - before;
			checkSize(number, size);
			if (this.line > 0 && this.bufferFormat != null) {
				this.buffer.place(this.line);
			}
		}
		catch (InvalidRecordException ex) {
			// a source that goes on all the same goes on without it
			this.buffer.reset();
			throw ex;
		}
		this.count++;
		if (size > this.largestSize) {
			this.largestSize = size;
			this.largest = number;
		}
		if (this.buffer.count() >= this.settings.sliceSize()) {
			endSlice();
		}
	}

	@Override
	public final void writeText(String record, long line) {
		this.line = line;
		try {
			write(record);
		}
		finally {
			this.line = 0;
		}
	}

	private void add(long number, Object record) {
		if (!this.readsText && this.bufferFormat == null && record instanceof String) {
			checkReadsText(number);
		}
		if (this.line > 0) {
			this.buffer.addDecoded((String) record);
			return;
		}
		try {
			this.buffer.add(this.intake.data().records().toStored(record));
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw new InvalidRecordException(number,
					at(number) + ": a " + record.getClass().getName() + " with these values cannot be stored: " + ex,
					ex);
		}
	}

	/** Else each of its slices would fail. */
	private void checkReadsText(long number) {
		ResolvableType type = this.intake.classes().get(this.jobClass).declaredRecord();
		if (!this.intake.data().records().readsText(type)) {
			throw new InvalidRecordException(number,
					at(number) + " is text without a format, and " + this.jobClass + " wants records of " + type
							+ "; write such records, or name the format of the file, such as"
							+ " @InputCategory(format = \"csv\")",
					null);
		}
		this.readsText = true;
	}

	private void checkSize(long number, int size) {
		if (size > SliceCodec.PACKED_LIMIT) {
			throw new InvalidRecordException(number,
					at(number) + " has " + size + " bytes, and a record can have at most " + SliceCodec.PACKED_LIMIT
							+ "; keep large data elsewhere and refer to it",
					null);
		}
		if (this.buffer.size() > SliceCodec.UNPACKED_LIMIT) {
			throw new InvalidRecordException(number,
					at(number) + ": with it its slice has " + this.buffer.size() + " bytes, more than the limit of "
							+ SliceCodec.UNPACKED_LIMIT + "; use a sliceSize of less than " + this.buffer.count(),
					null);
		}
	}

	private String at(long number) {
		return "Record " + number + " of the input '" + this.settings.name() + "'";
	}

	/** A slice has records of one kind. */
	@Override
	public final void format(@Nullable SliceFormat following) {
		// takes effect with a record, as the next file may have the same again
		this.format = following;
		this.changes = !Objects.equals(this.bufferFormat, following);
	}

	private void change() {
		endLastSlice();
		this.bufferFormat = this.format;
		this.changes = false;
		this.buffer = new BsonBuffer(this.format, new RecordPlaces());
	}

	@Override
	public final void writeRow(Map<?, ?> row) {
		Document record;
		try {
			record = this.intake.data().records().row(row);
		}
		catch (RuntimeException ex) {
			long number = this.offset + this.count + 1;
			throw new InvalidRecordException(number, at(number) + " cannot be stored: " + ex.getMessage(), ex);
		}
		write(record);
	}

	private void endSlice() {
		int records = this.buffer.count();
		slice(this.count - records + 1, records, this.buffer.bytes());
		this.buffer = new BsonBuffer(this.bufferFormat, new RecordPlaces());
		this.largestSize = 0;
	}

	/**
	 * Takes all that a source writes.
	 * @param source the source
	 * @return how many records it has written
	 * @throws RocketJobException when it fails
	 */
	final long takeFrom(RecordSource<Object> source) {
		long before = this.count;
		try {
			source.writeTo(this);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new RocketJobException("The upload to the input '" + this.settings.name() + "' failed after record "
					+ (this.offset + this.count) + ": " + ex, ex);
		}
		return this.count - before;
	}

	/** Ends the last slice. */
	final void endLastSlice() {
		if (this.buffer.count() > 0) {
			endSlice();
		}
	}

	/**
	 * The slice at hand is too large when it is packed.
	 * @param packed how large
	 * @return what to throw
	 */
	final InvalidRecordException tooLarge(int packed) {
		int records = this.buffer.count();
		long last = this.offset + this.count;
		return new InvalidRecordException(this.largest,
				"The records " + (last - records + 1) + " to " + last + " of the input '" + this.settings.name()
						+ "' take " + packed + " bytes as a slice, more than the limit of " + SliceCodec.PACKED_LIMIT
						+ "; use a sliceSize of less than " + records + ". The largest of them is record "
						+ this.largest + " with " + this.largestSize + " bytes",
				null);
	}

	@Override
	public long count() {
		return this.count;
	}

	@Override
	public void writeFile(Resource file, Consumer<FileOptions> options) {
		FileRecords records = new FileRecords(file, this.settings.format(),
				this.intake.classes().get(this.jobClass).declaredRecord());
		options.accept(records);
		records.write(this.intake.data().formats(), this.intake.files(), this);
	}

}
