package io.rocketjob.batch.record.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.batch.record.ColumnRules;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a file whose values records have.
 */
final class RowColumns {

	private final String[] names;

	/** Where in the file they are. */
	private final int[] positions;

	private final Map<String, Integer> indexes = new HashMap<>();

	private final boolean all;

	/**
	 * Makes them.
	 * @param columns the names of all columns, {@link ColumnRules#SKIPPED} for those that
	 * records do not have
	 */
	RowColumns(List<String> columns) {
		List<String> kept = new ArrayList<>();
		this.positions = new int[columns.size()];
		for (int i = 0; i < columns.size(); i++) {
			if (!columns.get(i).equals(ColumnRules.SKIPPED)) {
				this.positions[kept.size()] = i;
				this.indexes.put(columns.get(i), kept.size());
				kept.add(columns.get(i));
			}
		}
		this.names = kept.toArray(String[]::new);
		this.all = kept.size() == columns.size();
	}

	int count() {
		return this.names.length;
	}

	String name(int index) {
		return this.names[index];
	}

	int index(@Nullable Object name) {
		Integer index = this.indexes.get(name);
		return (index != null) ? index : -1;
	}

	/**
	 * Makes a record.
	 * @param values the values of all columns; not used any more afterwards
	 * @return those that records have, by their names
	 */
	RowMap row(@Nullable Object[] values) {
		if (this.all) {
			return new RowMap(this, values);
		}
		@Nullable Object[] kept = new @Nullable Object[this.names.length];
		for (int i = 0; i < kept.length; i++) {
			kept[i] = values[this.positions[i]];
		}
		return new RowMap(this, kept);
	}

}
