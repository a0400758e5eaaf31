package io.rocketjob.mongo;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import io.rocketjob.RocketJobException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoDatabaseUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Internal: the one handle on the database. Reads go to the primary and documents are
 * coded by the driver's defaults, whatever the application has set up for itself; write
 * concern, timeouts and retries are those of the application's client. Thread-safe.
 */
public final class RocketJobMongo {

	private final MongoDatabaseFactory factory;

	private final @Nullable String name;

	private final boolean createIndexes;

	private final Set<String> prepared = ConcurrentHashMap.newKeySet();

	private final Set<String> everPrepared = ConcurrentHashMap.newKeySet();

	private volatile @Nullable DatabaseAbilities abilities;

	/**
	 * Makes a handle.
	 * @param factory where the database is
	 * @param createIndexes whether to create the indexes that are missing
	 */
	public RocketJobMongo(MongoDatabaseFactory factory, boolean createIndexes) {
		this(factory, null, createIndexes);
	}

	private RocketJobMongo(MongoDatabaseFactory factory, @Nullable String name, boolean createIndexes) {
		this.factory = factory;
		this.name = name;
		this.createIndexes = createIndexes;
	}

	/**
	 * A handle on another database of the same server.
	 * @param other the name of the database
	 * @return the handle
	 */
	public RocketJobMongo withDatabase(String other) {
		return new RocketJobMongo(this.factory, other, this.createIndexes);
	}

	/**
	 * The database, outside of any transaction.
	 * @return the database
	 */
	public MongoDatabase database() {
		return configure(
				(this.name != null) ? this.factory.getMongoDatabase(this.name) : this.factory.getMongoDatabase());
	}

	/**
	 * What the server can do. Asks it once.
	 * @return its abilities
	 * @throws MongoException when it was never asked and cannot be reached
	 */
	public DatabaseAbilities abilities() {
		DatabaseAbilities known = this.abilities;
		if (known == null) {
			known = DatabaseAbilities.of(database());
			this.abilities = known;
		}
		return known;
	}

	/**
	 * Lets a find-and-modify use an index, where the server lets one say so. Where not,
	 * the server has to choose it by itself.
	 * @param options the options, to which the index is added
	 * @param index the name of the index
	 * @return the options
	 */
	public FindOneAndUpdateOptions hint(FindOneAndUpdateOptions options, String index) {
		return abilities().claimHints() ? options.hintString(index) : options;
	}

	/**
	 * A collection, outside of any transaction. Its indexes are created when it is asked
	 * for first.
	 * @param collection the name of the collection
	 * @param indexes the indexes it must have
	 * @return the collection
	 */
	public MongoCollection<Document> collection(String collection, List<IndexModel> indexes) {
		return collection(database(), collection, indexes);
	}

	/**
	 * A collection, outside of any transaction, for one who does not wait for long.
	 * @param collection the name of the collection
	 * @param indexes the indexes it must have
	 * @param patience how long each operation may take, also that which makes the indexes
	 * @return the collection
	 */
	public MongoCollection<Document> collection(String collection, List<IndexModel> indexes, Duration patience) {
		return collection(database().withTimeout(patience.toMillis(), TimeUnit.MILLISECONDS), collection, indexes);
	}

	private MongoCollection<Document> collection(MongoDatabase database, String collection, List<IndexModel> indexes) {
		prepare(database, collection, indexes);
		return database.getCollection(collection);
	}

	/**
	 * A collection within the caller's transaction, if there is one.
	 * @param collection the name of the collection
	 * @param indexes the indexes it must have
	 * @return the collection
	 */
	public MongoCollection<Document> transactionalCollection(String collection, List<IndexModel> indexes) {
		if (!isTransactionActive() || !this.everPrepared.contains(collection)) {
			// indexes cannot be made while a transaction uses the collection
			prepare(database(), collection, indexes);
		}
		return configure((this.name != null) ? MongoDatabaseUtils.getDatabase(this.name, this.factory)
				: MongoDatabaseUtils.getDatabase(this.factory))
			.getCollection(collection);
	}

	/**
	 * Whether the caller is in a MongoDB transaction that our writes take part in.
	 * @return whether there is one
	 * @throws RocketJobException when there is one, and the server has no transactions:
	 * what was written in it would stay after a rollback
	 */
	public boolean isTransactionActive() {
		if (!MongoDatabaseUtils.isTransactionActive(this.factory)) {
			return false;
		}
		DatabaseAbilities known = abilities();
		if (!known.transactions()) {
			throw new RocketJobException(
					"The database has no transactions (it is " + known.product() + ", " + known.topology()
							+ "), so nothing was done: it would have stayed after a rollback. Call Rocket Job"
							+ " outside of the MongoDB transaction, or use a replica set of MongoDB");
		}
		return true;
	}

	/**
	 * Whether a transaction on a database factory is one on this database.
	 * @param transactional the factory
	 * @return whether it is the same
	 */
	public boolean isBoundBy(@Nullable MongoDatabaseFactory transactional) {
		return this.factory == transactional;
	}

	/**
	 * Does something as soon as the caller's transaction is committed, at once when there
	 * is none.
	 * @param action what to do
	 */
	public void afterCommit(Runnable action) {
		if (!isTransactionActive()) {
			action.run();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				action.run();
			}

		});
	}

	/**
	 * Whether the caller is in a transaction of Spring that our writes take no part in.
	 * @return whether there is one, of whatever database
	 */
	public boolean isForeignTransactionActive() {
		return AfterCommit.isPossible() && !MongoDatabaseUtils.isTransactionActive(this.factory);
	}

	/**
	 * Writes something as soon as the transaction of another database is committed that
	 * the caller is in. When it cannot be written then, the caller's commit throws what
	 * was thrown, after all else that waits for the commit.
	 * @param write what is written
	 */
	public void afterForeignCommit(DeferredWrite write) {
		AfterCommit.add(write);
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
			DataAccessException translated = translated(ex);
			throw (translated != null) ? translated : ex;
		}
	}

	private @Nullable DataAccessException translated(RuntimeException error) {
		if (DatabaseErrors.isDuplicateKey(error)) {
			return new DuplicateKeyException(String.valueOf(error.getMessage()), error);
		}
		if (DatabaseErrors.isDeadlock(error)) {
			// all errors of writes are about integrity to Spring Data; this one passes
			return new CannotAcquireLockException(String.valueOf(error.getMessage()), error);
		}
		DataAccessException translated = this.factory.getExceptionTranslator().translateExceptionIfPossible(error);
		return (translated instanceof UncategorizedDataAccessException && DatabaseErrors.isPassing(error))
				? new DataAccessResourceFailureException(String.valueOf(error.getMessage()), error) : translated;
	}

	/**
	 * Creates missing indexes again before the next use of a collection: a user may have
	 * dropped it.
	 */
	public void checkIndexesAgain() {
		this.prepared.clear();
	}

	/**
	 * Creates missing indexes again before the next use of one collection.
	 * @param collection the name of the collection
	 */
	public void checkIndexesAgain(String collection) {
		this.prepared.remove(collection);
	}

	private void prepare(MongoDatabase database, String collectionName, List<IndexModel> indexes) {
		if (this.createIndexes && !this.prepared.contains(collectionName)) {
			createIndexes(database.getCollection(collectionName), indexes);
			this.prepared.add(collectionName);
			this.everPrepared.add(collectionName);
		}
	}

	private static void createIndexes(MongoCollection<Document> collection, List<IndexModel> indexes) {
		Set<String> present = new HashSet<>();
		collection.listIndexes().forEach((index) -> present.add(index.getString("name")));
		List<IndexModel> missing = indexes.stream()
			.filter((index) -> !present.contains(index.getOptions().getName()))
			.toList();
		if (!missing.isEmpty()) {
			collection.createIndexes(missing);
		}
	}

	private static MongoDatabase configure(MongoDatabase database) {
		MongoDatabase ours = database.withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
			.withReadPreference(ReadPreference.primary());
		// whether a write has matched is what everything rests on
		return ours.getWriteConcern().isAcknowledged() ? ours : ours.withWriteConcern(WriteConcern.W1);
	}

}
