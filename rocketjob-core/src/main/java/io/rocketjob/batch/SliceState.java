package io.rocketjob.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.rocketjob.BatchUploads;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.Result;
import io.rocketjob.RocketJobException;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.MappingErrors;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the records of one slice so far: how many are done, what they have
 * made, what they have counted. A record takes effect as a whole or not at all.
 * Thread-safe, because a run that does not return is ended by another thread.
 */
final class SliceState {

	private final Map<String, OutputSettings> settings;

	private final SliceData data;

	private final BiConsumer<String, @Nullable Object> observer;

	private final Map<String, RecordBuffer> outputs = new LinkedHashMap<>();

	private final Counters counters = new Counters();

	/** Written under the lock; the worker reads it for each record. */
	private volatile int done;

	private boolean resumed;

	/** How many hooks have not yet said that what was done stays done. */
	private int undecided;

	private boolean undone;

	SliceState(Map<String, OutputSettings> settings, SliceData data) {
		this(settings, data, (category, value) -> {
		});
	}

	/**
	 * Makes a state.
	 * @param settings the output categories
	 * @param data maps output
	 * @param observer gets each value that is output, with its category
	 */
	SliceState(Map<String, OutputSettings> settings, SliceData data, BiConsumer<String, @Nullable Object> observer) {
		this.settings = settings;
		this.data = data;
		this.observer = observer;
	}

	/**
	 * Resumes where an earlier run was.
	 * @param done how many records are done
	 * @param made what those have made, by category
	 * @param counted what those have counted
	 */
	synchronized void resume(int done, Map<OutputSettings, Part> made, Map<String, Long> counted) {
		made.forEach((output, part) -> buffer(output).addAll(part.bytes(), part.count(), part.lineCounts()));
		this.counters.add(counted);
		this.done = done;
		this.resumed = true;
	}

	/**
	 * Whether this is what has become of the slice: not when what was made before could
	 * not be read, and not when what was done since then is undone with the run. Then the
	 * slice stays as it was when the run began.
	 * @return whether it may be stored
	 */
	synchronized boolean isKept() {
		return this.resumed && this.undecided == 0;
	}

	/**
	 * Calls what takes effect as a whole or not at all. Until it has returned, nothing of
	 * what is done is to be kept: another thread may end the run in the middle.
	 * @param records works on records
	 * @return what that returns
	 * @throws Exception whatever that throws; then nothing is kept any more
	 */
	@Nullable Void wholly(Callable<@Nullable Void> records) throws Exception {
		synchronized (this) {
			if (this.undone) {
				throw new IllegalStateException(
						"What the records have done was undone, so that the slice can only begin again as a whole");
			}
			this.undecided++;
		}
		boolean whole = false;
		try {
			records.call();
			whole = true;
		}
		finally {
			synchronized (this) {
				if (whole) {
					this.undecided--;
				}
				else {
					this.undone = true;
				}
			}
		}
		return null;
	}

	/**
	 * The counters that the record at hand counts with.
	 * @return the counters
	 */
	Counters counters() {
		return this.counters;
	}

	int done() {
		return this.done;
	}

	/**
	 * A record has succeeded.
	 * @param number its number in the category
	 * @param result what it has made
	 */
	synchronized void succeeded(long number, @Nullable Object result) {
		if (!this.settings.isEmpty() || isSentElsewhere(result)) {
			List<Result.Part> parts = (result instanceof Result several) ? several.parts()
					: List.of(new Result.Part(BatchUploads.MAIN, result));
			add(number, parts, result instanceof Result);
			parts.forEach((part) -> {
				OutputSettings output = this.settings.get(part.category());
				if (output != null && (part.value() != null || output.nulls())) {
					this.observer.accept(part.category(), part.value());
				}
			});
		}
		this.counters.commit();
		this.done++;
	}

	/**
	 * Whether a result names a category. Of a job without output a plain value is
	 * ignored, and a name is a mistake.
	 */
	private static boolean isSentElsewhere(@Nullable Object result) {
		return result instanceof Result several
				&& several.parts().stream().anyMatch((part) -> !part.category().equals(BatchUploads.MAIN));
	}

	/**
	 * A record was removed.
	 */
	synchronized void skipped() {
		this.done++;
	}

	private void add(long number, List<Result.Part> parts, boolean named) {
		if (parts.size() == 1) {
			add(number, parts.get(0), named, false);
			return;
		}
		this.outputs.values().forEach(RecordBuffer::mark);
		Map<String, RecordBuffer> before = Map.copyOf(this.outputs);
		try {
			parts.forEach((part) -> add(number, part, named, true));
		}
		catch (RuntimeException ex) {
			before.values().forEach(RecordBuffer::reset);
			this.outputs.keySet().retainAll(before.keySet());
			throw ex;
		}
	}

	private void add(long number, Result.Part part, boolean named, boolean marked) {
		OutputSettings output = this.settings.get(part.category());
		if (output == null) {
			if (!named) {
				// it has only categories that must be named
				if (part.value() == null) {
					return;
				}
				throw new IllegalArgumentException("The job has no output category 'main', so results must say where"
						+ " they go, by Result.to(category, value); there are " + this.settings.keySet());
			}
			throw new IllegalArgumentException("The job has no output category '" + part.category() + "'; there are "
					+ (this.settings.isEmpty() ? "none" : this.settings.keySet()));
		}
		if (part.value() == null && !output.nulls()) {
			return;
		}
		RecordBuffer buffer = buffer(output);
		int before = buffer.size();
		if (!marked) {
			buffer.mark();
		}
		try {
			store(number, part, output, buffer);
			checkSize(number, output, buffer, before);
		}
		catch (RuntimeException ex) {
			if (!marked) {
				buffer.reset();
			}
			throw ex;
		}
	}

	private void store(long number, Result.Part part, OutputSettings output, RecordBuffer buffer) {
		try {
			if (buffer instanceof TextBuffer text && text.addPlain(part.value())) {
				return;
			}
			Object stored = this.data.records().toStored(part.value());
			if (output.serializer().isText() && FieldsMapper.hasSealed(stored)) {
				throw new InvalidRecordException(number,
						"The output '" + output.name() + "' is stored as " + output.format().name() + " ("
								+ output.serializer()
								+ "), and nobody could decrypt the encrypted values in them that record " + number
								+ " has made; use the serializer COMPRESSED or ENCRYPTED for it",
						null);
			}
			buffer.add(stored);
		}
		catch (RocketJobException ex) {
			throw ex;
		}
		catch (RuntimeException | StackOverflowError ex) {
			String type = (part.value() != null) ? "a " + part.value().getClass().getName() : "null";
			throw new InvalidRecordException(number,
					"What record " + number + " has made for the output '" + part.category() + "', " + type
							+ ", cannot be stored: " + MappingErrors.reason("output", ex)
							+ "; output a record, a map, or a simple type",
					ex);
		}
	}

	private static void checkSize(long number, OutputSettings output, RecordBuffer buffer, int before) {
		int limit = SliceCodec.UNPACKED_LIMIT;
		if (buffer.size() > limit) {
			throw new InvalidRecordException(number,
					"With what record " + number + " has made, " + (buffer.size() - before) + " bytes, the output '"
							+ output.name() + "' of its slice has " + buffer.size() + " bytes, more than " + limit
							+ "; use a smaller sliceSize, or output less for a record",
					null);
		}
	}

	private RecordBuffer buffer(OutputSettings output) {
		return this.outputs.computeIfAbsent(output.name(), (name) -> this.data.buffer(output));
	}

	/**
	 * What the records that are done have made, by category.
	 * @return a supplier of the packed form for each category with output
	 */
	synchronized Map<String, Part> parts() {
		Map<String, Part> parts = new LinkedHashMap<>();
		this.outputs.forEach((category, buffer) -> {
			if (buffer.count() > 0) {
				byte[] lines = buffer.lineCounts();
				parts.put(category, new Part(buffer.count(), new Binary(buffer.bytes()),
						(lines != null) ? new Binary(lines) : null));
			}
		});
		return parts;
	}

	synchronized Map<String, Long> counted() {
		return Map.copyOf(this.counters.sums());
	}

	/**
	 * Reads several of these as of one moment.
	 * @param reader reads them
	 * @param <T> what it makes of them
	 * @return what it made
	 */
	synchronized <T> T consistently(Supplier<T> reader) {
		return reader.get();
	}

	/**
	 * The output of one category.
	 *
	 * @param count how many records
	 * @param unpacked the records, not yet packed
	 * @param lines which of them have several lines, if that has to be stored
	 */
	record Part(int count, Binary unpacked, @Nullable Binary lines) {

		byte[] bytes() {
			return this.unpacked.getData();
		}

		byte @Nullable [] lineCounts() {
			return (this.lines != null) ? this.lines.getData() : null;
		}

		/**
		 * Adds what is stored beside the records.
		 */
		Document with(Document stored) {
			return (this.lines != null) ? stored.append(SliceDocument.LINES, this.lines) : stored;
		}

	}

}
