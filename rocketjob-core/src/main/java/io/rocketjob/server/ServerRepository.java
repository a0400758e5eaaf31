package io.rocketjob.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The documents of the servers. Times in them are set by the database.
 */
final class ServerRepository {

	static final String COLLECTION = "rocketjob.servers";

	private static final String ID = "_id";

	private static final String NAME = "name";

	private static final String HEARTBEAT_AT = "heartbeat.at";

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
		update.get("$currentDate", Document.class).append("startedAt", true);
		try {
			servers().updateOne(new Document(ID, id), update, new UpdateOptions().upsert(true));
			return true;
		}
		catch (MongoWriteException ex) {
			if (ex.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
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
		return (server != null) ? server.get("heartbeat", Document.class).getDate("at").toInstant() : null;
	}

	private static Document heartbeat(Document values) {
		return new Document("$set", new Document(values)).append("$currentDate", new Document(HEARTBEAT_AT, true));
	}

	List<ServerRecord> all() {
		List<ServerRecord> servers = new ArrayList<>();
		servers().find().forEach((server) -> {
			Document heartbeat = server.get("heartbeat", new Document());
			Number interval = heartbeat.get("intervalMs", Number.class);
			Date at = heartbeat.getDate("at");
			if (interval != null && at != null) {
				servers.add(new ServerRecord(server.getObjectId(ID), server.getString(NAME), at,
						Duration.ofMillis(interval.longValue())));
			}
		});
		return servers;
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
		servers().deleteOne(new Document(ID, id));
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
	 * @param interval how often it wants to beat
	 */
	record ServerRecord(ObjectId id, String name, Date heartbeatAt, Duration interval) {

		Duration deadAfter() {
			return this.interval.multipliedBy(ServerSettings.MISSED_HEARTBEATS);
		}

	}

}
