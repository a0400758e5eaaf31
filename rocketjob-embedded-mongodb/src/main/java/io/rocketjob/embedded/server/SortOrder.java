package io.rocketjob.embedded.server;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to have sorted by.
 */
final class SortOrder implements Comparator<Document> {

	private final String[] names;

	private final String[][] paths;

	private final boolean[] descending;

	private SortOrder(Map<String, Integer> fields) {
		int count = fields.size();
		this.names = fields.keySet().toArray(new String[0]);
		this.paths = new String[count][];
		this.descending = new boolean[count];
		for (int i = 0; i < count; i++) {
			this.paths[i] = Paths.split(this.names[i]);
			this.descending[i] = fields.getOrDefault(this.names[i], 1) < 0;
		}
	}

	/**
	 * Parses a sort.
	 * @return the order, {@code null} if there is nothing to sort by
	 */
	static @Nullable SortOrder parse(@Nullable Document sort) {
		if (sort == null || sort.isEmpty() || sort.containsKey("$natural")) {
			return null;
		}
		Map<String, Integer> fields = new LinkedHashMap<>();
		for (Map.Entry<String, Object> entry : sort.entrySet()) {
			if (!(entry.getValue() instanceof Number direction)
					|| (direction.doubleValue() != 1 && direction.doubleValue() != -1)) {
				throw ServerError.of(15975, "Location15975",
						"$sort key ordering must be 1 (for ascending) or -1 (for descending)");
			}
			fields.put(entry.getKey(), direction.intValue());
		}
		return new SortOrder(fields);
	}

	int size() {
		return this.names.length;
	}

	String name(int index) {
		return this.names[index];
	}

	boolean descending(int index) {
		return this.descending[index];
	}

	@Override
	public int compare(Document left, Document right) {
		for (int i = 0; i < this.paths.length; i++) {
			int order = BsonOrder.INSTANCE.compare(key(left, i), key(right, i));
			if (order != 0) {
				return this.descending[i] ? -order : order;
			}
		}
		return 0;
	}

	/**
	 * Of an array, the least element counts, or the greatest when descending.
	 */
	private @Nullable Object key(Document document, int index) {
		Extreme extreme = new Extreme(this.descending[index]);
		Paths.forEach(document, this.paths[index], extreme::add);
		return extreme.value;
	}

	private static final class Extreme {

		private final boolean greatest;

		private boolean any;

		private @Nullable Object value;

		private Extreme(boolean greatest) {
			this.greatest = greatest;
		}

		private void add(@Nullable Object candidate) {
			int order = this.any ? BsonOrder.INSTANCE.compare(candidate, this.value) : 0;
			if (!this.any || (this.greatest ? order > 0 : order < 0)) {
				this.value = candidate;
				this.any = true;
			}
		}

	}

}
