package io.rocketjob.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.rocketjob.InvalidJobException;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.retry.Retry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.WritableResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Copying files, and what is left where that ends early. */
class CopyFileJobTests {

	private final byte[] content = new byte[300_000];

	private final DefaultResourceLoader resources = new DefaultResourceLoader();

	private RangeServer server;

	private TestSystem system;

	private Path in;

	private Path out;

	@TempDir
	Path directory;

	@BeforeEach
	void start() throws IOException {
		new Random(1).nextBytes(this.content);
		this.in = Files.createDirectory(this.directory.resolve("in"));
		this.out = Files.createDirectory(this.directory.resolve("out"));
		this.server = new RangeServer();
		this.system = system(
				List.of(this.in.toString(), this.server.url("/data/"), "classpath:org/springframework/", "memory:"),
				List.of(this.out.toUri().toString(), "memory:"));
	}

	private TestSystem system(List<String> sources, List<String> targets) {
		Locations locations = new Locations(new AllowedLocations("rocketjob.file-jobs.sources", sources),
				new AllowedLocations("rocketjob.file-jobs.targets", targets), this.resources);
		return TestSystem.with((context) -> context.registerBean(CopyFileJob.class,
				() -> new CopyFileJob(locations, context.getBeanProvider(RocketJobTemplate.class))))
			.start();
	}

	@AfterEach
	void close() {
		this.system.close();
		this.server.close();
	}

	@Test
	void aFileIsCopiedAndNothingElseIsLeft() throws Exception {
		Path source = Files.write(this.in.resolve("a b.bin"), this.content);
		JobInstance<FileCopy> job = run(FileCopy.of(source.toUri().toString(), target("b.bin"))
			.sha256(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(this.content))));
		assertThat(job.result(CopiedFile.class)).isEqualTo(new CopiedFile(this.content.length, 0));
		assertThat(this.out.resolve("b.bin")).hasBinaryContent(this.content);
		assertThat(names()).containsExactly("b.bin");
	}

	@Test
	void anyResourceCanBeCopied() throws Exception {
		run(FileCopy.of("classpath:org/springframework/core/io/Resource.class", target("r.class")));
		assertThat(Files.size(this.out.resolve("r.class"))).isGreaterThan(100);
	}

	@Test
	void whatIsNotAllowedIsRefusedWithTheReason() throws IOException {
		Path outside = Files.write(this.directory.resolve("secret.txt"), this.content);
		Files.createSymbolicLink(this.in.resolve("link.txt"), outside);
		Files.createSymbolicLink(this.in.resolve("linked"), this.directory);
		Files.createSymbolicLink(this.in.resolve("dangling"), this.directory.resolve("nowhere"));
		String host = this.server.url("");
		for (String[] each : new String[][] { { outside.toString(), "outside of" }, { "/etc/passwd", "outside of" },
				{ "file:/etc/passwd", "outside of" }, { "FILE:/etc/passwd", "outside of" },
				{ this.in + "/../secret.txt", "\"..\"" }, { this.in.toUri() + "%2e%2e/secret.txt", "\"..\"" },
				{ this.in + "/link.txt", "it leads to" }, { this.in + "/linked/secret.txt", "it leads to" },
				{ this.in + "/dangling", "it leads to" }, { "secret.txt", "not absolute" },
				{ "file://host/etc/passwd", "no path of a file" }, { this.in + "more/a.txt", "outside of" },
				{ host + "/other/a.txt", "outside of" }, { host + "/data", "outside of" },
				{ host + "/data/../a.txt", "\"..\"" }, { host + "/data/%2e%2e/a.txt", "encoded dot" },
				{ host + "/data/..%2fa.txt", "encoded dot" },
				{ host.replace("http:", "https:") + "/data/a.txt", "outside of" },
				{ "http://127.0.0.1/data/a.txt", "outside of" },
				{ host.replace("http://", "http://user@") + "/data/a", "neither a user" },
				{ host + ".evil.example/data/a.txt", "must have a host" },
				{ "classpath:application.yml", "outside of" },
				{ "classpath:org/springframework/../../application.yml", "\"..\"" },
				{ "jar:file:/etc/a.jar!/a", "outside of" }, { "ftp://host/a", "outside of" } }) {
			assertThatExceptionOfType(InvalidJobException.class).as(each[0])
				.isThrownBy(() -> this.system.rocketJob.create(CopyFileJob.class, FileCopy.of(each[0], target("x"))))
				.satisfies((ex) -> assertThat(ex.problems()).singleElement()
					.asString()
					.startsWith("source: " + each[0] + " is refused, because ")
					.contains(each[1]));
		}
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(CopyFileJob.class,
					new FileCopy(this.in + "/a", this.in + "/b", "xyz", false)))
			.satisfies((ex) -> assertThat(ex.problems()).hasSize(2)
				.anyMatch((problem) -> problem.startsWith("target: " + this.in + "/b is refused"))
				.anyMatch((problem) -> problem.startsWith("sha256: must be 64")));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(CopyFileJob.class,
					FileCopy.of(this.in + "/a", "classpath:org/springframework/x")))
			.withMessageContaining("outside of");
	}

	@Test
	void nothingIsAllowedByDefault() {
		try (TestSystem none = system(List.of(), List.of())) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> none.rocketJob.create(CopyFileJob.class, FileCopy.of(this.in + "/a", target("b"))))
				.withMessageContaining("rocketjob.file-jobs.sources is empty")
				.withMessageContaining("rocketjob.file-jobs.targets is empty");
		}
	}

	@Test
	void aConfigurationThatAllowsTooMuchOrNothingIsRefused() {
		for (String each : List.of("/", "file:/", "relative/in", "/data/../etc", "https://", "s3:bucket", " ")) {
			assertThatIllegalArgumentException().as(each)
				.isThrownBy(() -> new AllowedLocations("the.property", List.of(each)))
				.withMessageContaining("the.property: '" + each + "' is wrong");
		}
	}

	@Test
	void aLinkThatIsMadeAfterTheCreationIsRefusedByTheRun() throws IOException {
		Path source = Files.write(this.in.resolve("a.bin"), this.content);
		JobInstance<FileCopy> job = this.system.rocketJob.create(CopyFileJob.class,
				FileCopy.of(source.toString(), target("b.bin")));
		Files.delete(source);
		Files.createSymbolicLink(source, Files.write(this.directory.resolve("secret"), this.content));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(job.reload().exception().message()).contains("it leads to");
		assertThat(names()).isEmpty();
	}

	@Test
	void aRedirectLeadsOnlyToWhatIsAllowed() throws Exception {
		this.server.file("/data/a", this.content)
			.file("/private/a", this.content)
			.redirect("/data/inside", "/data/a")
			.redirect("/data/outside", "/private/a");
		run(FileCopy.of(this.server.url("/data/inside"), target("a")));
		assertThat(this.out.resolve("a")).hasBinaryContent(this.content);
		JobInstance<FileCopy> job = create(FileCopy.of(this.server.url("/data/outside"), target("b")));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(job.reload().exception().message()).contains("where the server redirects to", "/private/a",
				"outside of");
		assertThat(names()).containsExactly("a");
	}

	@Test
	void aRunGoesOnWhereTheOneBeforeHasEnded() throws Exception {
		this.server.file("/data/a", this.content);
		this.server.breakOff = 200_000;
		JobInstance<FileCopy> job = create(FileCopy.of(this.server.url("/data/a"), target("a")));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(this.out.resolve("a")).doesNotExist();
		retried(job);
		assertThat(this.server.ranges).hasSize(2).first().isEqualTo("null of null");
		assertThat(job.reload().result(CopiedFile.class)).isEqualTo(new CopiedFile(this.content.length, resumedAt()));
		assertThat(this.out.resolve("a")).hasBinaryContent(this.content);
		assertThat(names()).containsExactly("a");
	}

	@Test
	void anotherVersionOfTheSourceIsCopiedFromItsBeginning() throws Exception {
		this.server.file("/data/a", new byte[300_000]);
		this.server.breakOff = 200_000;
		JobInstance<FileCopy> job = create(FileCopy.of(this.server.url("/data/a"), target("a")));
		this.system.queue.drain();
		this.server.file("/data/a", this.content).tag = "\"2\"";
		retried(job);
		assertThat(job.reload().result(CopiedFile.class)).isEqualTo(new CopiedFile(this.content.length, 0));
		assertThat(this.out.resolve("a")).hasBinaryContent(this.content);
	}

	@Test
	void ofAPartOnlyWhatIsNotedCounts() throws Exception {
		this.server.file("/data/a", this.content);
		JobInstance<FileCopy> job = create(FileCopy.of(this.server.url("/data/a"), target("a")));
		PartFile part = PartFile.of(this.out.resolve("a"), job.id());
		// as a machine may leave it that lost its power
		byte[] left = this.content.clone();
		left[150_000]++;
		Files.write(part.data(), left);
		Files.writeString(part.note(), "100000\n\"1\"\n");
		this.system.queue.drain();
		assertThat(job.reload().result(CopiedFile.class)).isEqualTo(new CopiedFile(this.content.length, 100_000));
		assertThat(this.out.resolve("a")).hasBinaryContent(this.content);
	}

	@Test
	void aPartThatIsWholeIsNotReadAgain() throws Exception {
		this.server.file("/data/a", this.content);
		JobInstance<FileCopy> job = create(FileCopy.of(this.server.url("/data/a"), target("a")));
		PartFile part = PartFile.of(this.out.resolve("a"), job.id());
		Files.write(part.data(), this.content);
		Files.writeString(part.note(), this.content.length + "\n\"1\"\n");
		this.system.queue.drain();
		assertThat(job.reload().result(CopiedFile.class))
			.isEqualTo(new CopiedFile(this.content.length, this.content.length));
		assertThat(this.out.resolve("a")).hasBinaryContent(this.content);
	}

	@Test
	void aRunThatDiesAfterTheFileHasItsNameIsNotRepeated() throws Exception {
		Path source = Files.write(this.in.resolve("a"), this.content);
		JobInstance<FileCopy> job = create(FileCopy.of(source.toString(), target("a")));
		PartFile part = PartFile.of(this.out.resolve("a"), job.id());
		Files.write(part.data(), this.content);
		Files.createLink(part.target(), part.data());
		Files.write(source, new byte[5]);
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.out.resolve("a")).hasBinaryContent(this.content);
		assertThat(names()).containsExactly("a");
		// and once more, when that which was left is gone as well
		JobInstance<FileCopy> again = create(FileCopy.of(Files.write(source, this.content).toString(), target("a")));
		this.system.queue.drain();
		assertThat(again.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void twoRunsOfAJobDoNotWriteAtOnce() throws Exception {
		Path source = Files.write(this.in.resolve("a"), this.content);
		JobInstance<FileCopy> job = create(FileCopy.of(source.toString(), target("a")));
		PartFile part = PartFile.of(this.out.resolve("a"), job.id());
		try (FileChannel other = FileChannel.open(part.data(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			other.lock();
			this.system.queue.drain();
			assertThat(job.reload().exception().message()).contains("Another run of the job still writes");
		}
		retried(job);
		assertThat(this.out.resolve("a")).hasBinaryContent(this.content);
	}

	@Test
	void aFileThatIsThereIsReplacedOnlyWhereTheCopySaysSo() throws Exception {
		Path source = Files.write(this.in.resolve("a"), this.content);
		Files.write(this.out.resolve("a"), new byte[this.content.length]);
		JobInstance<FileCopy> job = create(FileCopy.of(source.toString(), target("a")));
		this.system.queue.drain();
		assertThat(job.reload().exception().message()).contains("there already", "overwriting()");
		assertThat(this.out.resolve("a")).hasBinaryContent(new byte[this.content.length]);
		Files.write(this.out.resolve("b"), new byte[1]);
		JobInstance<FileCopy> shorter = create(FileCopy.of(source.toString(), target("b")));
		this.system.queue.drain();
		assertThat(shorter.reload().exception().message()).contains("with another length");
		run(FileCopy.of(source.toString(), target("b")).overwriting());
		assertThat(this.out.resolve("b")).hasBinaryContent(this.content);
	}

	@Test
	void anotherContentThanWasExpectedIsRefusedAndNothingIsLeft() throws Exception {
		Path source = Files.write(this.in.resolve("a"), this.content);
		JobInstance<FileCopy> job = create(FileCopy.of(source.toString(), target("a")).sha256("0".repeat(64)));
		this.system.queue.drain();
		assertThat(job.reload().exception().message()).contains("has the SHA-256 ", ", and not 000000");
		assertThat(names()).isEmpty();
	}

	@Test
	void anAnswerThatSaysNoFailsWithItsNumber() {
		JobInstance<FileCopy> job = create(FileCopy.of(this.server.url("/data/none"), target("a")));
		this.system.queue.drain();
		assertThat(job.reload().exception().message()).contains("has answered 404");
		assertThat(names()).isEmpty();
	}

	@Test
	void aResourceThatCanBeWrittenIsWritten() throws Exception {
		ByteArrayOutputStream written = new ByteArrayOutputStream();
		this.resources.addProtocolResolver(
				(location, loader) -> location.startsWith("memory:") ? new MemoryResource(location, written) : null);
		Path source = Files.write(this.in.resolve("a"), this.content);
		run(FileCopy.of(source.toString(), "memory:a"));
		assertThat(written.toByteArray()).isEqualTo(this.content);
	}

	@Test
	void aFailedJobKeepsWhatItHasCopiedForARetry() throws Exception {
		JobInstance<FileCopy> job = failedInTheMiddle();
		assertThat(names()).containsExactly("." + job.id() + ".note", "." + job.id() + ".part");
		this.server.file("/data/a", this.content);
		job.retry();
		this.system.queue.drain();
		assertThat(job.reload().result(CopiedFile.class)).isEqualTo(new CopiedFile(this.content.length, resumedAt()));
		assertThat(this.out.resolve("a")).hasBinaryContent(this.content);
		assertThat(names()).containsExactly("a");
	}

	@Test
	void anAbortedJobLeavesNothing() throws Exception {
		failedInTheMiddle().abort("not needed");
		assertThat(names()).isEmpty();
	}

	@Test
	void aRunWhoseJobIsAbortedDeletesWhatItHasCopied() throws Exception {
		AtomicReference<Runnable> meanwhile = new AtomicReference<>();
		this.resources.addProtocolResolver(
				(location, loader) -> location.startsWith("memory:") ? new CallingResource(meanwhile.get()) : null);
		JobInstance<FileCopy> job = create(FileCopy.of("memory:source", target("a")));
		List<String> whenAborted = new ArrayList<>();
		meanwhile.set(() -> {
			CompletableFuture.runAsync(() -> this.system.rocketJob.get(job.id()).abort("not needed")).join();
			whenAborted.addAll(names());
		});
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(whenAborted).as("who aborts it leaves alone what is still written")
			.contains("." + job.id() + ".part");
		assertThat(names()).isEmpty();
	}

	/**
	 * Who reads may have lost the last of what was sent before the end of a connection.
	 */
	private long resumedAt() {
		String range = this.server.ranges.get(this.server.ranges.size() - 1);
		assertThat(range).matches("bytes=\\d+- of \"1\"");
		long from = Long.parseLong(range.substring("bytes=".length(), range.indexOf('-')));
		assertThat(from).isBetween(1L, 200_000L);
		return from;
	}

	private JobInstance<FileCopy> failedInTheMiddle() {
		this.server.file("/data/a", this.content);
		this.server.breakOff = 200_000;
		JobInstance<FileCopy> job = create(FileCopy.of(this.server.url("/data/a"), target("a")));
		this.system.queue.drain();
		this.server.remove("/data/a");
		for (int retry = 0; retry < 2; retry++) {
			assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
			this.system.clock.move(Duration.ofMinutes(10));
			this.system.queue.drain();
		}
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		return job;
	}

	private JobInstance<FileCopy> run(FileCopy copy) {
		JobInstance<FileCopy> job = create(copy);
		this.system.queue.drain();
		JobInstance<FileCopy> done = job.reload();
		assertThat(done.state()).as(() -> String.valueOf(done.exception())).isEqualTo(JobState.COMPLETED);
		return done;
	}

	private JobInstance<FileCopy> create(FileCopy copy) {
		return this.system.rocketJob.create(CopyFileJob.class, copy, (job) -> job.set(Retry.class, "limit", 2));
	}

	private void retried(JobInstance<FileCopy> job) {
		this.system.clock.move(Duration.ofMinutes(10));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	private String target(String name) {
		return this.out.resolve(name).toString();
	}

	private List<String> names() {
		try (Stream<Path> files = Files.list(this.out)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Has three bytes, and does something before the second. */
	private static final class CallingResource extends AbstractResource {

		private final Runnable call;

		CallingResource(Runnable call) {
			this.call = call;
		}

		@Override
		public String getDescription() {
			return "a resource that calls";
		}

		@Override
		public long contentLength() {
			return 3;
		}

		@Override
		public InputStream getInputStream() {
			return new InputStream() {

				private int count;

				@Override
				public int read() {
					this.count++;
					if (this.count == 2) {
						CallingResource.this.call.run();
					}
					return (this.count > 3) ? -1 : this.count;
				}

				@Override
				public int read(byte[] buffer, int offset, int length) {
					int next = read();
					if (next != -1) {
						buffer[offset] = (byte) next;
					}
					return (next != -1) ? 1 : -1;
				}
			};
		}

	}

	private static final class MemoryResource extends AbstractResource implements WritableResource {

		private final String location;

		private final ByteArrayOutputStream written;

		MemoryResource(String location, ByteArrayOutputStream written) {
			this.location = location;
			this.written = written;
		}

		@Override
		public boolean exists() {
			return false;
		}

		@Override
		public String getDescription() {
			return this.location;
		}

		@Override
		public InputStream getInputStream() throws IOException {
			throw new IOException("It can only be written");
		}

		@Override
		public OutputStream getOutputStream() {
			return this.written;
		}

	}

}
