package io.rocketjob.embedded.server;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import org.jspecify.annotations.Nullable;

/**
 * What a query demands of each field, as far as an index can help to find it.
 */
final class Conditions {

	private final Document query;

	private final Map<String, Document> operators = new HashMap<>();

	Conditions(Document query) {
		this.query = query;
		query.forEach(this::add);
	}

	Document query() {
		return this.query;
	}

	/**
	 * Returns what a document has still to match that was found by the points of a field.
	 */
	Document restBesides(String field) {
		Document rest = this.query.clone();
		boolean onlyPoints = Set.of("$in").equals(of(field).keySet()) || Set.of("$eq").equals(of(field).keySet());
		if (onlyPoints && !this.query.containsKey("$and")) {
			rest.remove(field);
		}
		return rest;
	}

	private void add(String field, @Nullable Object condition) {
		if (field.equals("$and") && condition instanceof Collection<?> parts) {
			parts.forEach((part) -> ((Document) part).forEach(this::add));
		}
		else if (!field.startsWith("$")) {
			Document known = this.operators.computeIfAbsent(field, (name) -> new Document());
			operators(condition).forEach(known::putIfAbsent);
		}
	}

	private static Document operators(@Nullable Object condition) {
		return (condition instanceof Document document
				&& document.keySet().stream().anyMatch((key) -> key.startsWith("$"))) ? document
						: new Document("$eq", condition);
	}

	private Document of(String field) {
		return this.operators.getOrDefault(field, new Document());
	}

	/**
	 * Returns the only values that a field may have, in order, or {@code null} if there
	 * may be others.
	 */
	@Nullable Collection<@Nullable Object> points(String field) {
		Document demanded = of(field);
		Collection<?> values = (demanded.get("$in") instanceof Collection<?> in) ? in : null;
		if (demanded.containsKey("$eq")) {
			values = Collections.singletonList(demanded.get("$eq"));
		}
		if (values == null || values.stream()
			.anyMatch((value) -> value instanceof Collection || value instanceof BsonRegularExpression)) {
			return null;
		}
		Collection<@Nullable Object> points = new TreeSet<>(OrderedIndex.ORDER);
		points.addAll(values);
		return points;
	}

	/**
	 * Returns the least value that a field may have, or {@code null}.
	 */
	@Nullable Object from(String field) {
		return bound(field, "$gt", "$gte");
	}

	/**
	 * Returns the greatest value that a field may have, or {@code null}.
	 */
	@Nullable Object to(String field) {
		return bound(field, "$lt", "$lte");
	}

	private @Nullable Object bound(String field, String exclusive, String inclusive) {
		Document demanded = of(field);
		Object bound = demanded.containsKey(exclusive) ? demanded.get(exclusive) : demanded.get(inclusive);
		return (bound instanceof Collection || bound instanceof MinKey || bound instanceof MaxKey) ? null : bound;
	}

	/**
	 * Returns whether a field must have a value other than {@code null}.
	 */
	boolean exists(String field) {
		Collection<@Nullable Object> points = points(field);
		return (points != null && points.stream().allMatch(Objects::nonNull)) || from(field) != null
				|| to(field) != null || Boolean.TRUE.equals(of(field).get("$exists"));
	}

	/**
	 * Returns whether every document that meets these conditions meets a filter. May be
	 * wrong only if it is not so.
	 */
	boolean imply(Document filter) {
		return filter.entrySet()
			.stream()
			.allMatch((entry) -> operators(entry.getValue()).entrySet()
				.stream()
				.allMatch((demand) -> implies(entry.getKey(), demand.getKey(), demand.getValue())));
	}

	private boolean implies(String field, String operator, @Nullable Object operand) {
		Document demanded = of(field);
		return (demanded.containsKey(operator) && Objects.equals(demanded.get(operator), operand))
				|| (operator.equals("$exists") && Boolean.TRUE.equals(operand) && exists(field));
	}

}
