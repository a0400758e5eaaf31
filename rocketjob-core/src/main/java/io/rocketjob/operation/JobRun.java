package io.rocketjob.operation;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.document.JobFields;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that lie in one run of an index, in the order of a search.
 *
 * @param conditions which jobs, by the index
 * @param first what they are ordered by before their id, {@code null} for the id alone
 * @param ascending whether the least comes first
 * @param index the name of the index, {@code null} for that of ids
 * @param access how the index has them
 * @param rest what the index does not know
 */
record JobRun(List<Document> conditions, @Nullable String first, boolean ascending, @Nullable String index,
		Access access, List<Document> rest) {

	JobRun {
		conditions = List.copyOf(conditions);
		rest = List.copyOf(rest);
	}

	/** How an index has the jobs of a run. */
	enum Access {

		/** In their order. */
		ORDERED,

		/** In another order, and there are few of them at any time. */
		FEW,

		/** In another order, and there may be many. */
		UNORDERED

	}

	/**
	 * The same jobs, found by their ids.
	 * @return the run, of which the index knows nothing
	 */
	JobRun byId() {
		List<Document> all = new ArrayList<>(this.conditions);
		all.addAll(this.rest);
		return new JobRun(List.of(), null, this.ascending, null, Access.ORDERED, all);
	}

	JobRun backwards() {
		return new JobRun(this.conditions, this.first, !this.ascending, this.index, this.access, this.rest);
	}

	JobRun as(Access other) {
		return new JobRun(this.conditions, this.first, this.ascending, this.index, other, this.rest);
	}

	/** The order of its jobs. */
	Document sort() {
		int direction = this.ascending ? 1 : -1;
		return (this.first != null) ? new Document(this.first, direction).append(JobFields.ID, direction)
				: new Document(JobFields.ID, direction);
	}

	Document sortById() {
		return new Document(JobFields.ID, this.ascending ? 1 : -1);
	}

	String beyond() {
		return this.ascending ? "$gt" : "$lt";
	}

	String before() {
		return this.ascending ? "$lt" : "$gt";
	}

	/**
	 * The filter of a part of the run.
	 * @param narrowing the part; its bounds come first, so that the database uses them
	 * @param withRest whether to demand what the index does not know
	 * @return the filter
	 */
	Document filter(List<Document> narrowing, boolean withRest) {
		List<Document> all = new ArrayList<>(narrowing);
		all.addAll(this.conditions);
		if (withRest) {
			all.addAll(this.rest);
		}
		return switch (all.size()) {
			case 0 -> new Document();
			case 1 -> all.get(0);
			default -> new Document("$and", all);
		};
	}

}
