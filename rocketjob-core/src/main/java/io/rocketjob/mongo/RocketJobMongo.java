package io.rocketjob.mongo;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import org.bson.Document;

import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoDatabaseUtils;

/**
 * Internal: the one handle on the database. Reads go to the primary and documents are
 * coded by the driver's defaults, whatever the application has set up for itself; write
 * concern, timeouts and retries are those of the application's client. Thread-safe.
 */
public final class RocketJobMongo {

	private final MongoDatabaseFactory factory;

	private final boolean createIndexes;

	private final Set<String> prepared = ConcurrentHashMap.newKeySet();

	private final Set<String> everPrepared = ConcurrentHashMap.newKeySet();

	/**
	 * Makes a handle.
	 * @param factory where the database is
	 * @param createIndexes whether to create the indexes that are missing
	 */
	public RocketJobMongo(MongoDatabaseFactory factory, boolean createIndexes) {
		this.factory = factory;
		this.createIndexes = createIndexes;
	}

	/**
	 * The database, outside of any transaction.
	 * @return the database
	 */
	public MongoDatabase database() {
		return configure(this.factory.getMongoDatabase());
	}

	/**
	 * A collection, outside of any transaction. Its indexes are created when it is asked
	 * for first.
	 * @param name the name of the collection
	 * @param indexes the indexes it must have
	 * @return the collection
	 */
	public MongoCollection<Document> collection(String name, List<IndexModel> indexes) {
		prepare(name, indexes);
		return database().getCollection(name);
	}

	/**
	 * A collection within the caller's transaction, if there is one.
	 * @param name the name of the collection
	 * @param indexes the indexes it must have
	 * @return the collection
	 */
	public MongoCollection<Document> transactionalCollection(String name, List<IndexModel> indexes) {
		if (!isTransactionActive() || !this.everPrepared.contains(name)) {
			// indexes cannot be made while a transaction uses the collection
			prepare(name, indexes);
		}
		return configure(MongoDatabaseUtils.getDatabase(this.factory)).getCollection(name);
	}

	/**
	 * Whether the caller is in a MongoDB transaction that our writes take part in.
	 * @return whether there is one
	 */
	public boolean isTransactionActive() {
		return MongoDatabaseUtils.isTransactionActive(this.factory);
	}

	/**
	 * Calls the database for a user, who expects Spring's exceptions.
	 * @param action what to do
	 * @param <T> the type of the result
	 * @return what the action returned
	 * @throws DataAccessException instead of the driver's exceptions
	 */
	public <T> T translating(Supplier<T> action) {
		try {
			return action.get();
		}
		catch (RuntimeException ex) {
			DataAccessException translated = this.factory.getExceptionTranslator().translateExceptionIfPossible(ex);
			throw (translated != null) ? translated : ex;
		}
	}

	/**
	 * Creates missing indexes again before the next use of a collection: somebody may
	 * have dropped it.
	 */
	public void checkIndexesAgain() {
		this.prepared.clear();
	}

	private void prepare(String name, List<IndexModel> indexes) {
		if (this.createIndexes && !this.prepared.contains(name)) {
			MongoCollection<Document> collection = database().getCollection(name);
			Set<String> present = new HashSet<>();
			collection.listIndexes().forEach((index) -> present.add(index.getString("name")));
			List<IndexModel> missing = indexes.stream()
				.filter((index) -> !present.contains(index.getOptions().getName()))
				.toList();
			if (!missing.isEmpty()) {
				collection.createIndexes(missing);
			}
			this.prepared.add(name);
			this.everPrepared.add(name);
		}
	}

	private static MongoDatabase configure(MongoDatabase database) {
		MongoDatabase ours = database.withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
			.withReadPreference(ReadPreference.primary());
		// whether a write has matched is what everything rests on
		return ours.getWriteConcern().isAcknowledged() ? ours : ours.withWriteConcern(WriteConcern.W1);
	}

}
