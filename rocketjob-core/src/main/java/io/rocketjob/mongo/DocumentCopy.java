package io.rocketjob.mongo;

import java.util.ArrayList;
import java.util.List;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: copies what is stored.
 */
public final class DocumentCopy {

	private DocumentCopy() {
	}

	/**
	 * Copies a stored value with all that is in it.
	 * @param value a document, a list, or a simple value
	 * @return the copy
	 */
	public static Object of(Object value) {
		if (value instanceof Document document) {
			Document copy = new Document();
			document.forEach((name, inner) -> copy.put(name, (inner != null) ? of(inner) : null));
			return copy;
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> copy = new ArrayList<>(list.size());
			list.forEach((inner) -> copy.add((inner != null) ? of(inner) : null));
			return copy;
		}
		return value;
	}

}
