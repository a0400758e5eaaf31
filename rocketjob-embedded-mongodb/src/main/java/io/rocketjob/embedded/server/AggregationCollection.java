package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;

/**
 * A collection as the aggregation stages of mongo-java-server want to see it: they read
 * and insert, and merge by findAndModify.
 */
final class AggregationCollection implements MongoCollection<Long> {

	private final AggregationDatabase database;

	private final IndexedCollection collection;

	AggregationCollection(AggregationDatabase database, IndexedCollection collection) {
		this.database = database;
		this.collection = collection;
	}

	@Override
	public UUID getUuid() {
		return this.collection.uuid();
	}

	@Override
	public MongoDatabase getDatabase() {
		return this.database;
	}

	@Override
	public String getCollectionName() {
		return Catalog.name(this.collection.namespace());
	}

	@Override
	public void addDocument(Document document) {
		this.collection.writing(() -> {
			this.collection.insert(document.cloneDeeply());
			return true;
		});
	}

	@Override
	public QueryResult handleQuery(QueryParameters parameters) {
		List<Document> documents = new ArrayList<>();
		Query query = Query.of(parameters.getQuerySelector())
			.limited(parameters.getNumberToSkip(), parameters.getLimit());
		this.collection.reading(() -> {
			this.collection.find(query).forEachRemaining((match) -> documents.add(match.document().cloneDeeply()));
			return true;
		});
		return new QueryResult(documents);
	}

	@Override
	public Document findAndModify(Document command) {
		return this.collection.writing(() -> {
			Query query = Query.of(command.get("query")).limited(0, 1);
			Update update = Update.parse(command.get("update"), null, query.filter());
			Document last = new Document("updatedExisting", false);
			this.collection.find(query).forEachRemaining((match) -> {
				this.collection.replace(match, update.of(match.document()));
				last.put("updatedExisting", true);
			});
			return new Document("lastErrorObject", last);
		});
	}

	@Override
	public int count(Document query, int skip, int limit) {
		return handleQuery(query, skip, limit).collectDocuments().size();
	}

	@Override
	public int count() {
		return (int) this.collection.count();
	}

	@Override
	public List<Index<Long>> getIndexes() {
		return List.of();
	}

	@Override
	public void addIndex(Index<Long> index) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void dropIndex(String indexName) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void removeDocument(Document document) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Document> insertDocuments(List<Document> documents, boolean isOrdered) {
		documents.forEach(this::addDocument);
		return List.of();
	}

	@Override
	public Document updateDocuments(Document selector, Document update, ArrayFilters arrayFilters, boolean isMulti,
			boolean isUpsert, Oplog oplog) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int deleteDocuments(Document selector, int limit, Oplog oplog) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Document handleDistinct(Document query) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Document getStats() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Document validate() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void renameTo(MongoDatabase newDatabase, String newCollectionName) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void drop() {
		throw new UnsupportedOperationException();
	}

}
