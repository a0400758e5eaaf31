package io.rocketjob.batch.record.json;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rocketjob.batch.record.ColumnRules;
import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.FormatOptions;
import io.rocketjob.batch.record.LineReader;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordParser;
import io.rocketjob.batch.record.RecordText;
import io.rocketjob.batch.record.TextEncoding;
import io.rocketjob.batch.record.TextFileWriter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * JSON lines: each line is a record, as an object; or as an array where the option
 * {@code columns} names its values. Blank lines are passed over.
 *
 * @since 0.1.0
 */
public final class JsonFormat implements RecordFormat {

	private static final Set<String> RULES = Set.of("cleanse", "allowedColumns", "requiredColumns", "skipUnknown");

	private static final String COLUMNS = "columns";

	@Override
	public String name() {
		return "json";
	}

	@Override
	public List<String> endings() {
		return List.of(".json", ".jsonl", ".ndjson");
	}

	@Override
	public Set<String> options() {
		Set<String> options = new HashSet<>(RULES);
		options.addAll(TextEncoding.OPTIONS);
		options.add(COLUMNS);
		return options;
	}

	@Override
	public void check(Map<String, Object> values) {
		TextEncoding.of(name(), values);
		FormatOptions options = new FormatOptions(name(), values);
		ColumnRules rules = new ColumnRules(options);
		List<String> columns = options.list(COLUMNS);
		if (columns != null) {
			if (columns.stream().anyMatch(String::isBlank) || Set.copyOf(columns).size() < columns.size()) {
				throw options.wrong(COLUMNS, "must name each value, and none twice");
			}
			rules.skippedKeys(columns);
		}
	}

	@Override
	public RecordFileReader reader(RecordInput input) {
		check(input.options());
		return new Reader(input.linesOfAnyBreak(), input.options(), input.options().containsKey(COLUMNS));
	}

	@Override
	public RecordParser parser(Map<String, Object> layout, ResolvableType type) {
		return new JsonParser(new FormatOptions(name(), layout), type);
	}

	@Override
	public @Nullable RecordText text(Map<String, Object> options) {
		return TextEncoding.of(name(), options).isUtf8() ? records(options) : null;
	}

	private RecordText records(Map<String, Object> options) {
		List<String> columns = new FormatOptions(name(), options).list(COLUMNS);
		return (record, text) -> {
			Object value = record.value();
			JsonText.write((columns != null && value instanceof Map<?, ?> map) ? chosen(columns, map) : value, text);
			text.append('\n');
		};
	}

	private static Map<String, @Nullable Object> chosen(List<String> columns, Map<?, ?> map) {
		Map<String, @Nullable Object> chosen = new LinkedHashMap<>();
		columns.forEach((column) -> chosen.put(column, map.get(column)));
		return chosen;
	}

	@Override
	public RecordFileWriter writer(RecordOutput output) throws IOException {
		check(output.options());
		if (output.header() != null) {
			throw new IllegalArgumentException("JSON lines have no header");
		}
		return new TextFileWriter(output, records(output.options()));
	}

	private record Reader(LineReader lines, Map<String, Object> layout, boolean arrays) implements RecordFileReader {

		@Override
		public @Nullable String read() throws IOException {
			String line = this.lines.readLine();
			while (line != null && line.isBlank()) {
				line = this.lines.readLine();
			}
			if (line != null) {
				check(line.strip());
			}
			return line;
		}

		private void check(String line) throws FileContentException {
			boolean object = line.startsWith("{") && line.endsWith("}");
			boolean array = line.startsWith("[") && line.endsWith("]");
			if (!object && !(array && this.arrays)) {
				throw new FileContentException("Line " + this.lines.lineNumber() + " is no JSON object" + (array
						? "; the option 'columns' names the values of an array" : "; each record must be one line"));
			}
		}

		@Override
		public long line() {
			return this.lines.lineNumber();
		}

	}

}
