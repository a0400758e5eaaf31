package io.rocketjob.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.Signals;
import io.rocketjob.integration.app.StartGate;
import io.rocketjob.integration.app.WorkerApplication;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.testsupport.ChildProcess;
import io.rocketjob.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The processes of one test and the database that they share. Whatever is left of it is
 * ended forcibly after the test; when that has failed, what the processes have printed is
 * shown.
 */
final class Cluster implements BeforeEachCallback, AfterEachCallback {

	private static final Logger logger = LoggerFactory.getLogger(Cluster.class);

	/** How long anything may take that is expected to happen. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	/** The options of the JVMs of processes. */
	static final List<String> JVM_OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
			"-Xmx256m", "-Dfile.encoding=UTF-8");

	/** The system property that says how many jobs servers may claim at a time. */
	private static final String GROUP_SIZE = "rocketjob.test.max-group-size";

	private static final String GROUP_SIZE_PROPERTY = "rocketjob.server.max-group-size=";

	private final List<ChildProcess> processes = new ArrayList<>();

	private final String databaseName = TestDatabase.get().newDatabaseName();

	private DatabaseServer server;

	private Path directory;

	private MongoClient client;

	private final Map<List<String>, ConfigurableApplicationContext> applications = new HashMap<>();

	@Override
	public void beforeEach(ExtensionContext context) {
		this.directory = directory(context.getRequiredTestClass().getSimpleName() + "."
				+ context.getRequiredTestMethod().getName() + "." + this.databaseName);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		if (context.getExecutionException().isPresent()) {
			this.processes.forEach((process) -> logger.error(process.end()));
			logger.error((this.server != null) ? this.server.end() : "");
		}
		this.processes.stream().filter(ChildProcess::isAlive).forEach(ChildProcess::kill);
		this.applications.values().forEach(ConfigurableApplicationContext::close);
		if (this.client != null) {
			this.client.getDatabase(this.databaseName).drop();
			this.client.close();
		}
		if (this.server != null && this.server != DatabaseServer.shared()) {
			this.server.kill();
		}
	}

	/**
	 * A directory under the build directory, which is kept.
	 * @param name the name of the directory
	 * @return the directory
	 */
	static Path directory(String name) {
		return Path.of(System.getProperty("basedir", ""), "target", "child-processes", name).toAbsolutePath();
	}

	/**
	 * Says what a test has measured.
	 * @param message the message, with a pair of braces for each value
	 * @param values the values
	 */
	static void report(String message, Object... values) {
		logger.info(message, values);
	}

	/**
	 * How many servers a test kills.
	 * @param usual how many where nothing else is said
	 * @return what the system property {@code rocketjob.test.kills} says, if it is set
	 */
	static int kills(int usual) {
		return Integer.getInteger("rocketjob.test.kills", usual);
	}

	/**
	 * Lets this cluster have a database server that can be killed.
	 * @return the server
	 */
	DatabaseServer useKillableDatabase() {
		this.server = DatabaseServer.killable(this.directory);
		return this.server;
	}

	private DatabaseServer server() {
		if (this.server == null) {
			this.server = DatabaseServer.shared();
		}
		return this.server;
	}

	/**
	 * Starts a process of the {@link WorkerApplication}, and does not wait for it.
	 * @param name what to call it
	 * @param properties properties of the application, as {@code name=value}
	 * @return the process
	 */
	ChildProcess start(String name, String... properties) {
		return start(name, JVM_OPTIONS, properties);
	}

	/**
	 * Starts a process of the {@link WorkerApplication} with the older build that is kept
	 * to be tested beside this one.
	 * @param name what to call it
	 * @param properties properties of the application, as {@code name=value}
	 * @return the process
	 */
	ChildProcess startOlder(String name, String... properties) {
		List<String> options = new ArrayList<>(JVM_OPTIONS);
		options.addAll(List.of("-cp", OlderBuild.classPath()));
		return start(name, options, properties);
	}

	private ChildProcess start(String name, List<String> options, String... properties) {
		if (this.processes.isEmpty()) {
			collection(RunRecorder.ATTEMPTS).createIndex(Indexes.ascending("job"));
		}
		List<String> arguments = new ArrayList<>(arguments(name));
		String groupSize = System.getProperty(GROUP_SIZE);
		if (groupSize != null && Arrays.stream(properties).noneMatch((each) -> each.startsWith(GROUP_SIZE_PROPERTY))) {
			arguments.add(GROUP_SIZE_PROPERTY + groupSize);
		}
		arguments.addAll(List.of(properties));
		ChildProcess process = ChildProcess.start(name, this.directory.resolve(name + ".log"), options,
				WorkerApplication.class, arguments.stream().map((argument) -> "--" + argument).toList(),
				Map.of("SPRING_MONGODB_URI", server().connectionString()));
		this.processes.add(process);
		return process;
	}

	private List<String> arguments(String name) {
		return List.of("spring.mongodb.database=" + this.databaseName, "app.process=" + name,
				"app.signals=" + this.directory, "rocketjob.conversion.enabled=true");
	}

	/**
	 * Gives a signal to all processes.
	 * @param name the name of the signal
	 */
	void signal(String name) {
		try {
			Files.createDirectories(this.directory);
			Files.createFile(this.directory.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until processes of {@code app.gated=true} are at the gate, and opens it.
	 * @param expected the processes
	 */
	void openGate(ChildProcess... expected) {
		for (ChildProcess process : expected) {
			process.awaitPrinted(StartGate.WAITING, PATIENCE);
		}
		signal(Signals.START);
	}

	/**
	 * Waits until processes are registered as servers that run.
	 * @param expected the processes
	 * @return their server documents
	 */
	List<Document> awaitRunning(ChildProcess... expected) {
		List<Document> found = new ArrayList<>();
		for (ChildProcess process : expected) {
			await(process.name() + " is registered and runs").failFast(process + " has ended", () -> !process.isAlive())
				.until(() -> servers().countDocuments(running(process)) == 1);
			found.add(servers().find(running(process)).first());
		}
		return found;
	}

	private static Document running(ChildProcess process) {
		return new Document("pid", process.pid()).append("state", "running");
	}

	/**
	 * The template of an application that runs no jobs itself, in this JVM; the same for
	 * the same properties.
	 * @param properties properties of the application, as {@code name=value}
	 * @return the template
	 */
	RocketJobTemplate rocketJob(String... properties) {
		return this.applications.computeIfAbsent(List.of(properties), this::application)
			.getBean(RocketJobTemplate.class);
	}

	private ConfigurableApplicationContext application(List<String> properties) {
		List<String> arguments = new ArrayList<>(arguments("test"));
		arguments.add("rocketjob.server.enabled=false");
		arguments.add("spring.mongodb.uri=" + server().connectionString());
		arguments.addAll(properties);
		return new SpringApplicationBuilder(WorkerApplication.class)
			.run(arguments.stream().map((argument) -> "--" + argument).toArray(String[]::new));
	}

	/**
	 * Begins a wait that is bounded.
	 * @param what what is waited for
	 * @return the wait
	 */
	static ConditionFactory await(String what) {
		return Awaitility.await(what)
			.atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(50))
			.ignoreExceptionsMatching(DatabaseErrors::isPassing);
	}

	/** Waits until no job is left that is queued or running. */
	void awaitAllDone() {
		await("no job is queued or running").until(() -> unfinished() == 0);
	}

	long unfinished() {
		return jobs().countDocuments(Filters.in("state", "queued", "running"));
	}

	/**
	 * How many documents of a collection each process has written.
	 * @param collection the name of the collection
	 * @return the count by name of the process
	 */
	Map<String, Integer> countByProcess(String collection) {
		Map<String, Integer> counts = new HashMap<>();
		collection(collection).aggregate(List.of(Aggregates.group("$process", Accumulators.sum("count", 1))))
			.forEach((group) -> counts.put(group.getString("_id"), group.get("count", Number.class).intValue()));
		return counts;
	}

	/**
	 * The runs of a job that have begun, in order.
	 * @param job the job
	 * @return what the runs have recorded
	 */
	List<Document> attempts(ObjectId job) {
		return collection(RunRecorder.ATTEMPTS).find(Filters.eq("job", job))
			.sort(new Document("at", 1))
			.into(new ArrayList<>());
	}

	/**
	 * Checks that each job was run, and that runs were repeated only where the server was
	 * killed before their end was stored.
	 * @param killed the names of the processes that were killed
	 * @param created all jobs
	 * @return how many runs more than jobs there were
	 */
	long assertRunAgainOnlyFor(Set<String> killed, List<ObjectId> created) {
		Map<ObjectId, List<Document>> attempts = new HashMap<>();
		collection(RunRecorder.ATTEMPTS).find()
			.sort(new Document("at", 1))
			.forEach((attempt) -> attempts.computeIfAbsent(attempt.getObjectId("job"), (job) -> new ArrayList<>())
				.add(attempt));
		assertThat(attempts.keySet()).as("jobs that were run").containsExactlyInAnyOrderElementsOf(created);
		long extra = 0;
		for (List<Document> runs : attempts.values()) {
			List<Document> repeated = runs.subList(0, runs.size() - 1);
			assertThat(repeated).as("runs that were repeated: %s", runs)
				.allMatch((run) -> killed.contains(run.getString("process")))
				.noneMatch((run) -> run.containsKey("endStoredAt"));
			extra += repeated.size();
		}
		return extra;
	}

	Document job(ObjectId id) {
		return jobs().find(Filters.eq(id)).first();
	}

	/**
	 * The collections that batches have.
	 * @return their names
	 */
	List<String> sliceCollections() {
		return database().listCollectionNames()
			.into(new ArrayList<>())
			.stream()
			.filter((name) -> name.matches("rocketjob\\.(inputs|outputs|lookups)\\..*"))
			.toList();
	}

	MongoCollection<Document> jobs() {
		return collection("rocketjob.jobs");
	}

	MongoCollection<Document> servers() {
		return collection("rocketjob.servers");
	}

	MongoCollection<Document> collection(String name) {
		return database().getCollection(name);
	}

	MongoDatabase database() {
		if (this.client == null) {
			this.client = MongoClients.create(server().connectionString());
		}
		return this.client.getDatabase(this.databaseName);
	}

}
