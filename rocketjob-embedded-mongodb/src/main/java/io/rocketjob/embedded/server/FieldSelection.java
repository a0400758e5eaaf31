package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.stage.ProjectStage;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A projection of find and findAndModify.
 */
final class FieldSelection {

	private final Tree root = new Tree();

	private final boolean inclusive;

	private final boolean withId;

	private FieldSelection(Document projection) {
		Boolean including = null;
		for (Map.Entry<String, Object> field : projection.entrySet()) {
			if (!field.getKey().equals("_id") && !(field.getValue() instanceof Document)) {
				boolean include = Utils.isTrue(field.getValue());
				if (including != null && including != include) {
					String kind = include ? "inclusion" : "exclusion";
					throw ServerError.of(include ? 31253 : 31254, include ? "Location31253" : "Location31254",
							"Cannot do " + kind + " on field " + field.getKey() + " in "
									+ (include ? "exclusion" : "inclusion") + " projection");
				}
				including = include;
			}
		}
		Object id = projection.get("_id");
		boolean idGiven = projection.containsKey("_id");
		if (including == null) {
			boolean slices = projection.values().stream().anyMatch((value) -> isClause(value, "$slice"));
			boolean matches = projection.values().stream().anyMatch((value) -> isClause(value, "$elemMatch"));
			including = !slices && (matches || (idGiven && Utils.isTrue(id)));
		}
		this.inclusive = including;
		this.withId = !idGiven || Utils.isTrue(id);
		for (Map.Entry<String, Object> field : projection.entrySet()) {
			if (!field.getKey().equals("_id")) {
				this.root.add(Paths.split(field.getKey()), field.getKey(), field.getValue());
			}
		}
	}

	/**
	 * Parses a projection.
	 * @return what makes the answer of a document, {@code null} if that is the document
	 * itself
	 */
	static @Nullable Projection parse(@Nullable Document projection) {
		if (projection == null || projection.isEmpty()) {
			return null;
		}
		for (Object value : projection.values()) {
			if (value instanceof String
					|| (value instanceof Document && !isClause(value, "$slice") && !isClause(value, "$elemMatch"))) {
				ProjectStage stage = new ProjectStage(projection);
				return (document) -> stage.apply(Stream.of(document)).findFirst().orElseThrow();
			}
		}
		return new FieldSelection(projection)::select;
	}

	/**
	 * Makes the answer of a document, which it does not change.
	 */
	interface Projection {

		Document apply(Document document);

	}

	private static boolean isClause(@Nullable Object value, String operator) {
		return value instanceof Document document && document.size() == 1 && document.containsKey(operator);
	}

	private Document select(Document document) {
		Document result = new Document();
		if (this.withId && document.containsKey("_id")) {
			result.put("_id", document.get("_id"));
		}
		for (Map.Entry<String, Object> field : document.entrySet()) {
			if (!field.getKey().equals("_id")) {
				select(field.getKey(), field.getValue(), this.root, result);
			}
		}
		return result;
	}

	private void select(String name, @Nullable Object value, Tree parent, Document target) {
		Tree tree = parent.children.get(name) instanceof Tree child ? child : null;
		if (tree == null) {
			if (!this.inclusive) {
				target.put(name, value);
			}
		}
		else if (tree.leaf) {
			tree.put(name, value, this.inclusive, target);
		}
		else if (value instanceof Document || value instanceof Collection) {
			target.put(name, inner(value, tree));
		}
		else if (!this.inclusive) {
			target.put(name, value);
		}
	}

	private @Nullable Object inner(@Nullable Object value, Tree tree) {
		if (value instanceof Document document) {
			Document result = new Document();
			for (Map.Entry<String, Object> field : document.entrySet()) {
				select(field.getKey(), field.getValue(), tree, result);
			}
			return result;
		}
		if (value instanceof Collection<?> array) {
			List<@Nullable Object> result = new ArrayList<>();
			for (Object element : array) {
				if (element instanceof Document || element instanceof Collection || !this.inclusive) {
					result.add(inner(element, tree));
				}
			}
			return result;
		}
		return value;
	}

	/**
	 * The selected paths, part by part.
	 */
	private static final class Tree {

		private final Document children = new Document();

		private boolean leaf;

		private @Nullable Object clause;

		private void add(String[] path, String name, @Nullable Object value) {
			Tree tree = this;
			for (String part : path) {
				if (tree.leaf) {
					throw collision(name);
				}
				Tree child = (tree.children.get(part) instanceof Tree known) ? known : new Tree();
				tree.children.put(part, child);
				tree = child;
			}
			if (tree.leaf || !tree.children.isEmpty()) {
				throw collision(name);
			}
			tree.leaf = true;
			tree.clause = (value instanceof Document) ? value : null;
		}

		private static ServerError collision(String name) {
			return ServerError.of(31249, "Location31249", "Path collision at " + name);
		}

		private void put(String name, @Nullable Object value, boolean inclusive, Document target) {
			if (this.clause instanceof Document condition) {
				if (condition.get("$elemMatch") instanceof Document match) {
					firstElement(name, value, match, target);
				}
				else {
					target.put(name, slice(value, condition.get("$slice")));
				}
			}
			else if (inclusive) {
				target.put(name, value);
			}
		}

		private static void firstElement(String name, @Nullable Object value, Document condition, Document target) {
			if (value instanceof Collection<?> array) {
				Predicate<@Nullable Object> test = ValueTest.element(condition);
				for (Object element : array) {
					if (test.test(element)) {
						List<@Nullable Object> found = new ArrayList<>();
						found.add(element);
						target.put(name, found);
						return;
					}
				}
			}
		}

		private static @Nullable Object slice(@Nullable Object value, @Nullable Object range) {
			if (!(value instanceof List<?> list)) {
				return value;
			}
			int size = list.size();
			int skip = 0;
			int count;
			if (range instanceof List<?> pair && pair.size() == 2 && pair.get(0) instanceof Number first
					&& pair.get(1) instanceof Number second) {
				skip = (first.intValue() < 0) ? Math.max(0, size + first.intValue()) : first.intValue();
				count = second.intValue();
			}
			else if (range instanceof Number number) {
				skip = (number.intValue() < 0) ? Math.max(0, size + number.intValue()) : 0;
				count = Math.abs(number.intValue());
			}
			else {
				throw ServerError.of(28667, "Location28667",
						"Invalid $slice syntax. $slice only supports numbers and [skip, limit] arrays");
			}
			int from = Math.min(skip, size);
			return new ArrayList<>(list.subList(from, (int) Math.min((long) from + count, size)));
		}

	}

}
