package io.rocketjob.operation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobKind.Subset;
import io.rocketjob.operation.JobPage.Order;
import io.rocketjob.operation.JobRun.Access;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Says in which runs of which indexes the jobs of a search lie, and in which order it
 * lists them. Thread-safe.
 */
final class JobRuns {

	/** How many classes the database merges; see the claims. */
	private static final int MOST_MERGED = 100;

	private final JobEngine engine;

	JobRuns(JobEngine engine) {
		this.engine = engine;
	}

	/** The order of a search, which follows from the states that it asks for. */
	static Order order(SearchConditions search) {
		Set<String> states = search.states();
		if (search.ids() != null || search.waitsFor() != null || states.isEmpty()) {
			return Order.CREATED;
		}
		if (SearchConditions.ENDED.containsAll(states)) {
			return Order.ENDED;
		}
		return switch ((states.size() == 1) ? states.iterator().next() : "") {
			case SearchConditions.QUEUED -> Order.QUEUE;
			case SearchConditions.SCHEDULED -> Order.DUE;
			case SearchConditions.RUNNING -> Order.STARTED;
			default -> Order.CREATED;
		};
	}

	/**
	 * The runs of a search.
	 * @param search what it asks for
	 * @param order its order
	 * @return the runs, which have no job in common
	 */
	List<JobRun> of(SearchConditions search, Order order) {
		Collection<String> states = search.states();
		if (search.ids() != null) {
			List<Document> rest = new ArrayList<>(search.besides(false));
			if (!states.isEmpty()) {
				rest.add(inStates(states));
			}
			List<Document> ids = List.of(new Document(JobFields.ID, new Document("$in", search.ids())));
			return List.of(new JobRun(ids, null, false, null, Access.FEW, rest));
		}
		if (search.waitsFor() != null) {
			List<Document> rest = new ArrayList<>(search.besides(false));
			if (!states.isEmpty()) {
				rest.add(inStates(states));
			}
			List<Document> waiting = List.of(new Document(JobFields.WAITS_FOR, search.waitsFor()));
			return List.of(new JobRun(waiting, null, false, JobIndexes.WAITS_FOR_INDEX, Access.UNORDERED, rest));
		}
		if (states.isEmpty()) {
			return List.of(new JobRun(List.of(), null, false, null, Access.ORDERED, search.besides(false)));
		}
		List<JobRun> runs = new ArrayList<>();
		states.forEach((state) -> add(search, state, order, runs));
		return runs;
	}

	/** Some states in the words of the documents. */
	private static Document inStates(Collection<String> states) {
		List<Document> each = new ArrayList<>();
		for (String state : states) {
			switch (state) {
				case SearchConditions.SCHEDULED -> each.add(new Document(JobFields.DUE_AT, JobIndexes.AT_ANY_TIME));
				case SearchConditions.WAITING -> each.add(new Document(JobFields.STATE, SearchConditions.QUEUED)
					.append(JobFields.WAITS_FOR, JobIndexes.ANY_ID));
				case SearchConditions.QUEUED ->
					each.add(new Document(JobFields.STATE, state).append(JobFields.DUE_AT, null)
						.append(JobFields.WAITS_FOR, null));
				default -> each.add(new Document(JobFields.STATE, state));
			}
		}
		return new Document("$or", each);
	}

	private void add(SearchConditions search, String state, Order order, List<JobRun> runs) {
		switch (state) {
			case SearchConditions.QUEUED -> {
				boolean inOrder = order == Order.QUEUE;
				addClaimable(search, inOrder, runs);
				this.engine.store()
					.unready()
					.forEach((subset) -> runs.add(few(search, subset, inOrder ? JobFields.PRIORITY : null, inOrder)));
			}
			case SearchConditions.SCHEDULED -> {
				List<Document> conditions = new ArrayList<>();
				conditions.add(new Document(JobFields.DUE_AT, JobIndexes.AT_ANY_TIME));
				search.due().forEach((time) -> conditions.add(new Document(JobFields.DUE_AT, time)));
				boolean inOrder = order == Order.DUE;
				runs.add(new JobRun(conditions, inOrder ? JobFields.DUE_AT : null, inOrder, JobIndexes.DUE_INDEX,
						inOrder ? Access.ORDERED : Access.UNORDERED, search.besides(false)));
			}
			case SearchConditions.WAITING -> runs.add(new JobRun(
					List.of(new Document(JobFields.WAITS_FOR, JobIndexes.ANY_ID),
							new Document(JobFields.STATE, SearchConditions.QUEUED)),
					null, false, JobIndexes.WAITS_FOR_INDEX, Access.UNORDERED, search.besides(false)));
			case SearchConditions.RUNNING -> {
				boolean inOrder = order == Order.STARTED;
				String first = inOrder ? JobFields.STARTED_AT : null;
				runs.add(few(search,
						new Subset(new Document(JobFields.CLAIM_SERVER, JobIndexes.ANY_ID), JobIndexes.HOLDER_INDEX),
						first, inOrder));
				this.engine.store()
					.runningWithoutClaim()
					.forEach((subset) -> runs.add(few(search, subset, first, inOrder)));
			}
			default -> runs.add(ended(search, state, order));
		}
	}

	private static JobRun few(SearchConditions search, Subset subset, @Nullable String first, boolean ascending) {
		return new JobRun(List.of(subset.condition()), first, ascending, subset.index(), Access.FEW,
				search.besides(false));
	}

	private static JobRun ended(SearchConditions search, String state, Order order) {
		List<Document> conditions = new ArrayList<>();
		conditions.add(new Document(JobFields.STATE, state));
		conditions.add(new Document(JobFields.COMPLETED_AT, JobIndexes.AT_ANY_TIME));
		boolean inOrder = order == Order.ENDED;
		search.ended().forEach((time) -> conditions.add(new Document(JobFields.COMPLETED_AT, time)));
		return new JobRun(conditions, inOrder ? JobFields.COMPLETED_AT : null, false,
				inOrder ? JobIndexes.ENDED_INDEX : JobIndexes.ENDED_BY_ID_INDEX, Access.ORDERED, search.besides(false));
	}

	private void addClaimable(SearchConditions search, boolean inOrder, List<JobRun> runs) {
		List<String> types = search.types();
		List<String> all = List.copyOf((types != null) ? types : queuedTypes());
		for (int i = 0; i < all.size(); i += MOST_MERGED) {
			List<String> some = all.subList(i, Math.min(all.size(), i + MOST_MERGED));
			List<Document> conditions = List.of(new Document(JobFields.CLAIMABLE, true),
					new Document(JobFields.TYPE, new Document("$in", some)));
			runs.add(new JobRun(conditions, inOrder ? JobFields.PRIORITY : null, inOrder, JobIndexes.CLAIM_INDEX,
					inOrder ? Access.ORDERED : Access.UNORDERED, search.besides(true)));
		}
	}

	/**
	 * The classes of which jobs may wait in the queue, those that are unknown here too.
	 */
	private Collection<String> queuedTypes() {
		Set<String> types = new TreeSet<>(this.engine.classes().runnableNames());
		types.addAll(this.engine.claims().unknownNames());
		return types;
	}

}
