package io.rocketjob.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.ServerState;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The documents of the servers. Times in them are set by the database.
 */
final class ServerRepository {

	static final String COLLECTION = "rocketjob.servers";

	private static final String ID = ServerDocument.ID;

	private static final String NAME = ServerDocument.NAME;

	private static final String HEARTBEAT_AT = ServerDocument.HEARTBEAT_AT;

	/** It may be large, and is for the one who has asked for it. */
	private static final Document WITHOUT_THREAD_DUMP = new Document(ServerDocument.THREAD_DUMP, 0);

	private static final String REQUEST = "request";

	private static final String TEXT = "text";

	private static final String PROBLEM = "problem";

	private static final String MISSING_WORKER = "missingWorker";

	private static final Document ANSWERED = new Document(ServerDocument.THREAD_DUMP + "." + REQUEST, 1);

	private static final Document VITAL_SIGNS = new Document(NAME, 1).append(ServerDocument.HEARTBEAT, 1)
		.append(ServerDocument.STATE, 1);

	private static final List<IndexModel> INDEXES = List
		.of(new IndexModel(Indexes.ascending(NAME), new IndexOptions().name("server_name").unique(true)));

	private final RocketJobMongo mongo;

	ServerRepository(RocketJobMongo mongo) {
		this.mongo = mongo;
	}

	/**
	 * Inserts the document of a server. Doing so twice with one id does no harm.
	 * @param id a fresh id
	 * @param name the name it wants
	 * @param values the rest
	 * @param heartbeat its first heartbeat
	 * @return {@code false} when another server has the name
	 */
	boolean register(ObjectId id, String name, Document values, Document heartbeat) {
		Document update = heartbeat(new Document(heartbeat).append(NAME, name)).append("$setOnInsert", values);
		update.get("$currentDate", Document.class).append(ServerDocument.STARTED_AT, true);
		try {
			ContendedWrite
				.make(() -> servers().updateOne(new Document(ID, id), update, new UpdateOptions().upsert(true)));
			return true;
		}
		catch (MongoException ex) {
			if (DatabaseErrors.isDuplicateKey(ex)) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Says that a server lives.
	 * @param id the server
	 * @param heartbeat what it has to tell
	 * @return {@code false} when it has been declared dead
	 */
	boolean beat(ObjectId id, Document heartbeat) {
		return servers().updateOne(new Document(ID, id), heartbeat(heartbeat)).getMatchedCount() == 1;
	}

	/**
	 * Beats, and tells the time by the very clock that heartbeats are written with.
	 * @param id the server
	 * @return the time, or {@code null} when it has been declared dead
	 */
	@Nullable Instant beatAndTellTime(ObjectId id) {
		Document server = servers().findOneAndUpdate(new Document(ID, id),
				new Document("$currentDate", new Document(HEARTBEAT_AT, true)),
				new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)
					.projection(new Document(HEARTBEAT_AT, 1)));
		return (server != null) ? Objects.requireNonNull(ServerDocument.heartbeatAt(server)).toInstant() : null;
	}

	private static Document heartbeat(Document values) {
		return new Document("$set", new Document(values)).append("$currentDate", new Document(HEARTBEAT_AT, true));
	}

	/**
	 * What is needed to tell which servers are dead.
	 * @return all servers
	 */
	List<ServerRecord> all() {
		List<ServerRecord> servers = new ArrayList<>();
		servers().find().projection(VITAL_SIGNS).forEach((server) -> {
			Duration deadAfter = ServerDocument.deadAfter(server);
			Date at = ServerDocument.heartbeatAt(server);
			if (deadAfter != null && at != null) {
				boolean paused = ServerState.PAUSED.value().equals(server.getString(ServerDocument.STATE));
				servers.add(new ServerRecord(ServerDocument.id(server), server.getString(NAME), at, deadAfter, paused));
			}
		});
		return servers;
	}

	/**
	 * The documents of all servers.
	 * @return the documents, ordered by name
	 */
	List<Document> documents() {
		return servers().find().projection(WITHOUT_THREAD_DUMP).sort(new Document(NAME, 1)).into(new ArrayList<>());
	}

	/**
	 * The document of a server.
	 * @param idOrName its id or its name
	 * @return the document, or {@code null} when there is none
	 */
	@Nullable Document document(String idOrName) {
		Document named = new Document(NAME, idOrName);
		Document filter = ObjectId.isValid(idOrName)
				? new Document("$or", List.of(new Document(ID, new ObjectId(idOrName)), named)) : named;
		return servers().find(filter).projection(WITHOUT_THREAD_DUMP).first();
	}

	/**
	 * Stores an answer to a request for stack traces, in place of the last one.
	 * @param id the server that answers
	 * @param request the request
	 * @param answer the answer
	 * @param now the time
	 */
	void answer(ObjectId id, String request, ThreadDumpAnswer answer, Instant now) {
		Document stored = new Document(REQUEST, request).append(TEXT, answer.text())
			.append(PROBLEM, answer.problem())
			.append(MISSING_WORKER, answer.missingWorker())
			.append("at", Date.from(now));
		servers().updateOne(new Document(ID, id),
				new Document("$set", new Document(ServerDocument.THREAD_DUMP, stored)));
	}

	/**
	 * Looks for the answer to a request for stack traces.
	 * @param id the server that was asked
	 * @param request the request
	 * @return the answer, {@link ThreadDumpAnswer#NOT_YET} while there is none; empty
	 * when there is no such server
	 */
	Optional<ThreadDumpAnswer> threadDump(ObjectId id, String request) {
		Document server = servers().find(new Document(ID, id)).projection(ANSWERED).first();
		if (server == null) {
			return Optional.empty();
		}
		Document answered = server.get(ServerDocument.THREAD_DUMP, new Document());
		if (!request.equals(answered.getString(REQUEST))) {
			return Optional.of(ThreadDumpAnswer.NOT_YET);
		}
		Document whole = servers()
			.find(new Document(ID, id).append(ServerDocument.THREAD_DUMP + "." + REQUEST, request))
			.projection(new Document(ServerDocument.THREAD_DUMP, 1))
			.first();
		Document answer = (whole != null) ? whole.get(ServerDocument.THREAD_DUMP, Document.class) : new Document();
		return Optional.of((whole != null)
				? new ThreadDumpAnswer(answer.getString(TEXT), answer.getString(PROBLEM),
						answer.getString(MISSING_WORKER))
				: ThreadDumpAnswer.problem("somebody else has asked for another one in this moment; ask again"));
	}

	Set<ObjectId> ids() {
		return servers().distinct(ID, ObjectId.class).into(new HashSet<>());
	}

	/**
	 * Removes a server that is believed to be dead, unless it has given a sign of life.
	 * @param server the server as it was seen
	 * @return whether this call removed it
	 */
	boolean removeDead(ServerRecord server) {
		return servers().deleteOne(new Document(ID, server.id()).append(HEARTBEAT_AT, server.heartbeatAt()))
			.getDeletedCount() == 1;
	}

	void remove(ObjectId id) {
		ContendedWrite.delete(servers(), new Document(ID, id));
	}

	private MongoCollection<Document> servers() {
		return this.mongo.collection(COLLECTION, INDEXES);
	}

	/**
	 * What others need to know of a server.
	 *
	 * @param id its id
	 * @param name its name
	 * @param heartbeatAt its last heartbeat, by the database's clock
	 * @param deadAfter after which silence it is dead
	 */
	record ServerRecord(ObjectId id, String name, Date heartbeatAt, Duration deadAfter, boolean paused) {

		/**
		 * How often it wants to beat.
		 */
		Duration interval() {
			return this.deadAfter.dividedBy(ServerSettings.MISSED_HEARTBEATS);
		}

	}

}
