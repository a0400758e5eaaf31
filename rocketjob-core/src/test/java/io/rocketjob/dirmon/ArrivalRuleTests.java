package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.rocketjob.dirmon.ArrivingFile.State;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ArrivalRuleTests {

	private static final Duration QUIET = Duration.ofSeconds(60);

	private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

	private static final Instant PAST = Instant.parse("2020-02-29T12:00:00Z");

	@TempDir
	Path directory;

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private byte[] stored;

	private ArrivalRule rule = rule(QUIET, false, Announcement.NONE);

	static ArrivalRule rule(Duration quiet, boolean empty, Announcement announcement) {
		return new ArrivalRule(quiet, empty, ArrivalRule.LEFT_OUT.stream().map(NamePattern::parse).toList(),
				announcement, true);
	}

	static Stream<Arguments> cases() {
		return DirmonCases.read("arrivals.csv")
			.stream()
			.map((row) -> Arguments.of(row.getField("tool") + ": " + row.getField("options"), row));
	}

	@ParameterizedTest(name = "[{index}] {0}")
	@MethodSource("cases")
	void aTransferIsTakenWhenItIsComplete(String name, NamedCsvRecord row) throws IOException {
		Transfer transfer = new Transfer(row);
		transfer.begin();
		if (transfer.lastsForEver()) {
			transfer.end();
			expectAtTheEnd(transfer, row);
			return;
		}
		boolean tooSlow = transfer.stall().compareTo(QUIET) > 0;
		boolean early = seen(transfer.stall());
		assertThat(early).as("taken in the middle").isEqualTo(tooSlow);
		transfer.goOn();
		assertThat(seen(transfer.stall())).as("taken in the middle").isEqualTo(tooSlow);
		transfer.end();
		assertThat(seen(QUIET)).as("taken at once").isFalse();
		assertThat(scan()).containsOnlyKeys("f.dat")
			.extractingByKey("f.dat")
			.extracting(ArrivingFile::state)
			.isEqualTo(State.READY);
	}

	private void expectAtTheEnd(Transfer transfer, NamedCsvRecord row) throws IOException {
		State expected = row.getField("monitor_should").contains("mtime 0") ? State.HELD
				: row.getField("monitor_should").contains("aria2") ? State.WAITING : State.READY;
		assertThat(seen(QUIET)).isFalse();
		Map<String, ArrivingFile> scanned = scan();
		if (Files.notExists(transfer.file)) {
			assertThat(scanned).isEmpty();
			return;
		}
		assertThat(scanned.get("f.dat").state()).isEqualTo(expected);
		// what no rule can tell, the sender can
		this.rule = rule(QUIET, false, Announcement.SIZE);
		Files.writeString(this.directory.resolve("f.dat.size"), "1000\n");
		assertThat(scan().get("f.dat").state()).isNotEqualTo(State.READY);
	}

	/** Whether any file is taken while nothing happens for some time. */
	private boolean seen(Duration time) throws IOException {
		boolean ready = false;
		Instant end = this.now.plus(time);
		while (this.now.isBefore(end)) {
			ready |= scan().values().stream().anyMatch((file) -> file.state() == State.READY);
			Duration rest = Duration.between(this.now, end);
			this.now = this.now.plus((rest.compareTo(Duration.ofSeconds(5)) < 0) ? rest : Duration.ofSeconds(5));
		}
		return ready;
	}

	private Map<String, ArrivingFile> scan() throws IOException {
		Arrivals arrivals = Arrivals.of(this.stored, this.now);
		Map<String, ArrivingFile> files = new LinkedHashMap<>();
		FileWalk.walk(FilePattern.parse("**/*"), this.directory, this.rule::isLeftOut, LookBound.none(),
				new FileWalk.Visitor() {
					@Override
					public void file(Path file, FileFacts facts) {
						ArrivingFile arriving = ArrivalRuleTests.this.rule.judge(file, facts, arrivals.see(file, facts),
								ArrivalRuleTests.this.now);
						files.put(file.getFileName().toString(), arriving);
					}

					@Override
					public void problem(Path path, IOException problem) {
						throw new AssertionError(path.toString(), problem);
					}
				});
		this.stored = arrivals.stored();
		return files;
	}

	private State state(String name) throws IOException {
		return scan().get(name).state();
	}

	/** Two scans, so far apart that a file that may be taken is. */
	private ArrivingFile settle(String name) throws IOException {
		scan();
		this.now = this.now.plus(QUIET);
		return scan().get(name);
	}

	@Test
	void aFileNeedsTwoScansHoweverShortTheQuietPeriod() throws IOException {
		this.rule = rule(Duration.ZERO, false, Announcement.NONE);
		Files.writeString(this.directory.resolve("a"), "1");
		assertThat(state("a")).isEqualTo(State.WAITING);
		assertThat(state("a")).isEqualTo(State.READY);
	}

	@Test
	void anyTimeOfModificationButTheFirstIsAsGoodAsAnother() throws IOException {
		for (String time : List.of("1980-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "1970-01-01T00:00:01Z")) {
			Path file = Files.writeString(this.directory.resolve("a"), "1");
			Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
			assertThat(settle("a").state()).as(time).isEqualTo(State.READY);
		}
	}

	@Test
	void aTimeThatIsSetBackIsSeenByTheTimeOfTheChange() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a"), "1");
		Files.setLastModifiedTime(file, FileTime.from(PAST));
		scan();
		this.now = this.now.plus(QUIET);
		FileFacts before = FileFacts.of(file);
		do {
			Files.writeString(file, "2");
			Files.setLastModifiedTime(file, FileTime.from(PAST));
		}
		while (FileFacts.of(file).changed().equals(before.changed()));
		assertThat(state("a")).isEqualTo(State.WAITING);
	}

	@Test
	void aFileThatIsReplacedBeginsAnew() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a"), "1");
		scan();
		this.now = this.now.plus(QUIET);
		Path other = Files.writeString(this.directory.resolve(".b"), "2");
		Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
		Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
		assertThat(state("a")).isEqualTo(State.WAITING);
	}

	@Test
	void anEmptyFileIsHeldUnlessTheEntryTakesIt() throws IOException {
		Files.createFile(this.directory.resolve("a"));
		assertThat(settle("a")).satisfies((file) -> {
			assertThat(file.state()).isEqualTo(State.HELD);
			assertThat(file.reason()).startsWith("it is empty");
		});
		this.rule = rule(QUIET, true, Announcement.NONE);
		assertThat(settle("a").state()).isEqualTo(State.READY);
	}

	@Test
	void aFileWithTwoNamesIsHeld() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a"), "1");
		Files.createLink(this.directory.resolve(".stage"), file);
		assertThat(settle("a")).satisfies((held) -> {
			assertThat(held.state()).isEqualTo(State.HELD);
			assertThat(held.reason()).contains("2 names");
		});
		Files.delete(this.directory.resolve(".stage"));
		assertThat(settle("a").state()).isEqualTo(State.READY);
	}

	@ParameterizedTest
	@ValueSource(strings = { ".a", "a~", "~$a", "#a#", "a.tmp", "a.temp", "a.part", "a.partial", "a.filepart",
			"a.crdownload", "a.download", "a.aria2", "a.aria2__temp", "a.swp", "a.lock", "4913", "ziAbCdEf",
			"sedAbCdEf" })
	void whatToolsHaveNotFinishedIsLeftOut(String name) throws IOException {
		Files.writeString(this.directory.resolve(name), "1");
		Files.createDirectory(this.directory.resolve("d"));
		Files.createDirectory(this.directory.resolve("d").resolve(name));
		Files.writeString(this.directory.resolve("d").resolve(name).resolve("a"), "1");
		assertThat(scan()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "zi.bCdEf", "sed.bCdEf", "zipfile", "sedimentary", "part", "4913.csv", "a.TMP",
			"a.lock.csv", "zi123.csv" })
	void otherNamesAreNotLeftOut(String name) throws IOException {
		Files.writeString(this.directory.resolve(name), "1");
		assertThat(scan()).containsOnlyKeys(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { ".aria2", ".part", ".crdownload", ".filepart", ".lock" })
	void aFileWaitsWhileAToolHasAFileBesideIt(String suffix) throws IOException {
		Files.writeString(this.directory.resolve("a.csv"), "1");
		Path control = Files.createFile(this.directory.resolve("a.csv" + suffix));
		assertThat(settle("a.csv").state()).isEqualTo(State.WAITING);
		Files.delete(control);
		assertThat(state("a.csv")).isEqualTo(State.READY);
	}

	@Test
	void theBytesOfANameAreKeptInTheNamesBesideIt() throws IOException {
		Path file = DirmonCases.path(this.directory, "caf\\xE9 %\\n.csv");
		Files.writeString(file, "1");
		Path control = DirmonCases.path(this.directory, "caf\\xE9 %\\n.csv.lock");
		Files.createFile(control);
		String name = file.getFileName().toString();
		assertThat(settle(name).state()).isEqualTo(State.WAITING);
		Files.delete(control);
		assertThat(state(name)).isEqualTo(State.READY);
	}

	@Test
	void aMarkerLetsAFileBeTaken() throws IOException {
		this.rule = rule(QUIET, false, Announcement.MARKER);
		Files.writeString(this.directory.resolve("a"), "1");
		assertThat(settle("a").state()).isEqualTo(State.WAITING);
		Files.createFile(this.directory.resolve("a.done"));
		assertThat(scan()).containsOnlyKeys("a")
			.extractingByKey("a")
			.extracting(ArrivingFile::state)
			.isEqualTo(State.READY);
	}

	@Test
	void anAnnouncedSizeMustBeThere() throws IOException {
		this.rule = rule(QUIET, false, Announcement.SIZE);
		Files.writeString(this.directory.resolve("a"), "12");
		Files.writeString(this.directory.resolve("a.size"), "3\n");
		assertThat(settle("a").reason()).isEqualTo("it has 2 bytes, and its sender says '3'");
		Files.writeString(this.directory.resolve("a.size"), "2\n");
		assertThat(state("a")).isEqualTo(State.READY);
	}

	@Test
	void anAnnouncedChecksumMustBeThatOfTheFile() throws IOException {
		this.rule = rule(QUIET, false, Announcement.SHA256);
		Files.writeString(this.directory.resolve("a"), "abc");
		Path said = this.directory.resolve("a.sha256");
		Files.writeString(said, "00 a\n");
		assertThat(settle("a").reason()).startsWith("its SHA-256 is another");
		Files.writeString(said, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD  a\n");
		assertThat(state("a")).isEqualTo(State.READY);
	}

	@Test
	void aFileThatMayNotBeReadIsHeld() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a"), "1", StandardOpenOption.CREATE_NEW);
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
		Assumptions.assumeFalse(Files.isReadable(file), "this process may read everything");
		assertThat(settle("a").reason()).startsWith("it may not be read");
	}

	@Test
	void aFifoIsNotOpened() throws Exception {
		Path fifo = this.directory.resolve("fifo");
		Assumptions.assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "no mkfifo");
		assertThat(scan()).isEmpty();
	}

	@Test
	void aClockThatIsSetBackTakesNothingEarly() throws IOException {
		Files.writeString(this.directory.resolve("a"), "1");
		scan();
		this.now = this.now.minus(Duration.ofHours(1));
		assertThat(state("a")).isEqualTo(State.WAITING);
		this.now = this.now.plus(QUIET);
		assertThat(state("a")).isEqualTo(State.READY);
	}

	/** Does to a file what a tool has been seen to do. */
	private final class Transfer {

		private final String size;

		private final boolean past;

		private final boolean mark;

		private final String end;

		private final String looks;

		private final String should;

		private final Path target;

		private final Path file = ArrivalRuleTests.this.directory.resolve("f.dat");

		private final Path control = ArrivalRuleTests.this.directory.resolve("f.dat.aria2");

		private final boolean controlled;

		Transfer(NamedCsvRecord row) throws IOException {
			this.size = row.getField("size_behaviour");
			this.past = row.getField("mtime_behaviour").contains("past");
			this.mark = row.getField("mtime_behaviour").contains("1970");
			this.end = row.getField("end_step");
			this.looks = row.getField("looks_finished_too_early_seconds");
			this.should = row.getField("monitor_should");
			String names = row.getField("temp_name_pattern");
			this.controlled = names.contains("NAME.aria2");
			String temporary = names.contains("partial-dir") || names.contains(".rsync-partial")
					? ".rsync-partial/f.dat"
					: names.contains(".~tmp~") ? ".~tmp~/f.dat" : names.contains(".NAME.swp") ? "f.dat"
							: names.startsWith(".NAME.XXXXXX") ? ".f.dat.a1B2c3" : names.startsWith(".in.NAME")
									? ".in.f.dat."
									: names.contains("NAME.crdownload") ? "f.dat.crdownload" : names.contains("HASH8")
											? "f.dat.0123abcd.partial"
											: names.contains("ziXX") ? "ziAbCdEf"
													: names.contains("sedXX") ? "sedAbCdEf" : names.equals(".stage")
															? ".stage"
															: names.startsWith(".git") ? ".git/index.lock" : "f.dat";
			this.target = ArrivalRuleTests.this.directory.resolve(temporary);
			Files.createDirectories(this.target.getParent());
		}

		boolean lastsForEver() {
			return this.looks.contains("for ever") || this.should.contains("killed")
					|| (this.end.equals("none") && !this.target.equals(this.file));
		}

		Duration stall() {
			Matcher seconds = SECONDS.matcher(this.looks);
			return Duration.ofMillis(seconds.find() ? (long) (Double.parseDouble(seconds.group()) * 1000) : 50_000);
		}

		void begin() throws IOException {
			int bytes = (this.size.contains("FULL") || this.size.contains("complete") || this.size.contains("OLD"))
					? 1000 : this.size.startsWith("0") ? 0 : 400;
			Files.write(this.target, new byte[bytes]);
			if (this.controlled) {
				Files.createFile(this.control);
			}
		}

		/** Writes on, which any file system shows at the latest after its grain. */
		void goOn() throws IOException {
			FileFacts before = FileFacts.of(this.target);
			do {
				byte[] content = Files.readAllBytes(this.target);
				Files.write(this.target, new byte[Math.min(1000, Math.max(content.length, 700))]);
			}
			while (FileFacts.of(this.target).changed().equals(before.changed()));
		}

		void end() throws IOException {
			if (!lastsForEver()) {
				goOn();
				Files.write(this.target, new byte[1000]);
			}
			else if (this.target.equals(this.file) || this.mark || this.end.startsWith("rename")) {
				Files.write(this.target, new byte[this.controlled ? 1000 : 700]);
			}
			if (this.past) {
				Files.setLastModifiedTime(this.target, FileTime.from(PAST));
			}
			if (this.mark) {
				Files.setLastModifiedTime(this.target, FileTime.from(Instant.EPOCH));
			}
			if (this.end.equals("link")) {
				Files.createLink(this.file, this.target);
				assertThat(seen(QUIET.multipliedBy(2))).isFalse();
				Files.delete(this.target);
			}
			else if (!this.target.equals(this.file) && !this.end.equals("none")) {
				Files.move(this.target, this.file);
			}
			if (this.controlled && !lastsForEver()) {
				assertThat(seen(QUIET.multipliedBy(2))).isFalse();
				Files.delete(this.control);
				goOn();
			}
		}

	}

}
