package io.rocketjob.mongo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
