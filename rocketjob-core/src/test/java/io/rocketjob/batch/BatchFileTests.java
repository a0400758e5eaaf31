package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.OutputCategory;
import io.rocketjob.RecordWriter.FileOptions;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.csv.PsvFormat;
import io.rocketjob.batch.record.csv.TsvFormat;
import io.rocketjob.batch.record.fixed.FixedFormat;
import io.rocketjob.batch.record.json.JsonFormat;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.PgpEncryption;
import io.rocketjob.encryption.PgpSettings;
import io.rocketjob.encryption.PgpTestKeys;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.stream.FileSettings;
import io.rocketjob.stream.OutputFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Files as people have them: charsets, compression, and what is wrong with them. */
class BatchFileTests {

	private static final Encryption KEYS = TinkEncryption.of(new ByteArrayResource(Keysets.newValues().getBytes()),
			new ByteArrayResource(Keysets.newFiles().getBytes()));

	private static final PgpTestKeys ANN = PgpTestKeys.of("Ann <ann@example.com>", "secret");

	private static final FileSettings FILES = new FileSettings(20_000_000, 500, 10_000_000, 1 << 27,
			PgpEncryption.of(new PgpSettings(ANN.publicKeys(), ANN.secretKeys(), "secret", List.of("ann@example.com"),
					"ann@example.com", true)));

	private final TestSystem system = TestSystem.with(RowJob.class, RussianJob.class)
		.encryption(KEYS)
		.format(new CsvFormat())
		.format(new PsvFormat())
		.format(new TsvFormat())
		.format(new JsonFormat())
		.format(new FixedFormat())
		.batches(new BatchSettings(Duration.ZERO, Map.of(), FILES))
		.withoutRecovery()
		.start();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@ParameterizedTest
	@CsvSource({ "Shift_JIS, psv", "Shift_JIS, csv", "Big5, psv", "Big5, csv", "GBK, psv", "GBK, csv", "GB18030, psv",
			"GB18030, csv", "windows-31j, psv", "x-Johab, csv", "UTF-16LE, csv", "UTF-16, psv", "UTF-32BE, csv" })
	void separatorsAreLookedForInCharactersAndNotInBytes(String charsetName, String format) throws IOException {
		Charset charset = Charset.forName(charsetName);
		// of each some whose last byte is that of a separator, a quote or a backslash
		List<String> values = charactersWithLastByte(charset, "|\\,\"".getBytes(StandardCharsets.US_ASCII));
		String separator = format.equals("psv") ? "|" : ",";
		StringBuilder text = new StringBuilder("one" + separator + "two\n");
		for (int i = 0; i + 1 < values.size(); i += 2) {
			text.append(values.get(i)).append(separator).append(values.get(i + 1)).append('\n');
		}
		Path file = Files.write(this.directory.resolve("a." + format), text.toString().getBytes(charset));

		BatchInstance<?> batch = upload(file, (options) -> options.charset(charset));
		this.system.queue.drain();

		List<String> read = new ArrayList<>();
		rows(batch).forEach((row) -> row.values().forEach((value) -> read.add(String.valueOf(value))));
		assertThat(read).isEqualTo(values);
		Path copy = this.directory.resolve("copy." + format);
		batch.download(copy, (options) -> options.charset(charset).format(format));
		assertThat(Files.readString(copy, charset))
			.isEqualTo((charset.name().equals("UTF-16LE") ? "\uFEFF" : "") + text);
	}

	private static List<String> charactersWithLastByte(Charset charset, byte[] wanted) {
		List<String> found = new ArrayList<>();
		for (char c = 0x3000; c < 0xD7A4; c++) {
			byte[] bytes = charset.newEncoder().canEncode(c) ? String.valueOf(c).getBytes(charset) : new byte[0];
			byte last = (bytes.length > 0) ? bytes[bytes.length - 1] : 0;
			if (found.size() < 400 && new String(wanted, StandardCharsets.US_ASCII).indexOf(last) != -1) {
				found.add(String.valueOf(c));
			}
		}
		// wide charsets have them in one byte or the other
		return found.isEmpty() ? List.of("\u2C22", "\u7C5C") : found.subList(0, found.size() / 2 * 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE" })
	void aByteOrderMarkTellsTheCharsetAndIsNoPartOfTheFirstRecord(String name) throws IOException {
		Charset charset = Charset.forName(name);
		Map<String, String> texts = Map.of("csv", "one,two\n\u00E9,2\n", "psv", "one|two\n\u00E9|2\n", "tsv",
				"one\ttwo\n\u00E9\t2\n", "json", "{\"one\": \"\u00E9\", \"two\": \"2\"}\n");
		texts.forEach((format, text) -> {
			try {
				Path file = Files.write(this.directory.resolve("a." + format), ("\uFEFF" + text).getBytes(charset));
				BatchInstance<?> batch = upload(file, (options) -> options.charset(StandardCharsets.ISO_8859_1));
				this.system.queue.drain();
				assertThat(rows(batch)).as(format).containsExactly(Map.of("one", "\u00E9", "two", "2"));
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		});
		Path lines = Files.write(this.directory.resolve("a.txt"), "\uFEFF{\"one\": 1}\n".getBytes(charset));
		BatchInstance<?> batch = upload(lines, (options) -> options.format("json").charset(StandardCharsets.UTF_8));
		this.system.queue.drain();
		assertThat(rows(batch)).containsExactly(Map.of("one", 1));
		Path fixed = Files.write(this.directory.resolve("b.txt"), "\uFEFF\u00E9\u00E9\u00E95\n".getBytes(charset));
		batch = upload(fixed, (options) -> options.format("fixed").option("layout", "one:3,two:1:integer"));
		this.system.queue.drain();
		assertThat(rows(batch)).containsExactly(Map.of("one", "\u00E9\u00E9\u00E9", "two", 5));
	}

	@Test
	void lengthsInBytesAreThoseOfTheMark() throws IOException {
		Path file = Files.write(this.directory.resolve("a.txt"), "\uFEFF\u00E95\n".getBytes(StandardCharsets.UTF_8));
		Consumer<FileOptions> fixed = (options) -> options.format("fixed")
			.option("layout", "one:2,two:1:integer")
			.option("lengths", "bytes")
			.charset(StandardCharsets.ISO_8859_1);
		BatchInstance<?> batch = upload(file, fixed);
		this.system.queue.drain();
		assertThat(rows(batch)).containsExactly(Map.of("one", "\u00E9", "two", 5));
		Path wide = Files.write(this.directory.resolve("b.txt"), "\uFEFF\u00E95\n".getBytes(StandardCharsets.UTF_16LE));
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> upload(wide, fixed))
			.withMessageContaining("'lengths'")
			.withMessageContaining("must be characters for a file in UTF-16LE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ISO-2022-JP", "ISO-2022-KR", "IBM037", "IBM1047" })
	void charsetsThatCannotBeCutAreRefusedByNameAndNothingIsLeft(String name) throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.csv"), "one,two\n1,2\n");
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> upload(file, (options) -> options.charset(Charset.forName(name))))
			.withMessageContaining(name)
			.withMessageContaining("convert the file to UTF-8 first");
		assertNothingIsLeft();
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> upload(file, (options) -> options.option("charset", name)))
			.withMessageContaining(name);
		assertNothingIsLeft();
	}

	@Test
	void aWrongByteInTheMiddleIsAnErrorThatNamesLineAndByteAndNothingIsLeft() throws IOException {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		text.writeBytes("one,two\n".getBytes());
		for (int i = 2; i < 5000; i++) {
			text.writeBytes(("a\u00E9," + i + "\n")
				.getBytes((i == 3000) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
		}
		Path file = Files.write(this.directory.resolve("a.csv"), text.toByteArray());

		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> upload(file, (options) -> {
		})).withMessageContaining("a.csv").withMessageContaining("Line 3000 is not valid in UTF-8 at its byte 2");
		assertNothingIsLeft();

		BatchInstance<?> replaced = upload(file, (options) -> options.malformed(CodingErrorAction.REPLACE));
		BatchInstance<?> dropped = upload(file, (options) -> options.option("malformed", "drop"));
		this.system.queue.drain();
		assertThat(rows(replaced).get(2998)).isEqualTo(Map.of("one", "a\uFFFD", "two", "3000"));
		assertThat(rows(dropped).get(2998)).isEqualTo(Map.of("one", "a", "two", "3000"));
	}

	@Test
	void theCategorySaysCharsetAndWhatBecomesOfMalformedBytes() throws IOException {
		byte[] text = "one,two\n\u0416,\u0424\n".getBytes(Charset.forName("windows-1251"));
		Path file = Files.write(this.directory.resolve("a.csv"), text);

		BatchInstance<?> batch = this.system.rocketJob.batch(RussianJob.class).upload(file).create();
		this.system.queue.drain();

		assertThat(rows(batch)).containsExactly(Map.of("one", "\u0416", "two", "\u0424"));
		Path copy = this.directory.resolve("copy.csv");
		batch.download(copy);
		assertThat(copy).hasBinaryContent(text);
		batch.download(copy, (options) -> options.charset(StandardCharsets.UTF_8));
		assertThat(copy).hasContent("one,two\n\u0416,\u0424");
	}

	@ParameterizedTest
	@ValueSource(strings = { "csv", "psv", "tsv", "json", "lines", "fixed" })
	void aCharacterThatTheCharsetLacksFailsTheDownloadAndLeavesNoFile(String format) throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.csv"), "one\nx\ny\n5\u20AC\n");
		BatchInstance<?> batch = upload(file, (options) -> {
		});
		this.system.queue.drain();
		Path copy = this.directory.resolve("copy.txt");

		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> batch.download(copy, (options) -> {
			options.format(format).charset(StandardCharsets.ISO_8859_1);
			if (format.equals("fixed")) {
				options.option("layout", "one:9");
			}
		})).withMessageEndingWith("copy.txt: Record 3 has the character U+20AC '\u20AC', which ISO-8859-1 lacks");
		assertThat(this.directory).isDirectoryNotContaining("glob:**copy*");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> batch.download(copy, (options) -> options.charset(Charset.forName("IBM037"))))
			.withMessageContaining("IBM037");
	}

	@Test
	void aHeaderThatTheCharsetLacksIsNamedAsSuch() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.csv"), "\u0416\n1\n");
		BatchInstance<?> batch = upload(file, (options) -> {
		});
		this.system.queue.drain();
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> batch.download(this.directory.resolve("b.csv"),
					(options) -> options.charset(StandardCharsets.ISO_8859_1)))
			.withMessageContaining("The header has the character U+0436 '\u0436', which ISO-8859-1 lacks");
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> batch.download(this.directory.resolve("b.txt"),
					(options) -> options.format("lines").header("\u0416").charset(StandardCharsets.ISO_8859_1)))
			.withMessageContaining("The header has the character U+0416");
	}

	@Test
	void outputThatIsStoredAsLinesIsUtf8() {
		BatchInstance<?> batch = this.system.rocketJob.batch(RowJob.class)
			.output("main", (output) -> output.serializer(Serializer.BZIP2).format("lines"))
			.upload(List.of(Map.of("one", "\u00E9")))
			.create();
		this.system.queue.drain();
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> batch.download(this.directory.resolve("a"),
					(options) -> options.charset(StandardCharsets.ISO_8859_1)))
			.withMessageContaining("is stored as lines (BZIP2), which cannot be written in ISO-8859-1 any more");
		assertThat(batch.download(this.directory.resolve("a"), (options) -> options.charset(StandardCharsets.UTF_8)))
			.isOne();
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(RowJob.class)
				.output("main",
						(output) -> output.serializer(Serializer.BZIP2).format("lines").option("charset", "IBM850"))
				.create())
			.withMessageContaining(
					"output.main.format: BZIP2 stores the texts of records in UTF-8, one after the other, which lines"
							+ " with the options {charset=IBM850} cannot be; use the serializer COMPRESSED");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gz", "bz2", "xz", "zst", "zip", "enc", "pgp", "gz.gpg" })
	void aFileThatIsCutOffOrDamagedIsAnErrorThatSaysHowFarItWasReadAndNothingIsLeft(String ending) throws IOException {
		StringBuilder text = new StringBuilder("one,two\n");
		Random random = new Random(9);
		for (int i = 0; i < 100_000; i++) {
			text.append(random.nextLong()).append(',').append(i).append('\n');
		}
		String name = "a.csv." + ending;
		ByteArrayOutputStream file = new ByteArrayOutputStream();
		try (OutputStream output = new OutputFiles(KEYS, FILES).open(file, name)) {
			output.write(text.toString().getBytes());
		}
		byte[] cut = Arrays.copyOf(file.toByteArray(), file.size() * 3 / 4);
		byte[] damaged = file.toByteArray();
		damaged[damaged.length * 3 / 4] ^= 16;

		for (byte[] wrong : new byte[][] { cut, damaged }) {
			// as a stream, since what is wrong with a zip file may be found in its
			// directory
			assertThatExceptionOfType(InvalidRecordException.class)
				.isThrownBy(() -> this.system.rocketJob.batch(RowJob.class)
					.upload((writer) -> writer.writeFile(new NamedResource(name, wrong)))
					.create())
				// what a damaged file unpacks to may be wrong before that is found
				.withMessageMatching(
						(wrong == cut) ? "(?s).*cannot be read after line \\d{4,6}: Cannot read " + name + ": .*"
								: "(?s).*(cannot be read after line \\d{4,6}: Cannot read " + name + "|: Line \\d+ ).*")
				.satisfies((ex) -> assertThat(ex.recordNumber()).isGreaterThan(1000));
			assertNothingIsLeft();
			Path path = Files.write(this.directory.resolve(name), wrong);
			assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> upload(path, (options) -> {
			})).withMessageContaining(name);
			assertNothingIsLeft();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "copy.csv", "copy.csv.gz", "copy.csv.bz2", "copy.csv.xz", "copy.csv.zst", "copy.csv.zip",
			"copy.csv.enc", "copy.csv.pgp", "copy.csv.GPG", "copy.csv.xz.pgp", "copy.csv.zst.enc", "copy.csv.pgp.zip" })
	void whatIsDownloadedIsUploadedAgainHoweverItIsPacked(String name) throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.csv"), "one,two\n\u0416,1\n\u65E5\u672C,2\n");
		BatchInstance<?> batch = upload(file, (options) -> {
		});
		this.system.queue.drain();
		Path copy = this.directory.resolve(name);
		for (Charset charset : new Charset[] { StandardCharsets.UTF_8, StandardCharsets.UTF_16LE,
				Charset.forName("GB18030") }) {
			batch.download(copy, (options) -> options.charset(charset));
			BatchInstance<?> again = upload(copy, (options) -> options.charset(charset));
			this.system.queue.drain();
			assertThat(rows(again)).isEqualTo(rows(batch)).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "gz", "bz2", "xz", "zst", "zip", "pgp" })
	void aFileWhoseContentIsFarTooLargeLeavesNothing(String ending) throws IOException {
		String name = "a.csv." + ending;
		Path path = this.directory.resolve(name);
		try (OutputStream output = new OutputFiles(null, FILES).open(Files.newOutputStream(path), name)) {
			output.write("one\n".repeat(5_100_000).getBytes());
		}
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> upload(path, (options) -> {
		}))
			.withMessageContaining("Cannot read " + name + ": its content ")
			.withMessageContaining("rocketjob.files.max-");
		assertNothingIsLeft();
	}

	@Test
	void aFileInAZipArchiveIsChosenAndTellsItsFormat() throws IOException {
		Path zip = this.directory.resolve("a.zip");
		try (ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(zip))) {
			for (String name : new String[] { "__MACOSX/._b.csv", "in/b.csv", "c.json" }) {
				output.putNextEntry(new ZipEntry(name));
				output.write((name.endsWith("csv") ? "one\n1\n" : "{\"one\": \"json\"}\n").getBytes());
			}
		}
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> upload(zip, (options) -> {
		})).withMessageContaining("the zip archive holds several files: in/b.csv, c.json; say which one");
		assertNothingIsLeft();

		BatchInstance<?> csv = upload(zip, (options) -> options.entry("in/b.csv"));
		BatchInstance<?> json = upload(zip, (options) -> options.entry("c.json"));
		this.system.queue.drain();
		assertThat(rows(csv)).containsExactly(Map.of("one", "1"));
		assertThat(rows(json)).containsExactly(Map.of("one", "json"));
	}

	@Test
	void contentThatDoesNotFitItsNameIsRefusedAndNothingIsLeft() throws IOException {
		ByteArrayOutputStream gz = new ByteArrayOutputStream();
		try (OutputStream output = new OutputFiles(null).open(gz, "a.gz")) {
			output.write("one\n1\n".getBytes());
		}
		for (String name : new String[] { "a.csv", "a.txt", "a.psv", "a.json", "noending" }) {
			Path file = Files.write(this.directory.resolve(name), gz.toByteArray());
			assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> upload(file, (options) -> {
			}))
				.withMessageContaining(
						"The content is no text, it is compressed by gzip; give it a name that ends with" + " .gz");
			assertNothingIsLeft();
		}
		Path file = Files.writeString(this.directory.resolve("b.csv.gz"), "one\n1\n");
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> upload(file, (options) -> {
		})).withMessageContaining("Cannot read b.csv.gz: it is no gzip");
		Path tar = Files.writeString(this.directory.resolve("b.tar.gz"), "");
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> upload(tar, (options) -> {
		})).withMessageContaining("b.tar");
		assertNothingIsLeft();
	}

	@Test
	void aCompressionThatIsNotKnownIsRefusedByNameOnUploadAndDownload() throws IOException {
		Path packed = Files.writeString(this.directory.resolve("a.csv.lz4"), "one\n1\n");
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> upload(packed, (options) -> {
		})).withMessageContaining("'a.csv.lz4' is compressed by lz4 by its name");
		assertNothingIsLeft();
		BatchInstance<?> batch = upload(Files.writeString(this.directory.resolve("a.csv"), "one\n1\n"), (options) -> {
		});
		this.system.queue.drain();
		for (String name : new String[] { "o.csv.lz4", "o.br", "o.csv.Z.gz" }) {
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> batch.download(this.directory.resolve(name)))
				.withMessageContaining("the endings of compression are .gz, .gzip, .bz2, .xz, .zst or .zip");
		}
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(
				() -> batch.download(this.directory.resolve("o"), (options) -> options.as("o.lz4").format("lines")));
		assertThat(this.directory).isDirectoryNotContaining("glob:**/o*");
	}

	@Test
	void utf16WithoutAMarkIsRefusedSayingWhichCharsetItLooksLike() throws IOException {
		Path file = Files.write(this.directory.resolve("a.csv"), "one,two\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> upload(file, (options) -> {
		})).withMessageContaining("a.csv").withMessageContaining("say so by the option charset: UTF-16LE");
		assertNothingIsLeft();
		BatchInstance<?> batch = upload(file, (options) -> options.option("charset", "UTF-16LE"));
		this.system.queue.drain();
		assertThat(rows(batch)).containsExactly(Map.of("one", "1", "two", "2"));
	}

	@Test
	void whatIsWrongWithAnOptionIsSaidWithoutTheClassOfAnException() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.csv"), "one\n1\n");
		for (Consumer<FileOptions> wrong : List.<Consumer<FileOptions>>of((options) -> options.option("sepaator", ";"),
				(options) -> options.option("charset", "none"), (options) -> options.format("excel"),
				(options) -> options.entry("b.csv"))) {
			assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> upload(file, wrong))
				.withMessageMatching(
						"The upload of \\S+ [0-9a-f]{24} failed, and nothing of it is kept: (The|There|In) .+")
				.withMessageNotContaining("Exception")
				.withCauseInstanceOf(IllegalArgumentException.class);
		}
	}

	@Test
	void whatFailsInAnUploadOtherwiseIsNamedByItsClass() {
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(RowJob.class)
				.upload((writer) -> writer.write(Map.of("one", Integer.valueOf("x"))))
				.create())
			.withMessageContaining("java.lang.NumberFormatException: For input string");
	}

	private BatchInstance<?> upload(Path file, Consumer<FileOptions> options) {
		return this.system.rocketJob.batch(RowJob.class)
			.upload((writer) -> writer.writeFile(new FileSystemResource(file), options))
			.create();
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static List<Map<String, Object>> rows(BatchInstance<?> batch) {
		try (var output = batch.output("main", Map.class)) {
			return (List) output.toList();
		}
	}

	private void assertNothingIsLeft() {
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(this.system.database().listCollectionNames().into(new ArrayList<>()))
			.noneMatch((name) -> name.matches("rocketjob\\.(inputs|outputs|lookups)\\..*"));
	}

	/** Passes rows on. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(format = "auto", sliceSize = 1000)
	@OutputCategory(format = "auto")
	static class RowJob implements BatchJob<Void, Map<String, Object>, Map<String, Object>> {

		@Override
		public @Nullable Map<String, Object> perform(Map<String, Object> row, BatchContext<Void> context) {
			return row;
		}

	}

	/** Says how its files are encoded. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(format = "csv", options = { "charset=windows-1251", "malformed=replace" })
	@OutputCategory(format = "csv", options = "charset=windows-1251")
	static class RussianJob implements BatchJob<Void, Map<String, Object>, Map<String, Object>> {

		@Override
		public @Nullable Map<String, Object> perform(Map<String, Object> row, BatchContext<Void> context) {
			return row;
		}

	}

	private static final class NamedResource extends ByteArrayResource {

		private final String name;

		private NamedResource(String name, byte[] bytes) {
			super(bytes);
			this.name = name;
		}

		@Override
		public String getFilename() {
			return this.name;
		}

	}

}
