package io.rocketjob.server;

import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The version of the form in which jobs, batches and servers are stored. A build reads
 * what earlier ones have stored. One that stores what earlier ones cannot read raises the
 * version, after each server that is registered has told that it knows it; a server that
 * does not know it registers no more. Thread-safe.
 */
final class FormatVersion {

	/** What this build stores, and the highest that it reads. */
	static final int CURRENT = 1;

	static final String COLLECTION = "rocketjob.format";

	private static final String VERSION_FIELD = "version";

	private static final Document KEY = new Document("_id", "stored");

	private final RocketJobMongo mongo;

	FormatVersion(RocketJobMongo mongo) {
		this.mongo = mongo;
	}

	/**
	 * Checks that this build reads what is stored, and notes the version in a new
	 * database.
	 * @throws NewerFormatException when a newer build has stored what this one cannot
	 * read
	 */
	void check() {
		MongoCollection<Document> formats = this.mongo.collection(COLLECTION, List.of());
		Integer stored = stored(formats);
		if (stored == null) {
			note(formats);
			stored = stored(formats);
		}
		if (stored != null && stored > CURRENT) {
			throw new NewerFormatException(this.mongo.database().getName(), stored, CURRENT);
		}
	}

	private static @Nullable Integer stored(MongoCollection<Document> formats) {
		Document found = formats.find(KEY).first();
		return (found != null) ? found.get(VERSION_FIELD, Number.class).intValue() : null;
	}

	private static void note(MongoCollection<Document> formats) {
		try {
			formats.insertOne(new Document(KEY).append(VERSION_FIELD, CURRENT));
		}
		catch (MongoException ex) {
			// another process was first
			if (!DatabaseErrors.isDuplicateKey(ex)) {
				throw ex;
			}
		}
	}

}
