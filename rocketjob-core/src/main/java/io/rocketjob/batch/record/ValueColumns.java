package io.rocketjob.batch.record;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Arranges the values of records of output in columns, for formats that have them. The
 * columns are given, or those of the first record; values of maps within a record have
 * the names of both with a dot between them. Used by one thread.
 *
 * @since 0.1.0
 */
public final class ValueColumns {

	private final String format;

	private final boolean given;

	private @Nullable List<String> names;

	/** How many values a record without names has. */
	private int width;

	private Set<String> known = Set.of();

	/** The names after cleansing, as records may have them. */
	private @Nullable List<String> cleansed;

	/**
	 * Makes it.
	 * @param format the name of the format, for messages
	 * @param given the names of the columns, in their order, {@code null} to take those
	 * of the first record
	 */
	public ValueColumns(String format, @Nullable List<String> given) {
		this.format = format;
		this.given = given != null;
		this.names = given;
		this.width = (given != null) ? given.size() : 0;
	}

	/**
	 * The names of the columns.
	 * @return the names, {@code null} where they are not known, as records have none
	 */
	public @Nullable List<String> names() {
		return this.names;
	}

	/**
	 * Arranges the values of a record.
	 * @param value the record
	 * @return its values in the order of the columns, {@code null} where it has none
	 * @throws IllegalArgumentException when the record does not fit the columns
	 */
	public List<@Nullable Object> row(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return row(flat(map));
		}
		List<@Nullable Object> row = new ArrayList<>();
		if (value instanceof Iterable<?> values) {
			values.forEach(row::add);
		}
		else {
			row.add(value);
		}
		return inOrder(row);
	}

	private List<@Nullable Object> inOrder(List<@Nullable Object> row) {
		if (this.width == 0) {
			this.width = row.size();
		}
		if (row.size() > this.width) {
			throw new IllegalArgumentException(
					"has " + row.size() + " values, and there are " + this.width + " columns");
		}
		while (row.size() < this.width) {
			row.add(null);
		}
		return row;
	}

	private List<@Nullable Object> row(Map<String, @Nullable Object> values) {
		List<String> columns = this.names;
		if (columns == null) {
			if (this.width > 0 || values.isEmpty()) {
				throw new IllegalArgumentException("does not say which values are in which column of " + this.format
						+ "; set the option 'columns'");
			}
			columns = List.copyOf(values.keySet());
			this.names = columns;
			this.width = columns.size();
			this.known = new HashSet<>(columns);
		}
		if (!this.given) {
			values.forEach((name, value) -> {
				if (value != null && !this.known.contains(name)) {
					throw new IllegalArgumentException("has a value '" + name
							+ "', which the first record does not have; set the option 'columns' to say which are written");
				}
			});
		}
		List<@Nullable Object> row = new ArrayList<>(columns.size());
		for (int i = 0; i < columns.size(); i++) {
			row.add(value(values, columns, i));
		}
		return row;
	}

	private @Nullable Object value(Map<String, @Nullable Object> values, List<String> columns, int index) {
		String column = columns.get(index);
		Object value = values.get(column);
		if (value != null || values.containsKey(column)) {
			return value;
		}
		List<String> others = this.cleansed;
		if (others == null) {
			others = columns.stream().map(ColumnRules::cleanse).toList();
			this.cleansed = others;
		}
		return values.get(others.get(index));
	}

	private static Map<String, @Nullable Object> flat(Map<?, ?> map) {
		Map<String, @Nullable Object> flat = new LinkedHashMap<>();
		flatten("", map, flat);
		return flat;
	}

	private static void flatten(String prefix, Map<?, ?> map, Map<String, @Nullable Object> flat) {
		map.forEach((name, value) -> {
			if (value instanceof Map<?, ?> nested) {
				flatten(prefix + name + ".", nested, flat);
			}
			else if (flat.containsKey(prefix + name)) {
				throw new IllegalArgumentException("has two values for the column '" + prefix + name + "'");
			}
			else {
				flat.put(prefix + name, value);
			}
		});
	}

}
