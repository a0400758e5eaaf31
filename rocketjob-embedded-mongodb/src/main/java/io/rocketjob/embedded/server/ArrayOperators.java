package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import org.jspecify.annotations.Nullable;

/**
 * The update operators of arrays.
 */
final class ArrayOperators {

	private ArrayOperators() {
	}

	static void apply(String operator, String path, @Nullable Object operand, Document document) {
		Object old = PathEditor.get(document, path);
		if (old instanceof Missing) {
			if (operator.equals("$push") || operator.equals("$addToSet")) {
				PathEditor.set(document, path, change(operator, new ArrayList<>(), operand));
			}
			return;
		}
		if (!(old instanceof Collection<?> array)) {
			throw wrongType(operator, path, old, document);
		}
		PathEditor.set(document, path, change(operator, new ArrayList<>(array), operand));
	}

	private static ServerError wrongType(String operator, String path, @Nullable Object value, Document document) {
		String id = "{_id: " + Json.toCompactJsonValue(document.get("_id")) + "}";
		String type = Utils.describeType(value);
		return switch (operator) {
			case "$push" -> ServerError
				.badValue("The field '" + path + "' must be an array but is of type " + type + " in document " + id);
			case "$addToSet" -> ServerError.badValue(
					"Cannot apply $addToSet to non-array field. Field named '" + path + "' has non-array type " + type);
			case "$pop" ->
				ServerError.typeMismatch("Path '" + path + "' contains an element of non-array type '" + type + "'");
			default -> ServerError.badValue("Cannot apply " + operator + " to a non-array value");
		};
	}

	private static List<@Nullable Object> change(String operator, List<@Nullable Object> array,
			@Nullable Object operand) {
		switch (operator) {
			case "$push" -> {
				return push(array, operand);
			}
			case "$addToSet" -> addToSet(array, operand);
			case "$pull" -> array.removeIf(condition(operand));
			case "$pullAll" -> {
				if (!(operand instanceof Collection<?> values)) {
					throw ServerError
						.badValue("$pullAll requires an array argument but was given a " + Utils.describeType(operand));
				}
				array.removeIf((element) -> values.stream().anyMatch((value) -> BsonOrder.equal(value, element)));
			}
			case "$pop" -> pop(array, operand);
			default -> throw new IllegalStateException(operator);
		}
		return array;
	}

	private static void pop(List<@Nullable Object> array, @Nullable Object operand) {
		if (!(operand instanceof Number end) || Math.abs(end.doubleValue()) != 1) {
			throw ServerError.failedToParse("$pop expects 1 or -1, found: " + Json.toCompactJsonValue(operand));
		}
		if (!array.isEmpty()) {
			array.remove((end.intValue() > 0) ? array.size() - 1 : 0);
		}
	}

	private static Predicate<@Nullable Object> condition(@Nullable Object operand) {
		if (operand instanceof Document document) {
			return ValueTest.element(document);
		}
		if (operand instanceof BsonRegularExpression regex) {
			return ValueTest.regex(regex)::matches;
		}
		return (element) -> BsonOrder.equal(element, operand);
	}

	private static void addToSet(List<@Nullable Object> array, @Nullable Object operand) {
		List<@Nullable Object> values = new ArrayList<>();
		if (operand instanceof Document document && document.containsKey("$each")) {
			values.addAll(each("$addToSet", document));
		}
		else {
			values.add(operand);
		}
		for (Object value : values) {
			if (array.stream().noneMatch((element) -> BsonOrder.equal(element, value))) {
				array.add(PathEditor.copy(value));
			}
		}
	}

	private static Collection<?> each(String operator, Document document) {
		if (!(document.get("$each") instanceof Collection<?> values)) {
			throw ServerError.typeMismatch("The argument to $each in " + operator
					+ " must be an array but it was of type " + Utils.describeType(document.get("$each")));
		}
		return values;
	}

	private static List<@Nullable Object> push(List<@Nullable Object> array, @Nullable Object operand) {
		if (!(operand instanceof Document modifiers) || !modifiers.containsKey("$each")) {
			array.add(PathEditor.copy(operand));
			return array;
		}
		List<@Nullable Object> added = new ArrayList<>();
		each("$push", modifiers).forEach((value) -> added.add(PathEditor.copy(value)));
		int position = array.size();
		for (Map.Entry<String, Object> modifier : modifiers.entrySet()) {
			switch (modifier.getKey()) {
				case "$each", "$sort", "$slice" -> {
				}
				case "$position" -> {
					int given = whole("$position", modifier.getValue());
					position = (given < 0) ? Math.max(0, array.size() + given) : Math.min(given, array.size());
				}
				default -> throw ServerError.badValue("Unrecognized clause in $push: " + modifier.getKey());
			}
		}
		array.addAll(position, added);
		if (modifiers.containsKey("$sort")) {
			array.sort(order(modifiers.get("$sort")));
		}
		if (modifiers.containsKey("$slice")) {
			int slice = whole("$slice", modifiers.get("$slice"));
			int size = array.size();
			return (slice < 0) ? new ArrayList<>(array.subList((int) Math.max(0, (long) size + slice), size))
					: new ArrayList<>(array.subList(0, Math.min(slice, size)));
		}
		return array;
	}

	private static int whole(String clause, @Nullable Object value) {
		if (!(value instanceof Number number) || number.doubleValue() != Math.rint(number.doubleValue())) {
			throw ServerError.badValue("The value for " + clause + " must be an integer value but was given type: "
					+ Utils.describeType(value));
		}
		return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.doubleValue()));
	}

	private static Comparator<@Nullable Object> order(@Nullable Object sort) {
		if (sort instanceof Number direction && Math.abs(direction.doubleValue()) == 1) {
			return (direction.intValue() > 0) ? BsonOrder.INSTANCE : BsonOrder.INSTANCE.reversed();
		}
		if (sort instanceof Document fields && !fields.isEmpty()) {
			SortOrder order = Objects.requireNonNull(SortOrder.parse(fields));
			return Comparator.comparing((value) -> (value instanceof Document document) ? document : new Document(),
					order);
		}
		throw ServerError.badValue(
				"The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields");
	}

}
