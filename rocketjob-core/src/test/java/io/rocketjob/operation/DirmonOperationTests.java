package io.rocketjob.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.dirmon.DirectoryEntry;
import io.rocketjob.dirmon.DirectoryEntryState;
import io.rocketjob.dirmon.DirectoryLook;
import io.rocketjob.dirmon.DirectoryMonitor;
import io.rocketjob.dirmon.DirmonEngine;
import io.rocketjob.dirmon.DirmonSettings;
import io.rocketjob.operation.AuditEntry.Outcome;
import io.rocketjob.operation.DirmonFilesDescriptor.FileDescriptor;
import io.rocketjob.operation.DirmonMatchesDescriptor.MatchDescriptor;
import io.rocketjob.operation.OperationException.Kind;
import io.rocketjob.work.ServerIdentity;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static io.rocketjob.operation.JobOperationTests.assertProblem;
import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/** What an operator can do with the directory monitor. */
class DirmonOperationTests {

	@TempDir
	Path root;

	private final OperatedSystem operated = new OperatedSystem();

	private DirectoryMonitor monitor;

	private DirmonOperations dirmon;

	@BeforeEach
	void start() {
		ServerIdentity server = new ServerIdentity() {
			@Override
			public ObjectId serverId() {
				return new ObjectId();
			}

			@Override
			public String serverName() {
				return "test-1";
			}
		};
		this.monitor = new DirmonEngine(this.operated.system.engine,
				new StaticListableBeanFactory(Map.of("rocketJob", this.operated.system.rocketJob))
					.getBeanProvider(RocketJobTemplate.class),
				server, new DirmonSettings(List.of(this.root), DirmonSettings.SCHEDULE),
				() -> Map.of("a bean", declared()))
			.monitor();
		this.dirmon = new DirmonOperations(this.operated.operations, this.monitor);
	}

	@AfterEach
	void close() {
		this.operated.close();
	}

	private DirectoryEntry declared() {
		return DirectoryEntry.of("declared", this.root + "/declared/*.csv", "LinesJob");
	}

	private Map<String, String> values(String name) {
		return Map.of("name", name, "pattern", this.root + "/" + name + "/*.csv", "jobClass", "LinesJob", "properties",
				"priority=20\ndescription=a = b");
	}

	private DirmonEntryDescriptor created(String name) {
		DirmonEntryDescriptor created = this.dirmon.create(ALICE, null, values(name));
		this.operated.told.clear();
		return created;
	}

	private Document stored() {
		return collection("rocketjob.dirmon_entries").find().first();
	}

	private MongoCollection<Document> collection(String name) {
		return this.operated.system.database().getCollection(name);
	}

	@Test
	void anEntryIsCreatedWithAllThatAFormSays() {
		DirmonEntryDescriptor created = this.dirmon.create(ALICE, null,
				Map.ofEntries(entry("name", " orders "), entry("pattern", this.root + "/*.csv"),
						entry("jobClass", "LinesJob"), entry("archive", "old/{date}"), entry("servers", "web-.*"),
						entry("schedule", "@hourly UTC"), entry("quietPeriod", "3m"), entry("emptyFiles", "true"),
						entry("announcement", "size"), entry("leftOut", "*.bak\n\n*.old"),
						entry("properties", "priority = 7\n"), entry("fileField", " ")));
		assertThat(created.state()).isEqualTo("pending");
		DirectoryEntry entry = this.monitor.get("orders").entry();
		assertThat(entry.archive()).isEqualTo("old/{date}");
		assertThat(entry.servers()).isEqualTo("web-.*");
		assertThat(entry.schedule()).isEqualTo("@hourly UTC");
		assertThat(entry.quietPeriod()).hasMinutes(3);
		assertThat(entry.emptyFiles()).isTrue();
		assertThat(entry.leftOut()).containsExactly("*.bak", "*.old");
		assertThat(entry.properties()).containsExactly(entry("priority", "7"));
		assertThat(entry.fileField()).isNull();
		assertThat(created.announcement()).isEqualTo("size");
		assertThat(this.dirmon.list(ALICE)).containsExactly(created);
		assertThat(this.dirmon.form(ALICE, "orders")).satisfies((form) -> {
			assertThat(form.values()).containsEntry("quietPeriod", "180s")
				.containsEntry("properties", "priority=7")
				.containsEntry("leftOut", "*.bak\n*.old");
			assertThat(form.version()).isEqualTo(created.version());
			assertThat(form.jobClasses()).contains("LinesJob");
			assertThat(this.dirmon.update(ALICE, "orders", form.values(), form.version())).as("nothing is changed")
				.isEqualTo(created);
		});
		assertThat(this.operated.told).first().satisfies((told) -> {
			assertThat(told.action()).isEqualTo("create");
			assertThat(told.target()).hasToString("entry orders");
			assertThat(told.after()).containsEntry("pattern", this.root + "/*.csv").doesNotContainKey("properties");
		});
	}

	@Test
	void anEntryIsEnabledDisabledAndDeletedAndEachIsTold() {
		created("orders");
		assertThat(this.dirmon.enable(ALICE, "orders").state()).isEqualTo("enabled");
		assertProblem(Kind.CONFLICT, "disable it first", () -> this.dirmon.delete(ALICE, "orders"));
		assertProblem(Kind.CONFLICT, "is enabled, so it cannot become enabled",
				() -> this.dirmon.enable(ALICE, "orders"));
		assertThat(this.dirmon.disable(ALICE.because("holidays"), "orders").state()).isEqualTo("disabled");
		this.dirmon.delete(ALICE, "orders");
		assertThat(this.monitor.list()).isEmpty();
		assertProblem(Kind.NOT_FOUND, "There is no entry 'orders'", () -> this.dirmon.enable(ALICE, "orders"));
		assertThat(this.operated.told).extracting(AuditEntry::action)
			.containsExactly("enable", "delete", "enable", "disable", "delete", "enable");
		assertThat(this.operated.told).extracting(AuditEntry::outcome)
			.containsExactly(Outcome.DONE, Outcome.FAILED, Outcome.FAILED, Outcome.DONE, Outcome.DONE, Outcome.FAILED);
		assertThat(this.operated.told.get(3))
			.hasToString("disable entry orders by alice (test): done, {state=enabled} -> {state=disabled}");
	}

	@Test
	void allThatIsWrongIsNamedByItsField() {
		assertInvalid(Map.of("name", "a/b", "pattern", "*.csv", "jobClass", "NoJob"), "name", "pattern", "jobClass");
		assertInvalid(Map.of("quietPeriod", "60", "emptyFiles", "maybe", "announcement", "shout", "properties", "x"),
				"quietPeriod", "emptyFiles", "announcement", "properties");
		assertInvalid(Map.of("name", "x", "pattern", this.root + "/*", "jobClass", "LinesJob", "properties",
				"priority=high\nregion=EU"), "properties");
		assertInvalid(Map.of("name", "x", "pattern", this.root + "/*", "jobClass", "KeptJob"), "fileField");
		assertProblem(Kind.BAD_REQUEST, "An entry has no colour",
				() -> this.dirmon.create(ALICE, null, Map.of("colour", "red")));
		created("orders");
		Map<String, String> named = Map.of("name", "orders", "pattern", this.root + "/*", "jobClass", "LinesJob");
		assertInvalid(named, "name");
		Map<String, String> patterned = Map.of("name", "others", "pattern", this.root + "/orders/*.csv", "jobClass",
				"LinesJob");
		assertInvalid(patterned, "pattern");
		assertThat(this.monitor.list()).hasSize(1);
	}

	private void assertInvalid(Map<String, String> values, String... names) {
		assertThatExceptionOfType(OperationException.class).isThrownBy(() -> this.dirmon.create(ALICE, null, values))
			.satisfies((thrown) -> {
				assertThat(thrown.kind()).isEqualTo(Kind.BAD_REQUEST);
				assertThat(thrown.problems()).containsOnlyKeys(names);
			});
	}

	@Test
	void aChangeTellsWhatIsDifferentAndAStaleOneIsRefused() {
		DirmonEntryDescriptor seen = created("orders");
		DirmonEntryDescriptor changed = this.dirmon.update(ALICE, "orders",
				Map.of("archive", "old", "properties", "priority=3"), seen.version());
		assertThat(changed.archive()).isEqualTo("old");
		assertThat(changed.properties()).containsExactly(entry("priority", "3"));
		assertThat(changed.pattern()).isEqualTo(seen.pattern());
		assertThat(this.operated.told).singleElement().satisfies((told) -> {
			assertThat(told.before()).isEqualTo(Map.of("archive", "archive", "properties", "******"));
			assertThat(told.after()).isEqualTo(Map.of("archive", "old", "properties", "******"));
		});
		assertProblem(Kind.CONFLICT, "after it was shown. Nothing was changed",
				() -> this.dirmon.update(ALICE, "orders", Map.of("archive", "older"), seen.version()));
		assertProblem(Kind.CONFLICT, "cannot be renamed",
				() -> this.dirmon.update(ALICE, "orders", Map.of("name", "other"), null));
		this.dirmon.delete(ALICE, "orders");
		created("orders");
		assertProblem(Kind.CONFLICT, "after it was shown",
				() -> this.dirmon.update(ALICE, "orders", Map.of("archive", "older"), seen.version()));
	}

	@Test
	void aCopyHasWhatItsFormLeavesOut() {
		created("orders");
		Operator blind = without(Permission.VALUE_READ);
		assertThat(this.dirmon.form(blind, "orders").values()).doesNotContainKey("properties");
		this.dirmon.create(blind, "orders", Map.of("name", "returns", "pattern", this.root + "/returns/*"));
		assertThat(this.monitor.get("returns")).satisfies((copy) -> {
			assertThat(copy.state()).isEqualTo(DirectoryEntryState.PENDING);
			assertThat(copy.entry().properties()).isEqualTo(Map.of("priority", "20", "description", "a = b"));
		});
		assertProblem(Kind.NOT_FOUND, "There is no entry 'none'",
				() -> this.dirmon.create(blind, "none", values("more")));
	}

	@Test
	void whatIsPutIntoEntriesIsShownToWhoMaySeeValues() throws IOException {
		created("orders");
		Files.createDirectories(this.root.resolve("orders"));
		Files.writeString(this.root.resolve("orders/smith.csv"), "1");
		Document scan = new Document("at", new Date(0)).append("server", "web-1")
			.append("ready", 1)
			.append("waiting", 2)
			.append("held", 4)
			.append("problems", List.of("smith.csv is held: it is empty"));
		collection("rocketjob.dirmon_entries").updateOne(new Document(), new Document("$set",
				new Document("lastScan", scan).append("state", "failed").append("exception", "smith")));
		DirmonEntryDescriptor shown = this.dirmon.get(ALICE, "orders");
		assertThat(shown.exception()).isEqualTo("smith");
		assertThat(shown.lastScan()).isEqualTo(new DirmonEntryDescriptor.LastScanDescriptor(Instant.EPOCH, "web-1", 7,
				1, 2, 4, List.of("smith.csv is held: it is empty")));
		Operator blind = without(Permission.VALUE_READ);
		DirmonEntryDescriptor hidden = this.dirmon.get(blind, "orders");
		assertThat(hidden.toString()).doesNotContain("smith", "a = b").contains("priority=******");
		assertThat(this.dirmon.matches(ALICE, "orders").files()).extracting(MatchDescriptor::path)
			.containsExactly(this.root.resolve("orders/smith.csv").toString());
		assertThat(this.dirmon.matches(blind, "orders")).satisfies((matches) -> {
			assertThat(matches.total()).isEqualTo(1);
			assertThat(matches.toString()).doesNotContain("smith");
		});
		collection("rocketjob.dirmon_entries").updateOne(new Document(), new Document("$set",
				new Document("properties", List.of(new Document("name", "priority").append("value", "smith")))));
		assertProblem(Kind.BAD_REQUEST, "'smith' is no number", () -> this.dirmon.enable(ALICE, "orders"));
		assertProblem(Kind.BAD_REQUEST, "you may not see values", () -> this.dirmon.enable(blind, "orders"));
	}

	@Test
	void anEntrySaysWhetherTheConfigurationDeclaresItAndWhetherItIsAsDeclared() {
		created("orders");
		this.monitor.declare(declared());
		assertThat(this.dirmon.get(ALICE, "orders")).returns(false, DirmonEntryDescriptor::declared)
			.returns(false, DirmonEntryDescriptor::asDeclared);
		assertThat(this.dirmon.form(ALICE, "orders").declared()).isFalse();
		assertThat(this.dirmon.get(ALICE, "declared")).returns(true, DirmonEntryDescriptor::declared)
			.returns(true, DirmonEntryDescriptor::asDeclared);
		assertThat(this.dirmon.form(ALICE, "declared").declared()).isTrue();
		assertThat(this.dirmon.form(ALICE, null).declared()).isFalse();
		this.dirmon.update(ALICE, "declared", Map.of("archive", "other"), null);
		this.dirmon.disable(ALICE, "declared");
		assertThat(this.dirmon.list(ALICE)).filteredOn(DirmonEntryDescriptor::declared)
			.singleElement()
			.returns("declared", DirmonEntryDescriptor::name)
			.returns(false, DirmonEntryDescriptor::asDeclared);
		// as when the application starts again
		this.monitor.declare(declared());
		assertThat(this.dirmon.get(ALICE, "declared")).returns(true, DirmonEntryDescriptor::asDeclared)
			.returns("disabled", DirmonEntryDescriptor::state);
	}

	@Test
	void whereALookHasStoppedIsShownToWhoMaySeeValues() {
		DirectoryLook look = new DirectoryLook(List.of(), 7, Path.of("/in/smith.csv"));
		assertThat(DirmonMatchesDescriptor.of(look, Masking.SHOWN)).returns("/in/smith.csv",
				DirmonMatchesDescriptor::stoppedAt);
		assertThat(DirmonMatchesDescriptor.of(look, Masking.HIDDEN))
			.returns(Masking.MASK, DirmonMatchesDescriptor::stoppedAt)
			.returns(7, DirmonMatchesDescriptor::names);
		assertThat(DirmonMatchesDescriptor.of(new DirectoryLook(List.of(), 7, null), Masking.HIDDEN).stoppedAt())
			.isNull();
	}

	@Test
	void anEntrySaysWhenItsNextScanIsDue() {
		created("orders");
		assertThat(this.dirmon.enable(ALICE, "orders").nextScanAt()).isNull();
		Document next = new Document("nextScanAt", new Date(1_800_000_000_000L));
		collection("rocketjob.dirmon_entries").updateOne(new Document(), new Document("$set", next));
		assertThat(this.dirmon.get(ALICE, "orders").nextScanAt()).isEqualTo("2027-01-15T08:00:00Z");
		// a scan that has failed leaves none, and neither does who disables it
		collection("rocketjob.dirmon_entries").updateOne(new Document(),
				new Document("$set", new Document("state", "failed")));
		assertThat(this.dirmon.get(ALICE, "orders").nextScanAt()).isNull();
	}

	@Test
	void thePatternOfAFormIsTestedBeforeItIsStored() throws IOException {
		Files.createDirectories(this.root.resolve("orders"));
		Files.writeString(this.root.resolve("orders/a.csv"), "1");
		Files.writeString(this.root.resolve("orders/b.csv"), "");
		DirmonMatchesDescriptor found = this.dirmon.test(ALICE, null, values("orders"));
		assertThat(found.files()).extracting(MatchDescriptor::state).containsExactly("held", "waiting");
		assertThat(found).returns(1, DirmonMatchesDescriptor::waiting).returns(1, DirmonMatchesDescriptor::held);
		assertProblem(Kind.CONFLICT, "This process does not see the directory",
				() -> this.dirmon.test(ALICE, null, values("elsewhere")));
		assertProblem(Kind.BAD_REQUEST, "pattern",
				() -> this.dirmon.test(ALICE, null, Map.of("name", "x", "pattern", "/etc/*", "jobClass", "LinesJob")));
		assertThat(this.monitor.list()).isEmpty();
		assertThat(this.operated.told).isEmpty();
	}

	@Test
	void aFileWithoutAJobIsRetriedOrForgotten() {
		created("orders");
		created("returns");
		String first = noted("failed", "orders");
		String second = noted("failed", "orders");
		String under = noted("noted", "orders");
		assertThat(this.dirmon.files(ALICE, "orders")).satisfies((files) -> {
			assertThat(files.failed()).isEqualTo(2);
			assertThat(files.others()).isEqualTo(1);
			assertThat(files.files()).extracting(FileDescriptor::job).containsExactly(first, second, under);
			assertThat(files.files().get(0).problem()).isEqualTo("smith has changed");
		});
		assertThat(this.dirmon.files(without(Permission.VALUE_READ), "orders").toString()).doesNotContain("smith");
		this.dirmon.retry(ALICE, "orders", first);
		this.dirmon.forget(ALICE, "orders", second);
		assertThat(this.dirmon.files(ALICE, "orders")).returns(0, DirmonFilesDescriptor::failed)
			.returns(2, DirmonFilesDescriptor::others);
		assertThat(this.operated.told).extracting(AuditEntry::toString)
			.containsExactly("retry-file entry orders by alice (test): done, {} -> {job=" + first + "}",
					"forget-file entry orders by alice (test): done, {} -> {job=" + second + "}");
		assertProblem(Kind.NOT_FOUND, "no file of a job", () -> this.dirmon.retry(ALICE, "orders", under));
		String other = noted("failed", "orders");
		assertProblem(Kind.NOT_FOUND, "no file of a job", () -> this.dirmon.forget(ALICE, "returns", other));
		assertProblem(Kind.BAD_REQUEST, "24 hexadecimal digits", () -> this.dirmon.forget(ALICE, "orders", "1"));
	}

	@Test
	void anActionIsNamedByAWord() {
		created("orders");
		String retried = noted("failed", "orders");
		String forgotten = noted("failed", "orders");
		assertThat(this.dirmon.act(ALICE, "orders", "enable", null).state()).isEqualTo("enabled");
		assertThat(this.dirmon.act(ALICE, "orders", "disable", null).state()).isEqualTo("disabled");
		assertThat(this.dirmon.act(ALICE, "orders", "retry-file", retried).name()).isEqualTo("orders");
		this.dirmon.act(ALICE, "orders", "forget-file", forgotten);
		assertThat(this.dirmon.files(ALICE, "orders")).returns(0, DirmonFilesDescriptor::failed)
			.returns(1, DirmonFilesDescriptor::others);
		assertThat(this.operated.told).extracting(AuditEntry::action)
			.containsExactly("enable", "disable", "retry-file", "forget-file");
		String right = "action must be one of enable, disable, retry-file, forget-file";
		assertProblem(Kind.BAD_REQUEST, right, () -> this.dirmon.act(ALICE, "orders", "delete", null));
		assertProblem(Kind.BAD_REQUEST, right, () -> this.dirmon.act(ALICE, "orders", null, null));
		assertProblem(Kind.BAD_REQUEST, "needs the job", () -> this.dirmon.act(ALICE, "orders", "retry-file", null));
		assertProblem(Kind.BAD_REQUEST, "without job", () -> this.dirmon.act(ALICE, "orders", "enable", retried));
		assertProblem(Kind.DENIED, "dirmon:change",
				() -> this.dirmon.act(without(Permission.DIRMON_CHANGE), "orders", "enable", null));
		assertThat(this.operated.told).hasSize(5);
	}

	/** Notes a file as a scan does. */
	private String noted(String step, String entry) {
		ObjectId job = new ObjectId();
		Document note = new Document("_id", job).append("entry", this.monitor.get(entry).id())
			.append("entryName", entry)
			.append("source", new Binary("/data/smith.csv".getBytes(StandardCharsets.UTF_8)))
			.append("target", new Binary(("/data/archive/" + job + ".smith.csv").getBytes(StandardCharsets.UTF_8)))
			.append("device", 1L)
			.append("inode", 1L)
			.append("size", 1L)
			.append("modified", 1L)
			.append("nanos", 0)
			.append("takenAt", new Date(0))
			.append("step", step);
		if (step.equals("failed")) {
			note.append("problem", "smith has changed");
		}
		collection("rocketjob.dirmon_files").insertOne(note);
		return job.toHexString();
	}

	@Test
	void eachOperationNeedsItsPermission() {
		created("orders");
		String version = stored().toJson();
		Operator reader = new Operator("ann", "test", EnumSet.of(Permission.DIRMON_READ));
		assertThat(this.dirmon.list(reader)).hasSize(1);
		assertThat(this.dirmon.files(reader, "orders").files()).isEmpty();
		Operator outside = without(Permission.DIRMON_READ);
		assertProblem(Kind.DENIED, "dirmon:read for all entries", () -> this.dirmon.list(outside));
		assertProblem(Kind.DENIED, "dirmon:read for entry orders", () -> this.dirmon.get(outside, "orders"));
		assertProblem(Kind.DENIED, "dirmon:read", () -> this.dirmon.files(outside, "orders"));
		assertProblem(Kind.DENIED, "dirmon:read", () -> this.dirmon.matches(outside, "orders"));
		Operator fixed = without(Permission.DIRMON_CHANGE);
		String job = noted("failed", "orders");
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.test(fixed, null, values("x")));
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.form(fixed, null));
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.create(fixed, null, values("x")));
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.update(fixed, "orders", Map.of(), null));
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.enable(fixed, "orders"));
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.disable(fixed, "orders"));
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.delete(fixed, "orders"));
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.retry(fixed, "orders", job));
		assertProblem(Kind.DENIED, "dirmon:change", () -> this.dirmon.forget(fixed, "orders", job));
		Operator jobless = without(Permission.JOB_CREATE);
		assertProblem(Kind.DENIED, "job:create", () -> this.dirmon.form(jobless, "orders"));
		assertProblem(Kind.DENIED, "job:create", () -> this.dirmon.create(jobless, null, values("x")));
		assertProblem(Kind.DENIED, "job:create", () -> this.dirmon.create(jobless, "orders", values("x")));
		assertProblem(Kind.DENIED, "job:create",
				() -> this.dirmon.update(jobless, "orders", Map.of("archive", "x"), null));
		assertThat(stored().toJson()).isEqualTo(version);
		assertThat(this.operated.told).hasSize(10).allMatch((told) -> told.outcome() == Outcome.DENIED);
	}

	@Test
	void aPolicyDecidesOnSingleEntries() {
		created("orders");
		created("returns");
		OperationPolicy policy = (operator, permission, target, job) -> !"orders".equals(target.id());
		DirmonOperations restricted = new DirmonOperations(this.operated.operations(null, List.of(policy), List.of()),
				this.monitor);
		assertThat(restricted.list(ALICE)).extracting(DirmonEntryDescriptor::name).containsExactly("returns");
		assertProblem(Kind.DENIED, "dirmon:read for entry orders", () -> restricted.get(ALICE, "orders"));
		assertProblem(Kind.DENIED, "dirmon:change for entry orders", () -> restricted.enable(ALICE, "orders"));
	}

	@Test
	void withoutAMonitorEachOperationSaysHowToGetIt() {
		DirmonOperations off = new DirmonOperations(this.operated.operations, null);
		assertThat(off.isPresent()).isFalse();
		assertThat(this.dirmon.isPresent()).isTrue();
		assertProblem(Kind.NOT_FOUND, "rocketjob.dirmon.enabled=true", () -> off.list(ALICE));
		assertProblem(Kind.NOT_FOUND, "rocketjob.dirmon.enabled=true", () -> off.enable(ALICE, "orders"));
		assertProblem(Kind.NOT_FOUND, "rocketjob.dirmon.enabled=true", () -> off.create(ALICE, null, values("x")));
		assertProblem(Kind.NOT_FOUND, "rocketjob.dirmon.enabled=true", () -> off.form(ALICE, null));
		assertProblem(Kind.DENIED, "dirmon:read", () -> off.list(without(Permission.DIRMON_READ)));
	}

}
