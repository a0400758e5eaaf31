package io.rocketjob.mongo;

import java.util.List;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: reads what a server answers to {@code explain}: MongoDB's tree of stages (see
 * <a href="https://www.mongodb.com/docs/manual/reference/explain-results/">its
 * manual</a>), or PostgreSQL's tree of nodes, as FerretDB gives it.
 */
public final class QueryPlan {

	private QueryPlan() {
	}

	/**
	 * Whether the plan that the server has chosen sorts what it has found.
	 * @param explained the answer
	 * @return whether there is a sort in it; a merge of what is sorted is none
	 */
	public static boolean sorts(Document explained) {
		return isSortIn(explained.get("queryPlanner", explained));
	}

	private static boolean isSortIn(@Nullable Object part) {
		if (part instanceof List<?> parts) {
			return parts.stream().anyMatch(QueryPlan::isSortIn);
		}
		return part instanceof Document node && (isSort(node) || node.entrySet()
			.stream()
			.anyMatch((entry) -> !entry.getKey().equals("rejectedPlans") && isSortIn(entry.getValue())));
	}

	private static boolean isSort(Document node) {
		return "SORT".equals(node.get("stage")) || (node.get("Node Type") instanceof String type
				&& (type.equals("Sort") || type.equals("Incremental Sort")));
	}

}
