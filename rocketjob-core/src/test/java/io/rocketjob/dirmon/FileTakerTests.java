package io.rocketjob.dirmon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.rocketjob.JobState;
import io.rocketjob.dirmon.FileTaker.Point;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FileTakerTests {

	private static final Path OTHER = Path.of("/dev/shm");

	@TempDir
	Path root;

	private Path other;

	private DirmonSystem dirmon;

	@BeforeEach
	void start() throws IOException {
		boolean mounted = Files.isWritable(OTHER) && !Files.getFileStore(OTHER).equals(Files.getFileStore(this.root));
		this.other = mounted ? Files.createTempDirectory(OTHER, "dirmon") : null;
		this.dirmon = mounted ? new DirmonSystem(this.root, this.other) : new DirmonSystem(this.root);
	}

	@AfterEach
	void close() throws IOException {
		this.dirmon.close();
		if (this.other != null) {
			FileSystemUtils.deleteRecursively(this.other);
		}
	}

	private void assertTakenOnce(Path archive) throws IOException {
		this.dirmon.system.queue.drain();
		this.dirmon.scheduleScans();
		this.dirmon.settle();
		this.dirmon.system.queue.drain();
		List<Path> files;
		try (var all = Files.walk(archive)) {
			files = all.filter(Files::isRegularFile).toList();
		}
		assertThat(files).hasSize(1);
		String id = files.get(0).getFileName().toString().substring(0, 24);
		assertThat(files.get(0).getFileName().toString()).isEqualTo(id + ".a.csv");
		assertThat(DirmonSystem.RUNS).hasSize(1).first().asString().startsWith(id + " ");
		assertThat(this.dirmon.in.resolve("a.csv")).doesNotExist();
		assertThat(this.dirmon.monitor().files("orders")).isEmpty();
		assertThat(this.dirmon.system.jobs().countDocuments(new Document("_id", new ObjectId(id)))).isZero();
	}

	@Test
	void aFileBecomesAJobWithItsPath() throws IOException {
		this.dirmon.enabled(this.dirmon.entry()
			.withProperty("region", "US")
			.withProperty("fields.count", "3")
			.withProperty("priority", "7")
			.withProperty("destroyOnComplete", "false"));
		this.dirmon.drop("a.csv", "1");
		this.dirmon.settle();
		Path archived = this.dirmon.archived().get(0);
		var job = this.dirmon.system.rocketJob.jobs(DirmonSystem.PathJob.class).list().get(0);
		assertThat(archived.getFileName().toString()).isEqualTo(job.id() + ".a.csv");
		assertThat(job.fields())
			.isEqualTo(new DirmonSystem.PathFields(archived.toString(), DirmonSystem.Region.US, 3, null));
		assertThat(job.priority()).isEqualTo(7);
		assertThat(job.runAt()).isNull();
		this.dirmon.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aFileIsUploadedIntoABatch() throws IOException {
		this.dirmon.enabled(this.dirmon.batchEntry().withArchive("archive/{date}"));
		this.dirmon.drop("a.csv", "one\ntwo\n");
		this.dirmon.settle();
		this.dirmon.system.queue.drain();
		String day = LocalDate.ofInstant(this.dirmon.system.clock.instant(), ZoneOffset.UTC).toString();
		Path archived = this.dirmon.archived().get(0);
		assertThat(archived.getParent()).isEqualTo(this.dirmon.in.resolve("archive").resolve(day));
		String id = archived.getFileName().toString().substring(0, 24);
		assertThat(DirmonSystem.RUNS).containsExactlyInAnyOrder(id + " one", id + " two");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BEGUN")
	void afterADeathTheNextScanFinishesTheFile(Point point) throws IOException {
		Assumptions.assumeTrue(point != Point.COPIED, "only between file systems");
		this.dirmon.enabled(this.dirmon.entry());
		dieAt(point);
		assertTakenOnce(this.dirmon.in.resolve("archive"));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BEGUN")
	void afterADeathTheNextScanFinishesTheFileOfABatch(Point point) throws IOException {
		Assumptions.assumeTrue(point != Point.COPIED, "only between file systems");
		this.dirmon.enabled(this.dirmon.batchEntry());
		dieAt(point);
		assertTakenOnce(this.dirmon.in.resolve("archive"));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BEGUN")
	void afterADeathTheNextScanFinishesTheFileOnAnotherFileSystem(Point point) throws IOException {
		Assumptions.assumeTrue(this.other != null, "there is no other file system at /dev/shm");
		this.dirmon.enabled(this.dirmon.entry().withArchive(this.other.toString()));
		dieAt(point);
		assertTakenOnce(this.other);
	}

	/**
	 * Takes the file again and again, and dies each time, until the point is not reached.
	 */
	private void dieAt(Point point) throws IOException {
		this.dirmon.drop("a.csv", "1");
		AtomicBoolean died = new AtomicBoolean();
		this.dirmon.hook = (reached) -> {
			if (reached == point && died.compareAndSet(false, true)) {
				throw new Death();
			}
		};
		this.dirmon.scan();
		this.dirmon.system.clock.move(Duration.ofMinutes(1));
		assertThatExceptionOfType(Death.class).isThrownBy(this.dirmon::scan);
		// what could run by now, does, and its job is destroyed
		this.dirmon.system.queue.drain();
	}

	@Test
	void aStoredJobIsReleasedWhateverHasBecomeOfItsEntry() throws IOException {
		this.dirmon.enabled(this.dirmon.entry());
		dieAt(Point.STORED_NOTED);
		this.dirmon.monitor().disable("orders");
		assertThat(DirmonSystem.RUNS).isEmpty();
		this.dirmon.scheduleScans();
		this.dirmon.system.queue.drain();
		assertThat(DirmonSystem.RUNS).hasSize(1);
	}

	@Test
	void aProcessThatStoodStillMakesNoSecondJob() throws IOException {
		this.dirmon.enabled(this.dirmon.entry());
		this.dirmon.drop("a.csv", "1");
		AtomicBoolean stood = new AtomicBoolean();
		this.dirmon.hook = (reached) -> {
			if (reached == Point.MOVED && stood.compareAndSet(false, true)) {
				// another process finishes the file, and its job is run and gone
				this.dirmon.scan();
				this.dirmon.system.queue.drain();
				assertThat(DirmonSystem.RUNS).hasSize(1);
			}
		};
		this.dirmon.settle();
		assertThat(stood).isTrue();
		assertTakenOnce(this.dirmon.in.resolve("archive"));
	}

	@Test
	void aFileThatChangesAfterItWasTakenFailsWithWords() throws IOException {
		this.dirmon.enabled(this.dirmon.entry());
		this.dirmon.drop("a.csv", "1");
		this.dirmon.scan();
		this.dirmon.system.clock.move(Duration.ofMinutes(1));
		this.dirmon.hook = (point) -> {
			if (point == Point.MOVED) {
				write(this.dirmon, "2 and more");
				throw new Death();
			}
		};
		assertThatExceptionOfType(Death.class).isThrownBy(this.dirmon::scan);
		this.dirmon.hook = (point) -> {
		};
		this.dirmon.scan();
		assertThat(this.dirmon.monitor().files("orders")).singleElement().satisfies((file) -> {
			assertThat(file.problem()).startsWith("it was changed after it was taken: it had 1 bytes");
			assertThat(Path.of(file.archived())).exists();
		});
		assertThat(this.dirmon.system.jobs().countDocuments()).isZero();
		ObjectId job = this.dirmon.monitor().files("orders").get(0).job();
		this.dirmon.monitor().forget(job);
		assertThat(this.dirmon.monitor().files("orders")).isEmpty();
	}

	private static void write(DirmonSystem dirmon, String text) {
		try {
			Files.writeString(dirmon.archived().get(0), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void aFileWhoseJobCannotBeMadeDoesNotKeepOthersBack() throws IOException {
		this.dirmon.enabled(this.dirmon.batchEntry());
		Files.write(this.dirmon.in.resolve("a.csv"), new byte[] { 'a', (byte) 0xE9, 'b', '\n' });
		this.dirmon.drop("b.csv", "fine\n");
		this.dirmon.settle();
		this.dirmon.system.queue.drain();
		assertThat(DirmonSystem.RUNS).singleElement().asString().endsWith(" fine");
		TakenFile failed = this.dirmon.monitor().files("orders").get(0);
		assertThat(failed.source()).endsWith("a.csv");
		assertThat(failed.problem()).isNotBlank();
		assertThat(this.dirmon.monitor().get("orders").state()).isEqualTo(DirectoryEntryState.ENABLED);
		// it can be put right in the archive, and made again; but it is another file then
		this.dirmon.monitor().retry(failed.job());
		this.dirmon.scan();
		assertThat(this.dirmon.monitor().files("orders")).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', value = { "caf\\xE9.csv,caf%E9.csv", "é.csv,é.csv", "😀.csv,😀.csv",
			"a b%.csv,a b%.csv", "n\\nl.csv,\"n\nl.csv\"" })
	void anyNameCanBeTaken(String name, String archived) throws IOException {
		this.dirmon.enabled(this.dirmon.entry());
		this.dirmon.drop(name, "1");
		this.dirmon.settle();
		this.dirmon.system.queue.drain();
		assertThat(this.dirmon.archived()).singleElement()
			.satisfies((file) -> assertThat(file.getFileName().toString()).endsWith("." + archived));
		assertThat(DirmonSystem.RUNS).singleElement()
			.satisfies((run) -> assertThat(Path.of(run.substring(25))).exists());
	}

	@Test
	void aLongNameKeepsItsEnd() throws IOException {
		this.dirmon.enabled(this.dirmon.entry());
		this.dirmon.drop("x".repeat(251) + ".csv", "1");
		this.dirmon.settle();
		assertThat(this.dirmon.archived()).singleElement()
			.satisfies((file) -> assertThat(file.getFileName().toString()).hasSize(255).endsWith("x.csv"));
	}

	@Test
	void theMarkerGoesWithTheFile() throws IOException {
		this.dirmon.enabled(this.dirmon.entry().withAnnouncement(Announcement.MARKER));
		this.dirmon.drop("a.csv", "1");
		this.dirmon.settle();
		assertThat(this.dirmon.archived()).isEmpty();
		this.dirmon.drop("a.csv.done", "");
		this.dirmon.settle();
		assertThat(this.dirmon.archived()).hasSize(1);
		assertThat(this.dirmon.in.resolve("a.csv.done")).doesNotExist();
	}

	@Test
	void archivedFilesDoNotArriveAgain() throws IOException {
		this.dirmon.enabled(this.dirmon.entry().as("orders", this.dirmon.in + "/**"));
		this.dirmon.drop("sub/a.csv", "1");
		this.dirmon.settle();
		this.dirmon.settle();
		this.dirmon.system.queue.drain();
		assertThat(DirmonSystem.RUNS).hasSize(1);
	}

	@Test
	void manyFilesAreTakenByOneScan() throws IOException {
		this.dirmon.enabled(this.dirmon.entry());
		for (int i : IntStream.range(0, 200).toArray()) {
			this.dirmon.drop("f" + i + ".csv", "1");
		}
		this.dirmon.settle();
		this.dirmon.system.queue.drain();
		assertThat(DirmonSystem.RUNS.stream().map((run) -> run.substring(0, 24)).distinct()).hasSize(200);
		assertThat(this.dirmon.archived()).hasSize(200);
	}

	/** The end of a process. */
	private static final class Death extends Error {

		private static final long serialVersionUID = 1;

	}

}
