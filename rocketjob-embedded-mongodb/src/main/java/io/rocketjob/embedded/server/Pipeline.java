package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import org.jspecify.annotations.Nullable;

/**
 * The stages of an aggregation. Filtering, sorting and counting are done here, so that
 * they follow the same rules as in a find and the first of them can use an index; the
 * rest is left to mongo-java-server.
 */
final class Pipeline {

	private static final Set<String> CHANGES_NOTHING = Set.of("$match", "$sort", "$skip", "$limit", "$group", "$count",
			"$sortByCount", "$unwind");

	private static final Set<String> OF_UPDATES = Set.of("$addFields", "$set", "$unset", "$project", "$replaceRoot",
			"$replaceWith");

	private final List<Document> stages;

	private Pipeline(List<Document> stages) {
		this.stages = stages;
	}

	static Pipeline parse(@Nullable Object pipeline) {
		if (!(pipeline instanceof List<?>)) {
			throw ServerError.typeMismatch("'pipeline' option must be specified as an array");
		}
		List<Document> stages = new ArrayList<>();
		for (Document stage : Aggregation.parse(pipeline)) {
			if (stage.size() != 1) {
				throw ServerError.of(40323, "Location40323",
						"A pipeline stage specification object must contain exactly one field.");
			}
			stages.add(withoutAlias(stage));
		}
		return new Pipeline(stages);
	}

	private static Document withoutAlias(Document stage) {
		if (stage.containsKey("$set")) {
			return new Document("$addFields", stage.get("$set"));
		}
		if (stage.containsKey("$replaceWith")) {
			return new Document("$replaceRoot", new Document("newRoot", stage.get("$replaceWith")));
		}
		return stage;
	}

	List<Document> stages() {
		return this.stages;
	}

	Pipeline from(int stage) {
		return new Pipeline(this.stages.subList(stage, this.stages.size()));
	}

	/**
	 * Returns whether running this may change the documents that are given to it.
	 */
	boolean mayChangeDocuments() {
		return !this.stages.stream().allMatch((stage) -> CHANGES_NOTHING.contains(name(stage)));
	}

	/**
	 * Returns the name of the field that gets the number of documents, {@code null} if
	 * this does not just count.
	 */
	@Nullable Document countOnly() {
		if (this.stages.size() != 1 || !(this.stages.get(0).get("$group") instanceof Document group)
				|| group.size() != 2) {
			return null;
		}
		Object id = group.get("_id");
		if (!group.containsKey("_id") || id instanceof String || id instanceof Document || id instanceof List) {
			return null;
		}
		String field = group.keySet().stream().filter((name) -> !name.equals("_id")).findFirst().orElseThrow();
		boolean counts = new Document("$sum", 1).equals(group.get(field));
		return counts ? new Document("_id", id).append(field, 0) : null;
	}

	private static String name(Document stage) {
		return stage.keySet().iterator().next();
	}

	/**
	 * Runs the stages.
	 */
	Stream<Document> run(Stream<Document> documents, DatabaseResolver resolver, MongoDatabase database,
			@Nullable AggregationCollection collection) {
		Stream<Document> stream = documents;
		List<Document> others = new ArrayList<>();
		for (Document stage : this.stages) {
			String name = name(stage);
			if (name.equals("$match") || name.equals("$sort")) {
				stream = delegate(others, stream, resolver, database, collection);
				others = new ArrayList<>();
				stream = apply(name, document(stage), stream);
			}
			else {
				others.add(stage);
			}
		}
		return delegate(others, stream, resolver, database, collection);
	}

	private static Stream<Document> apply(String name, Document specification, Stream<Document> stream) {
		if (name.equals("$match")) {
			return stream.filter(Filter.parse(specification)::matches);
		}
		return stream.sorted(Objects.requireNonNull(SortOrder.parse(specification)));
	}

	private static Document document(Document stage) {
		Map.Entry<String, Object> entry = stage.entrySet().iterator().next();
		if (!(entry.getValue() instanceof Document specification)
				|| (specification.isEmpty() && entry.getKey().equals("$sort"))) {
			throw ServerError.of(15959, "Location15959",
					"the " + entry.getKey() + " stage must be an object that is not empty");
		}
		return specification;
	}

	@SuppressWarnings("NullAway")
	private static Stream<Document> delegate(List<Document> stages, Stream<Document> stream, DatabaseResolver resolver,
			@Nullable MongoDatabase database, @Nullable AggregationCollection collection) {
		if (stages.isEmpty()) {
			return stream;
		}
		return Aggregation.fromPipeline(stages, resolver, database, collection, NoopOplog.get())
			.runStagesAsStream(stream);
	}

	/**
	 * Applies this as an update to one document, which may be changed.
	 */
	Document applyTo(Document document) {
		for (Document stage : this.stages) {
			if (!OF_UPDATES.contains(name(stage))) {
				throw ServerError.of(72, "InvalidOptions", name(stage) + " is not allowed to be used within an update");
			}
		}
		DatabaseResolver none = (name) -> {
			throw new IllegalStateException(name);
		};
		return delegate(this.stages, Stream.of(document), none, null, null).findFirst().orElseThrow();
	}

}
