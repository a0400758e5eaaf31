package io.rocketjob.batch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;

import io.rocketjob.InvalidRecordException;
import io.rocketjob.RecordWriter.FileOptions;
import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.stream.InputFiles;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Uploads the records of one file in its format.
 */
final class FileRecords implements FileOptions {

	private final Resource file;

	private String format;

	private Charset charset = StandardCharsets.UTF_8;

	private final Map<String, Object> options = new LinkedHashMap<>();

	/**
	 * Makes it.
	 * @param file the file
	 * @param format the format of the category
	 */
	FileRecords(Resource file, String format) {
		this.file = file;
		this.format = format;
	}

	@Override
	public FileOptions format(String name) {
		this.format = name;
		return this;
	}

	@Override
	public FileOptions charset(Charset value) {
		this.charset = value;
		return this;
	}

	@Override
	public FileOptions option(String name, Object value) {
		this.options.put(name, value);
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
		String filename = this.file.getFilename();
		String name = (filename != null) ? InputFiles.contentName(filename) : null;
		RecordFormat chosen = formats.get(this.format, name, this.options.keySet());
		Reading reading = new Reading(receiver);
		try (InputStream stream = files.open(this.file);
				RecordFileReader reader = chosen
					.reader(new RecordInput(name, stream, this.charset, SliceCodec.PACKED_LIMIT, this.options))) {
			Map<String, Object> layout = reader.layout();
			receiver.format((layout != null) ? new SliceFormat(chosen.name(), layout) : null);
			reading.all(reader, chosen);
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
		 * @param record its text, or a value
		 */
		void write(Object record);

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
					if (record instanceof String) {
						this.receiver.write(record);
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
				this.position = reader.position();
				throw ex;
			}
		}

	}

}
