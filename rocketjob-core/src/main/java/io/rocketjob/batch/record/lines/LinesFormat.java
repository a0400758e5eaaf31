package io.rocketjob.batch.record.lines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import io.rocketjob.batch.record.LineReader;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordValue;
import org.jspecify.annotations.Nullable;

/**
 * Raw lines: each line is a record, as a string without its line break. Output is the
 * text of each record and a line feed, in UTF-8.
 *
 * @since 0.1.0
 */
public final class LinesFormat implements RecordFormat {

	@Override
	public String name() {
		return LINES;
	}

	@Override
	public RecordFileReader reader(RecordInput input) {
		return new Reader(input.lines());
	}

	@Override
	public RecordFileWriter writer(RecordOutput output) throws IOException {
		Writer writer = new Writer(output.stream());
		if (output.header() != null) {
			writer.line(output.header());
		}
		return writer;
	}

	private record Reader(LineReader lines) implements RecordFileReader {

		@Override
		public @Nullable String read() throws IOException {
			return this.lines.readLine();
		}

		@Override
		public @Nullable String position() {
			return (this.lines.lineNumber() > 0) ? "line " + this.lines.lineNumber() : null;
		}

	}

	private record Writer(OutputStream stream) implements RecordFileWriter {

		@Override
		public void write(RecordValue record) throws IOException {
			line(record.text());
		}

		private void line(String text) throws IOException {
			this.stream.write(text.getBytes(StandardCharsets.UTF_8));
			this.stream.write('\n');
		}

	}

}
