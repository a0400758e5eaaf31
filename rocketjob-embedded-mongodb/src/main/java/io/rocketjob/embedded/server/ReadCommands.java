package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import io.rocketjob.embedded.server.FieldSelection.Projection;
import io.rocketjob.embedded.server.IndexedCollection.Match;
import org.jspecify.annotations.Nullable;

/**
 * find, getMore, count, distinct and aggregate.
 */
final class ReadCommands {

	private final Catalog catalog;

	private final Cursors cursors;

	ReadCommands(Catalog catalog, Cursors cursors) {
		this.catalog = catalog;
		this.cursors = cursors;
	}

	private @Nullable IndexedCollection collection(Arguments arguments) {
		return this.catalog.find(arguments.database(), arguments.collection());
	}

	Document find(Arguments arguments) {
		Query query = arguments.query("filter").limited(arguments.number("skip", 0), arguments.number("limit", 0));
		if (arguments.flag("tailable")) {
			throw ServerError.badValue("error processing query: tailable cursor requested on non capped collection");
		}
		int batchSize = (int) arguments.number("batchSize", Cursors.FIRST_BATCH);
		Projection projection = FieldSelection.parse(arguments.document("projection"));
		IndexedCollection collection = collection(arguments);
		if (collection == null) {
			Filter.parse(query.filter());
			return this.cursors.first(arguments.namespace(), null, Collections.emptyIterator(), batchSize, true);
		}
		Iterator<Document> documents = collection.reading(() -> documents(collection.find(query), projection));
		return this.cursors.first(arguments.namespace(), collection, documents, batchSize,
				arguments.flag("singleBatch"));
	}

	private static Iterator<Document> documents(Iterator<Match> matches, @Nullable Projection projection) {
		return new Iterator<>() {

			@Override
			public boolean hasNext() {
				return matches.hasNext();
			}

			@Override
			public Document next() {
				Document document = matches.next().document();
				return (projection != null) ? projection.apply(document) : document;
			}

		};
	}

	Document getMore(Arguments arguments) {
		if (!(arguments.get("getMore") instanceof Number id)) {
			throw ServerError.typeMismatch("BSON field 'getMore.getMore' is the wrong type, expected type 'long'");
		}
		return this.cursors.next(id.longValue(), (int) arguments.number("batchSize", 0));
	}

	Document killCursors(Arguments arguments) {
		List<Object> killed = new ArrayList<>();
		List<Object> unknown = new ArrayList<>();
		if (arguments.get("cursors") instanceof Collection<?> ids) {
			for (Object id : ids) {
				boolean closed = id instanceof Number number && this.cursors.close(number.longValue());
				(closed ? killed : unknown).add(id);
			}
		}
		return new Document("cursorsKilled", killed).append("cursorsNotFound", unknown)
			.append("cursorsAlive", List.of())
			.append("cursorsUnknown", List.of());
	}

	Document count(Arguments arguments) {
		IndexedCollection collection = collection(arguments);
		long limit = (arguments.get("limit") instanceof Number number) ? Math.abs(number.longValue()) : 0;
		Query query = arguments.query("query").limited(arguments.number("skip", 0), limit);
		return new Document("n", (collection != null) ? (int) count(collection, query) : 0);
	}

	private static long count(IndexedCollection collection, Query query) {
		if (query.filter().isEmpty() && query.hint() == null) {
			long count = Math.max(0, collection.count() - query.skip());
			return (query.limit() > 0) ? Math.min(query.limit(), count) : count;
		}
		return collection.reading(() -> {
			long count = 0;
			for (Iterator<Match> matches = collection.find(query); matches.hasNext(); matches.next()) {
				count++;
			}
			return count;
		});
	}

	Document distinct(Arguments arguments) {
		String[] path = Paths.split(arguments.string("key"));
		TreeSet<@Nullable Object> values = new TreeSet<>(BsonOrder.INSTANCE);
		IndexedCollection collection = collection(arguments);
		Query query = arguments.query("query");
		if (collection != null) {
			collection.reading(() -> {
				collection.find(query).forEachRemaining((match) -> Paths.forEach(match.document(), path, (value) -> {
					if (!(value instanceof Missing) && value != BsonOrder.EMPTY) {
						values.add(value);
					}
				}));
				return values;
			});
		}
		return new Document("values", new ArrayList<>(values));
	}

	Document aggregate(Arguments arguments) {
		Pipeline pipeline = Pipeline.parse(arguments.get("pipeline"));
		if (!pipeline.stages().isEmpty() && pipeline.stages().get(0).containsKey("$changeStream")) {
			throw ServerError.of(40573, "Location40573", "The $changeStream stage is only supported on replica sets");
		}
		Document cursor = arguments.document("cursor");
		if (cursor == null) {
			throw ServerError
				.failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
		}
		int batchSize = (cursor.get("batchSize") instanceof Number number) ? number.intValue() : Cursors.FIRST_BATCH;
		IndexedCollection collection = collection(arguments);
		if (collection == null) {
			return this.cursors.first(arguments.namespace(), null, Collections.emptyIterator(), batchSize, true);
		}
		PipelineStart start = new PipelineStart(pipeline, arguments.get("hint"));
		if (start.rest().stages().isEmpty()) {
			Iterator<Document> found = collection.reading(() -> documents(collection.find(start.query()), null));
			return this.cursors.first(arguments.namespace(), collection, found, batchSize, false);
		}
		Iterator<Document> results = run(start, collection, arguments.database());
		return this.cursors.first(arguments.namespace(), null, results, batchSize, false);
	}

	private Iterator<Document> run(PipelineStart start, IndexedCollection collection, String database) {
		Pipeline rest = start.rest();
		Document counted = rest.countOnly();
		if (counted != null) {
			long count = count(collection, start.query());
			String field = counted.keySet().stream().skip(1).findFirst().orElseThrow();
			Object number = (count <= Integer.MAX_VALUE) ? (Object) (int) count : (Object) count;
			return (count == 0) ? Collections.emptyIterator() : List.of(counted.append(field, number)).iterator();
		}
		List<Document> found = new ArrayList<>();
		collection.reading(() -> {
			documents(collection.find(start.query()), null).forEachRemaining(found::add);
			return found;
		});
		Stream<Document> documents = rest.mayChangeDocuments() ? found.stream().map(Document::cloneDeeply)
				: found.stream();
		AggregationDatabase view = new AggregationDatabase(this.catalog, database);
		return rest
			.run(documents, (name) -> new AggregationDatabase(this.catalog, name), view,
					new AggregationCollection(view, collection))
			.toList()
			.iterator();
	}

	/**
	 * The first stages of a pipeline, as far as they are a query.
	 */
	private static final class PipelineStart {

		private final Query query;

		private final Pipeline rest;

		private PipelineStart(Pipeline pipeline, @Nullable Object hint) {
			List<Document> stages = pipeline.stages();
			int next = 0;
			Query start = Query.of(null);
			if (next < stages.size() && stages.get(next).get("$match") instanceof Document filter) {
				start = Query.of(filter);
				next++;
			}
			if (next < stages.size() && stages.get(next).get("$sort") instanceof Document sort && !sort.isEmpty()) {
				start = start.sortedBy(sort);
				next++;
			}
			long skip = 0;
			long limit = 0;
			if (next < stages.size() && stages.get(next).get("$skip") instanceof Number number
					&& number.longValue() >= 0) {
				skip = number.longValue();
				next++;
			}
			if (next < stages.size() && stages.get(next).get("$limit") instanceof Number number
					&& number.longValue() > 0) {
				limit = number.longValue();
				next++;
			}
			this.query = start.hinted(hint).limited(skip, limit);
			this.rest = pipeline.from(next);
		}

		private Query query() {
			return this.query;
		}

		private Pipeline rest() {
			return this.rest;
		}

	}

}
