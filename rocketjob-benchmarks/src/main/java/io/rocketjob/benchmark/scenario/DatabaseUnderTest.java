package io.rocketjob.benchmark.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCommandException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.benchmark.process.Abilities;
import io.rocketjob.embedded.EmbeddedMongoServer;
import io.rocketjob.mongo.DatabaseAbilities;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database server that all processes of a run use: one that is there, or the stand-in
 * in a process of its own.
 */
public final class DatabaseUnderTest implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DatabaseUnderTest.class);

	private static final Pattern LISTENING = Pattern.compile("listening on (mongodb://[\\d.]+:\\d+)");

	private final String uri;

	private final @Nullable ChildProcess process;

	private final MongoClient client;

	private DatabaseUnderTest(String uri, @Nullable ChildProcess process) {
		this.uri = uri;
		this.process = process;
		this.client = MongoClients.create(uri);
	}

	/**
	 * Uses a server that is there.
	 * @param uri its connection string; a database in it is not used
	 * @return the server
	 * @throws IllegalArgumentException when it is no connection string
	 */
	public static DatabaseUnderTest at(String uri) {
		// the database of each measurement is given apart
		return new DatabaseUnderTest(new ConnectionString(uri).getConnectionString(), null);
	}

	/**
	 * Starts the stand-in.
	 * @param heap how much memory it may use, as a JVM option has it
	 * @param log the file for its log
	 * @return the server
	 */
	public static DatabaseUnderTest embedded(String heap, Path log) {
		ChildProcess process = ChildProcess.startTalking("stand-in", log, List.of("-Xmx" + heap),
				EmbeddedMongoServer.class.getName(), List.of());
		String line = process.readLine(Duration.ofSeconds(60));
		Matcher matcher = LISTENING.matcher(line);
		if (!matcher.find()) {
			throw new IllegalStateException("The stand-in says '" + line + "'");
		}
		return new DatabaseUnderTest(matcher.group(1), process);
	}

	/**
	 * How processes connect to it.
	 * @return the connection string
	 */
	public String uri() {
		return this.uri;
	}

	/**
	 * Whether it is the stand-in.
	 * @return {@code true} if so
	 */
	public boolean isEmbedded() {
		return this.process != null;
	}

	/**
	 * What it is.
	 * @return its name and version
	 */
	public String description() {
		if (isEmbedded()) {
			return "embedded stand-in (in memory, not MongoDB)";
		}
		DatabaseAbilities abilities = Abilities.of(this.client, "bench");
		return abilities.product() + ", " + abilities.topology();
	}

	/**
	 * How durable the writes of its clients are.
	 * @return what the connection string says
	 */
	public String writeConcern() {
		WriteConcern concern = new ConnectionString(this.uri).getWriteConcern();
		return (concern != null) ? String.valueOf(concern.getWObject()) : "default of the server";
	}

	MongoClient client() {
		return this.client;
	}

	/**
	 * How many documents the server has looked at since it was started. The routers of a
	 * sharded cluster and FerretDB do not count them, and some servers do not tell their
	 * status to everybody.
	 * @return the number of documents, {@code null} when the server does not say
	 */
	@Nullable Long examined() {
		if (isEmbedded()) {
			return null;
		}
		try {
			return examined(this.client.getDatabase("admin").runCommand(new Document("serverStatus", 1)));
		}
		catch (MongoCommandException ex) {
			logger.debug("The server does not tell its status", ex);
			return null;
		}
	}

	static @Nullable Long examined(Document status) {
		Object part = status;
		for (String name : List.of("metrics", "queryExecutor", "scannedObjects")) {
			part = (part instanceof Document document) ? document.get(name) : null;
		}
		return (part instanceof Number count) ? (Long) count.longValue() : null;
	}

	@Override
	public void close() {
		this.client.close();
		if (this.process != null) {
			this.process.terminate();
			this.process.endOrKill();
		}
	}

}
