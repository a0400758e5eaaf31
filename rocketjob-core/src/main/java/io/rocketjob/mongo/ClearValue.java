package io.rocketjob.mongo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The mapped value of an encrypted field where it is not to be stored. Shows nothing of
 * it.
 *
 * @param mapped the value as it would be stored without encryption
 */
record ClearValue(Object mapped) {

	/** Leaves values in the clear, and marks them. */
	static final ValueSealing SEALING = new ValueSealing() {

		@Override
		public Object seal(Object mapped, FieldsProperty property) {
			return new ClearValue(mapped);
		}

		@Override
		public Object open(Object stored, FieldsProperty property) {
			return stored;
		}

	};

	/**
	 * Takes values out of their marks.
	 * @param mapped a mapped value, with such values in it
	 * @return the value without marks
	 */
	static @Nullable Object unwrap(@Nullable Object mapped) {
		if (mapped instanceof ClearValue value) {
			return unwrap(value.mapped());
		}
		if (mapped instanceof Document document) {
			Document unwrapped = new Document();
			document.forEach((name, value) -> unwrapped.append(name, unwrap(value)));
			return unwrapped;
		}
		if (mapped instanceof Collection<?> collection) {
			List<@Nullable Object> unwrapped = new ArrayList<>(collection.size());
			collection.forEach((value) -> unwrapped.add(unwrap(value)));
			return unwrapped;
		}
		return mapped;
	}

	/**
	 * Finds an encrypted value that was not read as one.
	 * @param stored what is stored
	 * @param mapped what was read of it, mapped again, with encrypted values in the clear
	 * @param path where both are
	 * @return where there is one, or {@code null} when there is none
	 */
	static @Nullable String missing(@Nullable Object stored, @Nullable Object mapped, String path) {
		if (mapped instanceof ClearValue || !FieldsMapper.hasSealed(stored)) {
			return null;
		}
		if (stored instanceof Map<?, ?> map) {
			Map<?, ?> present = (mapped instanceof Map<?, ?> other) ? other : Map.of();
			for (Map.Entry<?, ?> each : map.entrySet()) {
				String missing = missing(each.getValue(), present.get(each.getKey()),
						path.isEmpty() ? String.valueOf(each.getKey()) : path + "." + each.getKey());
				if (missing != null) {
					return missing;
				}
			}
			return null;
		}
		if (stored instanceof List<?> list) {
			List<?> present = (mapped instanceof Collection<?> other) ? new ArrayList<@Nullable Object>(other)
					: List.of();
			for (int i = 0; i < list.size(); i++) {
				String missing = missingPart(list.get(i), present, i, path + "[" + i + "]");
				if (missing != null) {
					return missing;
				}
			}
			return null;
		}
		return path;
	}

	private static @Nullable String missingPart(@Nullable Object stored, List<?> present, int position, String path) {
		String missing = missing(stored, (position < present.size()) ? present.get(position) : null, path);
		// what was read as a set may be in another order
		return (missing == null || present.stream().anyMatch((other) -> missing(stored, other, path) == null)) ? null
				: missing;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ClearValue value && Objects.deepEquals(this.mapped, value.mapped);
	}

	@Override
	public int hashCode() {
		// arrays that are equal must have one hash code
		return ClearValue.class.hashCode();
	}

	@Override
	public String toString() {
		return "***";
	}

}
