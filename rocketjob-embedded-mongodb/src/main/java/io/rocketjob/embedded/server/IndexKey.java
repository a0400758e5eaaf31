package io.rocketjob.embedded.server;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An entry's key, or a bound of a range: that has fewer values than there are fields, or
 * a side.
 */
@SuppressWarnings("ArrayRecordComponent")
record IndexKey(@Nullable Object[] values, long position, int side) {

	IndexKey before() {
		return new IndexKey(this.values, 0, -1);
	}

	IndexKey after() {
		return new IndexKey(this.values, 0, 1);
	}

	static IndexKey bound(List<@Nullable Object> prefix, int side) {
		return new IndexKey(prefix.toArray(), 0, side);
	}

	@Override
	public String toString() {
		return Arrays.toString(this.values) + "@" + this.position;
	}

}
