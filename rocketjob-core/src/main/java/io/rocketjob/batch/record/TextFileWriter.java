package io.rocketjob.batch.record;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;

import org.jspecify.annotations.Nullable;

/**
 * Writes a file that is made of the texts of its records. Used by one thread.
 *
 * @since 0.1.0
 */
public final class TextFileWriter implements RecordFileWriter {

	private final Writer file;

	private final RecordText records;

	private final StringBuilder text = new StringBuilder();

	private long number;

	/**
	 * Begins a file.
	 * @param output where to write it; its header, if any, is written at once
	 * @param records writes the records
	 * @throws IOException when the file cannot be written
	 */
	public TextFileWriter(RecordOutput output, RecordText records) throws IOException {
		this.file = output.text();
		this.records = records;
		if (output.header() != null) {
			this.text.append(output.header()).append('\n');
			append("The header");
		}
	}

	@Override
	public void write(RecordValue record) throws IOException {
		this.number++;
		this.text.setLength(0);
		try {
			this.records.write(record, this.text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Record " + this.number + " " + ex.getMessage(), ex);
		}
		append(null);
	}

	private void append(@Nullable String what) throws IOException {
		try {
			this.file.append(this.text);
		}
		catch (CharacterCodingException ex) {
			throw new IOException(((what != null) ? what : "Record " + this.number) + " " + ex.getMessage(), ex);
		}
	}

	@Override
	public void finish() throws IOException {
		this.file.flush();
	}

}
