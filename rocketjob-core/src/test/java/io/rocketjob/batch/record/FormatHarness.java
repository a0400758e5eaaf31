package io.rocketjob.batch.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/** Uses a format as uploads, workers and downloads do. */
public final class FormatHarness {

	private static final ResolvableType MAP = ResolvableType.forClassWithGenerics(Map.class, String.class,
			Object.class);

	private final RecordFormat format;

	private final Map<String, Object> options = new LinkedHashMap<>();

	public FormatHarness(RecordFormat format) {
		this.format = format;
	}

	public FormatHarness with(String option, Object value) {
		this.options.put(option, value);
		return this;
	}

	/** What is stored of a file. */
	public List<String> cut(String text) throws IOException {
		return cut(text.getBytes(StandardCharsets.UTF_8));
	}

	public List<String> cut(byte[] bytes) throws IOException {
		List<String> records = new ArrayList<>();
		try (RecordFileReader reader = reader(bytes)) {
			for (Object record = reader.read(); record != null; record = reader.read()) {
				records.add((String) record);
			}
		}
		return records;
	}

	public RecordFileReader reader(byte[] bytes) throws IOException {
		Map<String, Object> chosen = chosen();
		return this.format
			.reader(new RecordInput("a.txt", new ByteArrayInputStream(bytes), StandardCharsets.UTF_8, 100_000, chosen));
	}

	private Map<String, Object> chosen() {
		Map<String, Object> plain = new FormatSettings(this.format.name(), this.options).options();
		if (!this.format.options().containsAll(plain.keySet())) {
			throw new AssertionError("There are only " + this.format.options());
		}
		this.format.check(plain);
		return plain;
	}

	/** What a job of maps gets. */
	@SuppressWarnings("unchecked")
	public List<Map<String, @Nullable Object>> read(String text) throws IOException {
		return (List<Map<String, @Nullable Object>>) (List<?>) read(text, MAP);
	}

	@SuppressWarnings("unchecked")
	public <T> List<T> read(String text, Class<T> type) throws IOException {
		return (List<T>) read(text, ResolvableType.forClass(type));
	}

	public List<Object> read(String text, ResolvableType type) throws IOException {
		return read(text.getBytes(StandardCharsets.UTF_8), type);
	}

	/** What a job of maps gets. */
	@SuppressWarnings("unchecked")
	public List<Map<String, @Nullable Object>> read(byte[] bytes) throws IOException {
		return (List<Map<String, @Nullable Object>>) (List<?>) read(bytes, MAP);
	}

	public List<Object> read(byte[] bytes, ResolvableType type) throws IOException {
		List<String> cut = cut(bytes);
		RecordParser parser = parser(bytes, type);
		return cut.stream().map(parser::parse).toList();
	}

	public RecordParser parser(byte[] bytes, ResolvableType type) throws IOException {
		try (RecordFileReader reader = reader(bytes)) {
			return this.format.parser(Objects.requireNonNull(reader.layout()), type);
		}
	}

	/** What a download makes of records. */
	public String write(@Nullable Object... records) throws IOException {
		return new String(writeBytes(records), StandardCharsets.UTF_8);
	}

	public byte[] writeBytes(@Nullable Object... records) throws IOException {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		try (RecordFileWriter writer = this.format.writer(new RecordOutput("a.txt", stream, null, chosen()))) {
			for (Object record : records) {
				writer.write(new Value(record));
			}
			writer.finish();
		}
		return stream.toByteArray();
	}

	public record Value(@Nullable Object value) implements RecordValue {

		@Override
		public String text() {
			return String.valueOf(this.value);
		}

	}

}
