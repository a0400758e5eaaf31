package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Expression;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A query filter, parsed once and asked for each document.
 */
interface Filter {

	Filter ALL = (document) -> true;

	boolean matches(Document document);

	/**
	 * Parses a filter.
	 * @throws ServerError if the filter is wrong
	 */
	static Filter parse(Document filter) {
		List<Filter> parts = new ArrayList<>(filter.size());
		for (Map.Entry<String, Object> entry : filter.entrySet()) {
			Filter part = parse(entry.getKey(), entry.getValue());
			if (part != ALL) {
				parts.add(part);
			}
		}
		return all(parts);
	}

	private static Filter parse(String key, @Nullable Object value) {
		return switch (key) {
			case "$and" -> all(branches(key, value));
			case "$or" -> any(branches(key, value));
			case "$nor" -> not(any(branches(key, value)));
			case "$comment" -> ALL;
			case "$expr" -> (document) -> Utils.isTrue(Expression.evaluateDocument(value, document));
			default -> {
				if (key.startsWith("$") && !isReference(key)) {
					throw ServerError.badValue("unknown top level operator: " + key
							+ ". If you have a field name that starts with a '$' symbol, consider using $getField or $setField.");
				}
				yield field(Paths.split(key), value);
			}
		};
	}

	private static List<Filter> branches(String key, @Nullable Object value) {
		if (!(value instanceof Collection<?> branches) || branches.isEmpty()) {
			throw ServerError.badValue(key + " argument must be a non-empty array");
		}
		List<Filter> filters = new ArrayList<>(branches.size());
		for (Object branch : branches) {
			if (!(branch instanceof Document document)) {
				throw ServerError.badValue("$or/$and/$nor entries need to be full objects");
			}
			filters.add(parse(document));
		}
		return filters;
	}

	private static Filter field(String[] path, @Nullable Object value) {
		Document operators = operators(value);
		if (operators == null) {
			ValueTest test = (value instanceof BsonRegularExpression regex) ? ValueTest.regex(regex)
					: ValueTest.equalTo(value);
			return at(path, test);
		}
		List<Filter> parts = new ArrayList<>();
		for (Map.Entry<String, Object> entry : operators.entrySet()) {
			parts.add(operator(path, entry.getKey(), entry.getValue(), operators));
		}
		return all(parts);
	}

	private static Filter operator(String[] path, String operator, @Nullable Object operand, Document operators) {
		return switch (operator) {
			case "$ne" -> not(at(path, ValueTest.equalTo(operand)));
			case "$nin" -> not(at(path, ValueTest.in(operand)));
			case "$not" -> {
				if (!isOperators(operand) && !(operand instanceof BsonRegularExpression)) {
					throw ServerError.badValue("$not needs a regex or a document");
				}
				yield not(field(path, operand));
			}
			case "$exists" -> {
				Filter exists = at(path, ValueTest.EXISTS);
				yield Utils.isTrue(operand) ? exists : not(exists);
			}
			case "$options" -> {
				if (!operators.containsKey("$regex")) {
					throw ServerError.badValue("$options needs a $regex");
				}
				yield ALL;
			}
			default -> at(path, ValueTest.parse(operator, operand, operators));
		};
	}

	private static Filter at(String[] path, ValueTest test) {
		return (document) -> Paths.any(document, path, test::matches);
	}

	/**
	 * Returns whether a value of a filter is made of operators rather than a value to
	 * compare with.
	 */
	static boolean isOperators(@Nullable Object value) {
		return operators(value) != null;
	}

	/**
	 * Returns a value of a filter as the operators it is made of, {@code null} if it is a
	 * value to compare with.
	 */
	static @Nullable Document operators(@Nullable Object value) {
		if (!(value instanceof Document document) || document.isEmpty()) {
			return null;
		}
		String first = document.keySet().iterator().next();
		return (first.startsWith("$") && !isReference(first)) ? document : null;
	}

	private static boolean isReference(String key) {
		return key.equals("$ref") || key.equals("$id") || key.equals("$db");
	}

	private static Filter all(List<Filter> parts) {
		if (parts.isEmpty()) {
			return ALL;
		}
		if (parts.size() == 1) {
			return parts.get(0);
		}
		Filter[] filters = parts.toArray(new Filter[0]);
		return (document) -> {
			for (Filter filter : filters) {
				if (!filter.matches(document)) {
					return false;
				}
			}
			return true;
		};
	}

	private static Filter any(List<Filter> parts) {
		Filter[] filters = parts.toArray(new Filter[0]);
		return (document) -> {
			for (Filter filter : filters) {
				if (filter.matches(document)) {
					return true;
				}
			}
			return false;
		};
	}

	private static Filter not(Filter filter) {
		return (document) -> !filter.matches(document);
	}

}
