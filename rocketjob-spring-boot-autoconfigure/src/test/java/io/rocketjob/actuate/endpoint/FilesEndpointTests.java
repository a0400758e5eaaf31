package io.rocketjob.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;

import com.mongodb.client.MongoCollection;
import io.rocketjob.actuate.endpoint.WebApplication.Answer;
import io.rocketjob.dirmon.DirectoryEntry;
import io.rocketjob.dirmon.DirectoryEntryState;
import io.rocketjob.dirmon.DirectoryMonitor;
import io.rocketjob.job.JobEngine;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint {@code rocketjobfiles} over HTTP, without Spring Security. */
class FilesEndpointTests {

	private static final String PATH = "/actuator/rocketjobfiles";

	@TempDir
	private static Path root;

	private static WebApplication application;

	private static DirectoryMonitor monitor;

	@BeforeAll
	static void start() {
		application = open("management.endpoint.rocketjobfiles.access=unrestricted");
		monitor = application.bean(DirectoryMonitor.class);
	}

	private static WebApplication open(String option) {
		return WebApplication.open(EndpointApplication.class, "rocketjob.server.enabled=false",
				"rocketjob.dirmon.enabled=true", "rocketjob.dirmon.roots[0]=" + root,
				"rocketjob.jobs.directory-monitor-job.cron.enabled=false", option);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void createEntry() {
		files(application).deleteMany(new Document());
		monitor.list().forEach((entry) -> {
			if (entry.state() == DirectoryEntryState.ENABLED) {
				monitor.disable(entry.name());
			}
			monitor.delete(entry.name());
		});
		monitor.create(orders());
	}

	private static DirectoryEntry orders() {
		return DirectoryEntry.of("orders of acme", root + "/*.csv", "LinesJob").withProperty("description", "secret");
	}

	private static MongoCollection<Document> files(WebApplication of) {
		return of.bean(JobEngine.class).store().mongo().database().getCollection("rocketjob.dirmon_files");
	}

	private static String failedFile(WebApplication of) {
		ObjectId job = new ObjectId();
		Binary path = new Binary((root + "/smith.csv").getBytes(StandardCharsets.UTF_8));
		files(of).insertOne(
				new Document("_id", job).append("entry", of.bean(DirectoryMonitor.class).get("orders of acme").id())
					.append("entryName", "orders of acme")
					.append("source", path)
					.append("target", path)
					.append("device", 1L)
					.append("inode", 1L)
					.append("size", 1L)
					.append("modified", 1L)
					.append("nanos", 0)
					.append("takenAt", Date.from(Instant.EPOCH))
					.append("step", "failed")
					.append("problem", "smith.csv has changed"));
		return job.toHexString();
	}

	private static Answer post(String body) {
		return application.post(PATH + "/orders%20of%20acme", body);
	}

	private static Answer get() {
		return application.get(PATH + "/orders%20of%20acme");
	}

	private static void assertProblem(Answer answer, int status, String message) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.text("/message")).contains(message);
	}

	@Test
	void entriesAreListedAndOneIsShownWithItsFilesWithoutJobs() {
		String job = failedFile(application);
		assertThat(application.get(PATH).json().at("/entries").size()).isEqualTo(1);
		assertThat(application.get(PATH).text("/entries/0/name")).isEqualTo("orders of acme");
		assertThat(get().text("/entry/pattern")).isEqualTo(root + "/*.csv");
		assertThat(get().text("/entry/state")).isEqualTo("pending");
		assertThat(get().json().at("/entry/declared").asBoolean()).isFalse();
		assertThat(get().json().at("/files/failed").asInt()).isEqualTo(1);
		assertThat(get().text("/files/files/0/job")).isEqualTo(job);
	}

	@Test
	void whatIsPutIntoEntriesAndWhatFilesAreCalledIsHidden() {
		failedFile(application);
		assertThat(get().text("/entry/properties/description")).isEqualTo("******");
		assertThat(get().body() + application.get(PATH).body()).doesNotContain("secret", "smith");
		try (WebApplication shown = open("management.endpoint.rocketjobfiles.show-values=always")) {
			shown.bean(DirectoryMonitor.class).create(orders());
			failedFile(shown);
			assertThat(shown.get(PATH + "/orders%20of%20acme").body()).contains("secret", "smith.csv has changed");
			assertThat(shown.post(PATH + "/orders%20of%20acme", "{'action': 'enable'}").status()).isEqualTo(405);
			assertThat(shown.delete(PATH + "/orders%20of%20acme").status()).isEqualTo(405);
		}
	}

	@Test
	void anEntryIsEnabledDisabledAndDeleted() {
		assertThat(post("{'action': 'enable'}").text("/state")).isEqualTo("enabled");
		assertThat(monitor.get("orders of acme").state()).isEqualTo(DirectoryEntryState.ENABLED);
		assertProblem(application.delete(PATH + "/orders%20of%20acme"), 409, "disable it first");
		assertThat(post("{'action': 'disable', 'reason': 'moved'}").text("/state")).isEqualTo("disabled");
		assertProblem(post("{'action': 'disable'}"), 409, "is disabled, so it cannot become disabled");
		assertThat(application.delete(PATH + "/orders%20of%20acme").text("/state")).isEqualTo("disabled");
		assertThat(monitor.list()).isEmpty();
		assertProblem(get(), 404, "There is no entry 'orders of acme'");
	}

	@Test
	void aFileWithoutAJobIsRetriedOrForgotten() {
		String retried = failedFile(application);
		String forgotten = failedFile(application);
		assertThat(post("{'action': 'retry-file', 'job': '" + retried + "'}").status()).isEqualTo(200);
		assertThat(post("{'action': 'forget-file', 'job': '" + forgotten + "'}").status()).isEqualTo(200);
		assertThat(get().json().at("/files/others").asInt()).isEqualTo(1);
		assertThat(get().json().at("/files/failed").asInt()).isZero();
		assertProblem(post("{'action': 'forget-file', 'job': '" + forgotten + "'}"), 404, "has no file of a job");
	}

	@Test
	void whatIsWrongSaysWhatWouldBeRight() {
		assertProblem(post("{'action': 'explode'}"), 400, "action must be one of enable, disable, retry-file");
		assertProblem(post("{'action': 'retry-file'}"), 400, "needs the job of the file");
		assertProblem(post("{'action': 'enable', 'name': 'returns'}"), 400, "Nothing was done");
		assertProblem(application.post(PATH + "/orders%20of%20acme?name=returns", "{'action': 'enable'}"), 400,
				"Nothing was done");
		assertThat(monitor.get("orders of acme").state()).isEqualTo(DirectoryEntryState.PENDING);
	}

	@Test
	void withoutAMonitorTheEndpointSaysHowToGetIt() {
		try (WebApplication off = WebApplication.open(EndpointApplication.class, "rocketjob.server.enabled=false")) {
			assertProblem(off.get(PATH), 404, "rocketjob.dirmon.enabled=true");
			assertProblem(off.get(PATH + "/orders"), 404, "rocketjob.dirmon.enabled=true");
		}
	}

}
