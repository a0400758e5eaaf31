package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;

import io.rocketjob.embedded.server.Conditions.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One way to answer a query with an index: the parts of the index to read, and whether
 * they come out in the order asked for. The parts contain all that can match, not only
 * what does.
 */
final class IndexScan {

	private static final int MAX_RUNS = 2000;

	private final OrderedIndex index;

	private final List<Run> runs;

	private final int points;

	private final boolean ranged;

	private final boolean sorted;

	private final boolean reversed;

	private final @Nullable Comparator<IndexKey> merge;

	/**
	 * A part of the index without gaps.
	 *
	 * @param from the lower bound
	 * @param to the upper bound
	 */
	private record Run(IndexKey from, IndexKey to) {
	}

	private IndexScan(OrderedIndex index, List<Run> runs, int points, boolean ranged, Sorting sorting) {
		this.index = index;
		this.runs = runs;
		this.points = points;
		this.ranged = ranged;
		this.sorted = sorting.sorted;
		this.reversed = sorting.reversed;
		this.merge = (sorting.sorted && runs.size() > 1) ? sorting.comparator : null;
	}

	static IndexScan of(OrderedIndex index, Conditions conditions, @Nullable SortOrder sort) {
		List<List<@Nullable Object>> prefixes = new ArrayList<>();
		prefixes.add(new ArrayList<>());
		boolean multikey = index.multikey();
		int field = 0;
		while (field < index.fieldCount() && !(multikey && field > 0)) {
			List<@Nullable Object> values = conditions.points(index.fieldName(field));
			if (values == null || (long) prefixes.size() * values.size() > MAX_RUNS) {
				break;
			}
			prefixes = product(prefixes, values, index.descending(field));
			field++;
		}
		boolean rangeAllowed = field < index.fieldCount() && !(multikey && field > 0);
		List<Condition> range = rangeAllowed ? range(conditions.at(index.fieldName(field)), multikey) : List.of();
		List<Run> runs = new ArrayList<>(prefixes.size());
		for (List<@Nullable Object> prefix : prefixes) {
			runs.add(range.isEmpty() ? new Run(IndexKey.bound(prefix, -1), IndexKey.bound(prefix, 1))
					: run(prefix, range, index.descending(field)));
		}
		return new IndexScan(index, runs, field, !range.isEmpty(), new Sorting(index, field, sort));
	}

	private static List<List<@Nullable Object>> product(List<List<@Nullable Object>> prefixes,
			List<@Nullable Object> values, boolean descending) {
		List<List<@Nullable Object>> result = new ArrayList<>(prefixes.size() * values.size());
		for (List<@Nullable Object> prefix : prefixes) {
			for (int i = 0; i < values.size(); i++) {
				List<@Nullable Object> longer = new ArrayList<>(prefix);
				longer.add(values.get(descending ? values.size() - 1 - i : i));
				result.add(longer);
			}
		}
		return result;
	}

	/**
	 * Returns a lower and an upper bound as far as there are, of one type.
	 */
	private static List<Condition> range(List<Condition> conditions, boolean multikey) {
		List<Condition> result = new ArrayList<>(2);
		for (Condition condition : conditions) {
			boolean fits = condition.isRange() && (result.isEmpty()
					|| (!multikey && result.size() == 1 && result.get(0).isLower() != condition.isLower()
							&& BsonOrder.sameType(result.get(0).operand(), condition.operand())));
			if (fits) {
				result.add(condition);
			}
		}
		return result;
	}

	private static Run run(List<@Nullable Object> prefix, List<Condition> range, boolean descending) {
		Object operand = range.get(0).operand();
		IndexKey lower = bound(prefix, BsonOrder.before(operand), 0);
		IndexKey upper = bound(prefix, BsonOrder.after(operand), 0);
		for (Condition condition : range) {
			// The end that a bound is at depends on the direction of the index.
			if (condition.isLower()) {
				lower = bound(prefix, condition.operand(), (condition.inclusive() != descending) ? -1 : 1);
			}
			else {
				upper = bound(prefix, condition.operand(), (condition.inclusive() != descending) ? 1 : -1);
			}
		}
		return descending ? new Run(upper, lower) : new Run(lower, upper);
	}

	private static IndexKey bound(List<@Nullable Object> prefix, @Nullable Object value, int side) {
		List<@Nullable Object> values = new ArrayList<>(prefix);
		values.add(value);
		return IndexKey.bound(values, side);
	}

	int points() {
		return this.points;
	}

	boolean ranged() {
		return this.ranged;
	}

	boolean bounded() {
		return this.points > 0 || this.ranged;
	}

	boolean sorted() {
		return this.sorted;
	}

	/**
	 * Returns whether this reads at most so many entries.
	 */
	boolean atMost(int limit) {
		int count = 0;
		for (Run run : this.runs) {
			for (Iterator<Slot> slots = slots(run); slots.hasNext();) {
				slots.next();
				if (++count > limit) {
					return false;
				}
			}
		}
		return true;
	}

	/**
	 * Returns what is to be looked at, each document once.
	 */
	Iterator<Slot> iterator() {
		Iterator<Slot> slots = (this.merge != null) ? new Merging(this.merge) : new Chained();
		return this.index.multikey() ? new Distinct(slots) : slots;
	}

	private NavigableMap<IndexKey, Slot> entries(Run run) {
		OrderedIndex.KeyOrder order = this.index.order();
		if (order.compare(run.from(), run.to()) > 0) {
			return Collections.emptyNavigableMap();
		}
		NavigableMap<IndexKey, Slot> range = this.index.range(run.from(), run.to());
		return this.reversed ? range.descendingMap() : range;
	}

	private Iterator<Slot> slots(Run run) {
		return entries(run).values().iterator();
	}

	/**
	 * Whether and how an index whose first fields are fixed yields an order.
	 */
	private static final class Sorting {

		private final boolean sorted;

		private final boolean reversed;

		private final @Nullable Comparator<IndexKey> comparator;

		private Sorting(OrderedIndex index, int fixed, @Nullable SortOrder sort) {
			this.comparator = (sort != null) ? comparator(index, sort) : null;
			if (sort == null || index.multikey()) {
				this.sorted = sort == null;
				this.reversed = false;
				return;
			}
			int field = fixed;
			Boolean backwards = null;
			boolean fits = true;
			for (int i = 0; i < sort.size() && fits; i++) {
				int position = position(index, sort.name(i));
				if (position < 0 || position >= fixed) {
					boolean opposite = position >= 0 && index.descending(position) != sort.descending(i);
					fits = position == field && (backwards == null || backwards == opposite);
					backwards = opposite;
					field++;
				}
			}
			this.sorted = fits;
			this.reversed = fits && backwards != null && backwards;
		}

		private static int position(OrderedIndex index, String name) {
			for (int i = 0; i < index.fieldCount(); i++) {
				if (index.fieldName(i).equals(name)) {
					return i;
				}
			}
			return -1;
		}

		private static Comparator<IndexKey> comparator(OrderedIndex index, SortOrder sort) {
			int[] positions = new int[sort.size()];
			for (int i = 0; i < positions.length; i++) {
				positions[i] = position(index, sort.name(i));
			}
			return (left, right) -> {
				for (int i = 0; i < positions.length; i++) {
					int order = BsonOrder.INSTANCE.compare(left.values()[positions[i]], right.values()[positions[i]]);
					if (order != 0) {
						return sort.descending(i) ? -order : order;
					}
				}
				return 0;
			};
		}

	}

	/**
	 * One run after the other.
	 */
	private final class Chained implements Iterator<Slot> {

		private int next;

		private Iterator<Slot> current = Collections.emptyIterator();

		@Override
		public boolean hasNext() {
			while (!this.current.hasNext() && this.next < IndexScan.this.runs.size()) {
				this.current = slots(IndexScan.this.runs.get(this.next++));
			}
			return this.current.hasNext();
		}

		@Override
		public Slot next() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			return this.current.next();
		}

	}

	/**
	 * All runs at once, always the least entry first.
	 */
	private final class Merging implements Iterator<Slot> {

		private final PriorityQueue<Head> heads;

		private Merging(Comparator<IndexKey> comparator) {
			this.heads = new PriorityQueue<>((left, right) -> {
				int order = comparator.compare(left.entry.getKey(), right.entry.getKey());
				return (order != 0) ? order : Integer.compare(left.run, right.run);
			});
			int number = 0;
			for (Run run : IndexScan.this.runs) {
				Iterator<Map.Entry<IndexKey, Slot>> entries = entries(run).entrySet().iterator();
				if (entries.hasNext()) {
					this.heads.add(new Head(entries, number));
				}
				number++;
			}
		}

		@Override
		public boolean hasNext() {
			return !this.heads.isEmpty();
		}

		@Override
		public Slot next() {
			Head head = this.heads.remove();
			Slot slot = head.entry.getValue();
			if (head.advance()) {
				this.heads.add(head);
			}
			return slot;
		}

	}

	private static final class Head {

		private final Iterator<Map.Entry<IndexKey, Slot>> entries;

		private final int run;

		private Map.Entry<IndexKey, Slot> entry;

		private Head(Iterator<Map.Entry<IndexKey, Slot>> entries, int run) {
			this.entries = entries;
			this.run = run;
			this.entry = entries.next();
		}

		private boolean advance() {
			if (this.entries.hasNext()) {
				this.entry = this.entries.next();
				return true;
			}
			return false;
		}

	}

	private static final class Distinct implements Iterator<Slot> {

		private final Iterator<Slot> slots;

		private final Set<Slot> seen = new HashSet<>();

		private @Nullable Slot next;

		private Distinct(Iterator<Slot> slots) {
			this.slots = slots;
		}

		@Override
		public boolean hasNext() {
			while (this.next == null && this.slots.hasNext()) {
				Slot slot = this.slots.next();
				if (this.seen.add(slot)) {
					this.next = slot;
				}
			}
			return this.next != null;
		}

		@Override
		public Slot next() {
			Slot slot = hasNext() ? this.next : null;
			if (slot == null) {
				throw new NoSuchElementException();
			}
			this.next = null;
			return slot;
		}

	}

}
