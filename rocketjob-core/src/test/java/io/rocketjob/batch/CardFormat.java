package io.rocketjob.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.LineReader;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordParser;
import io.rocketjob.batch.record.RecordValue;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * A format for tests, with what formats of text have: a first line with the names of the
 * columns, and records of several lines, one a column, each group ended by a line of
 * dashes. Records are cut at upload and parsed on the workers.
 */
final class CardFormat implements RecordFormat {

	private static final String END = "--";

	final AtomicInteger parsed = new AtomicInteger();

	@Override
	public String name() {
		return "cards";
	}

	@Override
	public List<String> endings() {
		return List.of(".cards");
	}

	@Override
	public Set<String> options() {
		return Set.of("separator", "columns");
	}

	@Override
	public RecordFileReader reader(RecordInput input) throws IOException {
		LineReader lines = input.lines();
		String header = lines.readLine();
		if (header == null || !header.startsWith("columns:")) {
			throw new FileContentException("Line 1 does not name the columns");
		}
		String separator = (String) input.options().getOrDefault("separator", ",");
		List<String> columns = List.of(header.substring("columns:".length()).split(separator));
		return new Reader(lines, Map.of("columns", columns));
	}

	@Override
	public RecordParser parser(Map<String, Object> layout, ResolvableType type) {
		List<?> columns = (List<?>) layout.get("columns");
		return (text) -> {
			this.parsed.incrementAndGet();
			String[] values = text.split("\n", -1);
			if (values.length != columns.size()) {
				throw new IllegalArgumentException(
						"it has " + values.length + " values, and the columns are " + columns);
			}
			Map<String, Object> record = new LinkedHashMap<>();
			for (int i = 0; i < values.length; i++) {
				record.put((String) columns.get(i), values[i]);
			}
			return record;
		};
	}

	@Override
	public RecordFileWriter writer(RecordOutput output) throws IOException {
		if (output.header() != null) {
			throw new IllegalArgumentException("Cards have no header of the caller; set the option 'columns'");
		}
		Object columns = output.options().getOrDefault("columns", "name,text");
		output.stream().write(("columns:" + columns + "\n").getBytes(StandardCharsets.UTF_8));
		return new Writer(output, List.of(((String) columns).split(",")));
	}

	private record Reader(LineReader lines, Map<String, Object> layout) implements RecordFileReader {

		@Override
		public @Nullable String read() throws IOException {
			List<String> record = new ArrayList<>();
			for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
				if (line.equals(END)) {
					return String.join("\n", record);
				}
				record.add(line);
			}
			if (!record.isEmpty()) {
				throw new FileContentException(
						"Line " + this.lines.lineNumber() + " is the last, and no line of dashes");
			}
			return null;
		}

		@Override
		public long line() {
			return this.lines.lineNumber();
		}

	}

	private record Writer(RecordOutput output, List<String> columns) implements RecordFileWriter {

		@Override
		public void write(RecordValue record) {
			Map<?, ?> value = (Map<?, ?>) record.value();
			this.columns.forEach((column) -> line(String.valueOf((value != null) ? value.get(column) : null)));
			line(END);
		}

		private void line(String text) {
			try {
				this.output.stream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
