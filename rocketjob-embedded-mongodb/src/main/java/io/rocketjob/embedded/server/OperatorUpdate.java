package io.rocketjob.embedded.server;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.NumericUtils;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import org.jspecify.annotations.Nullable;

/**
 * An update by operators such as {@code $set}.
 */
final class OperatorUpdate extends Update {

	private static final AtomicInteger timestampIncrement = new AtomicInteger();

	private final List<Change> changes = new ArrayList<>();

	private final ArrayFilters arrayFilters;

	private final Document query;

	/**
	 * One operator at one path.
	 *
	 * @param operator the operator
	 * @param path the path
	 * @param operand what to set, add, …
	 */
	private record Change(String operator, String path, @Nullable Object operand) {
	}

	OperatorUpdate(Document update, ArrayFilters arrayFilters, Document query) {
		this.arrayFilters = arrayFilters;
		this.query = query;
		for (Map.Entry<String, Object> entry : update.entrySet()) {
			String operator = entry.getKey();
			if (!isKnown(operator)) {
				throw ServerError.failedToParse("Unknown modifier: " + operator
						+ ". Expected a valid update modifier or pipeline-style update specified as an array");
			}
			if (!(entry.getValue() instanceof Document fields)) {
				throw ServerError.failedToParse("Modifiers operate on fields but we found type "
						+ Utils.describeType(entry.getValue()) + " instead. For example: {$mod: {<field>: ...}} not {"
						+ operator + ": " + Json.toCompactJsonValue(entry.getValue()) + "}");
			}
			for (Map.Entry<String, Object> field : fields.entrySet()) {
				if (field.getKey().isEmpty()) {
					throw ServerError.of(56, "EmptyFieldName", "An empty update path is not valid.");
				}
				this.changes.add(new Change(operator, field.getKey(), field.getValue()));
			}
		}
		this.changes.sort(Comparator.comparing((change) -> Paths.split(change.path()), OperatorUpdate::comparePaths));
		checkConflicts();
	}

	private static boolean isKnown(String operator) {
		return switch (operator) {
			case "$set", "$unset", "$setOnInsert", "$inc", "$mul", "$min", "$max", "$currentDate", "$rename", "$push",
					"$pull", "$pullAll", "$pop", "$addToSet" ->
				true;
			default -> false;
		};
	}

	private static int comparePaths(String[] left, String[] right) {
		for (int i = 0; i < Math.min(left.length, right.length); i++) {
			int leftIndex = Paths.index(left[i]);
			int rightIndex = Paths.index(right[i]);
			int order = (leftIndex >= 0 && rightIndex >= 0) ? Integer.compare(leftIndex, rightIndex)
					: left[i].compareTo(right[i]);
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(left.length, right.length);
	}

	private void checkConflicts() {
		for (int i = 1; i < this.changes.size(); i++) {
			String shorter = this.changes.get(i - 1).path();
			String path = this.changes.get(i).path();
			if (path.equals(shorter) || path.startsWith(shorter + ".")) {
				throw ServerError.of(40, "ConflictingUpdateOperators",
						"Updating the path '" + path + "' would create a conflict at '" + shorter + "'");
			}
		}
	}

	@Override
	protected Document apply(Document document, boolean inserting) {
		Document result = document.cloneDeeply();
		for (Change change : this.changes) {
			for (String path : this.arrayFilters.resolve(result, positional(document, change.path()))) {
				apply(change, path, result, inserting);
			}
		}
		return result;
	}

	private String positional(Document document, String path) {
		int at = path.indexOf(".$.");
		boolean atEnd = path.endsWith(".$");
		if (at < 0 && !atEnd) {
			return path;
		}
		Integer position = new DefaultQueryMatcher().matchPosition(document, this.query);
		if (position == null) {
			throw ServerError.badValue("The positional operator did not find the match needed from the query.");
		}
		return atEnd ? path.substring(0, path.length() - 1) + position
				: path.substring(0, at + 1) + position + path.substring(at + 2);
	}

	private static void apply(Change change, String path, Document document, boolean inserting) {
		Object operand = change.operand();
		switch (change.operator()) {
			case "$set" -> PathEditor.set(document, path, PathEditor.copy(operand));
			case "$setOnInsert" -> {
				if (inserting) {
					PathEditor.set(document, path, PathEditor.copy(operand));
				}
			}
			case "$unset" -> PathEditor.remove(document, path);
			case "$inc", "$mul" -> calculate(change, path, document);
			case "$min", "$max" -> {
				Object old = PathEditor.get(document, path);
				int order = BsonOrder.INSTANCE.compare(operand, old);
				if (old instanceof Missing || (change.operator().equals("$min") ? order < 0 : order > 0)) {
					PathEditor.set(document, path, PathEditor.copy(operand));
				}
			}
			case "$currentDate" -> PathEditor.set(document, path, currentDate(operand));
			case "$rename" -> rename(path, operand, document);
			default -> ArrayOperators.apply(change.operator(), path, operand, document);
		}
	}

	private static void calculate(Change change, String path, Document document) {
		boolean increment = change.operator().equals("$inc");
		if (!(change.operand() instanceof Number operand)) {
			throw ServerError.typeMismatch("Cannot " + (increment ? "increment" : "multiply")
					+ " with non-numeric argument: {" + path + ": " + Json.toCompactJsonValue(change.operand()) + "}");
		}
		Object old = PathEditor.get(document, path);
		if (old instanceof Missing) {
			PathEditor.set(document, path, increment ? operand : NumericUtils.multiplyNumbers(operand, 0));
			return;
		}
		if (!(old instanceof Number number)) {
			throw ServerError.typeMismatch("Cannot apply " + change.operator()
					+ " to a value of non-numeric type. {_id: " + Json.toCompactJsonValue(document.get("_id"))
					+ "} has the field '" + path + "' of non-numeric type " + Utils.describeType(old));
		}
		PathEditor.set(document, path, calculate(number, operand, increment));
	}

	private static Number calculate(Number number, Number operand, boolean increment) {
		boolean whole = (number instanceof Integer || number instanceof Long)
				&& (operand instanceof Integer || operand instanceof Long);
		if (whole) {
			try {
				if (increment) {
					Math.addExact(number.longValue(), operand.longValue());
				}
				else {
					Math.multiplyExact(number.longValue(), operand.longValue());
				}
			}
			catch (ArithmeticException ex) {
				throw ServerError.badValue("Failed to apply $" + (increment ? "inc" : "mul")
						+ " operations to current value (" + number + ") due to overflow");
			}
		}
		return increment ? NumericUtils.addNumbers(number, operand) : NumericUtils.multiplyNumbers(number, operand);
	}

	private static Object currentDate(@Nullable Object operand) {
		Object type = (operand instanceof Document document) ? document.get("$type") : operand;
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		if (type instanceof Boolean || "date".equals(type)) {
			return now;
		}
		if ("timestamp".equals(type)) {
			return new BsonTimestamp(now, timestampIncrement.incrementAndGet());
		}
		throw ServerError.badValue("The '$type' string field is required to be 'date' or 'timestamp': "
				+ "{$currentDate: {field : {$type: 'date'}}}");
	}

	private static void rename(String path, @Nullable Object operand, Document document) {
		if (!(operand instanceof String target)) {
			throw ServerError.badValue("The 'to' field for $rename must be a string: " + path);
		}
		Object value = PathEditor.get(document, path);
		if (!(value instanceof Missing)) {
			PathEditor.remove(document, path);
			PathEditor.set(document, target, value);
		}
	}

}
