package io.rocketjob.testsupport;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.embedded.EmbeddedMongo;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The database server that the tests of this JVM share. It is chosen at the first call of
 * {@link #get()}:
 * <ol>
 * <li>the server that the environment variable {@code ROCKETJOB_TEST_MONGODB_URI} names,
 * when it is set;</li>
 * <li>a replica set of one in a container, when Testcontainers is on the class path and
 * Docker can be reached;</li>
 * <li>an {@link EmbeddedMongo} in memory.</li>
 * </ol>
 * What was started is stopped when the JVM exits. Safe for use by several threads.
 */
public final class TestDatabase {

	/**
	 * The environment variable that names the server to test against: a connection string
	 * with whatever credentials and options it takes.
	 */
	public static final String URI_VARIABLE = "ROCKETJOB_TEST_MONGODB_URI";

	private static final AtomicInteger names = new AtomicInteger();

	private static @Nullable TestDatabase shared;

	private final String connectionString;

	private final boolean embedded;

	private @Nullable Boolean transactions;

	private TestDatabase(String connectionString, boolean embedded) {
		this.connectionString = connectionString;
		this.embedded = embedded;
	}

	/**
	 * Returns the server shared by the tests of this JVM, and starts it at the first
	 * call.
	 * @return the shared server
	 * @throws IllegalStateException if the server cannot be started
	 */
	public static synchronized TestDatabase get() {
		TestDatabase database = shared;
		if (database == null) {
			database = choose(System.getenv(URI_VARIABLE));
			shared = database;
		}
		return database;
	}

	private static TestDatabase choose(@Nullable String uri) {
		if (uri != null && !uri.isBlank()) {
			return new TestDatabase(new ConnectionString(uri.strip()).getConnectionString(), false);
		}
		if (containersAvailable()) {
			return new TestDatabase(MongoContainer.start(), false);
		}
		EmbeddedMongo mongo = EmbeddedMongo.builder().start();
		Runtime.getRuntime().addShutdownHook(new Thread(mongo::close, "rocketjob-test-database-close"));
		return new TestDatabase(mongo.connectionString(), true);
	}

	private static boolean containersAvailable() {
		try {
			Class.forName("org.testcontainers.mongodb.MongoDBContainer", false, TestDatabase.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
		return MongoContainer.available();
	}

	/**
	 * Returns how to connect to the server.
	 * @return the connection string, with all options and credentials of the one that the
	 * environment gave
	 */
	public String connectionString() {
		return this.connectionString;
	}

	/**
	 * Returns a database name that no other test uses, neither of this JVM nor of others
	 * on the same server. Nothing is created.
	 * @return a fresh name such as {@code rocketjob_test_3_9f2c41d07a}
	 */
	public String newDatabaseName() {
		byte[] random = new byte[5];
		new SecureRandom().nextBytes(random);
		return "rocketjob_test_" + names.incrementAndGet() + "_" + HexFormat.of().formatHex(random);
	}

	/**
	 * Returns whether the server is an {@link EmbeddedMongo}.
	 * @return {@code true} when it runs in this JVM
	 */
	public boolean isEmbedded() {
		return this.embedded;
	}

	/**
	 * Returns whether the server can do transactions: it is a member of a replica set or
	 * a mongos. Asks the server once.
	 * @return {@code true} if transactions work
	 * @throws com.mongodb.MongoException if the server cannot be reached
	 */
	public synchronized boolean supportsTransactions() {
		Boolean known = this.transactions;
		if (known == null) {
			try (MongoClient client = MongoClients.create(this.connectionString)) {
				Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));
				known = hello.containsKey("setName") || "isdbgrid".equals(hello.get("msg"));
			}
			this.transactions = known;
		}
		return known;
	}

	/**
	 * Whether one command can read several collections after each other, by
	 * {@code $unionWith}: the embedded stand-in cannot.
	 * @return {@code true} when it can
	 */
	public boolean supportsUnion() {
		try (MongoClient client = MongoClients.create(this.connectionString)) {
			client.getDatabase("admin")
				.getCollection("any")
				.aggregate(List.of(new Document("$unionWith", new Document("coll", "other"))))
				.first();
			return true;
		}
		catch (MongoCommandException ex) {
			return false;
		}
	}

	/**
	 * Drops a database with all that is in it. Does nothing when there is no such
	 * database.
	 * @param databaseName the name of the database
	 * @throws com.mongodb.MongoException if the server refuses or cannot be reached
	 */
	public void dropDatabase(String databaseName) {
		try (MongoClient client = MongoClients.create(this.connectionString)) {
			client.getDatabase(databaseName).drop();
		}
	}

}
