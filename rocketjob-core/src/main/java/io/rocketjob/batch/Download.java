package io.rocketjob.batch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import io.rocketjob.BatchInstance.DownloadOptions;
import io.rocketjob.BatchUploads;
import io.rocketjob.RocketJobException;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.JobIndexes;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.stream.BzipBlocks;
import io.rocketjob.stream.InputFiles;
import io.rocketjob.stream.OutputFiles;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.WritableResource;
import org.springframework.util.StreamUtils;

/**
 * Writes or reads the output of a batch in the order of its input, slice by slice.
 */
final class Download {

	/** How many slices the database sends at once at most. */
	private static final int BATCH = 20;

	private final BatchOutputs outputs;

	private final ObjectId job;

	private final OutputSettings output;

	private final Options options;

	private final Lines lines;

	Download(BatchOutputs outputs, Document job, Consumer<DownloadOptions> customizer) {
		this.options = new Options();
		customizer.accept(this.options);
		this.outputs = outputs;
		this.job = JobDocument.id(job);
		OutputSettings settings = BatchDocument.outputs(job).get(this.options.category);
		if (settings == null) {
			throw new IllegalArgumentException(JobDocument.type(job) + " " + this.job + " has no output category '"
					+ this.options.category + "'; there are " + BatchDocument.outputs(job).keySet());
		}
		this.output = settings;
		String other = this.options.otherThanLines();
		if (other != null && settings.serializer().isText()) {
			throw new IllegalArgumentException("The output '" + settings.name() + "' of " + JobDocument.type(job) + " "
					+ this.job + " is stored as lines (" + settings.serializer() + "), which cannot be written " + other
					+ " any more; use the serializer COMPRESSED for it");
		}
		this.lines = this.options.extended ? Lines.EXTENDED : outputs.data().records().lines();
	}

	long to(Path file) {
		if (Files.isDirectory(file)) {
			throw new RocketJobException("The output '" + this.output.name() + "' of job " + this.job
					+ " cannot be written to " + file + ": it is a directory; give the path of a file in it");
		}
		String name = Objects.requireNonNullElse(this.options.as, file.getFileName().toString());
		RecordFormat format = format(name);
		Path part = file.resolveSibling(file.getFileName() + "." + new ObjectId() + ".part");
		try {
			long count;
			try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(part))) {
				count = write(stream, name, format);
			}
			Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
			return count;
		}
		catch (IOException ex) {
			throw failed(file.toString(), ex);
		}
		finally {
			deleteIfExists(part);
		}
	}

	private static void deleteIfExists(Path part) {
		try {
			Files.deleteIfExists(part);
		}
		catch (IOException ex) {
			// what has failed before says more
		}
	}

	long to(WritableResource resource) {
		String name = Objects.requireNonNullElse(this.options.as,
				Objects.requireNonNullElse(resource.getFilename(), ""));
		RecordFormat format = format(name);
		try (OutputStream stream = new BufferedOutputStream(resource.getOutputStream())) {
			return write(stream, name, format);
		}
		catch (IOException ex) {
			throw failed(resource.getDescription(), ex);
		}
	}

	long to(OutputStream stream) {
		String name = Objects.requireNonNullElse(this.options.as, "");
		RecordFormat format = format(name);
		try {
			long count = write(StreamUtils.nonClosing(stream), name, format);
			stream.flush();
			return count;
		}
		catch (IOException ex) {
			throw failed("the stream", ex);
		}
	}

	private RocketJobException failed(String target, IOException ex) {
		return new RocketJobException("The output '" + this.output.name() + "' of job " + this.job
				+ " cannot be written to " + target + ": " + FileRecords.reason(ex), ex);
	}

	/** Before anything is written, so that nothing is when it is wrong. */
	private RecordFormat format(String name) {
		return this.outputs.data()
			.formats()
			.get(Objects.requireNonNullElse(this.options.format, this.output.format()), InputFiles.contentName(name),
					this.options.values.keySet());
	}

	private long write(OutputStream stream, String name, RecordFormat format) throws IOException {
		if (this.output.serializer().isText()) {
			return OutputFiles.isPlainBzip2(name) ? concatenate(stream) : writeLines(stream, name);
		}
		String content = InputFiles.contentName(name);
		try (OutputStream file = this.outputs.files().open(stream, name);
				RecordFileWriter records = format
					.writer(new RecordOutput(content, file, this.options.header, this.options.values))) {
			long count = eachSlice((slice) -> {
				for (Object record : BsonBuffer.read(unpack(slice))) {
					records.write(new StoredValue(shown(record), this.lines));
				}
			});
			records.finish();
			return count;
		}
	}

	/**
	 * Writes lines that are stored as such.
	 */
	private long writeLines(OutputStream stream, String name) throws IOException {
		try (OutputStream file = this.outputs.files().open(stream, name)) {
			file.write(headerLine());
			return eachSlice((slice) -> file.write(unpack(slice)));
		}
	}

	private byte[] headerLine() {
		return (this.options.header != null) ? (this.options.header + "\n").getBytes(StandardCharsets.UTF_8)
				: new byte[0];
	}

	private long eachSlice(SliceAction action) throws IOException {
		long count = 0;
		try (MongoCursor<Document> slices = slices().cursor()) {
			while (slices.hasNext()) {
				Document slice = slices.next();
				if (slice.containsKey(SliceDocument.DATA)) {
					action.write(slice);
					count += slice.getInteger(SliceDocument.COUNT);
				}
			}
		}
		return count;
	}

	private @Nullable Object shown(@Nullable Object record) {
		if (record == null || record instanceof String) {
			return record;
		}
		if (this.options.decrypted != null) {
			return this.outputs.data().records().decrypt(record, this.options.decrypted);
		}
		if (FieldsMapper.hasSealed(record)) {
			throw new RocketJobException("The output '" + this.output.name() + "' of job " + this.job
					+ " has encrypted values; they are written in the clear if the options of the download say"
					+ " decrypt(…), with the class of the records");
		}
		return record;
	}

	/**
	 * Puts bzip2 streams one after the other, which makes a bzip2 file again.
	 */
	private long concatenate(OutputStream stream) throws IOException {
		// a file must have one stream at least
		stream.write(BzipBlocks.compress(headerLine()));
		long count = eachSlice((slice) -> stream.write(this.outputs.data()
			.codec()
			.decrypt(SliceDocument.data(slice), this.output.serializer(), binding(slice))));
		stream.flush();
		return count;
	}

	/**
	 * Counts the records without reading them.
	 * @return how many there are
	 */
	long count() {
		long count = 0;
		for (Document slice : this.outputs.collections()
			.output(this.job, this.output.name())
			.find()
			.projection(new Document(SliceDocument.COUNT, 1))) {
			count += slice.getInteger(SliceDocument.COUNT);
		}
		return count;
	}

	<T> Stream<@Nullable T> records(Class<T> type) {
		MongoCursor<Document> cursor = slices().cursor();
		Iterable<Document> slices = () -> cursor;
		return StreamSupport.stream(slices.spliterator(), false)
			.filter((slice) -> slice.containsKey(SliceDocument.DATA))
			.flatMap((slice) -> read(slice, type).stream())
			.onClose(cursor::close);
	}

	private <T> List<@Nullable T> read(Document slice, Class<T> type) {
		List<@Nullable T> records = new ArrayList<>();
		String what = "The output '" + this.output.name() + "' of job " + this.job;
		Binary lines = slice.get(SliceDocument.LINES, Binary.class);
		for (Object stored : RecordBuffer.read(this.output.serializer().isText(), unpack(slice),
				(lines != null) ? lines.getData() : null)) {
			records.add((stored != null) ? this.outputs.data().records().opened(what, stored, type) : null);
		}
		return records;
	}

	private byte[] unpack(Document slice) {
		return this.outputs.data().codec().unpack(SliceDocument.data(slice), this.output.serializer(), binding(slice));
	}

	private String binding(Document slice) {
		return SliceCollections.binding(this.job, this.output.name(), slice.getLong(SliceDocument.ID));
	}

	private FindIterable<Document> slices() {
		return this.outputs.collections()
			.output(this.job, this.output.name())
			.find()
			// else a server may sort them all, data included
			.hint(JobIndexes.BY_ID)
			.sort(JobIndexes.BY_ID)
			.batchSize(BATCH);
	}

	/** Writes the records of a slice. */
	private interface SliceAction {

		void write(Document slice) throws IOException;

	}

	private static final class Options implements DownloadOptions {

		private String category = BatchUploads.MAIN;

		private @Nullable String header;

		private @Nullable String as;

		private @Nullable Class<?> decrypted;

		private boolean extended;

		private @Nullable String format;

		private final Map<String, Object> values = new LinkedHashMap<>();

		private @Nullable String otherThanLines() {
			if (this.extended) {
				return "as extended JSON";
			}
			return (this.format != null && !this.format.equals(RecordFormat.LINES))
					? "in the format '" + this.format + "'" : null;
		}

		@Override
		public DownloadOptions category(String name) {
			this.category = name;
			return this;
		}

		@Override
		public DownloadOptions header(String line) {
			this.header = line;
			return this;
		}

		@Override
		public DownloadOptions format(String name) {
			this.format = name;
			return this;
		}

		@Override
		public DownloadOptions option(String name, Object value) {
			this.values.put(name, value);
			return this;
		}

		@Override
		public DownloadOptions as(String name) {
			this.as = name;
			return this;
		}

		@Override
		public DownloadOptions decrypt(Class<?> type) {
			this.decrypted = type;
			return this;
		}

		@Override
		public DownloadOptions extendedJson() {
			this.extended = true;
			return this;
		}

	}

}
