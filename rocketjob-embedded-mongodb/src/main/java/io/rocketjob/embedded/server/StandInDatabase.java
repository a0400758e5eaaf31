package io.rocketjob.embedded.server;

import java.util.List;

import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A database of {@link StandInCollection}s with {@link OrderedIndex}es.
 */
final class StandInDatabase extends AbstractSynchronizedMongoDatabase<Long> {

	private final Storage storage;

	/** Describes the index that was created last. */
	private @Nullable Document created;

	StandInDatabase(String databaseName, CursorRegistry cursorRegistry, Storage storage) {
		super(databaseName, cursorRegistry);
		this.storage = storage;
		initializeNamespacesAndIndexes();
	}

	@Override
	public Document handleCommand(Channel channel, String command, Document query, DatabaseResolver databaseResolver,
			Oplog oplog) {
		query.putIfAbsent("ordered", true);
		if (command.equals("aggregate") && query.get("pipeline") instanceof List<?> pipeline
				&& query.get(command) instanceof String name
				&& resolveCollection(name, false) instanceof StandInCollection collection) {
			query.put("pipeline", collection.startPipeline(pipeline));
		}
		Document answer = super.handleCommand(channel, command, query, databaseResolver, oplog);
		if (answer.get("writeErrors") instanceof List<?> errors
				&& query.get("documents") instanceof List<?> documents) {
			answer.put("n", Utils.isTrue(query.get("ordered")) ? ((Document) errors.get(0)).get("index")
					: documents.size() - errors.size());
		}
		return answer;
	}

	@Override
	public boolean isEmpty() {
		return countIndexes() == 0;
	}

	@Override
	protected StandInCollection openOrCreateCollection(String collectionName, CollectionOptions options) {
		return new StandInCollection(this, collectionName, options, this.cursorRegistry, this.storage);
	}

	@Override
	protected synchronized void addIndex(Document indexDescription) {
		String namespace = String.valueOf(indexDescription.get("ns"));
		// Creates the index of identifiers first.
		resolveOrCreateCollection(namespace.substring(getDatabaseName().length() + 1));
		this.created = indexDescription;
		super.addIndex(indexDescription);
	}

	@Override
	protected Index<Long> openOrCreateUniqueIndex(String collectionName, String indexName, List<IndexKey> keys,
			boolean sparse) {
		return new OrderedIndex(indexName, keys, sparse, true, partialFilter(collectionName, indexName));
	}

	@Override
	protected Index<Long> openOrCreateSecondaryIndex(String collectionName, String indexName, List<IndexKey> keys,
			boolean sparse) {
		return new OrderedIndex(indexName, keys, sparse, false, partialFilter(collectionName, indexName));
	}

	private @Nullable Document partialFilter(String collectionName, String indexName) {
		Document name = new Document("ns", getFullCollectionNamespace(collectionName)).append("name", indexName);
		Document description = this.created;
		if (description == null || !description.entrySet().containsAll(name.entrySet())) {
			description = getOrCreateIndexesCollection().handleQuery(name, 0, 1).iterator().next();
		}
		return (Document) description.get("partialFilterExpression");
	}

	@Override
	protected long getStorageSize() {
		return 0;
	}

	@Override
	protected long getFileSize() {
		return 0;
	}

}
