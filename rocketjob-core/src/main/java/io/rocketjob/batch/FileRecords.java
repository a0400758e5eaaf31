package io.rocketjob.batch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

import io.rocketjob.InvalidRecordException;
import io.rocketjob.RecordWriter.FileOptions;
import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.FormatChoice;
import io.rocketjob.batch.record.FormatSettings;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.TextEncoding;
import io.rocketjob.stream.InputFiles;
import io.rocketjob.stream.NamedInputStream;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.io.Resource;

/**
 * Uploads the records of one file in its format.
 */
final class FileRecords implements FileOptions {

	private final Resource file;

	private final FormatSettings category;

	private final ResolvableType type;

	private FormatSettings wanted = FormatSettings.NONE;

	private @Nullable Charset charset;

	private @Nullable CodingErrorAction malformed;

	private @Nullable String entry;

	/**
	 * Makes it.
	 * @param file the file
	 * @param category the format of the category
	 * @param type the type of the records of the job
	 */
	FileRecords(Resource file, FormatSettings category, ResolvableType type) {
		this.file = file;
		this.category = category;
		this.type = type;
	}

	@Override
	public FileOptions format(String name) {
		this.wanted = new FormatSettings(name, this.wanted.options());
		return this;
	}

	@Override
	public FileOptions charset(Charset value) {
		this.charset = value;
		return this;
	}

	@Override
	public FileOptions malformed(CodingErrorAction action) {
		this.malformed = action;
		return this;
	}

	@Override
	public FileOptions entry(String name) {
		this.entry = name;
		return this;
	}

	@Override
	public FileOptions option(String name, Object value) {
		this.wanted = this.wanted.withOption(name, value);
		return this;
	}

	/**
	 * Writes the records.
	 * @param formats the record formats
	 * @param files opens the file
	 * @param receiver receives them
	 * @throws IllegalArgumentException when an option is wrong
	 * @throws InvalidRecordException when the file cannot be read, naming the place
	 */
	void write(RecordFormats formats, InputFiles files, Receiver receiver) {
		Reading reading = new Reading(receiver);
		try (NamedInputStream stream = files.open(this.file, this.entry)) {
			String name = stream.contentName();
			FormatChoice choice = formats.choose(this.category, this.wanted, name, this.type);
			RecordInput input = new RecordInput(name, stream, encoding(choice), SliceCodec.PACKED_LIMIT,
					choice.options());
			try (RecordFileReader reader = choice.format().reader(input)) {
				read(reader, choice.format(), name, reading);
			}
		}
		catch (FileContentException ex) {
			throw new InvalidRecordException(receiver.count() + 1, this.file.getDescription() + ": " + ex.getMessage(),
					ex);
		}
		catch (IOException ex) {
			throw new InvalidRecordException(receiver.count() + 1,
					this.file.getDescription() + " cannot be read "
							+ ((reading.position != null) ? "after " + reading.position : "from its beginning") + ": "
							+ reason(ex),
					ex);
		}
		finally {
			receiver.format(null);
		}
	}

	private void read(RecordFileReader reader, RecordFormat format, @Nullable String name, Reading reading)
			throws IOException {
		Receiver receiver = reading.receiver;
		Map<String, Object> layout = reader.layout();
		if (layout != null) {
			checkType(format, layout, receiver);
		}
		receiver.format((layout != null) ? new SliceFormat(format.name(), name, layout) : null);
		reading.all(reader, format);
	}

	/** What the upload says wins over the options of the category. */
	private TextEncoding encoding(FormatChoice choice) {
		TextEncoding otherwise = choice.format().options().containsAll(TextEncoding.OPTIONS)
				? TextEncoding.of(choice.format().name(), choice.options()) : TextEncoding.UTF_8;
		return otherwise.with(this.charset, this.malformed);
	}

	/** What cannot be read as the job wants it would fail in every slice. */
	private void checkType(RecordFormat format, Map<String, Object> layout, Receiver receiver) {
		if (this.type.toClass() == String.class) {
			return;
		}
		try {
			format.parser(layout, this.type);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRecordException(receiver.count() + 1, this.file.getDescription()
					+ ": its records cannot be read as " + this.type.toClass().getName() + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Says what an exception means.
	 * @param ex the exception
	 * @return a text; the message of some is nothing but the name of a file
	 */
	static String reason(IOException ex) {
		if (ex instanceof NoSuchFileException || ex instanceof FileNotFoundException) {
			return "no such file or directory: " + ex.getMessage();
		}
		return (ex instanceof AccessDeniedException) ? "access denied: " + ex.getMessage()
				: String.valueOf(ex.getMessage());
	}

	/** Receives the records of files. */
	interface Receiver {

		/**
		 * Says what the records are that come next.
		 * @param following whose text they are, {@code null} when they are values
		 */
		void format(@Nullable SliceFormat following);

		/**
		 * Adds a record.
		 * @param record a value
		 */
		void write(Object record);

		/**
		 * Adds a record of text.
		 * @param record text of the file, where it has a line
		 * @param line in which line of the file it begins, 0 when there are none
		 */
		void writeText(String record, long line);

		/**
		 * Adds a record that is given by names and values.
		 * @param row names and values
		 */
		void writeRow(Map<?, ?> row);

		/**
		 * How many records there are.
		 * @return the count
		 */
		long count();

	}

	/** How far a file was read. */
	private static final class Reading {

		private final Receiver receiver;

		private @Nullable String position;

		Reading(Receiver receiver) {
			this.receiver = receiver;
		}

		void all(RecordFileReader reader, RecordFormat format) throws IOException {
			boolean text = reader.layout() != null;
			try {
				for (Object record = reader.read(); record != null; record = reader.read()) {
					if (record instanceof String each) {
						this.receiver.writeText(each, reader.line());
					}
					else if (text) {
						throw new IllegalStateException("The record format '" + format.name() + "' parses records and"
								+ " has read a " + record.getClass().getName() + "; it must read the text of records");
					}
					else if (record instanceof Map<?, ?> row) {
						this.receiver.writeRow(row);
					}
					else {
						this.receiver.write(record);
					}
				}
			}
			catch (IOException ex) {
				this.position = (reader.line() > 0) ? format.place(reader.line()) : null;
				throw ex;
			}
		}

	}

}
