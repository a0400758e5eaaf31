package io.rocketjob.embedded.server;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A database as the aggregation stages of mongo-java-server want to see it.
 */
final class AggregationDatabase implements MongoDatabase {

	private final Catalog catalog;

	private final String name;

	AggregationDatabase(Catalog catalog, String name) {
		this.catalog = catalog;
		this.name = name;
	}

	@Override
	public String getDatabaseName() {
		return this.name;
	}

	@Override
	public boolean isEmpty() {
		return this.catalog.collectionNames(this.name).isEmpty();
	}

	@Override
	public MongoCollection<?> createCollectionOrThrowIfExists(String collectionName, CollectionOptions options) {
		return new AggregationCollection(this, this.catalog.findOrCreate(this.name, collectionName));
	}

	@Override
	@SuppressWarnings("NullAway") // the stages expect null for a collection that is not
	public @Nullable MongoCollection<?> resolveCollection(String collectionName, boolean throwIfNotFound) {
		IndexedCollection collection = this.catalog.find(this.name, collectionName);
		return (collection != null) ? new AggregationCollection(this, collection) : null;
	}

	@Override
	public void dropCollection(String collectionName, Oplog oplog) {
		this.catalog.drop(this.name, collectionName);
	}

	@Override
	public void moveCollection(MongoDatabase oldDatabase, MongoCollection<?> collection, String newCollectionName) {
		this.catalog.rename(collection.getFullName(), this.name + "." + newCollectionName, false);
	}

	@Override
	public void unregisterCollection(String collectionName) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void drop(Oplog oplog) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void handleClose(Channel channel) {
	}

	@Override
	public Document handleCommand(Channel channel, String command, Document query, DatabaseResolver databaseResolver,
			Oplog oplog) {
		throw new UnsupportedOperationException();
	}

	@Override
	public QueryResult handleQuery(MongoQuery query) {
		throw new UnsupportedOperationException();
	}

}
