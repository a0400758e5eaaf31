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
	 * @param engine the batches
	 * @param cutter receives them
	 * @throws IllegalArgumentException when an option is wrong
	 * @throws InvalidRecordException when the file cannot be read, naming the place
	 */
	void write(BatchEngine engine, SliceCutter cutter) {
		String filename = this.file.getFilename();
		String name = (filename != null) ? InputFiles.contentName(filename) : null;
		RecordFormat chosen = engine.formats().get(this.format, name, this.options.keySet());
		Reading reading = new Reading(cutter);
		try (InputStream stream = engine.inputFiles().open(this.file);
				RecordFileReader reader = chosen
					.reader(new RecordInput(name, stream, this.charset, SliceCodec.PACKED_LIMIT, this.options))) {
			Map<String, Object> layout = reader.layout();
			cutter.format((layout != null) ? new SliceFormat(chosen.name(), layout) : null);
			reading.all(reader, chosen);
		}
		catch (FileContentException ex) {
			throw new InvalidRecordException(cutter.count() + 1, this.file.getDescription() + ": " + ex.getMessage(),
					ex);
		}
		catch (IOException ex) {
			throw new InvalidRecordException(cutter.count() + 1,
					this.file.getDescription() + " cannot be read "
							+ ((reading.position != null) ? "after " + reading.position : "from its beginning") + ": "
							+ reason(ex),
					ex);
		}
		finally {
			cutter.format(null);
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

	/** How far a file was read. */
	private static final class Reading {

		private final SliceCutter cutter;

		private @Nullable String position;

		Reading(SliceCutter cutter) {
			this.cutter = cutter;
		}

		void all(RecordFileReader reader, RecordFormat format) throws IOException {
			boolean text = reader.layout() != null;
			try {
				for (Object record = reader.read(); record != null; record = reader.read()) {
					if (record instanceof String) {
						this.cutter.write(record);
					}
					else if (text) {
						throw new IllegalStateException("The record format '" + format.name() + "' parses records and"
								+ " has read a " + record.getClass().getName() + "; it must read the text of records");
					}
					else if (record instanceof Map<?, ?> row) {
						this.cutter.writeRow(row);
					}
					else {
						this.cutter.write(record);
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
