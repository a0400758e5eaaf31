package io.rocketjob.embedded;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedMongoServerTests {

	private static final String READY = "Embedded MongoDB stand-in listening on ";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--foo           | Unknown option '--foo'
			--port          | Option '--port' needs a value
			--port x        | Option '--port' needs a number from 0 to 65535, not 'x'
			--port 70000    | Option '--port' needs a number from 0 to 65535, not '70000'
			""")
	void wrongOptionsAreExplained(String options, String message) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int exitCode = EmbeddedMongoServer.run(options.split(" "), print(out), print(err));
		assertThat(exitCode).isEqualTo(2);
		assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(message).contains("Usage:", "--directory DIR");
		assertThat(out.size()).isZero();
	}

	private static PrintStream print(ByteArrayOutputStream stream) {
		return new PrintStream(stream, true, StandardCharsets.UTF_8);
	}

	@Test
	void aServerThatCannotStartSaysWhy() {
		try (EmbeddedMongo mongo = EmbeddedMongo.builder().start()) {
			ByteArrayOutputStream err = new ByteArrayOutputStream();
			int exitCode = EmbeddedMongoServer.run(new String[] { "--port", String.valueOf(mongo.port()) },
					print(new ByteArrayOutputStream()), print(err));
			assertThat(exitCode).isEqualTo(1);
			assertThat(err.toString(StandardCharsets.UTF_8)).contains("Cannot listen on 127.0.0.1:" + mongo.port());
		}
	}

	@Test
	void whatWasAcknowledgedSurvivesAKill() throws Exception {
		Set<Object> acknowledged = new HashSet<>();
		for (int round = 1; round <= 3; round++) {
			Process process = start("--directory", this.directory.toString());
			try (MongoClient client = MongoClients.create(awaitReady(process))) {
				MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
				assertThat(things.distinct("_id", Integer.class)).containsAll(cast(acknowledged));
				assertThat(things.countDocuments(Document.parse("{state: 'new'}"))).isLessThanOrEqualTo(4L * round);
				acknowledged.addAll(writeUntilKilled(things, process, round));
			}
			finally {
				process.destroyForcibly().waitFor();
			}
		}
		assertThat(acknowledged).hasSizeGreaterThan(300);
	}

	private static List<Integer> cast(Set<Object> ids) {
		return ids.stream().map(Integer.class::cast).toList();
	}

	/**
	 * Four threads insert and update until the process, killed in the midst, answers no
	 * more.
	 */
	private static Set<Object> writeUntilKilled(MongoCollection<Document> things, Process process, int round)
			throws InterruptedException {
		ConcurrentLinkedQueue<Object> acknowledged = new ConcurrentLinkedQueue<>();
		CountDownLatch enough = new CountDownLatch(150);
		ExecutorService executor = Executors.newFixedThreadPool(4);
		for (int t = 0; t < 4; t++) {
			int first = round * 1_000_000 + t * 100_000;
			executor.execute(() -> {
				try {
					for (int id = first; true; id++) {
						things.insertOne(new Document("_id", id).append("state", "new"));
						things.updateOne(new Document("_id", id), Document.parse("{$set: {state: 'updated'}}"));
						acknowledged.add(id);
						enough.countDown();
					}
				}
				catch (MongoException ex) {
					// The process is gone, as it should be.
				}
			});
		}
		assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
		process.destroyForcibly().waitFor();
		executor.shutdownNow();
		return new HashSet<>(acknowledged);
	}

	@Test
	void theProcessPrintsOneLineWhenItIsReady() throws Exception {
		Process process = start();
		try (BufferedReader output = output(process)) {
			String line = output.readLine();
			assertThat(line).startsWith(READY + "mongodb://127.0.0.1:");
			try (MongoClient client = MongoClients.create(line.substring(READY.length()))) {
				client.getDatabase("test").getCollection("things").insertOne(new Document("_id", 1));
			}
			process.toHandle().destroy();
			// the server logs clients of which it does not know yet that they are gone
			assertThat(output.lines().filter((more) -> !more.contains("MongoServer - Closing"))).isEmpty();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static Process start(String... options) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Dlogback.statusListenerClass=none",
				EmbeddedMongoServer.class.getName()));
		command.addAll(Arrays.asList(options));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
	}

	private static BufferedReader output(Process process) {
		return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	@SuppressWarnings("resource")
	private static String awaitReady(Process process) throws IOException {
		String line = output(process).readLine();
		assertThat(line).startsWith(READY);
		return line.substring(READY.length()) + "/?serverSelectionTimeoutMS=3000";
	}

}
