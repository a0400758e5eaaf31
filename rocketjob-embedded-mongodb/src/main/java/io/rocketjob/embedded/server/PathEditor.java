package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes what is at the dotted path of one document, as update operators do: a
 * number is a place in an array where there is one, otherwise the name of a field.
 */
final class PathEditor {

	private static final int MAX_PADDING = 1_500_000;

	private PathEditor() {
	}

	static @Nullable Object copy(@Nullable Object value) {
		if (value instanceof Document document) {
			Document result = new Document();
			for (Map.Entry<String, Object> field : document.entrySet()) {
				result.put(field.getKey(), copy(field.getValue()));
			}
			return result;
		}
		if (value instanceof Collection<?> array) {
			List<@Nullable Object> result = new ArrayList<>(array.size());
			for (Object element : array) {
				result.add(copy(element));
			}
			return result;
		}
		return value;
	}

	static @Nullable Object get(Document document, String path) {
		Object value = document;
		for (String part : Paths.split(path)) {
			value = child(value, part);
		}
		return value;
	}

	private static @Nullable Object child(@Nullable Object parent, String part) {
		if (parent instanceof Document document) {
			return document.getOrMissing(part);
		}
		if (parent instanceof List<?> list) {
			int index = Paths.index(part);
			if (index >= 0 && index < list.size()) {
				return list.get(index);
			}
		}
		return Missing.getInstance();
	}

	static void set(Document document, String path, @Nullable Object value) {
		String[] parts = Paths.split(path);
		Object parent = document;
		String name = "";
		for (int i = 0; i < parts.length; i++) {
			String part = parts[i];
			if (part.isEmpty()) {
				throw ServerError.of(56, "EmptyFieldName",
						"The update path '" + path + "' contains an empty field name, which is not allowed.");
			}
			boolean last = i == parts.length - 1;
			Object child = child(parent, part);
			if (last) {
				put(parent, name, part, value);
			}
			else if (child instanceof Missing) {
				child = new Document();
				put(parent, name, part, child);
			}
			name = part;
			parent = child;
		}
	}

	@SuppressWarnings("unchecked")
	private static void put(@Nullable Object parent, String parentName, String part, @Nullable Object value) {
		if (parent instanceof Document document) {
			document.put(part, value);
			return;
		}
		int index = Paths.index(part);
		if (parent instanceof List<?> array && index >= 0) {
			List<@Nullable Object> list = (List<@Nullable Object>) array;
			if (index - list.size() > MAX_PADDING) {
				throw ServerError.badValue("Cannot add more than " + MAX_PADDING + " elements to an array");
			}
			while (list.size() <= index) {
				list.add(null);
			}
			list.set(index, value);
			return;
		}
		throw ServerError.of(28, "PathNotViable", "Cannot create field '" + part + "' in element {" + parentName + ": "
				+ Json.toCompactJsonValue(parent) + "}");
	}

	static void remove(Document document, String path) {
		String[] parts = Paths.split(path);
		Object parent = document;
		for (int i = 0; i < parts.length - 1; i++) {
			parent = child(parent, parts[i]);
		}
		String last = parts[parts.length - 1];
		if (parent instanceof Document inner) {
			inner.remove(last);
		}
		else if (!(child(parent, last) instanceof Missing)) {
			put(parent, "", last, null);
		}
	}

}
