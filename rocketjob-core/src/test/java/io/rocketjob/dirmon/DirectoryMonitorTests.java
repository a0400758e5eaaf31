package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class DirectoryMonitorTests {

	@TempDir
	Path root;

	private DirmonSystem dirmon;

	@BeforeEach
	void start() throws IOException {
		this.dirmon = new DirmonSystem(this.root);
	}

	@AfterEach
	void close() {
		this.dirmon.close();
	}

	private DirectoryMonitor monitor() {
		return this.dirmon.monitor();
	}

	private void assertRefused(DirectoryEntry entry, String... words) {
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> monitor().create(entry))
			.withMessageContainingAll(words);
		assertThat(monitor().list()).isEmpty();
	}

	@Test
	void anEntryIsStoredWithAllThatItSays() {
		DirectoryEntry entry = this.dirmon.entry()
			.withArchive("old/{date:yyyy/MM}")
			.withProperty("priority", 7)
			.withProperty("region", "EU")
			.withProperty("fields.count", 3)
			.withServers("test-.*")
			.withSchedule("@hourly UTC")
			.withQuietPeriod(Duration.ofMinutes(3))
			.withEmptyFiles(true)
			.withAnnouncement(Announcement.SIZE)
			.withLeftOut(List.of("*.bak"));
		StoredEntry stored = monitor().create(entry);
		assertThat(stored.state()).isEqualTo(DirectoryEntryState.PENDING);
		assertThat(monitor().get("orders").entry()).isEqualTo(entry);
		assertThat(monitor().list()).containsExactly(stored);
	}

	@Test
	void statesGoFromPendingToEnabledAndDisabled() {
		monitor().create(this.dirmon.entry());
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> monitor().disable("orders"))
			.withMessageContaining("is pending, so it cannot become disabled");
		assertThat(monitor().enable("orders").state()).isEqualTo(DirectoryEntryState.ENABLED);
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> monitor().enable("orders"))
			.withMessageContaining("is enabled, so it cannot become enabled");
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> monitor().delete("orders"))
			.withMessageContaining("disable it first");
		assertThat(monitor().disable("orders").state()).isEqualTo(DirectoryEntryState.DISABLED);
		monitor().enable("orders");
		monitor().disable("orders");
		monitor().delete("orders");
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> monitor().get("orders"))
			.withMessageContaining("There is no entry 'orders'");
	}

	@Test
	void nameAndPatternAreThereOnce() {
		monitor().create(this.dirmon.entry());
		assertThatExceptionOfType(DirectoryMonitorException.class)
			.isThrownBy(() -> monitor().create(this.dirmon.entry().as("orders", this.dirmon.in + "/other")))
			.withMessageContaining("name: there is an entry 'orders' already");
		assertThatExceptionOfType(DirectoryMonitorException.class)
			.isThrownBy(() -> monitor().copy("orders", "others", this.dirmon.in + "/*.csv"))
			.withMessageContaining("pattern: the entry 'orders' has the pattern");
		assertThat(monitor().copy("orders", "others", this.dirmon.in + "/*.txt").entry())
			.isEqualTo(this.dirmon.entry().as("others", this.dirmon.in + "/*.txt"));
		// another server may have a directory of the same name
		monitor().create(this.dirmon.entry().as("third", this.dirmon.in + "/*.csv").withServers("web-1"));
	}

	@Test
	void serversThatStartTogetherDeclareAnEntryOnce() {
		List<CompletableFuture<StoredEntry>> all = IntStream.range(0, 8)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> monitor().declare(this.dirmon.entry())))
			.toList();
		assertThat(all.stream().map(CompletableFuture::join).map(StoredEntry::id).distinct()).hasSize(1);
		assertThat(monitor().get("orders").state()).isEqualTo(DirectoryEntryState.ENABLED);
		monitor().disable("orders");
		DirectoryEntry changed = this.dirmon.entry().withProperty("count", 2);
		assertThat(monitor().declare(changed).state()).isEqualTo(DirectoryEntryState.DISABLED);
		assertThat(monitor().get("orders").entry()).isEqualTo(changed);
	}

	@Test
	void whatIsDeclaredIsStoredOnceByServersThatStartTogether() {
		DeclaredEntry declared = new DeclaredEntry("the bean 'a'", this.dirmon.entry());
		List<CompletableFuture<DirmonEngine>> all = IntStream.range(0, 8)
			.mapToObj((i) -> CompletableFuture.supplyAsync(() -> this.dirmon.start(declared)))
			.toList();
		assertThat(all).map(CompletableFuture::join)
			.allSatisfy((engine) -> assertThat(engine.monitor().declared("orders")).hasValue(declared.entry()));
		StoredEntry stored = monitor().get("orders");
		assertThat(monitor().list()).containsExactly(stored);
		assertThat(stored).returns(declared.entry(), StoredEntry::entry)
			.returns(DirectoryEntryState.ENABLED, StoredEntry::state)
			.returns(1L, StoredEntry::version);
	}

	@Test
	void anEntryThatPeopleChangeIsAsDeclaredWhenAServerStarts() {
		DeclaredEntry declared = new DeclaredEntry("the bean 'a'", this.dirmon.entry());
		this.dirmon.start(declared);
		monitor().update(monitor().get("orders"), declared.entry().withProperty("count", 2));
		monitor().disable("orders");
		this.dirmon.start(declared);
		assertThat(monitor().get("orders")).returns(declared.entry(), StoredEntry::entry)
			.returns(DirectoryEntryState.DISABLED, StoredEntry::state);
		monitor().delete("orders");
		this.dirmon.start(declared);
		assertThat(monitor().get("orders").state()).isEqualTo(DirectoryEntryState.ENABLED);
	}

	@Test
	void whatIsWrongWithADeclaredEntrySaysWhereThatIs() {
		DirectoryEntry entry = this.dirmon.entry();
		assertNotStarted("The entry 'orders', declared by the bean 'a', is wrong: properties.regoin: there is no such",
				new DeclaredEntry("the bean 'a'", entry.withProperty("regoin", "EU")));
		assertNotStarted(
				"The entry 'orders', declared by the bean 'b', is wrong: name: it is declared by the property 'x' as well",
				new DeclaredEntry("the property 'x'", entry),
				new DeclaredEntry("the bean 'b'", entry.as("orders", this.dirmon.in + "/other")));
		assertThat(monitor().list()).isEmpty();
		assertNotStarted(
				"The entry 'others', declared by the bean 'b', is wrong: pattern: the entry 'orders' has the pattern",
				new DeclaredEntry("the bean 'a'", entry),
				new DeclaredEntry("the bean 'b'", entry.as("others", entry.pattern())));
	}

	private void assertNotStarted(String message, DeclaredEntry... declared) {
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> this.dirmon.start(declared))
			.withMessageStartingWith(message);
	}

	@Test
	void aChangeIsComparedWithWhatWasSeen() {
		StoredEntry seen = monitor().create(this.dirmon.entry());
		DirectoryEntry changed = this.dirmon.entry().withEmptyFiles(true);
		assertThat(monitor().update(seen, changed).entry()).isEqualTo(changed);
		assertThatExceptionOfType(DirectoryMonitorException.class)
			.isThrownBy(() -> monitor().update(seen, this.dirmon.entry()))
			.withMessageContaining("was changed at");
		assertThatExceptionOfType(DirectoryMonitorException.class)
			.isThrownBy(() -> monitor().update(seen, changed.as("other", changed.pattern())))
			.withMessageContaining("cannot be renamed");
	}

	@ParameterizedTest(name = "{0}={1}")
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "priority|101|priority: must be between 1 (first) and 100 (last)",
					"priority|high|'high' is no number", "timeout|5|unit", "destroyOnComplete|yes|true or false",
					"logLevel|loud|'LOUD' is none of", "region|EUR|'EUR' is no Region; there are [EU, US]",
					"count|many|'many' is no Integer", "fields.count|1.5|'1.5' is no Integer",
					"fixed|x|properties.fixed: the field is not annotated @Editable",
					"path|x|properties.path: the field is not annotated @Editable",
					"regoin|EU|properties.regoin: there is no such option or field; there are priority" })
	void aWrongPropertyIsNamed(String name, String value, String problem) {
		assertRefused(this.dirmon.entry().withProperty(name, value), problem);
	}

	@Test
	void allThatIsWrongIsSaidAtOnce() {
		DirectoryEntry wrong = DirectoryEntry.of("-", "in/[.csv", "Nothing")
			.withArchive("../x")
			.withServers("[")
			.withSchedule("every day")
			.withQuietPeriod(Duration.ofSeconds(-1))
			.withLeftOut(List.of("a/b"));
		assertRefused(wrong, "name: '-'", "pattern: Wrong pattern", "archive: '../x'", "servers: '['", "schedule: ",
				"quietPeriod: ", "leftOut: 'a/b'", "jobClass: there is no job class 'Nothing' here; there are");
		assertRefused(this.dirmon.entry().withFileField(null), "fileField: must name the field", "[path, fixed]");
		assertRefused(this.dirmon.entry().withFileField("count"), "fileField: 'count' is no field for a path");
		assertRefused(this.dirmon.entry().as("a", "*.csv"), "right would be an absolute path, such as /data/in/*.csv");
	}

	@Test
	void aPlaceOutsideOfTheRootsIsRefused() throws IOException {
		Path outside = Files.createDirectory(this.root.resolve("outside"));
		Files.createSymbolicLink(this.dirmon.in.resolve("link"), outside);
		Files.createSymbolicLink(this.dirmon.in.resolve("dead"), this.root.resolve("nowhere"));
		Files.createDirectory(this.root.resolve("in2"));
		String in = this.dirmon.in.toString();
		for (String pattern : List.of("/etc/*", "/*", "/**", outside + "/*", in + "/link/*", in + "/dead/*", in + "2/*",
				in + "/link/sub/**/*.csv", in + "/{sub,link}/*.csv")) {
			assertRefused(this.dirmon.entry().as("a", pattern), "is refused, because", "outside of " + in,
					"rocketjob.dirmon.roots");
		}
		assertRefused(this.dirmon.entry().as("a", in + "/../x"), "\"..\"");
		assertRefused(this.dirmon.entry().as("a", in + "/{x,..}/*"), "\"..\"");
		for (String archive : List.of("/tmp", outside.toString(), in + "/link/{date}", "link", "dead/{date}")) {
			assertRefused(this.dirmon.entry().withArchive(archive), "archive: the directory", "is refused, because");
		}
		for (String archive : List.of("..", "a/../../b", "", "{date}", "{date:x", "{day}", in, in + "/{date}",
				"{date:bbb}/x")) {
			assertRefused(this.dirmon.entry().withArchive(archive), "archive: ");
		}
	}

	@Test
	void aLinkThatLeadsOutsideLaterIsSeenWhenAFileIsTaken() throws IOException {
		Path sub = Files.createDirectory(this.dirmon.in.resolve("sub"));
		this.dirmon.enabled(this.dirmon.entry().as("orders", sub + "/*.csv"));
		Files.delete(sub);
		Files.writeString(Files.createDirectory(this.root.resolve("outside")).resolve("a.csv"), "1");
		Files.createSymbolicLink(sub, this.root.resolve("outside"));
		this.dirmon.settle();
		assertThat(monitor().get("orders")).satisfies((entry) -> {
			assertThat(entry.state()).isEqualTo(DirectoryEntryState.FAILED);
			assertThat(entry.exception()).contains("is refused, because it leads to");
		});
		assertThat(this.root.resolve("outside/a.csv")).exists();
	}

	@Test
	void anArchiveThatLeadsOutsideLaterTakesNothing() throws IOException {
		this.dirmon.enabled(this.dirmon.entry());
		Files.createSymbolicLink(this.dirmon.in.resolve("archive"),
				Files.createDirectory(this.root.resolve("outside")));
		Path file = this.dirmon.drop("a.csv", "1");
		this.dirmon.settle();
		assertThat(file).exists();
		assertThat(monitor().get("orders").lastScan().problems()).singleElement()
			.asString()
			.contains("the archive", "is refused, because it leads to");
	}

	@Test
	void aDirectoryThatVanishesFailsItsEntryUntilThatIsEnabled() throws IOException {
		Path sub = Files.createDirectory(this.dirmon.in.resolve("sub"));
		this.dirmon.enabled(this.dirmon.entry().as("orders", sub + "/*.csv"));
		Files.delete(sub);
		this.dirmon.scan();
		assertThat(monitor().get("orders")).satisfies((entry) -> {
			assertThat(entry.state()).isEqualTo(DirectoryEntryState.FAILED);
			assertThat(entry.exception()).contains("NoSuchFileException", "there is no directory " + sub);
		});
		Files.createDirectory(sub);
		assertThat(monitor().enable("orders")).satisfies((entry) -> {
			assertThat(entry.state()).isEqualTo(DirectoryEntryState.ENABLED);
			assertThat(entry.exception()).isNull();
		});
	}

	@Test
	void theFilesThatMatchAreShownWithWhatIsToSayOfThem() throws IOException {
		this.dirmon.drop("a.csv", "1");
		this.dirmon.drop("b.csv", "");
		this.dirmon.drop("c.csv.tmp", "1");
		this.dirmon.drop("archive/x.csv", "1");
		assertThat(monitor().test(this.dirmon.entry())).extracting((file) -> file.path().getFileName().toString())
			.containsExactlyInAnyOrder("a.csv", "b.csv");
		assertThat(monitor().test(this.dirmon.entry().as("x", this.dirmon.in + "/**/*.csv")))
			.extracting(ArrivingFile::path)
			.doesNotContain(this.dirmon.in.resolve("archive/x.csv"));
	}

	@Test
	void aLookSaysWhatTheNextScanWouldMakeOfEachFileAndTakesAndReadsNone() throws IOException {
		this.dirmon.drop("a.csv", "1");
		this.dirmon.enabled(this.dirmon.entry().withAnnouncement(Announcement.SHA256));
		assertThat(monitor().look("orders")).singleElement().satisfies((file) -> {
			assertThat(file.state()).isEqualTo(ArrivingFile.State.WAITING);
			assertThat(file.reason()).contains("it is new");
		});
		this.dirmon.scan();
		this.dirmon.system.clock.move(Duration.ofSeconds(20));
		assertThat(monitor().look("orders")).singleElement().satisfies((file) -> {
			assertThat(file.state()).isEqualTo(ArrivingFile.State.WAITING);
			assertThat(file.reason()).isEqualTo("it has been unchanged for 20 of 60 seconds");
		});
		this.dirmon.system.clock.move(Duration.ofSeconds(40));
		assertThat(monitor().look("orders").get(0).reason()).contains("has not said that it is complete");
		this.dirmon.drop("a.csv.sha256", "of another file");
		assertThat(monitor().look("orders")).singleElement()
			.satisfies((file) -> assertThat(file.state()).isEqualTo(ArrivingFile.State.READY));
		assertThat(this.dirmon.archived()).isEmpty();
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> monitor().look("nothing"))
			.withMessageContaining("There is no entry 'nothing'");
	}

	@Test
	void aLookStopsAfterSomeNamesOrSomeTimeAndSaysWhere() throws IOException {
		for (String name : List.of("a.csv", "b.txt", "sub/c.csv", "sub/deep/d.csv")) {
			this.dirmon.drop(name, "1");
		}
		Duration day = Duration.ofDays(1);
		DirectoryEntry all = this.dirmon.entry().as("orders", this.dirmon.in + "/**/*.csv");
		// a.csv, b.txt, sub, c.csv, deep, d.csv
		assertThat(monitor().test(all, 6, day)).satisfies((look) -> {
			assertThat(look.files()).hasSize(3);
			assertThat(look.names()).isEqualTo(6);
			assertThat(look.stoppedAt()).isNull();
		});
		for (int names = 0; names < 6; names++) {
			DirectoryLook look = monitor().test(all, names, day);
			assertThat(look.names()).isEqualTo(names);
			assertThat(look.stoppedAt()).isNotNull().exists();
			assertThat(look.files()).extracting(ArrivingFile::path).doesNotContain(look.stoppedAt());
		}
		this.dirmon.enabled(all);
		assertThat(monitor().look("orders", 5, day).stoppedAt()).isNotNull();
		assertThat(monitor().look("orders", 6, day).stoppedAt()).isNull();
		assertThat(monitor().look("orders", 6, Duration.ZERO)).satisfies((look) -> {
			assertThat(look.files()).isEmpty();
			assertThat(look.stoppedAt()).isNotNull();
		});
		// names that are written out are not listed
		DirectoryEntry written = this.dirmon.entry().as("written", this.dirmon.in + "/{a,x,y}.csv");
		assertThat(monitor().test(written, 0, day).stoppedAt()).isNotNull();
		assertThat(monitor().test(written, 3, day).stoppedAt()).isNull();
	}

	@Test
	void theMonitorJobLetsDueEntriesBeScanned() throws IOException {
		this.dirmon.drop("a.csv", "1");
		this.dirmon.enabled(this.dirmon.entry());
		this.dirmon.enabled(this.dirmon.entry().as("elsewhere", this.dirmon.in + "/*.txt").withServers("web-[0-9]"));
		for (int minute = 0; minute < 6; minute++) {
			this.dirmon.scheduleScans();
			this.dirmon.scheduleScans();
			this.dirmon.system.queue.drain();
			this.dirmon.system.clock.move(Duration.ofMinutes(1));
		}
		this.dirmon.scheduleScans();
		this.dirmon.system.queue.drain();
		assertThat(DirmonSystem.RUNS).singleElement().asString().endsWith("a.csv");
		assertThat(monitor().get("elsewhere").lastScan()).isNull();
		assertThat(monitor().get("orders").nextScanAt()).isAfter(this.dirmon.system.clock.instant());
		assertThat(this.dirmon.system.rocketJob.jobs(DirectoryScanJob.class).list()).singleElement()
			.satisfies((job) -> assertThat(job.fields().entry()).isEqualTo("elsewhere"));
	}

	@Test
	void aScanBreaksOffWhileTheDatabaseIsAwayAndTheNextOneGoesOn() throws IOException {
		this.dirmon.drop("a.csv", "1");
		this.dirmon.enabled(this.dirmon.entry());
		this.dirmon.scan();
		this.dirmon.system.clock.move(Duration.ofMinutes(6));
		AtomicBoolean away = new AtomicBoolean(true);
		this.dirmon.hook = (point) -> {
			if (away.getAndSet(false)) {
				throw new MongoSocketReadException("gone", new ServerAddress());
			}
		};
		for (int i = 0; i < 2; i++) {
			this.dirmon.scheduleScans();
			this.dirmon.system.queue.drain();
			assertThat(this.dirmon.system.rocketJob.jobs(DirectoryScanJob.class).list()).as("none has failed")
				.isEmpty();
			this.dirmon.system.clock.move(Duration.ofMinutes(6));
		}
		assertThat(away).isFalse();
		assertThat(monitor().get("orders").state()).isEqualTo(DirectoryEntryState.ENABLED);
		assertThat(DirmonSystem.RUNS).hasSize(1);
		assertThatIllegalStateException().isThrownBy(() -> DirmonEngine.breaksOffWithoutDatabase("", () -> {
			throw new IllegalStateException("something else");
		}));
	}

	@Test
	void onlyAFileThatHasFailedCanBeRetriedOrForgotten() {
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> monitor().retry(new ObjectId()));
		assertThatExceptionOfType(DirectoryMonitorException.class).isThrownBy(() -> monitor().forget(new ObjectId()));
	}

}
