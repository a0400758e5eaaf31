package io.rocketjob.embedded.server;

import java.util.List;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;

/**
 * Answers commands, one at a time. What a command has written is stored before it is
 * answered.
 */
final class StandInBackend extends AbstractMongoBackend {

	/** That of MongoDB 5.0. */
	private static final int WIRE_VERSION = 13;

	private static final String ADMIN = "admin";

	/** So that it is not taken for the real one. */
	private static final String NAME = "Embedded stand-in for MongoDB";

	private final Storage storage;

	StandInBackend(Storage storage) {
		this.storage = storage;
		version(ServerVersion.MONGO_5_0);
		storage.databaseNames().forEach(this::resolveDatabase);
	}

	@Override
	protected MongoDatabase openOrCreateDatabase(String databaseName) {
		return new StandInDatabase(databaseName, getCursorRegistry(), this.storage);
	}

	@Override
	public synchronized Document handleMessage(MongoMessage message) {
		try {
			return super.handleMessage(message);
		}
		catch (MongoServerException ex) {
			Document answer = new Document("ok", 0.0).append("errmsg", ex.getMessageWithoutErrorCode());
			if (ex instanceof MongoServerError error) {
				answer.append("code", error.getCode()).append("codeName", error.getCodeName());
			}
			return answer;
		}
		finally {
			this.storage.commit();
		}
	}

	@Override
	public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
		switch (command) {
			case "hello", "isMaster", "ismaster" -> {
				return super.handleCommand(channel, databaseName, "isMaster", query).append("isWritablePrimary", true)
					.append("helloOk", true)
					.append("maxWireVersion", WIRE_VERSION);
			}
			case "buildInfo", "buildinfo" -> {
				return super.handleCommand(channel, ADMIN, "buildInfo", query).append("rocketjob", NAME);
			}
			case "listDatabases" -> {
				return listDatabases();
			}
			case "find" -> query.putIfAbsent("batchSize", BatchCursor.FIRST_BATCH);
			case "getMore" -> query.putIfAbsent("batchSize", Integer.MAX_VALUE);
			default -> {
			}
		}
		return super.handleCommand(channel, databaseName, command, query);
	}

	private Document listDatabases() {
		List<Document> databases = listDatabaseNames().stream()
			.filter((name) -> !resolveDatabase(name).isEmpty())
			.sorted()
			.map((name) -> new Document("name", name).append("empty", false))
			.toList();
		Document answer = new Document("databases", databases);
		Utils.markOkay(answer);
		return answer;
	}

	@Override
	public synchronized void close() {
		super.close();
		this.storage.close();
	}

}
