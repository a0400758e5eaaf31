package io.rocketjob.batch.record.fixed;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.rocketjob.batch.record.FileContentException;
import io.rocketjob.batch.record.FormatOptions;
import io.rocketjob.batch.record.LineReader;
import io.rocketjob.batch.record.RecordBinder;
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
 * Values of fixed width: each line is a record, and the option {@code layout} says what
 * is where. Blank lines are passed over.
 *
 * @since 0.1.0
 */
public final class FixedFormat implements RecordFormat {

	private static final String CHARSET = "charset";

	@Override
	public String name() {
		return "fixed";
	}

	@Override
	public Set<String> options() {
		Set<String> options = new HashSet<>(FixedLayout.OPTIONS);
		options.addAll(TextEncoding.OPTIONS);
		return options;
	}

	@Override
	public Map<String, Object> declaredOptions(ResolvableType records) {
		String layout = AnnotatedLayout.of(records);
		return (layout != null) ? Map.of(FixedLayout.LAYOUT, layout) : Map.of();
	}

	@Override
	public void check(Map<String, Object> options) {
		TextEncoding.of(name(), options);
		if (!TextEncoding.OPTIONS.containsAll(options.keySet())) {
			layout(options, StandardCharsets.UTF_8);
		}
	}

	private FixedLayout layout(Map<String, Object> options, Charset charset) {
		return FixedLayout.of(new FormatOptions(name(), options), charset);
	}

	@Override
	public RecordFileReader reader(RecordInput input) throws IOException {
		LineReader lines = input.linesOfAnyBreak();
		Map<String, Object> stored = new LinkedHashMap<>(input.options());
		// a byte order mark may say another one
		stored.put(CHARSET, lines.charset().name());
		return new Reader(lines, layout(input.options(), lines.charset()), stored);
	}

	@Override
	public RecordParser parser(Map<String, Object> layout, ResolvableType type) {
		FixedLayout fields = layout(layout,
				Charset.forName(String.valueOf(layout.getOrDefault(CHARSET, StandardCharsets.UTF_8.name()))));
		RecordBinder binder = new RecordBinder(type, null).emptyIsNothing();
		binder.checkColumns(fields.keys());
		return (text) -> binder.bind(fields.read(text, binder));
	}

	@Override
	public @Nullable RecordText text(Map<String, Object> options) {
		return TextEncoding.of(name(), options).isUtf8() ? text(layout(options, StandardCharsets.UTF_8)) : null;
	}

	private static RecordText text(FixedLayout fields) {
		return (record, text) -> {
			if (!(record.value() instanceof Map<?, ?> map)) {
				throw new IllegalArgumentException("has no names, which values of fixed width need");
			}
			text.append(fields.write(map)).append('\n');
		};
	}

	@Override
	public RecordFileWriter writer(RecordOutput output) throws IOException {
		return new TextFileWriter(output, text(layout(output.options(), output.charset())));
	}

	private record Reader(LineReader lines, FixedLayout fields,
			Map<String, Object> layout) implements RecordFileReader {

		@Override
		public @Nullable String read() throws IOException {
			String line = this.lines.readLine();
			while (line != null && line.isBlank()) {
				line = this.lines.readLine();
			}
			String problem = (line != null) ? this.fields.problem(line) : null;
			if (problem != null) {
				throw new FileContentException("Line " + this.lines.lineNumber() + " " + problem);
			}
			return line;
		}

		@Override
		public long line() {
			return this.lines.lineNumber();
		}

	}

}
