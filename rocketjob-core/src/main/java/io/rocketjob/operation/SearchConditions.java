package io.rocketjob.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.rocketjob.document.JobFields;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a search asks of jobs.
 *
 * @param states the states as people see them, so with {@code scheduled} and
 * {@code waiting}; empty for all
 * @param types the stored names of the classes, {@code null} for all
 * @param ids the ids, {@code null} for all
 * @param waitsFor the job for which they wait, {@code null} for any or none
 * @param ended conditions on the time at which they ended or were paused
 * @param due conditions on the time at which they are due
 * @param rest all else, which no index knows
 * @param values whether it compares what not everybody may see
 */
record SearchConditions(Set<String> states, @Nullable List<String> types, @Nullable List<ObjectId> ids,
		@Nullable ObjectId waitsFor, List<Document> ended, List<Document> due, List<Document> rest, boolean values) {

	static final String QUEUED = "queued";

	static final String SCHEDULED = "scheduled";

	static final String WAITING = "waiting";

	static final String RUNNING = "running";

	static final Set<String> ENDED = Set.of("completed", "failed", "paused", "aborted");

	/** What no index of a state knows. */
	List<Document> besides(boolean knowsTypes) {
		List<Document> all = new ArrayList<>(this.rest);
		if (this.types != null && !knowsTypes) {
			all.add(new Document(JobFields.TYPE, new Document("$in", this.types)));
		}
		return all;
	}

	/**
	 * The same for some states.
	 * @param some the states
	 * @return what it asks of the jobs in these states
	 */
	SearchConditions in(Set<String> some) {
		return new SearchConditions(some, this.types, this.ids, this.waitsFor, this.ended, this.due, this.rest,
				this.values);
	}

}
