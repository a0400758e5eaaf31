package io.rocketjob.test;

import com.mongodb.client.MongoDatabase;
import org.bson.Document;

/**
 * The collections in which Rocket Job stores what it has.
 */
final class StoredCollections {

	private static final String SERVERS = "rocketjob.servers";

	/** Those of one job, which are not there without it. */
	private static final String OF_ONE_JOB = "rocketjob\\.(inputs|outputs|lookups)\\..*";

	private StoredCollections() {
	}

	/**
	 * Empties them, or drops them where they belong to one job.
	 * @param database where they are
	 */
	static void clear(MongoDatabase database) {
		database.listCollections()
			.filter(new Document("name", new Document("$regex", "^rocketjob\\.")))
			.forEach((collection) -> clear(database, collection));
	}

	private static void clear(MongoDatabase database, Document collection) {
		String name = collection.getString("name");
		if (name.matches(OF_ONE_JOB)) {
			database.getCollection(name).drop();
		}
		else if (!collection.get("options", new Document()).getBoolean("capped", false)) {
			// emptied and not dropped, because indexes are made once. What is in a capped
			// one cannot be deleted, and it is not read again
			database.getCollection(name).deleteMany(which(name));
		}
	}

	/**
	 * Servers of this process are still there.
	 */
	private static Document which(String collection) {
		return SERVERS.equals(collection) ? new Document("pid", new Document("$ne", ProcessHandle.current().pid()))
				: new Document();
	}

}
