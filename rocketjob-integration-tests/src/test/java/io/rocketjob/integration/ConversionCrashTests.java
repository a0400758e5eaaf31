package io.rocketjob.integration;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.jobs.Conversion;
import io.rocketjob.jobs.ConversionJob;
import io.rocketjob.testsupport.ChildProcess;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that are killed while they convert a file. */
class ConversionCrashTests {

	private static final int RECORDS = 200_000;

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@TempDir
	Path directory;

	private final List<ChildProcess> living = new ArrayList<>();

	@Test
	@Timeout(240)
	void theFileIsWholeThoughOneIsKilledWhileItParsesAndOneWhileItWrites() throws IOException {
		this.cluster.awaitRunning(start("first"), start("second"));
		BatchInstance<Conversion> job = convert();
		Cluster.await("a part is parsed").until(() -> job.reload().status().percentComplete() >= 20);
		kill(this.living.get(0));
		start("third");
		// which takes seconds by bzip2
		Cluster.await("the output is being written").until(() -> !parts().isEmpty());
		ChildProcess writing = writing(job.id());
		kill(writing);
		assertThat(output()).as("an output is there when it is whole").doesNotExist();
		Cluster.await("the conversion is completed").until(() -> job.reload().state() == JobState.COMPLETED);
		assertOutput();
		assertThat(parts()).as("what the dead one has left").hasSize(1);
	}

	private BatchInstance<Conversion> convert() throws IOException {
		Path input = this.directory.resolve("in.csv");
		try (BufferedWriter file = Files.newBufferedWriter(input)) {
			file.write("id,name\n");
			for (int i = 0; i < RECORDS; i++) {
				file.write(i + ",name of " + i + "\n");
			}
		}
		return this.cluster.rocketJob()
			.batch(ConversionJob.class)
			.fields(Conversion.of(input.toString(), output().toString()))
			.create();
	}

	private Path output() {
		return this.directory.resolve("out.psv.bz2");
	}

	private void assertOutput() throws IOException {
		try (InputStream stream = new BZip2CompressorInputStream(Files.newInputStream(output()), true);
				BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
			assertThat(lines.readLine()).isEqualTo("id|name");
			for (int i = 0; i < RECORDS; i++) {
				assertThat(lines.readLine()).isEqualTo(i + "|name of " + i);
			}
			assertThat(lines.readLine()).isNull();
		}
	}

	private List<Path> parts() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(".part")).toList();
		}
	}

	private ChildProcess writing(ObjectId job) {
		ObjectId server = this.cluster.job(job).get("claim", Document.class).getObjectId("server");
		int pid = this.cluster.servers().find(Filters.eq(server)).first().get("pid", Number.class).intValue();
		return this.living.stream().filter((process) -> process.pid() == pid).findFirst().orElseThrow();
	}

	private ChildProcess start(String name) {
		ChildProcess process = this.cluster.start(name, "rocketjob.server.heartbeat-interval=500ms");
		this.living.add(process);
		return process;
	}

	private void kill(ChildProcess process) {
		process.kill();
		this.living.remove(process);
	}

}
