package io.rocketjob;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The strongly connected parts of a graph of names: all of a part reach each other, so
 * that none of them can be understood, tested or moved alone.
 */
final class ReferenceCycles {

	private final Map<String, Set<String>> references;

	private final Map<String, Integer> indexes = new HashMap<>();

	private final Map<String, Integer> lowest = new HashMap<>();

	private final Deque<String> open = new ArrayDeque<>();

	private final List<SortedSet<String>> cycles = new ArrayList<>();

	private ReferenceCycles(Map<String, Set<String>> references) {
		this.references = references;
	}

	/** The parts of two names and more, the largest first. */
	static List<SortedSet<String>> of(Map<String, Set<String>> references) {
		ReferenceCycles search = new ReferenceCycles(references);
		new TreeSet<>(references.keySet()).forEach((name) -> {
			if (!search.indexes.containsKey(name)) {
				search.visit(name);
			}
		});
		search.cycles.sort(Comparator.comparing((SortedSet<String> cycle) -> -cycle.size())
			.thenComparing((cycle) -> cycle.iterator().next()));
		return search.cycles;
	}

	private void visit(String name) {
		int index = this.indexes.size();
		this.indexes.put(name, index);
		this.lowest.put(name, index);
		this.open.push(name);
		for (String next : this.references.getOrDefault(name, Set.of())) {
			if (!this.indexes.containsKey(next)) {
				visit(next);
				this.lowest.merge(name, this.lowest.get(next), Math::min);
			}
			else if (this.open.contains(next)) {
				this.lowest.merge(name, this.indexes.get(next), Math::min);
			}
		}
		if (this.lowest.get(name) == index) {
			close(name);
		}
	}

	private void close(String name) {
		SortedSet<String> cycle = new TreeSet<>();
		while (!cycle.contains(name)) {
			cycle.add(this.open.pop());
		}
		if (cycle.size() > 1) {
			this.cycles.add(cycle);
		}
	}

}
