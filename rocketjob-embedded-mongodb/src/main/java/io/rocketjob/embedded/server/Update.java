package io.rocketjob.embedded.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What an update does to a document: operators, a replacement or a pipeline. Documents
 * are never changed, a new one is made.
 */
abstract class Update {

	/**
	 * Parses an update.
	 * @param update a document or a pipeline
	 * @param arrayFilters the filters of {@code $[name]} in paths, may be {@code null}
	 * @param query the filter that has chosen the document, for {@code $} in paths
	 */
	static Update parse(@Nullable Object update, @Nullable Object arrayFilters, Document query) {
		if (update instanceof List<?> stages) {
			return new PipelineUpdate(Pipeline.parse(stages));
		}
		if (!(update instanceof Document document)) {
			throw ServerError.failedToParse("Update argument must be either an object or an array");
		}
		boolean operators = !document.isEmpty() && document.keySet().iterator().next().startsWith("$");
		if (!operators) {
			return new Replacement(document);
		}
		return new OperatorUpdate(document, ArrayFilters.parse(arrayFilters), query);
	}

	/**
	 * Returns whether this replaces the document as a whole.
	 */
	boolean isReplacement() {
		return false;
	}

	/**
	 * Makes the updated document.
	 * @param document the document as it is, not changed
	 * @param inserting whether the document is about to be inserted
	 */
	protected abstract Document apply(Document document, boolean inserting);

	/**
	 * Makes the updated document and checks it.
	 */
	final Document of(Document document) {
		Document updated = apply(document, false);
		if (!updated.containsKey("_id")) {
			updated = withId(document.get("_id"), updated);
		}
		else if (!BsonOrder.equal(updated.get("_id"), document.get("_id"))) {
			throw ServerError.of(66, "ImmutableField",
					"Performing an update on the path '_id' would modify the immutable field '_id'");
		}
		checkSize(updated);
		return updated;
	}

	/**
	 * Makes the document to insert when nothing matched.
	 */
	final Document upsert(Document query) {
		Document base = new Document();
		addEqualities(query, base);
		Object id = base.containsKey("_id") ? base.get("_id") : Missing.getInstance();
		Document document = apply(isReplacement() ? new Document() : base, true);
		if (!document.containsKey("_id")) {
			document = withId((id instanceof Missing) ? new ObjectId() : id, document);
		}
		else if (!(id instanceof Missing) && !BsonOrder.equal(document.get("_id"), id)) {
			throw ServerError.of(66, "ImmutableField",
					"Performing an update on the path '_id' would modify the immutable field '_id'");
		}
		else if (!document.keySet().iterator().next().equals("_id")) {
			document = withId(document.get("_id"), document);
		}
		checkSize(document);
		return document;
	}

	private static Document withId(@Nullable Object id, Document document) {
		Document result = new Document("_id", id);
		for (Map.Entry<String, Object> field : document.entrySet()) {
			if (!field.getKey().equals("_id")) {
				result.put(field.getKey(), field.getValue());
			}
		}
		return result;
	}

	private static void checkSize(Document document) {
		long size = BsonSize.of(document);
		if (size > BsonSize.LIMIT) {
			throw ServerError.of(17419, "Location17419",
					"Resulting document after update is larger than " + BsonSize.LIMIT + " bytes: " + size);
		}
	}

	/**
	 * Adds what the filter says of a document that is equal to it.
	 */
	private static void addEqualities(Document query, Document target) {
		for (Map.Entry<String, Object> entry : query.entrySet()) {
			String key = entry.getKey();
			Object value = entry.getValue();
			boolean single = key.equals("$and")
					|| (key.equals("$or") && value instanceof Collection<?> branches && branches.size() == 1);
			if (single && value instanceof Collection<?> branches) {
				for (Object branch : branches) {
					addEqualities((Document) Objects.requireNonNull(branch), target);
				}
			}
			else if (!key.startsWith("$")) {
				addEquality(key, value, target);
			}
		}
	}

	private static void addEquality(String key, @Nullable Object value, Document target) {
		Object equal = value;
		if (value instanceof de.bwaldvogel.mongo.bson.BsonRegularExpression) {
			return;
		}
		Document operators = Filter.operators(value);
		if (operators != null) {
			if (operators.containsKey("$eq")) {
				equal = operators.get("$eq");
			}
			else if (operators.get("$in") instanceof Collection<?> values && values.size() == 1) {
				equal = values.iterator().next();
			}
			else if (operators.get("$all") instanceof Collection<?> values && values.size() == 1) {
				equal = values.iterator().next();
			}
			else {
				return;
			}
		}
		PathEditor.set(target, key, PathEditor.copy(equal));
	}

	private static final class Replacement extends Update {

		private final Document replacement;

		private Replacement(Document replacement) {
			for (String field : replacement.keySet()) {
				if (field.startsWith("$")) {
					throw ServerError.of(52, "DollarPrefixedFieldName",
							"The dollar ($) prefixed field '" + field + "' in '" + field
									+ "' is not allowed in the context of an update's replacement document."
									+ " Consider using an aggregation pipeline with $replaceWith.");
				}
			}
			this.replacement = replacement;
		}

		@Override
		boolean isReplacement() {
			return true;
		}

		@Override
		protected Document apply(Document document, boolean inserting) {
			Document copy = this.replacement.cloneDeeply();
			return copy.containsKey("_id") ? withId(copy.get("_id"), copy) : copy;
		}

	}

	private static final class PipelineUpdate extends Update {

		private final Pipeline pipeline;

		private PipelineUpdate(Pipeline pipeline) {
			this.pipeline = pipeline;
		}

		@Override
		protected Document apply(Document document, boolean inserting) {
			return this.pipeline.applyTo(document.cloneDeeply());
		}

	}

}
