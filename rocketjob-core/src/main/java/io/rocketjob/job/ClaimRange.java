package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.DatabaseAbilities;
import io.rocketjob.work.ClaimFilter;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * A part of the queue, in its order: a run of the index {@code claim} for each class. The
 * sort must fit the filter: by the id alone where the priority is given, or the database
 * sorts the whole part in memory.
 *
 * @param types the names of the classes
 * @param rest which of their jobs
 * @param sort their order
 */
record ClaimRange(List<String> types, Document rest, Document sort) {

	/** How many runs are merged. Beyond 200 the database sorts in memory instead. */
	private static final int MOST_RUNS = 100;

	private static final Document BY_ID = new Document(JobFields.ID, 1);

	private static final Document BY_PRIORITY = new Document(JobFields.PRIORITY, 1).append(JobFields.ID, 1);

	/**
	 * All of the queue.
	 * @param types the names of the classes
	 * @return the range
	 */
	static ClaimRange all(Collection<String> types) {
		return new ClaimRange(List.copyOf(types), new Document(), BY_PRIORITY);
	}

	/**
	 * What is at least as urgent as a priority.
	 * @param types the names of the classes
	 * @param priority the priority
	 * @return the range
	 */
	static ClaimRange upTo(Collection<String> types, int priority) {
		return new ClaimRange(List.copyOf(types), new Document(JobFields.PRIORITY, new Document("$lte", priority)),
				BY_PRIORITY);
	}

	/**
	 * What is as urgent as a job that was seen in the queue, and younger.
	 * @param types the names of the classes
	 * @param seen the place of that job
	 * @return the range
	 */
	static ClaimRange after(Collection<String> types, Place seen) {
		return new ClaimRange(List.copyOf(types),
				new Document(JobFields.PRIORITY, seen.priority()).append(JobFields.ID, new Document("$gt", seen.id())),
				BY_ID);
	}

	/**
	 * The filter of the range.
	 * @return a new document
	 */
	Document filter() {
		return filter(new Document("$in", this.types));
	}

	/**
	 * The filter of a find-and-modify that takes the first job of the range.
	 * @param abilities what the database can do
	 * @return a new document
	 */
	Document filterOfFirst(DatabaseAbilities abilities) {
		return filter(abilities.firstOf(this.types));
	}

	private Document filter(Document types) {
		Document filter = new Document(JobFields.CLAIMABLE, true).append(JobFields.TYPE, types);
		filter.putAll(this.rest);
		return filter;
	}

	/**
	 * Whether the database can read it by merging runs of the index.
	 * @return whether there are not too many classes
	 */
	boolean isMergeable() {
		return this.types.size() <= MOST_RUNS;
	}

	/**
	 * The range in parts that the database can read by merging runs of the index.
	 * @return the parts, each for some of the classes
	 */
	List<ClaimRange> parts() {
		List<ClaimRange> parts = new ArrayList<>();
		for (int i = 0; i < this.types.size(); i += MOST_RUNS) {
			parts.add(of(this.types.subList(i, Math.min(this.types.size(), i + MOST_RUNS))));
		}
		return parts;
	}

	/**
	 * The same range for fewer classes.
	 * @param some the names of the classes
	 * @return the range
	 */
	ClaimRange of(List<String> some) {
		return new ClaimRange(some, this.rest, this.sort);
	}

	/**
	 * The same range for fewer jobs.
	 * @param filter what its query asks for
	 * @return the range
	 */
	ClaimRange matching(ClaimFilter filter) {
		return filter.hasQuery() ? new ClaimRange(this.types, filter.addTo(new Document(this.rest)), this.sort) : this;
	}

	/**
	 * A place in the queue.
	 *
	 * @param priority the priority of a job
	 * @param id its id
	 */
	record Place(int priority, ObjectId id) {

		/** The order of the queue. */
		static final Comparator<JobRecord> OF_JOBS = Comparator.comparing(Place::of,
				Comparator.comparingInt(Place::priority).thenComparing(Place::id));

		static Place of(JobRecord job) {
			return new Place(job.priority(), job.id());
		}

	}

}
