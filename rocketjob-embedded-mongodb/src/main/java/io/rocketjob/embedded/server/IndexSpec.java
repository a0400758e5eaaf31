package io.rocketjob.embedded.server;

import java.util.List;
import java.util.Map;
import java.util.Set;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What an index is to be, as given by the client.
 */
final class IndexSpec {

	static final String ID_NAME = "_id_";

	private static final Set<String> PARTIAL_OPERATORS = Set.of("$exists", "$eq", "$gt", "$gte", "$lt", "$lte", "$type",
			"$and", "$or", "$in");

	private final Document description;

	private final String name;

	private final Document key;

	private final boolean unique;

	private final boolean sparse;

	private final @Nullable Document partial;

	private IndexSpec(Document description, String name, Document key) {
		this.description = description;
		this.name = name;
		this.key = key;
		this.unique = name.equals(ID_NAME) || Utils.isTrue(description.get("unique"));
		this.sparse = Utils.isTrue(description.get("sparse"));
		this.partial = (description.get("partialFilterExpression") instanceof Document filter) ? filter : null;
	}

	static IndexSpec id() {
		Document key = new Document("_id", 1);
		return new IndexSpec(new Document("v", 2).append("key", key).append("name", ID_NAME), ID_NAME, key);
	}

	/**
	 * Parses and checks what a client gave.
	 */
	static IndexSpec parse(Document given) {
		if (!(given.get("key") instanceof Document key) || key.isEmpty()) {
			throw ServerError.failedToParse("The 'key' field is a required property of an index specification");
		}
		for (Map.Entry<String, Object> field : key.entrySet()) {
			if (!(field.getValue() instanceof Number direction) || direction.doubleValue() == 0) {
				throw ServerError.of(67, "CannotCreateIndex", "Values in the index key pattern of the embedded server"
						+ " must be numbers other than 0: " + field.getKey());
			}
			if (field.getKey().contains("$**")) {
				throw ServerError.of(67, "CannotCreateIndex", "The embedded server has no wildcard indexes");
			}
		}
		if (!(given.get("name") instanceof String name) || name.isEmpty()) {
			throw ServerError.failedToParse("The 'name' field is a required property of an index specification");
		}
		if (key.equals(new Document("_id", 1)) || key.keySet().equals(Set.of("_id"))) {
			return id();
		}
		checkPartial(given);
		Document description = new Document("v", 2).append("key", key).append("name", name);
		given.forEach((option, value) -> {
			if (!option.equals("ns")) {
				description.putIfAbsent(option, value);
			}
		});
		return new IndexSpec(description, name, key);
	}

	private static void checkPartial(Document given) {
		if (!given.containsKey("partialFilterExpression")) {
			return;
		}
		if (!(given.get("partialFilterExpression") instanceof Document filter)) {
			throw ServerError.typeMismatch("The field 'partialFilterExpression' must be an object");
		}
		if (Utils.isTrue(given.get("sparse"))) {
			throw ServerError.of(67, "CannotCreateIndex",
					"cannot mix \"partialFilterExpression\" and \"sparse\" options");
		}
		checkOperators(filter);
		Filter.parse(filter);
	}

	private static void checkOperators(Document filter) {
		for (Map.Entry<String, Object> entry : filter.entrySet()) {
			String key = entry.getKey();
			boolean never = key.equals("$exists") && !Utils.isTrue(entry.getValue());
			if (key.startsWith("$") && (!PARTIAL_OPERATORS.contains(key) || never)) {
				throw ServerError.of(67, "CannotCreateIndex",
						"Expression not supported in partial index: " + key + " " + entry.getValue());
			}
			if (entry.getValue() instanceof Document inner && Filter.isOperators(inner)) {
				checkOperators(inner);
			}
			else if (key.startsWith("$") && entry.getValue() instanceof List<?> branches) {
				branches.forEach((branch) -> {
					if (branch instanceof Document document) {
						checkOperators(document);
					}
				});
			}
		}
	}

	Document description() {
		return this.description;
	}

	String name() {
		return this.name;
	}

	Document key() {
		return this.key;
	}

	boolean unique() {
		return this.unique;
	}

	boolean sparse() {
		return this.sparse;
	}

	@Nullable Document partial() {
		return this.partial;
	}

	boolean sameKey(Document pattern) {
		return this.key.keySet().stream().toList().equals(pattern.keySet().stream().toList())
				&& BsonOrder.equal(this.key, pattern);
	}

	boolean sameOptions(IndexSpec other) {
		return this.unique == other.unique && this.sparse == other.sparse
				&& BsonOrder.equal(this.partial, other.partial) && BsonOrder
					.equal(this.description.get("expireAfterSeconds"), other.description.get("expireAfterSeconds"));
	}

}
