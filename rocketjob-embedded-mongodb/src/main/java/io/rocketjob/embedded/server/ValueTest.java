package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

import de.bwaldvogel.mongo.backend.BsonType;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import org.jspecify.annotations.Nullable;

/**
 * A test of the value at the end of a path.
 */
interface ValueTest {

	ValueTest EXISTS = (value) -> !(value instanceof Missing);

	/**
	 * Returns whether a value passes.
	 * @param value the value, {@link Missing} for none; an array as a whole
	 */
	boolean matches(@Nullable Object value);

	/**
	 * Parses an operator other than the negations.
	 */
	static ValueTest parse(String operator, @Nullable Object operand, Document operators) {
		return switch (operator) {
			case "$eq" -> equalTo(operand);
			case "$in" -> in(operand);
			case "$gt" -> comparison(operand, (order) -> order > 0, false);
			case "$gte" -> comparison(operand, (order) -> order >= 0, true);
			case "$lt" -> comparison(operand, (order) -> order < 0, false);
			case "$lte" -> comparison(operand, (order) -> order <= 0, true);
			case "$regex" -> regex(expression(operand, operators.get("$options")));
			case "$size" -> size(operand);
			case "$all" -> all(operand);
			case "$elemMatch" -> elementMatch(operand);
			case "$type" -> type(operand);
			case "$mod" -> modulo(operand);
			default -> throw ServerError.badValue("unknown operator: " + operator);
		};
	}

	/**
	 * Applies a test to a value and, if that is an array, to each of its elements.
	 */
	private static ValueTest orElement(Predicate<@Nullable Object> test) {
		return (value) -> {
			if (test.test(value)) {
				return true;
			}
			if (value instanceof Collection<?> array) {
				for (Object element : array) {
					if (test.test(element)) {
						return true;
					}
				}
			}
			return false;
		};
	}

	static ValueTest equalTo(@Nullable Object operand) {
		return orElement((value) -> BsonOrder.equal(value, operand));
	}

	static ValueTest in(@Nullable Object operand) {
		if (!(operand instanceof Collection<?> values)) {
			throw ServerError.badValue("$in needs an array");
		}
		TreeSet<@Nullable Object> set = new TreeSet<>(BsonOrder.INSTANCE);
		List<ValueTest> expressions = new ArrayList<>();
		for (Object value : values) {
			if (value instanceof BsonRegularExpression regex) {
				expressions.add(regex(regex));
			}
			else if (Filter.isOperators(value)) {
				throw ServerError.badValue("cannot nest $ under $in");
			}
			else {
				set.add(value);
			}
		}
		ValueTest contained = orElement(set::contains);
		if (expressions.isEmpty()) {
			return contained;
		}
		return (value) -> contained.matches(value)
				|| expressions.stream().anyMatch((expression) -> expression.matches(value));
	}

	private static ValueTest comparison(@Nullable Object operand, Predicate<Integer> accepted, boolean orEqual) {
		if (operand instanceof BsonRegularExpression) {
			throw ServerError.badValue("Can't have RegEx as arg to predicate over field");
		}
		if (operand instanceof MinKey || operand instanceof MaxKey) {
			return orElement((value) -> accepted.test(BsonOrder.INSTANCE.compare(value, operand)));
		}
		if (operand == null && !orEqual) {
			return (value) -> false;
		}
		if (operand instanceof Double number && number.isNaN()) {
			return orEqual ? equalTo(operand) : (value) -> false;
		}
		return orElement((value) -> BsonOrder.sameType(value, operand) && !isNaN(value)
				&& accepted.test(BsonOrder.INSTANCE.compare(value, operand)));
	}

	private static boolean isNaN(@Nullable Object value) {
		return value instanceof Number number && !(number instanceof Integer) && Double.isNaN(number.doubleValue());
	}

	private static BsonRegularExpression expression(@Nullable Object operand, @Nullable Object options) {
		if (operand instanceof BsonRegularExpression regex) {
			return (options != null) ? new BsonRegularExpression(regex.getPattern(), options.toString()) : regex;
		}
		if (!(operand instanceof String pattern)) {
			throw ServerError.badValue("$regex has to be a string");
		}
		return new BsonRegularExpression(pattern, (options != null) ? options.toString() : "");
	}

	static ValueTest regex(BsonRegularExpression regex) {
		try {
			regex.matcher("").find();
		}
		catch (PatternSyntaxException ex) {
			throw ServerError.of(51091, "Location51091",
					"Regular expression is invalid: " + Objects.requireNonNullElse(ex.getDescription(), "syntax"));
		}
		return orElement((value) -> {
			if (value instanceof String string) {
				return regex.matcher(string).find();
			}
			return value instanceof BsonRegularExpression other && BsonOrder.equal(regex, other);
		});
	}

	private static ValueTest size(@Nullable Object operand) {
		if (!(operand instanceof Number number) || number.doubleValue() != number.intValue() || number.intValue() < 0) {
			throw ServerError.badValue("Failed to parse $size. Expected a non-negative integer");
		}
		return (value) -> value instanceof Collection<?> array && array.size() == number.intValue();
	}

	private static ValueTest all(@Nullable Object operand) {
		if (!(operand instanceof Collection<?> values)) {
			throw ServerError.badValue("$all needs an array");
		}
		List<ValueTest> tests = new ArrayList<>();
		for (Object value : values) {
			if (value instanceof Document document && document.containsKey("$elemMatch")) {
				tests.add(elementMatch(document.get("$elemMatch")));
			}
			else if (value instanceof BsonRegularExpression regex) {
				tests.add(regex(regex));
			}
			else {
				tests.add(equalTo(value));
			}
		}
		return (value) -> !tests.isEmpty() && tests.stream().allMatch((test) -> test.matches(value));
	}

	private static ValueTest elementMatch(@Nullable Object operand) {
		if (!(operand instanceof Document condition)) {
			throw ServerError.badValue("$elemMatch needs an Object");
		}
		Predicate<@Nullable Object> test = element(condition);
		return (value) -> value instanceof Collection<?> array && array.stream().anyMatch(test);
	}

	/**
	 * Returns the test that {@code $elemMatch} and {@code $pull} make of an element.
	 */
	static Predicate<@Nullable Object> element(Document condition) {
		String first = condition.isEmpty() ? "" : condition.keySet().iterator().next();
		boolean logical = first.equals("$and") || first.equals("$or") || first.equals("$nor");
		if (Filter.isOperators(condition) && !logical) {
			Filter filter = Filter.parse(new Document("element", condition));
			return (element) -> filter.matches(new Document("element", element));
		}
		Filter filter = Filter.parse(condition);
		return (element) -> element instanceof Document document && filter.matches(document);
	}

	private static ValueTest type(@Nullable Object operand) {
		Collection<?> names = (operand instanceof Collection<?> many) ? many : List.of(Objects.requireNonNull(operand));
		List<BsonType> types = new ArrayList<>();
		for (Object name : names) {
			if ("number".equals(name)) {
				types.addAll(List.of(BsonType.INT, BsonType.LONG, BsonType.DOUBLE, BsonType.DECIMAL128));
			}
			else if (name instanceof String alias) {
				types.add(BsonType.forString(alias));
			}
			else if (name instanceof Number number) {
				types.add(BsonType.forNumber(number));
			}
			else {
				throw ServerError.typeMismatch("type must be represented as a number or a string");
			}
		}
		return orElement((value) -> types.stream().anyMatch((type) -> type.matches(value)));
	}

	private static ValueTest modulo(@Nullable Object operand) {
		if (!(operand instanceof List<?> numbers) || numbers.size() != 2 || !(numbers.get(0) instanceof Number divisor)
				|| !(numbers.get(1) instanceof Number remainder)) {
			throw ServerError.badValue("malformed mod, needs to be an array of two numbers");
		}
		if (divisor.longValue() == 0) {
			throw ServerError.badValue("divisor cannot be 0");
		}
		return orElement((value) -> value instanceof Number number
				&& (long) number.doubleValue() % divisor.longValue() == remainder.longValue());
	}

}
