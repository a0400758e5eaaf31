package io.rocketjob.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rocketjob.BatchInstance;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.csv.PsvFormat;
import io.rocketjob.batch.record.csv.TsvFormat;
import io.rocketjob.batch.record.fixed.FixedFormat;
import io.rocketjob.batch.record.json.JsonFormat;
import io.rocketjob.batch.record.lines.LinesFormat;
import io.rocketjob.batch.record.xlsx.XlsxFormat;
import io.rocketjob.batch.record.xlsx.XlsxFormat;
import io.rocketjob.server.ServerSettings;
import io.rocketjob.stream.InputFiles;
import io.rocketjob.stream.OutputFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.WritableResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConversionJobTests {

	private static final int RECORDS = 53;

	private static final List<String> COMPRESSIONS = List.of("", ".gz", ".zst", ".bz2", ".zip", ".zst.gz");

	private static final List<RecordFormat> FORMATS = List.of(new LinesFormat(), new CsvFormat(), new TsvFormat(),
			new PsvFormat(), new JsonFormat(), new FixedFormat(), new XlsxFormat());

	private final DefaultResourceLoader resources = new DefaultResourceLoader();

	private final TestSystem system = system();

	@TempDir
	Path directory;

	private TestSystem system() {
		TestSystem.Builder builder = TestSystem
			.with((context) -> context.registerBean(ConversionJob.class,
					() -> new ConversionJob(context.getBeanProvider(RocketJobTemplate.class),
							new RecordFormats(FORMATS), this.resources)))
			.settings(new ServerSettings(null, 2, Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(4),
					false, ServerSettings.DEFAULT_MAX_GROUP_SIZE));
		FORMATS.stream().skip(1).forEach(builder::format);
		return builder.start();
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void eachFormatBecomesEachOtherWhateverTheCompressionAndTheRecordsKeepTheirOrder() throws Exception {
		this.system.supervisor.start();
		Map<String, IntFunction<String>> texts = texts();
		int pair = 0;
		Map<BatchInstance<Conversion>, Path> jobs = new LinkedHashMap<>();
		Map<Path, String> expected = new LinkedHashMap<>();
		for (String from : texts.keySet()) {
			Path input = this.directory.resolve("in." + from + COMPRESSIONS.get(pair % COMPRESSIONS.size()));
			write(input, file(from, texts.get(from)));
			for (String to : texts.keySet()) {
				pair++;
				Path output = this.directory
					.resolve(from + "-to." + to + COMPRESSIONS.get(pair / 2 % COMPRESSIONS.size()));
				Conversion conversion = Conversion.of(input.toString(), output.toUri().toString());
				conversion = from.equals("fixed") ? conversion.from("fixed").inputOption("layout", layout(from))
						: conversion;
				conversion = to.equals("fixed") ? conversion.to("fixed").outputOption("layout", layout(from))
						: conversion;
				jobs.put(create(conversion), output);
				expected.put(output, from.equals("txt") ? ofLines(to) : file(to, texts.get(to)));
			}
		}
		for (Map.Entry<BatchInstance<Conversion>, Path> job : jobs.entrySet()) {
			assertThat(job.getKey().awaitEnd(Duration.ofMinutes(1))).as(job.getValue().toString())
				.isEqualTo(JobState.COMPLETED);
			assertThat(read(job.getValue())).as(job.getValue().toString()).isEqualTo(expected.get(job.getValue()));
		}
		assertThat(jobs).hasSize(36);
	}

	private static String layout(String from) {
		return from.equals("txt") ? "line:*" : "id:3,name:8,note:5";
	}

	/** How a record is written in files of each ending. */
	private static Map<String, IntFunction<String>> texts() {
		Map<String, IntFunction<String>> texts = new LinkedHashMap<>();
		texts.put("txt", (i) -> "{\"id\": \"" + i + "\", \"name\": \"N\u00e4me " + i + "\", \"note\": \"a;b\"}");
		texts.put("csv", (i) -> i + ",N\u00e4me " + i + ",a;b");
		texts.put("tsv", (i) -> i + "\tN\u00e4me " + i + "\ta;b");
		texts.put("psv", (i) -> i + "|N\u00e4me " + i + "|a;b");
		texts.put("json", (i) -> "{\"id\":\"" + i + "\",\"name\":\"N\u00e4me " + i + "\",\"note\":\"a;b\"}");
		texts.put("fixed", (i) -> String.format("%-3d%-8s%-5s", i, "N\u00e4me " + i, "a;b"));
		return texts;
	}

	private static String file(String format, IntFunction<String> text) {
		String header = switch (format) {
			case "csv" -> "id,name,note\n";
			case "tsv" -> "id\tname\tnote\n";
			case "psv" -> "id|name|note\n";
			default -> "";
		};
		return header + IntStream.range(0, RECORDS).mapToObj((i) -> text.apply(i) + "\n").collect(Collectors.joining());
	}

	/** What the lines become that are JSON. */
	private static String ofLines(String to) {
		IntFunction<String> line = texts().get("txt");
		IntFunction<String> text = switch (to) {
			case "csv", "tsv" -> (i) -> "\"" + line.apply(i).replace("\"", "\"\"") + "\"";
			case "json" -> (i) -> "{\"line\":\"" + line.apply(i).replace("\"", "\\\"") + "\"}";
			default -> line;
		};
		// values of a line have separators of csv only
		IntFunction<String> written = to.equals("tsv") ? (i) -> "\"" + line.apply(i).replace("\"", "\"\"") + "\""
				: text;
		boolean named = List.of("csv", "tsv", "psv").contains(to);
		return (named ? "line\n" : "")
				+ IntStream.range(0, RECORDS).mapToObj((i) -> written.apply(i) + "\n").collect(Collectors.joining());
	}

	@Test
	void workersWriteAndCompressWhatBecomesAFileOfGzip() throws IOException {
		Path input = write(this.directory.resolve("in.json"), file("json", texts().get("json")));
		Map.of("a.json.gz", ConversionJob.JSON_GZ, "b.txt.gz", ConversionJob.LINES_GZ, "c.csv.gz", "main", "d.json",
				"main", "e.gz.zst", "main")
			.forEach((name, category) -> {
				BatchInstance<Conversion> job = create(
						Conversion.of(input.toString(), this.directory.resolve(name).toString()));
				this.system.queue.drain();
				assertThat(job.reload().outputCount(category)).as(name).isEqualTo(RECORDS);
			});
		BatchInstance<Conversion> job = create(
				Conversion.of(input.toString(), this.directory.resolve("f.json.gz").toString())
					.outputOption("columns", "name"));
		this.system.queue.drain();
		assertThat(job.reload().outputCount("main")).as("with options").isEqualTo(RECORDS);
		assertThat(read(this.directory.resolve("f.json.gz"))).startsWith("{\"name\":\"N\u00e4me 0\"}\n");
	}

	@Test
	void typesStayAsFarAsTheFormatsTellThem() throws IOException {
		String json = "{\"n\":1,\"d\":1.50,\"b\":true,\"s\":\"01\",\"l\":[1,null],\"o\":{\"x\":12345678901234567890}}\n";
		assertThat(convert("a.json", json, "b.json")).isEqualTo(json);
		assertThat(convert("c.csv", "n,s\n1,01\n,\"\"\n", "d.json"))
			.isEqualTo("{\"n\":\"1\",\"s\":\"01\"}\n{\"n\":null,\"s\":\"\"}\n");
		assertThat(convert("e.json", "{\"n\":1,\"d\":1.50,\"o\":{\"x\":null}}\n", "f.csv"))
			.isEqualTo("n,d,o.x\n1,1.50,\n");
	}

	@Test
	void workbooksAreConvertedAndTheirCellsKeepTheirTypes() throws IOException {
		String json = "{\"n\":1,\"d\":1.5,\"b\":true,\"s\":\"01\",\"t\":\"17\",\"e\":\"\",\"x\":null}\n";
		Path input = write(this.directory.resolve("a.json"), json.repeat(3));
		List<Path> files = List.of(input, this.directory.resolve("b.xlsx"), this.directory.resolve("c.xlsx.gz"),
				this.directory.resolve("d.json"), this.directory.resolve("e.csv"));
		for (int i = 1; i < files.size(); i++) {
			BatchInstance<Conversion> job = create(
					Conversion.of(files.get((i < 4) ? i - 1 : 2).toString(), files.get(i).toString()));
			this.system.queue.drain();
			assertThat(job.reload().state()).as(files.get(i).toString()).isEqualTo(JobState.COMPLETED);
		}
		assertThat(files.get(3)).hasContent(json.repeat(3));
		assertThat(files.get(4)).hasContent("n,d,b,s,t,e,x\n" + "1,1.5,true,01,17,\"\",\n".repeat(3));
	}

	@Test
	void aWorkbookIsMadeOfAnyFormatAndBecomesAnyOther() throws IOException {
		String csv = file("csv", texts().get("csv"));
		Path input = write(this.directory.resolve("a.csv.gz"), csv);
		Path workbook = this.directory.resolve("b.xlsx");
		Path output = this.directory.resolve("c.csv");
		create(Conversion.of(input.toString(), workbook.toString()));
		this.system.queue.drain();
		create(Conversion.of(workbook.toString(), output.toString()));
		this.system.queue.drain();
		assertThat(read(output)).isEqualTo(csv);
	}

	@Test
	void optionsFormatsAndTheCharsetCanBeGiven() throws IOException {
		Path input = this.directory.resolve("in");
		Files.write(input, "\u00e4;b\n1;2\n".getBytes(StandardCharsets.ISO_8859_1));
		Path output = this.directory.resolve("out");
		BatchInstance<Conversion> job = create(Conversion.of(input.toString(), output.toString())
			.from("csv")
			.inputOption("separator", ";")
			.inputCharset("ISO-8859-1")
			.to("psv")
			.outputOption("charset", "ISO-8859-15")
			.outputOption("columns", "b,\u00e4"));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(Files.readString(output, Charset.forName("ISO-8859-15"))).isEqualTo("b|\u00e4\n2|1\n");
	}

	@Test
	void anInputWithoutRecordsMakesAFileWithoutRecords() throws IOException {
		assertThat(convert("a.csv", "id,name\n", "a.json.gz")).isEmpty();
		assertThat(convert("b.json", "", "b.csv")).isEmpty();
		Path input = write(this.directory.resolve("c.csv"), "id,name\n");
		Path output = this.directory.resolve("d.csv");
		create(Conversion.of(input.toString(), output.toString()).outputOption("columns", "id,name"));
		this.system.queue.drain();
		assertThat(read(output)).isEqualTo("id,name\n");
	}

	@Test
	void whatCannotBeConvertedIsRefusedBeforeItIsStored() {
		assertRefused(Conversion.of("a.csv", "b.nope").to("nope"), "output: There is no record format 'nope'");
		assertRefused(Conversion.of("a.csv", "b.json").inputOption("colour", "red"),
				"input: The record format 'csv' has no option 'colour'");
		assertRefused(Conversion.of("a.tar", "b.json"), "input: 'a.tar' is no text");
		assertRefused(Conversion.of("x/../a.csv", "file:a.csv"), "output: must be another file than the input");
		assertRefused(Conversion.of("a.csv", "classpath:b.json"), "output: nothing can be written to class path");
		assertRefused(Conversion.of("a.csv", "b.json").inputCharset("none"), "charset: there is no character set");
		assertThatIllegalArgumentException().isThrownBy(() -> Conversion.of(" ", "b.json"))
			.withMessageContaining("input");
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	private void assertRefused(Conversion conversion, String problem) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> create(conversion))
			.satisfies((ex) -> assertThat(ex.problems()).singleElement().asString().startsWith(problem));
	}

	@Test
	void anOutputThatIsThereIsReplacedOnlyIfThatIsWanted() throws IOException {
		Path input = write(this.directory.resolve("a.csv"), "id\n1\n");
		Path output = write(this.directory.resolve("b.json"), "old");
		BatchInstance<Conversion> job = create(Conversion.of(input.toString(), output.toString()));
		this.system.queue.drain();
		assertFailed(job, "the output of the conversion is there already");
		assertThat(job.recordCount()).isZero();
		assertThat(read(output)).isEqualTo("old");
		create(Conversion.of(input.toString(), output.toString()).overwriting());
		this.system.queue.drain();
		assertThat(read(output)).isEqualTo("{\"id\":\"1\"}\n");
	}

	@Test
	void aDirectoryThatIsNotThereIsToldBeforeTheWork() throws IOException {
		Path input = write(this.directory.resolve("a.csv"), "id\n1\n");
		BatchInstance<Conversion> job = create(
				Conversion.of(input.toString(), this.directory.resolve("none/b.json").toString()));
		this.system.queue.drain();
		assertFailed(job, "there is no directory");
		assertThat(job.reload().recordCount()).isZero();
		job = create(Conversion.of(input.toString(), this.directory.toString()).to("json"));
		this.system.queue.drain();
		assertFailed(job, "is a directory");
	}

	@Test
	void anInputThatIsWrongLeavesNoOutput() throws IOException {
		Path input = write(this.directory.resolve("a.csv"), "id,name\n1,a\n2\n");
		BatchInstance<Conversion> job = create(
				Conversion.of(input.toString(), this.directory.resolve("b.json").toString()));
		this.system.queue.drain();
		assertFailed(job, "Line 3 has 1 value, and there are 2 columns");
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).containsExactly(input);
		}
	}

	@Test
	void aDownloadThatDidNotEndIsRepeatedAsAWhole() throws IOException {
		Path input = write(this.directory.resolve("a.csv"), "id\n1\n2\n");
		Unsteady output = new Unsteady();
		this.resources.addProtocolResolver((location, loader) -> location.equals("unsteady:b.json") ? output : null);
		BatchInstance<Conversion> job = create(Conversion.of(input.toString(), "unsteady:b.json"));
		this.system.queue.drain();
		assertFailed(job, "not yet");
		job.reload().retry();
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(output.content.toString(StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"1\"}\n{\"id\":\"2\"}\n");
	}

	private void assertFailed(BatchInstance<Conversion> job, String message) {
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(job.reload().exception().message()).contains(message);
	}

	private BatchInstance<Conversion> create(Conversion conversion) {
		return this.system.rocketJob.batch(ConversionJob.class)
			.fields(conversion)
			.input((input) -> input.sliceSize(5))
			.create();
	}

	private String convert(String from, String text, String to) throws IOException {
		Path input = write(this.directory.resolve(from), text);
		Path output = this.directory.resolve(to);
		create(Conversion.of(input.toString(), output.toString()));
		this.system.queue.drain();
		return read(output);
	}

	private static Path write(Path file, String text) throws IOException {
		try (OutputStream stream = new OutputFiles(null).open(Files.newOutputStream(file), file.toString())) {
			stream.write(text.getBytes(StandardCharsets.UTF_8));
		}
		return file;
	}

	private static String read(Path file) throws IOException {
		try (InputStream stream = new InputFiles(null).open(new FileSystemResource(file))) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	/** Is there from the second attempt on. */
	private static final class Unsteady extends AbstractResource implements WritableResource {

		private final List<OutputStream> attempts = new ArrayList<>();

		private final ByteArrayOutputStream content = new ByteArrayOutputStream();

		@Override
		public String getFilename() {
			return "b.json";
		}

		@Override
		public boolean exists() {
			return false;
		}

		@Override
		public OutputStream getOutputStream() throws IOException {
			this.attempts.add(this.content);
			if (this.attempts.size() == 1) {
				throw new IOException("not yet");
			}
			return this.content;
		}

		@Override
		public String getDescription() {
			return "unsteady";
		}

		@Override
		public InputStream getInputStream() throws IOException {
			throw new IOException("only to write");
		}

	}

}
