package io.rocketjob.batch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RecordSource;
import io.rocketjob.RecordWriter;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.csv.PsvFormat;
import io.rocketjob.batch.record.csv.TsvFormat;
import io.rocketjob.batch.record.fixed.FixedFormat;
import io.rocketjob.batch.record.json.JsonFormat;
import io.rocketjob.batch.record.xlsx.XlsxFormat;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.stream.InputFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables of random texts, written to a file, read by a batch and written again: each
 * format in each compression and in each charset; all combinations of the three with
 * {@code -Drocketjob.test.round-trips=all}.
 */
class RoundTripTests {

	private static final boolean ALL = "all".equals(System.getProperty("rocketjob.test.round-trips"));

	private static final List<String> FORMATS = List.of("csv", "tsv", "psv", "json", "fixed", "lines", "xlsx");

	private static final List<String> ENDINGS = List.of("", ".gz", ".bz2", ".xz", ".zst", ".zip", ".gz.enc");

	private static final List<Charset> CHARSETS = List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16,
			Charset.forName("UTF-32"), Charset.forName("windows-1252"), Charset.forName("windows-31j"),
			Charset.forName("Big5"), Charset.forName("GB18030"));

	/** With what means something in files, and bytes of it in other characters. */
	private static final String CHARACTERS = "ab01 \"'\\,;|\t\n\r=+-@#<&_x\u00e9\u00df\u20ac\u8868\u30bd\u529f\u8a31"
			+ "\u00a0\u2028\u0001\u0007\ufeff\ud83d\ude00";

	private static final Encryption ENCRYPTION = TinkEncryption.of(keyset(Keysets.newValues()),
			keyset(Keysets.newFiles()));

	private static TestSystem system;

	@TempDir
	Path directory;

	@BeforeAll
	static void start() {
		system = TestSystem.with(TableJob.class, LinesJob.class)
			.encryption(ENCRYPTION)
			.format(new CsvFormat())
			.format(new TsvFormat())
			.format(new PsvFormat())
			.format(new JsonFormat())
			.format(new FixedFormat())
			.format(new XlsxFormat())
			.start();
	}

	@AfterAll
	static void close() {
		system.close();
	}

	static Stream<Arguments> combinations() {
		List<Arguments> combinations = new ArrayList<>();
		for (String format : FORMATS) {
			List<Charset> charsets = format.equals("xlsx") ? CHARSETS.subList(0, 1) : CHARSETS;
			for (Charset charset : charsets) {
				for (String ending : ENDINGS) {
					int diagonal = FORMATS.indexOf(format) + CHARSETS.indexOf(charset) + ENDINGS.indexOf(ending);
					if (ALL || charsets.size() == 1 || diagonal % ENDINGS.size() == 0) {
						combinations.add(Arguments.of(format, ending, charset, combinations.size()));
					}
				}
			}
		}
		return combinations.stream();
	}

	@ParameterizedTest(name = "{0}{1} in {2}")
	@MethodSource("combinations")
	void aTableComesBackAsItWas(String format, String ending, Charset charset, int seed) throws IOException {
		List<Object> table = table(format, charset, new Random(seed));
		Path first = this.directory.resolve("first." + format + ending);
		Path second = this.directory.resolve("second." + format + ending);
		through((writer) -> table.forEach(writer::write), format, charset, first);
		assertThat(through((writer) -> read(writer, format, charset, first), format, charset, second)).isEqualTo(table);
		if (format.equals("xlsx")) {
			assertThat(through((writer) -> read(writer, format, charset, second), format, charset,
					this.directory.resolve("third")))
				.isEqualTo(table);
		}
		else {
			assertThat(content(second)).isEqualTo(content(first));
		}
	}

	private static void read(RecordWriter<Object> writer, String format, Charset charset, Path file) {
		writer.writeFile(new FileSystemResource(file), (options) -> {
			options.format(format).charset(charset);
			optionsOf(format).forEach(options::option);
		});
	}

	private static List<Object> through(RecordSource<Object> source, String format, Charset charset, Path file) {
		Kept job = format.equals("lines") ? system.bean(LinesJob.class) : system.bean(TableJob.class);
		job.kept().clear();
		BatchInstance<Void> batch = create(format.equals("lines"), source);
		system.queue.drain();
		batch.reload().download(file, (options) -> {
			options.format(format);
			if (!format.equals("xlsx")) {
				options.charset(charset);
			}
			optionsOf(format).forEach(options::option);
		});
		return List.copyOf(job.kept());
	}

	@SuppressWarnings("unchecked")
	private static BatchInstance<Void> create(boolean lines, RecordSource<?> source) {
		return lines ? system.rocketJob.batch(LinesJob.class).upload((RecordSource<String>) source).create()
				: system.rocketJob.batch(TableJob.class)
					.upload((RecordSource<Map<String, @Nullable Object>>) source)
					.create();
	}

	private static Map<String, String> optionsOf(String format) {
		return format.equals("fixed") ? Map.of("layout", "a:40, b:40, c:*")
				: format.equals("json") || format.equals("lines") ? Map.of() : Map.of("cleanse", "false");
	}

	private static Resource keyset(String json) {
		return new ByteArrayResource(json.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] content(Path file) throws IOException {
		Resource resource = new FileSystemResource(file);
		try (InputStream stream = new InputFiles(ENCRYPTION).open(resource)) {
			return stream.readAllBytes();
		}
	}

	private static List<Object> table(String format, Charset charset, Random random) {
		CharsetEncoder encoder = charset.newEncoder();
		List<Object> table = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			if (format.equals("lines")) {
				table.add(text(format, encoder, random).replaceAll("[\r\n]", "x"));
				continue;
			}
			Map<String, @Nullable Object> row = new LinkedHashMap<>();
			for (String column : List.of("a", "b", "c")) {
				row.put(column, hasNothing(format) && random.nextInt(8) == 0 ? null : text(format, encoder, random));
			}
			// a row without any value is no record in some
			row.put("a", format.equals("fixed") ? "x" : "x" + text(format, encoder, random));
			table.add(row);
		}
		return table;
	}

	private static boolean hasNothing(String format) {
		return !format.equals("psv") && !format.equals("fixed");
	}

	private static String text(String format, CharsetEncoder encoder, Random random) {
		StringBuilder text = new StringBuilder();
		int[] characters = CHARACTERS.codePoints().toArray();
		for (int length = random.nextInt(12); length > 0; length--) {
			String character = Character.toString(characters[random.nextInt(characters.length)]);
			if (encoder.canEncode(character) && isExpressible(format, character)) {
				text.append(character);
			}
		}
		return format.equals("fixed") ? text.toString().strip() : text.toString();
	}

	private static boolean isExpressible(String format, String character) {
		return switch (format) {
			case "psv" -> "|\n\r".indexOf(character) == -1;
			case "fixed" -> "\n\r".indexOf(character) == -1;
			default -> true;
		};
	}

	/** Keeps what it gets. */
	interface Kept {

		List<Object> kept();

	}

	@RocketJob
	@InputCategory(sliceSize = 7)
	@OutputCategory
	static class TableJob
			implements BatchJob<Void, Map<String, @Nullable Object>, Map<String, @Nullable Object>>, Kept {

		private final List<Object> kept = new CopyOnWriteArrayList<>();

		@Override
		public Map<String, @Nullable Object> perform(Map<String, @Nullable Object> record, BatchContext<Void> context) {
			this.kept.add(record);
			return record;
		}

		@Override
		public List<Object> kept() {
			return this.kept;
		}

	}

	@RocketJob
	@InputCategory(sliceSize = 7)
	@OutputCategory
	static class LinesJob implements BatchJob<Void, String, String>, Kept {

		private final List<Object> kept = new CopyOnWriteArrayList<>();

		@Override
		public String perform(String record, BatchContext<Void> context) {
			this.kept.add(record);
			return record;
		}

		@Override
		public List<Object> kept() {
			return this.kept;
		}

	}

}
