package io.rocketjob.mongo;

import java.util.Objects;

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
