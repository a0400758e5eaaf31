package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexNotFoundException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.NoSuchCommandException;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A database of {@link StandInCollection}s with {@link OrderedIndex}es.
 */
final class StandInDatabase extends AbstractSynchronizedMongoDatabase<Long> {

	private static final String ID_INDEX = "_id_";

	/** What makes two indexes of a collection the same whatever their names. */
	private static final List<String> IDENTITY = List.of("key", "unique", "sparse", "partialFilterExpression");

	private final Storage storage;

	private final QueryMatcher matcher = new DefaultQueryMatcher();

	/** Whether the command that runs leaves collections that do not exist as they are. */
	private boolean creatingNothing;

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
		checkHints(command, query);
		return switch (command) {
			case "insert" -> insert(query, super.handleCommand(channel, command, query, databaseResolver, oplog));
			case "update", "findAndModify" -> {
				this.creatingNothing = !upserts(query);
				try {
					yield inOrder(query, () -> super.handleCommand(channel, command, query, databaseResolver, oplog));
				}
				finally {
					this.creatingNothing = false;
				}
			}
			case "find" -> {
				Document answer = super.handleCommand(channel, command, query, databaseResolver, oplog);
				yield Utils.isTrue(query.get("singleBatch")) ? closeCursor(answer) : answer;
			}
			case "aggregate" -> {
				StandInCollection collection = collection(query.get(command));
				if (collection != null && query.get("pipeline") instanceof List<?> pipeline) {
					query.put("pipeline", collection.startPipeline(pipeline));
				}
				Object options = query.get("cursor");
				if (options instanceof Document) {
					query.put("cursor", new Document());
				}
				yield batch(super.handleCommand(channel, command, query, databaseResolver, oplog), collection, options);
			}
			case "listCollections" ->
				listCollections(query, super.handleCommand(channel, command, query, databaseResolver, oplog));
			case "listIndexes" -> {
				if (collection(query.get(command)) == null) {
					throw new MongoServerError(26, "NamespaceNotFound",
							"ns does not exist: " + getDatabaseName() + "." + query.get(command));
				}
				yield super.handleCommand(channel, command, query, databaseResolver, oplog);
			}
			case "dropIndexes" -> dropIndexes(query);
			// not an error worth a line in the log, as it would be below
			case "convertToCapped", "explain" -> throw new NoSuchCommandException(command);
			default -> super.handleCommand(channel, command, query, databaseResolver, oplog);
		};
	}

	/**
	 * Fails if a hint names no index. Which index is read does not depend on it.
	 */
	private void checkHints(String command, Document query) {
		List<@Nullable Object> hints = new ArrayList<>();
		hints.add(query.get("hint"));
		for (String statements : List.of("updates", "deletes")) {
			if (query.get(statements) instanceof List<?> list) {
				list.forEach((statement) -> hints.add(((Document) statement).get("hint")));
			}
		}
		hints.removeIf((hint) -> hint == null || (hint instanceof Document keys && keys.containsKey("$natural")));
		StandInCollection collection = hints.isEmpty() ? null : collection(query.get(command));
		if (collection != null) {
			for (Object hint : hints) {
				Document wanted = new Document("ns", collection.getFullName())
					.append((hint instanceof Document) ? "key" : "name", hint);
				if (!getOrCreateIndexesCollection().handleQuery(wanted, 0, 1).iterator().hasNext()) {
					throw new MongoServerError(2, "BadValue",
							"hint provided does not correspond to an existing index: " + hint);
				}
			}
		}
	}

	private @Nullable StandInCollection collection(@Nullable Object name) {
		return (name instanceof String text) ? (StandInCollection) resolveCollection(text, false) : null;
	}

	private static Document insert(Document query, Document answer) {
		if (answer.get("writeErrors") instanceof List<?> errors
				&& query.get("documents") instanceof List<?> documents) {
			answer.put("n", Utils.isTrue(query.get("ordered")) ? ((Document) errors.get(0)).get("index")
					: documents.size() - errors.size());
		}
		return answer;
	}

	private static boolean upserts(Document query) {
		return (query.get("updates") instanceof List<?> updates)
				? updates.stream().anyMatch((update) -> Utils.isTrue(((Document) update).get("upsert")))
				: Utils.isTrue(query.get("upsert"));
	}

	/**
	 * Runs updates that are in an order one after the other until one fails.
	 */
	private static Document inOrder(Document query, Supplier<Document> run) {
		if (!(query.get("updates") instanceof List<?> updates) || updates.size() == 1
				|| !Utils.isTrue(query.get("ordered"))) {
			return run.get();
		}
		int matched = 0;
		int modified = 0;
		List<Document> upserted = new ArrayList<>();
		List<Document> errors = new ArrayList<>();
		for (int i = 0; i < updates.size() && errors.isEmpty(); i++) {
			query.put("updates", List.of(updates.get(i)));
			Document answer = run.get();
			matched += number(answer, "n");
			modified += number(answer, "nModified");
			addTo(upserted, answer.get("upserted"), i);
			addTo(errors, answer.get("writeErrors"), i);
		}
		Document answer = new Document("n", matched).append("nModified", modified);
		if (!upserted.isEmpty()) {
			answer.append("upserted", upserted);
		}
		if (!errors.isEmpty()) {
			answer.append("writeErrors", errors);
		}
		Utils.markOkay(answer);
		return answer;
	}

	private static int number(Document answer, String field) {
		return (answer.get(field) instanceof Number number) ? number.intValue() : 0;
	}

	private static void addTo(List<Document> all, @Nullable Object some, int index) {
		if (some instanceof Collection<?> documents) {
			documents.forEach((document) -> all.add(new Document((Document) document).append("index", index)));
		}
	}

	private Document closeCursor(Document answer) {
		if (answer.get("cursor") instanceof Document cursor && cursor.get("id") instanceof Long id && id != 0) {
			this.cursorRegistry.remove(id);
			cursor.put("id", 0L);
		}
		return answer;
	}

	/**
	 * Leaves the first batch in an answer that has all documents.
	 */
	private Document batch(Document answer, @Nullable StandInCollection collection, @Nullable Object options) {
		if (answer.get("cursor") instanceof Document cursor && cursor.get("firstBatch") instanceof List<?> found) {
			List<Document> documents = found.stream().map(Document.class::cast).toList();
			int most = (options instanceof Document document && document.get("batchSize") instanceof Number number)
					? number.intValue() : BatchCursor.FIRST_BATCH;
			int count = BatchCursor.batch(documents, most);
			if (count < documents.size()) {
				cursor.put("firstBatch", documents.subList(0, count));
				cursor.put("id",
						BatchCursor
							.open(this.cursorRegistry, documents.subList(count, documents.size()),
									() -> collection != null && collection.isDropped())
							.getId());
			}
		}
		return answer;
	}

	private Document listCollections(Document query, Document answer) {
		if (answer.get("cursor") instanceof Document cursor && cursor.get("firstBatch") instanceof List<?> all) {
			Document filter = (query.get("filter") instanceof Document document) ? document : new Document();
			boolean nameOnly = Utils.isTrue(query.get("nameOnly"));
			cursor
				.put("firstBatch",
						all.stream()
							.map(Document.class::cast)
							.filter((description) -> this.matcher.matches(description, filter))
							.map((description) -> nameOnly ? new Document("name", description.get("name"))
								.append("type", description.get("type")) : description)
							.toList());
		}
		return answer;
	}

	private Document dropIndexes(Document query) {
		StandInCollection collection = collection(query.get("dropIndexes"));
		if (collection == null) {
			throw new MongoServerError(26, "NamespaceNotFound", "ns not found");
		}
		Document answer = new Document("nIndexesWas", collection.getNumIndexes());
		Object wanted = query.get("index");
		if (wanted instanceof Collection<?> names) {
			names.forEach((name) -> dropIndexes(collection, "name", name));
		}
		else if ("*".equals(wanted)) {
			dropIndexes(collection, "name", new Document("$ne", ID_INDEX));
		}
		else {
			dropIndexes(collection, (wanted instanceof Document) ? "key" : "name", wanted);
		}
		Utils.markOkay(answer);
		return answer;
	}

	private void dropIndexes(StandInCollection collection, String field, @Nullable Object wanted) {
		MongoCollection<Long> descriptions = getOrCreateIndexesCollection();
		Document filter = new Document("ns", collection.getFullName()).append(field, wanted);
		List<String> names = descriptions.handleQueryAsStream(filter)
			.map((description) -> String.valueOf(description.get("name")))
			.toList();
		if (names.contains(ID_INDEX)) {
			throw new MongoServerError(72, "InvalidOptions", "cannot drop _id index");
		}
		if (names.isEmpty() && (field.equals("key") || wanted instanceof String)) {
			throw new IndexNotFoundException("index not found with name [" + wanted + "]");
		}
		names.forEach((name) -> dropIndex(collection, name));
		descriptions.deleteDocuments(filter, 0);
	}

	@Override
	protected synchronized MongoCollection<Long> resolveOrCreateCollection(String collectionName) {
		if (this.creatingNothing && resolveCollection(collectionName, false) == null) {
			return new StandInCollection(this, collectionName, CollectionOptions.withDefaults(), this.cursorRegistry,
					Storage.open(null));
		}
		return super.resolveOrCreateCollection(collectionName);
	}

	@Override
	public boolean isEmpty() {
		return countIndexes() == 0;
	}

	@Override
	protected StandInCollection openOrCreateCollection(String collectionName, CollectionOptions options) {
		StandInCollection collection = new StandInCollection(this, collectionName, options, this.cursorRegistry,
				this.storage);
		// So that to create and drop takes as long whatever else there is.
		switch (collectionName) {
			case "system.namespaces" -> collection.addIndex(uniqueIndex("name"));
			case "system.indexes" -> collection.addIndex(uniqueIndex("ns", "name"));
			default -> {
			}
		}
		return collection;
	}

	private static OrderedIndex uniqueIndex(String... fields) {
		List<IndexKey> keys = Arrays.stream(fields).map((field) -> new IndexKey(field, true)).toList();
		return new OrderedIndex(String.join("_", fields), keys, false, true, null);
	}

	@Override
	protected synchronized void addIndex(Document indexDescription) {
		String namespace = String.valueOf(indexDescription.get("ns"));
		// Creates the index of identifiers first.
		resolveOrCreateCollection(namespace.substring(getDatabaseName().length() + 1));
		checkNames(indexDescription);
		this.created = indexDescription;
		super.addIndex(indexDescription);
	}

	/**
	 * Fails if there is the same index with another name.
	 */
	private void checkNames(Document indexDescription) {
		Document namespace = new Document("ns", indexDescription.get("ns"));
		for (Document description : getOrCreateIndexesCollection().handleQuery(namespace)) {
			if (!Objects.equals(description.get("name"), indexDescription.get("name")) && IDENTITY.stream()
				.allMatch((option) -> Objects.equals(description.get(option), indexDescription.get(option)))) {
				throw new MongoServerError(85, "IndexOptionsConflict",
						"Index already exists with a different name: " + description.get("name"));
			}
		}
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
