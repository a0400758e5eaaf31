package io.rocketjob.embedded.server;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Documents by position, in the order of their insertion. A document that is stored is
 * never changed: queries return copies, and what updates make of these takes their place.
 */
final class StandInCollection extends AbstractSynchronizedMongoCollection<Long> {

	private final NavigableMap<Long, Document> documents = new TreeMap<>();

	private final Storage storage;

	private final @Nullable MVMap<Long, byte[]> stored;

	private boolean dropped;

	/** Whether who queries takes the first document only, without saying so. */
	private boolean single;

	/** The filter of the pipeline that is about to start. */
	private Document pipelineFilter = new Document();

	StandInCollection(MongoDatabase database, String collectionName, CollectionOptions options,
			CursorRegistry cursorRegistry, Storage storage) {
		super(database, collectionName, options, cursorRegistry);
		this.storage = storage;
		this.stored = storage.map(getFullName());
		if (this.stored != null) {
			this.stored.forEach((position, bytes) -> this.documents.put(position, Storage.decode(bytes)));
		}
	}

	@Override
	public synchronized void addDocument(Document document) {
		Storage.checkSize(document);
		super.addDocument(document);
	}

	/**
	 * Adds the description of an index unless there is one of that name.
	 */
	@Override
	public synchronized void addDocumentIfMissing(Document document) {
		Document name = new Document("ns", document.get("ns")).append("name", document.get("name"));
		if (!handleQuery(name, 0, 1).iterator().hasNext()) {
			addDocument(document);
		}
	}

	@Override
	protected Long addDocumentInternal(Document document) {
		Long position = this.documents.isEmpty() ? 0L : this.documents.lastKey() + 1;
		put(position, document);
		return position;
	}

	private void put(Long position, Document document) {
		this.documents.put(position, document);
		if (this.stored != null) {
			this.stored.put(position, Storage.encode(document));
		}
	}

	@Override
	protected void handleUpdate(Long position, Document oldDocument, Document newDocument) {
		put(position, newDocument);
	}

	@Override
	protected void removeDocument(Long position) {
		this.documents.remove(position);
		if (this.stored != null) {
			this.stored.remove(position);
		}
	}

	@Override
	public synchronized Document findAndModify(Document query) {
		if (query.get("update") instanceof Document update) {
			setCurrentDates(update);
		}
		return super.findAndModify(query);
	}

	@Override
	public synchronized Document updateDocuments(Document selector, Document updateQuery, ArrayFilters arrayFilters,
			boolean isMulti, boolean isUpsert, Oplog oplog) {
		setCurrentDates(updateQuery);
		this.single = !isMulti;
		try {
			return super.updateDocuments(selector, updateQuery, arrayFilters, isMulti, isUpsert, oplog);
		}
		finally {
			this.single = false;
		}
	}

	/**
	 * Makes a {@code $set} of {@code $currentDate}, with milliseconds as dates have.
	 */
	private static void setCurrentDates(Document update) {
		if (update.get("$currentDate") instanceof Document dates) {
			Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
			Document set = (Document) update.computeIfAbsent("$set", (operator) -> new Document());
			dates.forEach((path, type) -> {
				if (!new Document("$type", "timestamp").equals(type)) {
					set.put(path, now);
				}
			});
			dates.keySet().removeAll(set.keySet());
		}
	}

	@Override
	protected QueryResult queryDocuments(Document query, @Nullable Document orderBy, int numberToSkip, int limit,
			int batchSize, @Nullable Document fieldSelector) {
		Stream<Document> found = select(query, orderBy, numberToSkip, this.single ? 1 : limit)
			.map(Document::cloneDeeply);
		return matchDocumentsFromStream(new Document(), found, 0, 0, batchSize, null, fieldSelector);
	}

	/**
	 * Returns documents as they are stored.
	 * @param limit how many at most, 0 for all
	 */
	private Stream<Document> select(Document query, @Nullable Document orderBy, int numberToSkip, int limit) {
		long most = (limit > 0) ? limit : Long.MAX_VALUE - numberToSkip;
		Comparator<Document> order = deriveComparator(orderBy);
		OrderedIndex.Scan scan = bestScan(query, (orderBy != null) ? orderBy : new Document());
		Stream<Stream<Document>> runs = (scan == null) ? Stream.of(all(orderBy))
				: scan.runs().stream().map((run) -> run.map(this::getDocument));
		Document rest = (scan == null) ? query : scan.rest();
		Stream<Document> found = runs.flatMap((run) -> run.filter((document) -> documentMatchesQuery(document, rest))
			.limit((order == null || (scan != null && scan.sorted())) ? numberToSkip + most : Long.MAX_VALUE));
		if (order != null) {
			found = found.sorted(order);
		}
		return found.skip(numberToSkip).limit(most);
	}

	@Override
	public synchronized int count(@Nullable Document query, int skip, int limit) {
		return (int) select((query != null) ? query : new Document(), null, skip, Math.max(limit, 0)).count();
	}

	private OrderedIndex.@Nullable Scan bestScan(Document query, Document orderBy) {
		Conditions conditions = new Conditions(query);
		return orderBy.containsKey("$natural") ? null
				: getIndexes().stream()
					.map((index) -> ((OrderedIndex) index).scan(conditions, orderBy))
					.filter((scan) -> scan.merit() > 0)
					.max(Comparator.comparingInt(OrderedIndex.Scan::merit))
					.orElse(null);
	}

	private Stream<Document> all(@Nullable Document orderBy) {
		return (isNaturalDescending(orderBy) ? this.documents.descendingMap() : this.documents).values().stream();
	}

	@Override
	protected QueryResult createQueryResult(List<Document> matchedDocuments, int batchSize) {
		int count = (batchSize > 0) ? BatchCursor.batch(matchedDocuments, batchSize) : matchedDocuments.size();
		return (count == matchedDocuments.size()) ? new QueryResult(matchedDocuments)
				: new QueryResult(matchedDocuments.subList(0, count),
						createCursor(matchedDocuments.subList(count, matchedDocuments.size())));
	}

	@Override
	protected Cursor createCursor(List<Document> remainingDocuments) {
		return BatchCursor.open(this.cursorRegistry, remainingDocuments, () -> this.dropped);
	}

	@Override
	protected QueryResult matchDocuments(Document query, @Nullable Document orderBy, int numberToSkip,
			int numberToReturn, int batchSize, @Nullable Document fieldSelector) {
		return queryDocuments(query, orderBy, numberToSkip, numberToReturn, batchSize, fieldSelector);
	}

	/**
	 * Takes over the filter that a pipeline begins with, so that indexes serve it.
	 * @return the rest of the pipeline, which is to be run next
	 */
	synchronized List<?> startPipeline(List<?> pipeline) {
		this.pipelineFilter = new Document();
		if (pipeline.isEmpty() || !(pipeline.get(0) instanceof Document stage)
				|| !(stage.get("$match") instanceof Document filter)) {
			return pipeline;
		}
		this.pipelineFilter = filter;
		return pipeline.subList(1, pipeline.size());
	}

	@Override
	public synchronized Stream<Document> queryAllAsStream() {
		Document filter = this.pipelineFilter;
		this.pipelineFilter = new Document();
		return handleQueryAsStream(filter);
	}

	@Override
	protected Document getDocument(Long position) {
		return Objects.requireNonNull(this.documents.get(position));
	}

	@Override
	protected Stream<DocumentWithPosition<Long>> streamAllDocumentsWithPosition() {
		return this.documents.entrySet()
			.stream()
			.map((entry) -> new DocumentWithPosition<>(entry.getValue(), entry.getKey()));
	}

	@Override
	public synchronized int count() {
		return this.documents.size();
	}

	@Override
	protected boolean tracksDataSize() {
		return false;
	}

	@Override
	protected void updateDataSize(int sizeDelta) {
		throw new UnsupportedOperationException("sizes are not tracked");
	}

	@Override
	protected int getDataSize() {
		return 0;
	}

	@Override
	public synchronized void renameTo(MongoDatabase newDatabase, String newCollectionName) {
		super.renameTo(newDatabase, newCollectionName);
		this.storage.rename(this.stored, getFullName());
	}

	boolean isDropped() {
		return this.dropped;
	}

	@Override
	public synchronized void drop() {
		this.dropped = true;
		getIndexes().forEach(Index::drop);
		getIndexes().clear();
		super.drop();
		this.documents.clear();
		this.storage.remove(this.stored);
	}

}
