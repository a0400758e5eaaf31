package io.rocketjob.batch;

import io.rocketjob.batch.record.RecordValue;
import org.jspecify.annotations.Nullable;

/**
 * A stored record as a format writes it.
 *
 * @param stored what is stored, with nothing of it encrypted
 * @param lines how it is written as a line
 */
record StoredValue(@Nullable Object stored, Lines lines) implements RecordValue {

	@Override
	public @Nullable Object value() {
		return Lines.plainValue(this.stored);
	}

	@Override
	public String text() {
		return this.lines.of(this.stored);
	}

}
