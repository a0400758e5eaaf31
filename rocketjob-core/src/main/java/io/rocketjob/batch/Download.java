package io.rocketjob.batch;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.mongodb.client.MongoCursor;
import io.rocketjob.BatchInstance.DownloadOptions;
import io.rocketjob.BatchUploads;
import io.rocketjob.RocketJobException;
import io.rocketjob.batch.record.FormatChoice;
import io.rocketjob.batch.record.FormatSettings;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordText;
import io.rocketjob.batch.record.TextEncoding;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.stream.InputFiles;
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

	private final StoredOutput output;

	private final SliceData data;

	private final String type;

	private final Options options;

	private final Lines lines;

	Download(BatchOutputs outputs, JobRecord job, Consumer<DownloadOptions> customizer) {
		this.options = new Options();
		customizer.accept(this.options);
		this.data = outputs.data();
		this.type = job.type();
		OutputSettings settings = BatchDocument.outputs(job).get(this.options.category);
		if (settings == null) {
			throw new IllegalArgumentException(job.type() + " " + job.id() + " has no output category '"
					+ this.options.category + "'; there are " + BatchDocument.outputs(job).keySet());
		}
		this.output = new StoredOutput(outputs, job.id(), settings);
		if (isText()) {
			requireAsStored(this.options.otherThan(settings.format().name()));
		}
		this.lines = this.options.extended ? Lines.EXTENDED : this.data.records().lines();
	}

	private boolean isText() {
		return this.output.settings().serializer().isText();
	}

	private void requireAsStored(@Nullable String other) {
		if (other != null) {
			OutputSettings settings = this.output.settings();
			throw new IllegalArgumentException("The output '" + settings.name() + "' of " + this.type + " "
					+ this.output.job() + " is stored as " + settings.format().name() + " (" + settings.serializer()
					+ "), which cannot be written " + other + " any more; use the serializer COMPRESSED for it");
		}
	}

	long to(Path file) {
		if (Files.isDirectory(file)) {
			throw new RocketJobException(this.output + " cannot be written to " + file
					+ ": it is a directory; give the path of a file in it");
		}
		String name = Objects.requireNonNullElse(this.options.as, file.getFileName().toString());
		FormatChoice format = format(name);
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
		FormatChoice format = format(name);
		try (OutputStream stream = new BufferedOutputStream(resource.getOutputStream())) {
			return write(stream, name, format);
		}
		catch (IOException ex) {
			throw failed(resource.getDescription(), ex);
		}
	}

	long to(OutputStream stream) {
		String name = Objects.requireNonNullElse(this.options.as, "");
		FormatChoice format = format(name);
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
		return new RocketJobException(this.output + " cannot be written to " + target + ": " + FileRecords.reason(ex),
				ex);
	}

	/** Before anything is written, so that nothing is when it is wrong. */
	private FormatChoice format(String name) {
		FormatSettings stored = this.output.settings().format();
		BatchClass known = isText() ? null : this.output.outputs().classes().find(this.type);
		FormatChoice choice = this.data.formats()
			.choose(stored, this.options.format, InputFiles.contentName(name),
					(known != null) ? known.declaredOutput() : null);
		if (isText() && !choice.options().equals(stored.options())) {
			requireAsStored("with the options " + choice.options());
		}
		return choice;
	}

	private long write(OutputStream stream, String name, FormatChoice choice) throws IOException {
		RecordText text = isUtf8() ? choice.format().text(choice.options()) : null;
		if (!isText() && text == null) {
			return writeValues(stream, name, choice);
		}
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		try (RecordFileWriter writer = writer(header, name, choice)) {
			writer.finish();
		}
		TextDownload file = new TextDownload(this.output, name, header.toByteArray());
		if (text == null || isText()) {
			return file.writeStored(stream);
		}
		try {
			return file.writeValues(stream, text, this.lines, this::shown);
		}
		catch (IllegalArgumentException ex) {
			throw inexpressible(choice, ex);
		}
	}

	private boolean isUtf8() {
		return this.options.charset == null || this.options.charset.equals(StandardCharsets.UTF_8);
	}

	private RecordFileWriter writer(OutputStream file, String name, FormatChoice choice) throws IOException {
		return choice.format()
			.writer(new RecordOutput(InputFiles.contentName(name), file, charset(choice), this.options.header,
					choice.options()));
	}

	private long writeValues(OutputStream stream, String name, FormatChoice choice) throws IOException {
		try (OutputStream file = this.output.outputs().files().open(stream, name);
				RecordFileWriter records = writer(file, name, choice)) {
			return writeValues(records, choice);
		}
	}

	/** To unpack and read the records of a slice takes about as long as to write them. */
	private long writeValues(RecordFileWriter records, FormatChoice choice) throws IOException {
		try (MongoCursor<Document> slices = this.output.slices().cursor();
				ReadAhead<Document, List<StoredValue>> ahead = new ReadAhead<>(slices, this::values, Download::size)) {
			long count = 0;
			while (ahead.hasNext()) {
				for (StoredValue value : ahead.next()) {
					records.write(value);
					count++;
				}
			}
			records.finish();
			return count;
		}
		catch (IllegalArgumentException ex) {
			throw inexpressible(choice, ex);
		}
	}

	private RocketJobException inexpressible(FormatChoice choice, IllegalArgumentException ex) {
		return new RocketJobException(
				this.output + " cannot be written in the format '" + choice.format().name() + "': " + ex.getMessage(),
				ex);
	}

	private static long size(Document slice) {
		return StoredOutput.isThere(slice) ? SliceDocument.data(slice).length : 0;
	}

	private List<StoredValue> values(Document slice) {
		if (!StoredOutput.isThere(slice)) {
			return List.of();
		}
		List<StoredValue> values = new ArrayList<>();
		for (Object record : BsonBuffer.read(this.output.unpack(slice))) {
			values.add(new StoredValue(shown(record), this.lines));
		}
		return values;
	}

	/** What the download says wins over the options of the category. */
	private Charset charset(FormatChoice choice) {
		if (this.options.charset != null) {
			return this.options.charset;
		}
		return choice.format().options().containsAll(TextEncoding.OPTIONS)
				? TextEncoding.of(choice.format().name(), choice.options()).charset() : StandardCharsets.UTF_8;
	}

	private @Nullable Object shown(@Nullable Object record) {
		if (record == null || record instanceof String) {
			return record;
		}
		if (this.options.decrypted != null) {
			return this.data.records().decrypt(record, this.options.decrypted);
		}
		if (FieldsMapper.hasSealed(record)) {
			throw new RocketJobException(this.output
					+ " has encrypted values; they are written in the clear if the options of the download say"
					+ " decrypt(…), with the class of the records");
		}
		return record;
	}

	/**
	 * Counts the records without reading them.
	 * @return how many there are
	 */
	long count() {
		return this.output.count();
	}

	<T> Stream<@Nullable T> records(Class<T> type) {
		MongoCursor<Document> cursor = this.output.slices().cursor();
		Iterable<Document> slices = () -> cursor;
		return StreamSupport.stream(slices.spliterator(), false)
			.filter(StoredOutput::isThere)
			.flatMap((slice) -> read(slice, type).stream())
			.onClose(cursor::close);
	}

	private <T> List<@Nullable T> read(Document slice, Class<T> type) {
		List<@Nullable T> records = new ArrayList<>();
		Binary lines = slice.get(SliceDocument.LINES, Binary.class);
		for (Object stored : RecordBuffer.read(isText(), this.output.unpack(slice),
				(lines != null) ? lines.getData() : null)) {
			records.add((stored != null) ? this.data.records().opened(this.output.toString(), stored, type) : null);
		}
		return records;
	}

	private static final class Options implements DownloadOptions {

		private String category = BatchUploads.MAIN;

		private @Nullable String header;

		private @Nullable String as;

		private @Nullable Class<?> decrypted;

		private boolean extended;

		private FormatSettings format = FormatSettings.NONE;

		private @Nullable Charset charset;

		private @Nullable String otherThan(String stored) {
			if (this.extended) {
				return "as extended JSON";
			}
			if (this.charset != null && !this.charset.equals(StandardCharsets.UTF_8)) {
				return "in " + this.charset.name();
			}
			String name = this.format.name();
			return (!name.isEmpty() && !name.equals(stored)) ? "in the format '" + name + "'" : null;
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
			this.format = new FormatSettings(name, this.format.options());
			return this;
		}

		@Override
		public DownloadOptions charset(Charset other) {
			this.charset = new TextEncoding(other, CodingErrorAction.REPORT).charset();
			return this;
		}

		@Override
		public DownloadOptions option(String name, Object value) {
			this.format = this.format.withOption(name, value);
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
