package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code $[]} and {@code $[name]} in the paths of an update.
 */
final class ArrayFilters {

	private final Map<String, Filter> filters = new HashMap<>();

	private ArrayFilters() {
	}

	static ArrayFilters parse(@Nullable Object arrayFilters) {
		ArrayFilters result = new ArrayFilters();
		if (arrayFilters instanceof Collection<?> filters) {
			for (Object filter : filters) {
				if (!(filter instanceof Document document) || document.isEmpty()) {
					throw ServerError
						.failedToParse("Cannot use an expression without a top-level field name in arrayFilters");
				}
				String name = Paths.split(document.keySet().iterator().next())[0];
				if (result.filters.put(name, Filter.parse(document)) != null) {
					throw ServerError
						.failedToParse("Found multiple array filters with the same top-level field name " + name);
				}
			}
		}
		return result;
	}

	/**
	 * Returns the paths that a path with placeholders stands for in a document.
	 */
	List<String> resolve(Document document, String path) {
		if (!path.contains("$[")) {
			return List.of(path);
		}
		List<String> result = new ArrayList<>();
		resolve(document, Paths.split(path), 0, "", result);
		return result;
	}

	private void resolve(@Nullable Object value, String[] path, int depth, String prefix, List<String> result) {
		if (depth == path.length) {
			result.add(prefix);
			return;
		}
		String part = path[depth];
		String start = prefix.isEmpty() ? "" : prefix + ".";
		if (!part.startsWith("$[") || !part.endsWith("]")) {
			resolve(step(value, part), path, depth + 1, start + part, result);
			return;
		}
		if (!(value instanceof List<?> array)) {
			throw ServerError.badValue("The path '" + prefix
					+ "' must exist in the document in order to apply array updates and must be an array.");
		}
		String name = part.substring(2, part.length() - 1);
		Filter filter = name.isEmpty() ? Filter.ALL : this.filters.get(name);
		if (filter == null) {
			throw ServerError.badValue(
					"No array filter found for identifier '" + name + "' in path '" + String.join(".", path) + "'");
		}
		for (int i = 0; i < array.size(); i++) {
			Object element = array.get(i);
			if (filter.matches(new Document(name, element))) {
				resolve(element, path, depth + 1, start + i, result);
			}
		}
	}

	private static @Nullable Object step(@Nullable Object value, String part) {
		if (value instanceof Document document) {
			return document.get(part);
		}
		int index = Paths.index(part);
		if (value instanceof List<?> list && index >= 0 && index < list.size()) {
			return list.get(index);
		}
		return null;
	}

}
