package io.rocketjob.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.rocketjob.CrashedTooOftenException;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Files that arrive while servers are killed. */
class DirmonCrashTests {

	private static final int ENTRIES = 5;

	private static final int FILES = Integer.getInteger("rocketjob.test.files", 300);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@TempDir
	Path directory;

	private final List<ChildProcess> living = new ArrayList<>();

	private int started;

	private int dropped;

	@Test
	@Timeout(600)
	void eachFileBecomesOneJobThoughServersAreKilled() throws IOException {
		assumeFalse(DatabaseServer.canBeKilled(),
				"Skipped: here the database is killed as well, which is the other test");
		takeAll(() -> {
		});
	}

	@Test
	@Timeout(600)
	void eachFileBecomesOneJobThoughServersAndTheDatabaseAreKilled() throws IOException {
		assumeTrue(DatabaseServer.canBeKilled(), "Skipped: no command kills and starts the database server again");
		DatabaseServer database = this.cluster.useKillableDatabase();
		takeAll(() -> {
			database.kill();
			database.restart();
			Cluster.await("the database answers").until(() -> taken() >= 0);
		});
		assertThat(this.cluster.jobs()
			.countDocuments(new Document("state", "failed")
				.append("type", new Document("$in", List.of("DirectoryMonitorJob", "DirectoryScanJob")))
				.append("exception.class", new Document("$ne", CrashedTooOftenException.class.getName()))))
			.as("what is done again soon does not wait for somebody, unless this test has killed it three times")
			.isZero();
	}

	/** Takes all files while servers are killed, and something else with each. */
	private void takeAll(Runnable killed) throws IOException {
		for (int i = 0; i < ENTRIES; i++) {
			Files.createDirectories(in(i));
		}
		for (int i = 0; i < 3; i++) {
			start();
		}
		this.cluster.awaitRunning(this.living.toArray(ChildProcess[]::new));
		int kills = Cluster.kills(2);
		for (int kill = 1; kill <= kills; kill++) {
			drop(FILES * kill / (kills + 1));
			long before = taken();
			Cluster.await("files are taken").until(() -> taken() > before);
			ChildProcess victim = this.living.remove(0);
			victim.kill();
			victim.awaitExit(Cluster.PATIENCE);
			killed.run();
			start();
		}
		drop(FILES);
		Cluster.await("all files are jobs that have run")
			.atMost(Duration.ofSeconds(240))
			.until(() -> runs().size() == FILES && notes() == 0 && jobs() == 0);
		check();
	}

	private void start() {
		List<String> properties = new ArrayList<>(
				List.of("rocketjob.dirmon.enabled=true", "rocketjob.dirmon.roots[0]=" + this.directory,
						"rocketjob.jobs.directory-monitor-job.cron.schedule=* * * * * * UTC",
						"rocketjob.server.heartbeat-interval=500ms"));
		for (int i = 0; i < ENTRIES; i++) {
			String entry = "rocketjob.dirmon.entries.in" + i;
			properties.add(entry + ".pattern=" + in(i) + "/*.txt");
			properties.add(entry + ".job-class=FileJob");
			properties.add(entry + ".file-field=path");
			properties.add(entry + ".archive=archive/{date}");
			properties.add(entry + ".quiet-period=1s");
			properties.add(entry + ".schedule=* * * * * * UTC");
		}
		this.living.add(this.cluster.start("server" + this.started++, properties.toArray(String[]::new)));
	}

	private Path in(int entry) {
		return this.directory.resolve("in" + entry);
	}

	private void drop(int upTo) throws IOException {
		for (; this.dropped < upTo; this.dropped++) {
			Path directory = in(this.dropped % ENTRIES);
			Path hidden = Files.writeString(directory.resolve("." + this.dropped), "content " + this.dropped);
			Files.move(hidden, directory.resolve(this.dropped + ".txt"), StandardCopyOption.ATOMIC_MOVE);
		}
	}

	/** The jobs that have run, by what was in their files. */
	private Map<String, Set<Document>> runs() {
		Map<String, Set<Document>> runs = new HashMap<>();
		this.cluster.collection(RunRecorder.ATTEMPTS)
			.find(new Document("content", new Document("$exists", true)))
			.forEach((Document run) -> runs.computeIfAbsent(run.getString("content"), (first) -> new HashSet<>())
				.add(new Document("job", run.getObjectId("job")).append("path", run.getString("path"))));
		return runs;
	}

	private long taken() {
		return runs().size();
	}

	private long notes() {
		return this.cluster.collection("rocketjob.dirmon_files").countDocuments();
	}

	private long jobs() {
		return this.cluster.jobs().countDocuments(new Document("type", "FileJob"));
	}

	private void check() throws IOException {
		Set<ObjectId> ids = new HashSet<>();
		runs().forEach((content, jobs) -> {
			assertThat(jobs).as(content).hasSize(1);
			Document job = jobs.iterator().next();
			Path path = Path.of(job.getString("path"));
			String number = content.substring("content ".length());
			assertThat(path.getFileName()).hasToString(job.getObjectId("job") + "." + number + ".txt");
			assertThat(path).hasContent(content);
			ids.add(job.getObjectId("job"));
		});
		assertThat(ids).hasSize(FILES);
		try (Stream<Path> files = Files.walk(this.directory)) {
			assertThat(files.filter(Files::isRegularFile)).as("all are in the archive, and nothing else is")
				.hasSize(FILES)
				.allMatch((file) -> file.toString().contains("/archive/"));
		}
		Cluster.report("{} files became {} jobs, {} servers were killed", FILES, ids.size(), this.started - 3);
	}

}
