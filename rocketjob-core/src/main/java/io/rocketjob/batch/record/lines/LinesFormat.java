package io.rocketjob.batch.record.lines;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

import io.rocketjob.batch.record.LineReader;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordText;
import io.rocketjob.batch.record.RecordValue;
import io.rocketjob.batch.record.TextEncoding;
import io.rocketjob.batch.record.TextFileWriter;
import org.jspecify.annotations.Nullable;

/**
 * Raw lines: each line is a record, as a string without its line break. Output is the
 * text of each record and a line feed.
 *
 * @since 0.1.0
 */
public final class LinesFormat implements RecordFormat {

	@Override
	public String name() {
		return LINES;
	}

	@Override
	public Set<String> options() {
		return TextEncoding.OPTIONS;
	}

	@Override
	public void check(Map<String, Object> options) {
		TextEncoding.of(LINES, options);
	}

	@Override
	public RecordFileReader reader(RecordInput input) {
		return new Reader(input.lines());
	}

	@Override
	public @Nullable RecordText text(Map<String, Object> options) {
		return TextEncoding.of(LINES, options).isUtf8() ? LinesFormat::write : null;
	}

	private static void write(RecordValue record, StringBuilder text) {
		text.append(record.text()).append('\n');
	}

	@Override
	public RecordFileWriter writer(RecordOutput output) throws IOException {
		check(output.options());
		return new TextFileWriter(output, LinesFormat::write);
	}

	private record Reader(LineReader lines) implements RecordFileReader {

		@Override
		public @Nullable String read() throws IOException {
			return this.lines.readLine();
		}

		@Override
		public long line() {
			return this.lines.lineNumber();
		}

	}

}
