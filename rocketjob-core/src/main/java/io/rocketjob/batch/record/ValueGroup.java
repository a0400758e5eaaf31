package io.rocketjob.batch.record;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Values of an object, by the indexes of their properties.
 */
final class ValueGroup {

	private final Map<Integer, Object> parts = new HashMap<>();

	/**
	 * The value, or the values of the object, of a property.
	 * @param index the index of the property
	 * @return a {@link Leaf} or a group, {@code null} when there is none
	 */
	@Nullable Object part(int index) {
		return this.parts.get(index);
	}

	/**
	 * Adds a value.
	 * @param path the indexes of its properties, from the outside
	 * @param depth how many of these lead here
	 * @param leaf the value
	 * @throws IllegalArgumentException when there is another one for that property
	 */
	void put(List<Integer> path, int depth, Leaf leaf) {
		int index = path.get(depth);
		Object present = this.parts.get(index);
		boolean last = depth == path.size() - 1;
		if (present instanceof Leaf other && !(other.nothing() && !last)) {
			throw RecordBinder.twice(other.name(), leaf.name());
		}
		if (!last) {
			ValueGroup nested = (present instanceof ValueGroup group) ? group : new ValueGroup();
			this.parts.put(index, nested);
			nested.put(path, depth + 1, leaf);
		}
		else if (!(present instanceof ValueGroup nested) || (!leaf.nothing() && nested.isEmpty())) {
			this.parts.put(index, leaf);
		}
		else if (!leaf.nothing()) {
			throw RecordBinder.twice(nested.anyName(), leaf.name());
		}
	}

	private String anyName() {
		Object part = this.parts.values().iterator().next();
		return (part instanceof ValueGroup nested) ? nested.anyName() : ((Leaf) part).name();
	}

	boolean isEmpty() {
		for (Object part : this.parts.values()) {
			if (!((part instanceof ValueGroup nested) ? nested.isEmpty() : ((Leaf) part).nothing())) {
				return false;
			}
		}
		return true;
	}

	/**
	 * A value of a file.
	 *
	 * @param name its name there
	 * @param value the value
	 * @param nothing whether it counts as nothing
	 */
	record Leaf(String name, @Nullable Object value, boolean nothing) {
	}

}
