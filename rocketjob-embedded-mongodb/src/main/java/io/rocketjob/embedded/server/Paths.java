package io.rocketjob.embedded.server;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Follows dotted paths into documents, through arrays as queries do.
 */
final class Paths {

	private static final ConcurrentHashMap<String, String[]> split = new ConcurrentHashMap<>();

	private static final int CACHED = 10_000;

	private Paths() {
	}

	static String[] split(String path) {
		String[] known = split.get(path);
		if (known == null) {
			known = path.split("\\.", -1);
			if (split.size() < CACHED) {
				split.put(path, known);
			}
		}
		return known;
	}

	/**
	 * Returns whether any value at the path passes the test. Values are those of all
	 * documents in arrays on the way; {@link Missing} stands for a document that lacks
	 * the field. An array at the end of the path is given as it is.
	 */
	static boolean any(@Nullable Object from, String[] path, Predicate<@Nullable Object> test) {
		return any(from, path, 0, test);
	}

	private static boolean any(@Nullable Object from, String[] path, int depth, Predicate<@Nullable Object> test) {
		if (depth == path.length) {
			return test.test(from);
		}
		String field = path[depth];
		if (from instanceof Document document) {
			if (!document.containsKey(field)) {
				return test.test(Missing.getInstance());
			}
			return any(document.get(field), path, depth + 1, test);
		}
		if (from instanceof Collection<?> array) {
			return anyOfArray(array, path, depth, test);
		}
		return depth > 0 && test.test(Missing.getInstance());
	}

	private static boolean anyOfArray(Collection<?> array, String[] path, int depth, Predicate<@Nullable Object> test) {
		int index = index(path[depth]);
		if (index >= 0 && index < array.size() && array instanceof List<?> list
				&& any(list.get(index), path, depth + 1, test)) {
			return true;
		}
		for (Object element : array) {
			if (element instanceof Document && any(element, path, depth, test)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Gives all values at the path to the consumer, the elements of an array at the end
	 * one by one.
	 */
	static void forEach(Document document, String[] path, Consumer<@Nullable Object> consumer) {
		any(document, path, (value) -> {
			if (value instanceof Collection<?> array) {
				if (array.isEmpty()) {
					consumer.accept(BsonOrder.EMPTY);
				}
				array.forEach(consumer);
			}
			else {
				consumer.accept(value);
			}
			return false;
		});
	}

	/**
	 * Returns the value of a field, {@link Missing} when there is none, without looking
	 * into arrays.
	 */
	static @Nullable Object plain(@Nullable Object from, String[] path) {
		Object value = from;
		for (String field : path) {
			if (value instanceof Document document && document.containsKey(field)) {
				value = document.get(field);
			}
			else {
				return Missing.getInstance();
			}
		}
		return value;
	}

	/**
	 * Returns the length of the shortest part of the path that ends at an array, 0 when
	 * there is none.
	 */
	static int arrayDepth(Document document, String[] path) {
		Object value = document;
		for (int i = 0; i < path.length; i++) {
			if (!(value instanceof Document inner)) {
				return 0;
			}
			value = inner.get(path[i]);
			if (value instanceof Collection) {
				return i + 1;
			}
		}
		return 0;
	}

	/**
	 * Returns the number that a part of a path is, -1 when it is none.
	 */
	static int index(String part) {
		if (part.isEmpty() || part.length() > 9) {
			return -1;
		}
		for (int i = 0; i < part.length(); i++) {
			if (part.charAt(i) < '0' || part.charAt(i) > '9') {
				return -1;
			}
		}
		return Integer.parseInt(part);
	}

}
