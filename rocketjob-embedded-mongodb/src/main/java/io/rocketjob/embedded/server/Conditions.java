package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import org.jspecify.annotations.Nullable;

/**
 * What a filter demands of each field, as far as an index can make use of it.
 */
final class Conditions {

	private final Map<String, List<Condition>> byPath = new HashMap<>();

	/**
	 * A demand on one field.
	 *
	 * @param operator the operator, {@code $eq} for plain values
	 * @param operand the value to compare with
	 */
	record Condition(String operator, @Nullable Object operand) {

		/**
		 * Returns the only values that can match, {@code null} if that is not known.
		 */
		@Nullable List<@Nullable Object> points() {
			boolean nullOnly = inclusive() && this.operand == null;
			if (this.operator.equals("$eq") || nullOnly) {
				List<@Nullable Object> point = new ArrayList<>(1);
				point.add(this.operand);
				return isPoint(this.operand) ? point : null;
			}
			if (this.operator.equals("$in") && this.operand instanceof Collection<?> values) {
				TreeSet<@Nullable Object> points = new TreeSet<>(BsonOrder.INSTANCE);
				for (Object value : values) {
					if (!isPoint(value)) {
						return null;
					}
					points.add(value);
				}
				return new ArrayList<>(points);
			}
			return null;
		}

		boolean isLower() {
			return this.operator.equals("$gt") || this.operator.equals("$gte");
		}

		boolean isUpper() {
			return this.operator.equals("$lt") || this.operator.equals("$lte");
		}

		boolean isRange() {
			return (isLower() || isUpper()) && this.operand != null && isPoint(this.operand)
					&& !(this.operand instanceof MinKey) && !(this.operand instanceof MaxKey);
		}

		boolean inclusive() {
			return this.operator.equals("$gte") || this.operator.equals("$lte");
		}

		private static boolean isPoint(@Nullable Object value) {
			return !(value instanceof Collection) && !(value instanceof BsonRegularExpression);
		}

		private boolean impliesExistence() {
			return switch (this.operator) {
				case "$exists" -> Utils.isTrue(this.operand);
				case "$eq", "$gt", "$gte", "$lt", "$lte" -> this.operand != null;
				case "$in" ->
					this.operand instanceof Collection<?> values && values.stream().noneMatch((value) -> value == null);
				case "$regex", "$size", "$elemMatch", "$all", "$mod" -> true;
				default -> false;
			};
		}

	}

	private Conditions() {
	}

	static Conditions of(Document filter) {
		Conditions conditions = new Conditions();
		conditions.add(filter);
		return conditions;
	}

	private void add(Document filter) {
		for (Map.Entry<String, Object> entry : filter.entrySet()) {
			String key = entry.getKey();
			Object value = entry.getValue();
			if (key.equals("$and") && value instanceof Collection<?> branches) {
				for (Object branch : branches) {
					add((Document) branch);
				}
			}
			else if (!key.startsWith("$")) {
				add(key, value);
			}
		}
	}

	private void add(String path, @Nullable Object value) {
		List<Condition> conditions = this.byPath.computeIfAbsent(path, (key) -> new ArrayList<>());
		if (value instanceof Document operators && Filter.isOperators(value)) {
			operators.forEach((operator, operand) -> conditions.add(new Condition(operator, operand)));
		}
		else if (value instanceof BsonRegularExpression) {
			conditions.add(new Condition("$regex", value));
		}
		else {
			conditions.add(new Condition("$eq", value));
		}
	}

	List<Condition> at(String path) {
		return this.byPath.getOrDefault(path, List.of());
	}

	/**
	 * Returns the fewest values that the field can have, {@code null} if that is not
	 * known.
	 */
	@Nullable List<@Nullable Object> points(String path) {
		List<@Nullable Object> fewest = null;
		for (Condition condition : at(path)) {
			List<@Nullable Object> points = condition.points();
			if (points != null && (fewest == null || points.size() < fewest.size())) {
				fewest = points;
			}
		}
		return fewest;
	}

	/**
	 * Returns whether whatever matches has the field.
	 */
	boolean implyExistence(String path) {
		return at(path).stream().anyMatch(Condition::impliesExistence);
	}

	/**
	 * Returns whether whatever matches these matches the filter of a partial index too.
	 */
	boolean imply(Document partialFilter) {
		for (Map.Entry<String, Object> entry : partialFilter.entrySet()) {
			String key = entry.getKey();
			Object value = entry.getValue();
			if (key.equals("$and") && value instanceof Collection<?> branches) {
				for (Object branch : branches) {
					if (!imply((Document) branch)) {
						return false;
					}
				}
			}
			else if (key.startsWith("$")) {
				return false;
			}
			else if (value instanceof Document operators && Filter.isOperators(value)) {
				for (Map.Entry<String, Object> operator : operators.entrySet()) {
					if (!imply(key, new Condition(operator.getKey(), operator.getValue()))) {
						return false;
					}
				}
			}
			else if (!imply(key, new Condition("$eq", value))) {
				return false;
			}
		}
		return true;
	}

	private boolean imply(String path, Condition demanded) {
		if (demanded.operator().equals("$exists")) {
			return implyExistence(path);
		}
		ValueTest test = ValueTest.parse(demanded.operator(), demanded.operand(), new Document());
		List<@Nullable Object> points = points(path);
		if (points != null) {
			return points.stream().allMatch(test::matches);
		}
		for (Condition given : at(path)) {
			boolean sameSide = given.isRange()
					&& ((given.isLower() && demanded.isLower()) || (given.isUpper() && demanded.isUpper()));
			if (sameSide && BsonOrder.sameType(given.operand(), demanded.operand())) {
				int order = BsonOrder.INSTANCE.compare(given.operand(), demanded.operand());
				boolean stricter = given.isLower() ? order > 0 : order < 0;
				if (stricter || (order == 0 && (demanded.inclusive() || !given.inclusive()))) {
					return true;
				}
			}
		}
		return false;
	}

}
