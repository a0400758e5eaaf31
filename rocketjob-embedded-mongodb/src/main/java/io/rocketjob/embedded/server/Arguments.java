package io.rocketjob.embedded.server;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one command.
 */
final class Arguments {

	private final Document command;

	private final String name;

	Arguments(Document command) {
		this.command = command;
		this.name = command.isEmpty() ? "" : command.keySet().iterator().next();
	}

	String name() {
		return this.name;
	}

	String database() {
		return string("$db");
	}

	/**
	 * Returns the collection that the command names.
	 */
	String collection() {
		Object value = this.command.get(this.name);
		if (!(value instanceof String collection)) {
			throw ServerError.of(73, "InvalidNamespace",
					"collection name has invalid type " + Utils.describeType(value));
		}
		if (collection.isEmpty()) {
			throw ServerError.of(73, "InvalidNamespace", "Invalid namespace specified '" + database() + ".'");
		}
		return collection;
	}

	String namespace() {
		return database() + "." + collection();
	}

	boolean has(String argument) {
		return this.command.containsKey(argument);
	}

	@Nullable Object get(String argument) {
		return this.command.get(argument);
	}

	boolean flag(String argument) {
		return Utils.isTrue(this.command.get(argument));
	}

	String string(String argument) {
		if (!(this.command.get(argument) instanceof String value)) {
			throw ServerError.of(40414, "Location40414",
					"BSON field '" + this.name + "." + argument + "' is missing but a required field");
		}
		return value;
	}

	long number(String argument, long absent) {
		Object value = this.command.get(argument);
		if (value == null) {
			return absent;
		}
		if (!(value instanceof Number number)) {
			throw ServerError.typeMismatch("BSON field '" + this.name + "." + argument + "' is the wrong type '"
					+ Utils.describeType(value) + "', expected types '[long, int, decimal, double]'");
		}
		if (number.doubleValue() < 0) {
			throw ServerError.of(51024, "Location51024",
					"BSON field '" + argument + "' value must be >= 0, actual value '" + number.longValue() + "'");
		}
		return (number instanceof Double decimal) ? (long) decimal.doubleValue() : number.longValue();
	}

	@Nullable Document document(String argument) {
		Object value = this.command.get(argument);
		if (value != null && !(value instanceof Document)) {
			throw ServerError.typeMismatch("BSON field '" + this.name + "." + argument + "' is the wrong type '"
					+ Utils.describeType(value) + "', expected type 'object'");
		}
		return (Document) value;
	}

	List<Document> documents(String argument) {
		if (!(this.command.get(argument) instanceof List<?> values)) {
			throw ServerError.of(40414, "Location40414",
					"BSON field '" + this.name + "." + argument + "' is missing but a required field");
		}
		for (Object value : values) {
			if (!(value instanceof Document)) {
				throw ServerError.typeMismatch(
						"BSON field '" + this.name + "." + argument + "' is the wrong type, expected type 'object'");
			}
		}
		return values.stream().map(Document.class::cast).toList();
	}

	/**
	 * Returns what selects documents in a find, count, distinct or findAndModify.
	 */
	Query query(String filterArgument) {
		return Query.of(document(filterArgument)).sortedBy(document("sort")).hinted(get("hint"));
	}

	/**
	 * Fails if a write concern needs servers that there are not.
	 */
	void checkWriteConcern() {
		if (this.command.get("writeConcern") instanceof Map<?, ?> concern
				&& concern.get("w") instanceof Number acknowledgers && acknowledgers.intValue() > 1) {
			throw ServerError.badValue("cannot use 'w' > 1 when a host is not replicated");
		}
	}

	/**
	 * Fails if this wants strings to be compared by the rules of a language, in the
	 * command or in one of its statements.
	 */
	void checkNoCollation() {
		boolean any = has("collation");
		for (String statements : List.of("updates", "deletes", "indexes")) {
			any |= this.command.get(statements) instanceof List<?> list && list.stream()
				.anyMatch((statement) -> statement instanceof Document document && document.containsKey("collation"));
		}
		if (any) {
			throw ServerError.of(72, "InvalidOptions", "The embedded server has no collations");
		}
	}

	/**
	 * Fails if this belongs to a transaction or would be repeated by the driver.
	 */
	void checkNoTransaction() {
		if (has("txnNumber") || has("startTransaction") || Objects.equals(get("autocommit"), false)) {
			throw ServerError.of(20, "IllegalOperation",
					"Transaction numbers are only allowed on a replica set member or mongos");
		}
	}

}
