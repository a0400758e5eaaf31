package io.rocketjob.embedded.server;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers commands as a standalone server would. Safe for use by several threads.
 */
final class StandInBackend {

	private static final Logger logger = LoggerFactory.getLogger(StandInBackend.class);

	/**
	 * The version that is announced, and the number that drivers know it by.
	 */
	private static final List<Integer> VERSION = List.of(7, 0, 0, 0);

	private static final int WIRE_VERSION = 21;

	private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify", "findandmodify",
			"create", "drop", "dropDatabase", "renameCollection", "createIndexes", "dropIndexes", "aggregate");

	private final Storage storage;

	private final Map<String, Function<Arguments, Document>> commands = new HashMap<>();

	private StandInBackend(Storage storage) {
		this.storage = storage;
		Catalog catalog = new Catalog(storage);
		Cursors cursors = new Cursors();
		register(new WriteCommands(catalog));
		register(new ReadCommands(catalog, cursors));
		register(new AdminCommands(catalog, cursors));
		registerServerCommands(cursors);
	}

	static StandInBackend open(@Nullable Path directory) {
		return new StandInBackend((directory != null) ? MvStorage.open(directory) : Storage.NONE);
	}

	private void register(WriteCommands writes) {
		this.commands.put("insert", writes::insert);
		this.commands.put("update", writes::update);
		this.commands.put("delete", writes::delete);
		this.commands.put("findAndModify", writes::findAndModify);
		this.commands.put("findandmodify", writes::findAndModify);
	}

	private void register(ReadCommands reads) {
		this.commands.put("find", reads::find);
		this.commands.put("getMore", reads::getMore);
		this.commands.put("killCursors", reads::killCursors);
		this.commands.put("count", reads::count);
		this.commands.put("distinct", reads::distinct);
		this.commands.put("aggregate", reads::aggregate);
	}

	private void register(AdminCommands admin) {
		this.commands.put("listDatabases", admin::listDatabases);
		this.commands.put("dropDatabase", admin::dropDatabase);
		this.commands.put("listCollections", admin::listCollections);
		this.commands.put("create", admin::create);
		this.commands.put("drop", admin::drop);
		this.commands.put("renameCollection", admin::renameCollection);
		this.commands.put("createIndexes", admin::createIndexes);
		this.commands.put("listIndexes", admin::listIndexes);
		this.commands.put("dropIndexes", admin::dropIndexes);
		this.commands.put("collStats", admin::collStats);
		this.commands.put("dbStats", admin::dbStats);
	}

	private void registerServerCommands(Cursors cursors) {
		this.commands.put("hello", (arguments) -> hello());
		this.commands.put("isMaster", (arguments) -> hello());
		this.commands.put("ismaster", (arguments) -> hello());
		this.commands.put("buildInfo", (arguments) -> buildInfo());
		this.commands.put("buildinfo", (arguments) -> buildInfo());
		for (String harmless : List.of("ping", "endSessions", "refreshSessions", "killSessions", "killAllSessions")) {
			this.commands.put(harmless, (arguments) -> new Document());
		}
		this.commands.put("serverStatus", (arguments) -> new Document("version", version()).append("process", "java")
			.append("localTime", now())
			.append("metrics",
					new Document("cursor", new Document("open", new Document("total", (long) cursors.size())))));
		this.commands.put("replSetGetStatus", (arguments) -> {
			throw ServerError.of(76, "NoReplicationEnabled", "not running with --replSet");
		});
	}

	private static Document hello() {
		return new Document("helloOk", true).append("isWritablePrimary", true)
			.append("ismaster", true)
			.append("maxBsonObjectSize", BsonSize.LIMIT)
			.append("maxMessageSizeBytes", 48_000_000)
			.append("maxWriteBatchSize", 100_000)
			.append("localTime", now())
			.append("logicalSessionTimeoutMinutes", 30)
			.append("minWireVersion", 0)
			.append("maxWireVersion", WIRE_VERSION)
			.append("readOnly", false);
	}

	private static Document buildInfo() {
		return new Document("version", version()).append("versionArray", VERSION)
			.append("maxBsonObjectSize", BsonSize.LIMIT)
			.append("modules", List.of("rocketjob-embedded-mongodb"));
	}

	private static String version() {
		return VERSION.get(0) + "." + VERSION.get(1) + "." + VERSION.get(2);
	}

	private static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * Answers a command. What it has written is stored when this returns.
	 * @param command the command, with the database in {@code $db}
	 * @return the answer or the error
	 */
	Document handle(Document command) {
		Arguments arguments = new Arguments(command);
		try {
			return run(arguments).append("ok", 1.0);
		}
		catch (MongoServerError ex) {
			logger.debug("{} fails", arguments.name(), ex);
			return error(ex);
		}
		catch (RuntimeException ex) {
			logger.error("Unexpected failure of {}", command, ex);
			return error(ServerError.of(8, "UnknownError", ex.toString()));
		}
	}

	private Document run(Arguments arguments) {
		Function<Arguments, Document> command = this.commands.get(arguments.name());
		if (command == null) {
			throw ServerError.of(59, "CommandNotFound", "no such command: '" + arguments.name() + "'");
		}
		arguments.checkNoTransaction();
		arguments.checkNoCollation();
		try {
			return command.apply(arguments);
		}
		finally {
			if (WRITES.contains(arguments.name())) {
				this.storage.commit();
			}
		}
	}

	private static Document error(MongoServerError error) {
		Document answer = new Document("ok", 0.0);
		ServerError.describe(error, answer);
		return answer;
	}

	void close() {
		this.storage.close();
	}

}
