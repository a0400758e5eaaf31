package io.rocketjob.embedded.server;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The order of BSON values, across all types. A field that is missing is equal to
 * {@code null}; numbers compare by value whatever their types.
 */
final class BsonOrder implements Comparator<@Nullable Object> {

	static final BsonOrder INSTANCE = new BsonOrder();

	/**
	 * What an empty array contributes to an index and to a sort.
	 */
	static final Object EMPTY = new Object();

	private static final int NUMBER = 10;

	private BsonOrder() {
	}

	/**
	 * A place before or after all values of one type, for the bounds of ranges.
	 *
	 * @param rank the rank of the type
	 * @param side negative for before, positive for after
	 */
	record Edge(int rank, int side) {
	}

	static Edge before(@Nullable Object value) {
		return new Edge(rank(value), -1);
	}

	static Edge after(@Nullable Object value) {
		return new Edge(rank(value), 1);
	}

	static boolean equal(@Nullable Object left, @Nullable Object right) {
		return left == right || (rank(left) == rank(right) && INSTANCE.compare(left, right) == 0);
	}

	static boolean sameType(@Nullable Object left, @Nullable Object right) {
		return rank(left) == rank(right);
	}

	static int rank(@Nullable Object value) {
		if (value == null || value instanceof Missing) {
			return 5;
		}
		if (value instanceof String) {
			return 15;
		}
		if (value instanceof Number) {
			return NUMBER;
		}
		if (value instanceof ObjectId) {
			return 35;
		}
		if (value instanceof Boolean) {
			return 40;
		}
		if (value instanceof Instant) {
			return 45;
		}
		if (value instanceof Map) {
			return 20;
		}
		if (value instanceof Collection) {
			return 25;
		}
		if (value instanceof Edge edge) {
			return edge.rank();
		}
		return rareRank(value);
	}

	private static int rareRank(Object value) {
		if (value instanceof BinData || value instanceof UUID || value instanceof LegacyUUID) {
			return 30;
		}
		if (value instanceof BsonTimestamp) {
			return 47;
		}
		if (value instanceof BsonRegularExpression) {
			return 50;
		}
		if (value instanceof BsonJavaScript) {
			return 60;
		}
		if (value instanceof MinKey) {
			return -1;
		}
		if (value instanceof MaxKey) {
			return 127;
		}
		if (value == EMPTY) {
			return 0;
		}
		throw new IllegalArgumentException("Not a BSON value: " + value.getClass());
	}

	@Override
	public int compare(@Nullable Object left, @Nullable Object right) {
		if (left == right) {
			return 0;
		}
		int rank = rank(left);
		int byRank = Integer.compare(rank, rank(right));
		if (byRank != 0) {
			return byRank;
		}
		if (left == null || right == null) {
			return 0;
		}
		if (left instanceof Edge || right instanceof Edge) {
			return Integer.compare(side(left), side(right));
		}
		return compareSameType(left, right);
	}

	private static int side(Object value) {
		return (value instanceof Edge edge) ? edge.side() : 0;
	}

	private static int compareSameType(Object left, Object right) {
		if (left instanceof Number number) {
			return compareNumbers(number, (Number) right);
		}
		if (left instanceof String string) {
			return compareStrings(string, (String) right);
		}
		if (left instanceof ObjectId id) {
			return id.compareTo((ObjectId) right);
		}
		if (left instanceof Instant instant) {
			return instant.compareTo((Instant) right);
		}
		if (left instanceof Boolean bool) {
			return bool.compareTo((Boolean) right);
		}
		if (left instanceof Document document) {
			return compareDocuments(document, (Document) right);
		}
		if (left instanceof Collection<?> collection) {
			return compareArrays(collection, (Collection<?>) right);
		}
		if (left instanceof BsonTimestamp timestamp) {
			return timestamp.compareTo((BsonTimestamp) right);
		}
		if (left instanceof BsonRegularExpression expression) {
			return expression.toString().compareTo(right.toString());
		}
		if (left instanceof BsonJavaScript script) {
			return script.getCode().compareTo(((BsonJavaScript) right).getCode());
		}
		if (left instanceof BinData || left instanceof UUID || left instanceof LegacyUUID) {
			return compareBinaries(left, right);
		}
		return 0;
	}

	static int compareNumbers(Number left, Number right) {
		boolean leftIsWhole = left instanceof Integer || left instanceof Long;
		boolean rightIsWhole = right instanceof Integer || right instanceof Long;
		if (leftIsWhole && rightIsWhole) {
			return Long.compare(left.longValue(), right.longValue());
		}
		double leftDouble = left.doubleValue();
		double rightDouble = right.doubleValue();
		if (Double.isNaN(leftDouble) || Double.isNaN(rightDouble)) {
			return Boolean.compare(!Double.isNaN(leftDouble), !Double.isNaN(rightDouble));
		}
		boolean bothDouble = left instanceof Double && right instanceof Double;
		if (bothDouble || Double.isInfinite(leftDouble) || Double.isInfinite(rightDouble)) {
			return (leftDouble < rightDouble) ? -1 : (leftDouble > rightDouble) ? 1 : 0;
		}
		return exact(left).compareTo(exact(right));
	}

	private static BigDecimal exact(Number number) {
		if (number instanceof Decimal128 decimal) {
			return decimal.toBigDecimal();
		}
		if (number instanceof Double) {
			return new BigDecimal(number.doubleValue());
		}
		return BigDecimal.valueOf(number.longValue());
	}

	/**
	 * Compares by code point, which is the order of the bytes in UTF-8.
	 */
	private static int compareStrings(String left, String right) {
		int length = Math.min(left.length(), right.length());
		for (int i = 0; i < length; i++) {
			char l = left.charAt(i);
			char r = right.charAt(i);
			if (l != r) {
				boolean lSurrogate = Character.isSurrogate(l);
				if (lSurrogate != Character.isSurrogate(r)) {
					return lSurrogate ? 1 : -1;
				}
				return Character.compare(l, r);
			}
		}
		return Integer.compare(left.length(), right.length());
	}

	private static int compareDocuments(Document left, Document right) {
		Iterator<Map.Entry<String, Object>> rights = right.entrySet().iterator();
		for (Map.Entry<String, Object> l : left.entrySet()) {
			if (!rights.hasNext()) {
				return 1;
			}
			Map.Entry<String, Object> r = rights.next();
			int order = Integer.compare(rank(l.getValue()), rank(r.getValue()));
			if (order == 0) {
				order = compareStrings(l.getKey(), r.getKey());
			}
			if (order == 0) {
				order = INSTANCE.compare(l.getValue(), r.getValue());
			}
			if (order != 0) {
				return order;
			}
		}
		return rights.hasNext() ? -1 : 0;
	}

	private static int compareArrays(Collection<?> left, Collection<?> right) {
		Iterator<?> rights = right.iterator();
		for (Object l : left) {
			if (!rights.hasNext()) {
				return 1;
			}
			int order = INSTANCE.compare(l, rights.next());
			if (order != 0) {
				return order;
			}
		}
		return rights.hasNext() ? -1 : 0;
	}

	private static int compareBinaries(Object left, Object right) {
		int order = Integer.compare(binaryLength(left), binaryLength(right));
		if (order == 0) {
			order = Integer.compare(subtype(left), subtype(right));
		}
		if (order != 0) {
			return order;
		}
		if (left instanceof BinData data) {
			return data.compareTo((BinData) right);
		}
		UUID l = (left instanceof LegacyUUID legacy) ? legacy.getUuid() : (UUID) left;
		UUID r = (right instanceof LegacyUUID legacy) ? legacy.getUuid() : (UUID) right;
		order = Long.compareUnsigned(l.getMostSignificantBits(), r.getMostSignificantBits());
		return (order != 0) ? order : Long.compareUnsigned(l.getLeastSignificantBits(), r.getLeastSignificantBits());
	}

	private static int binaryLength(Object value) {
		return (value instanceof BinData data) ? data.getData().length : 16;
	}

	private static int subtype(Object value) {
		return (value instanceof BinData) ? 0 : (value instanceof LegacyUUID) ? 3 : 4;
	}

}
