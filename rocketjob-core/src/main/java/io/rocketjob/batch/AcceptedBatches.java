package io.rocketjob.batch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobStore;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.work.ClaimFilter;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The open batches that the filter of a server lets through. For one thread.
 */
final class AcceptedBatches {

	private final OpenBatches open;

	private final JobStore store;

	private final JobClasses classes;

	/** Which batches a filter has let through. */
	private @Nullable Accepted accepted;

	AcceptedBatches(OpenBatches open, JobStore store, JobClasses classes) {
		this.open = open;
		this.store = store;
		this.classes = classes;
	}

	/**
	 * The open batches that a server may work on. Where that takes a query, it is asked
	 * each time that the list is read.
	 * @param filter what the server is for
	 * @return the batches, in the order of their urgency
	 */
	List<JobRecord> of(ClaimFilter filter) {
		List<JobRecord> all = this.open.list();
		if (filter.isNone() || all.isEmpty()) {
			return all;
		}
		Accepted last = this.accepted;
		if (last == null || last.all() != all || last.filter() != filter) {
			last = new Accepted(all, filter, accepted(all, filter));
			this.accepted = last;
		}
		return last.batches();
	}

	private List<JobRecord> accepted(List<JobRecord> all, ClaimFilter filter) {
		List<JobRecord> some = all.stream().filter((batch) -> filter.accepts(batch.type(), this.classes)).toList();
		if (!filter.hasQuery() || some.isEmpty()) {
			return some;
		}
		Document query = new Document(JobFields.ID, new Document("$in", some.stream().map(JobRecord::id).toList()));
		Set<ObjectId> matching = new HashSet<>();
		this.store.jobs()
			.find(filter.addTo(query))
			.hint(JobIndexes.BY_ID)
			.projection(JobIndexes.BY_ID)
			.map(JobRecord::new)
			.forEach((batch) -> matching.add(batch.id()));
		return some.stream().filter((batch) -> matching.contains(batch.id())).toList();
	}

	private record Accepted(List<JobRecord> all, ClaimFilter filter, List<JobRecord> batches) {
	}

}
