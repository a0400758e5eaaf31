package io.rocketjob.embedded.server;

import java.util.List;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the index for a query.
 */
final class QueryPlanner {

	private static final int FEW = 500;

	private QueryPlanner() {
	}

	/**
	 * Chooses how to read.
	 * @return the scan, {@code null} to read the whole collection
	 * @throws ServerError if the hint names no index
	 */
	static @Nullable IndexScan plan(List<OrderedIndex> indexes, Query query, @Nullable SortOrder sort,
			String namespace) {
		Conditions conditions = Conditions.of(query.filter());
		if (query.hint() != null) {
			OrderedIndex hinted = hinted(indexes, query.hint(), namespace);
			return (hinted != null) ? IndexScan.of(hinted, conditions, sort) : null;
		}
		IndexScan best = null;
		IndexScan inOrder = null;
		for (OrderedIndex index : indexes) {
			if (isComplete(index.spec(), conditions)) {
				IndexScan scan = IndexScan.of(index, conditions, sort);
				if (index.spec().name().equals(IndexSpec.ID_NAME) && scan.points() > 0) {
					return scan;
				}
				if (scan.bounded() && (best == null || score(scan) > score(best))) {
					best = scan;
				}
				if (sort != null && scan.sorted() && (inOrder == null || score(scan) > score(inOrder))) {
					inOrder = scan;
				}
			}
		}
		if (best == null || (query.limit() > 0 && inOrder != null && !best.sorted() && !best.atMost(FEW))) {
			return inOrder;
		}
		return best;
	}

	private static int score(IndexScan scan) {
		return 4 * scan.points() + (scan.ranged() ? 2 : 0) + (scan.sorted() ? 1 : 0);
	}

	private static @Nullable OrderedIndex hinted(List<OrderedIndex> indexes, Object hint, String namespace) {
		if (hint instanceof Document pattern && pattern.containsKey("$natural")) {
			return null;
		}
		for (OrderedIndex index : indexes) {
			boolean meant = (hint instanceof Document pattern) ? index.spec().sameKey(pattern)
					: index.spec().name().equals(hint);
			if (meant) {
				return index;
			}
		}
		throw ServerError.badValue("error processing query: ns=" + namespace
				+ " planner returned error :: caused by :: hint provided does not correspond to an existing index");
	}

	/**
	 * Returns whether all that can match is in the index.
	 */
	private static boolean isComplete(IndexSpec spec, Conditions conditions) {
		Document partial = spec.partial();
		if (partial != null && !conditions.imply(partial)) {
			return false;
		}
		return !spec.sparse() || spec.key().keySet().stream().anyMatch(conditions::implyExistence);
	}

}
