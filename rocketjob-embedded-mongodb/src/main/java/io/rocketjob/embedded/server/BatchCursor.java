package io.rocketjob.embedded.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;

/**
 * What of a result is yet to be sent. A batch takes no more than a document may, unless
 * it is of one document. Ends with an error when its collection is dropped.
 */
final class BatchCursor extends AbstractCursor {

	/** How many documents are in a first batch unless asked otherwise. */
	static final int FIRST_BATCH = 101;

	private final CursorRegistry registry;

	private final Deque<Document> rest;

	private final BooleanSupplier dropped;

	private BatchCursor(CursorRegistry registry, List<Document> rest, BooleanSupplier dropped) {
		super(registry.generateCursorId());
		this.registry = registry;
		this.rest = new ArrayDeque<>(rest);
		this.dropped = dropped;
	}

	/**
	 * Registers a cursor for documents.
	 * @param dropped says whether the collection has been dropped
	 */
	static BatchCursor open(CursorRegistry registry, List<Document> documents, BooleanSupplier dropped) {
		BatchCursor cursor = new BatchCursor(registry, documents, dropped);
		registry.add(cursor);
		return cursor;
	}

	/**
	 * Returns how many of the first documents make a batch.
	 */
	static int batch(Iterable<Document> documents, int most) {
		int count = 0;
		long size = 0;
		for (Document document : documents) {
			size += BsonSize.of(document);
			if (count == most || (count > 0 && size > BsonConstants.MAX_BSON_OBJECT_SIZE)) {
				break;
			}
			count++;
		}
		return count;
	}

	@Override
	public boolean isEmpty() {
		return this.rest.isEmpty();
	}

	@Override
	public List<Document> takeDocuments(int numberToReturn) {
		if (this.dropped.getAsBoolean()) {
			this.registry.remove(this);
			throw new MongoServerError(175, "QueryPlanKilled", "collection dropped between getMore calls");
		}
		int count = batch(this.rest, numberToReturn);
		List<Document> batch = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			batch.add(this.rest.remove());
		}
		return batch;
	}

}
