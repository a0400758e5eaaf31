package io.rocketjob.batch.record.csv;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The values of a record by the names of their columns, in the order of the columns. All
 * records of a file share the names, so that a record costs no more than its values. As
 * soon as a key comes or goes it is a map like any other.
 */
final class RowMap extends AbstractMap<String, @Nullable Object> {

	private final RowColumns columns;

	private final @Nullable Object[] values;

	private @Nullable Map<String, @Nullable Object> changed;

	/**
	 * Makes it.
	 * @param columns the names
	 * @param values the values, which belong to the map from now on
	 */
	RowMap(RowColumns columns, @Nullable Object[] values) {
		this.columns = columns;
		this.values = values;
	}

	@Override
	public int size() {
		return (this.changed != null) ? this.changed.size() : this.columns.count();
	}

	@Override
	public boolean containsKey(@Nullable Object key) {
		return (this.changed != null) ? this.changed.containsKey(key) : this.columns.index(key) != -1;
	}

	@Override
	public @Nullable Object get(@Nullable Object key) {
		if (this.changed != null) {
			return this.changed.get(key);
		}
		int index = this.columns.index(key);
		return (index != -1) ? this.values[index] : null;
	}

	@Override
	public @Nullable Object put(String key, @Nullable Object value) {
		int index = (this.changed == null) ? this.columns.index(key) : -1;
		if (index == -1) {
			return changed().put(key, value);
		}
		Object before = this.values[index];
		this.values[index] = value;
		return before;
	}

	@Override
	public @Nullable Object remove(@Nullable Object key) {
		return containsKey(key) ? changed().remove(key) : null;
	}

	@Override
	public void clear() {
		changed().clear();
	}

	@Override
	public Set<Entry<String, @Nullable Object>> entrySet() {
		return new Entries();
	}

	private Map<String, @Nullable Object> changed() {
		Map<String, @Nullable Object> present = this.changed;
		if (present == null) {
			present = new LinkedHashMap<>();
			for (int i = 0; i < this.columns.count(); i++) {
				present.put(this.columns.name(i), this.values[i]);
			}
			this.changed = present;
		}
		return present;
	}

	/** A view, as that of other maps. */
	private final class Entries extends AbstractSet<Entry<String, @Nullable Object>> {

		@Override
		public int size() {
			return RowMap.this.size();
		}

		@Override
		public Iterator<Entry<String, @Nullable Object>> iterator() {
			Map<String, @Nullable Object> other = RowMap.this.changed;
			return (other != null) ? other.entrySet().iterator() : new EntryIterator();
		}

	}

	/** Goes over the columns, and after a removal over the map that there is since. */
	private final class EntryIterator implements Iterator<Entry<String, @Nullable Object>> {

		private int next;

		private @Nullable Iterator<Entry<String, @Nullable Object>> rest;

		@Override
		public boolean hasNext() {
			return (this.rest != null) ? this.rest.hasNext() : this.next < RowMap.this.columns.count();
		}

		@Override
		public Entry<String, @Nullable Object> next() {
			if (this.rest != null) {
				return this.rest.next();
			}
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			return new RowEntry(this.next++);
		}

		@Override
		public void remove() {
			if (this.rest == null) {
				if (this.next == 0) {
					throw new IllegalStateException("No entry was asked for");
				}
				this.rest = changed().entrySet().iterator();
				for (int i = 0; i < this.next; i++) {
					this.rest.next();
				}
			}
			this.rest.remove();
		}

	}

	/** An entry that writes through. */
	private final class RowEntry implements Entry<String, @Nullable Object> {

		private final int index;

		RowEntry(int index) {
			this.index = index;
		}

		@Override
		public String getKey() {
			return RowMap.this.columns.name(this.index);
		}

		@Override
		public @Nullable Object getValue() {
			return (RowMap.this.changed != null) ? RowMap.this.changed.get(getKey()) : RowMap.this.values[this.index];
		}

		@Override
		public @Nullable Object setValue(@Nullable Object value) {
			return put(getKey(), value);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Entry<?, ?> entry && getKey().equals(entry.getKey())
					&& Objects.equals(getValue(), entry.getValue());
		}

		@Override
		public int hashCode() {
			return getKey().hashCode() ^ Objects.hashCode(getValue());
		}

		@Override
		public String toString() {
			return getKey() + "=" + getValue();
		}

	}

}
