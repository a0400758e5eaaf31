package io.rocketjob.job;

import java.util.Collection;
import java.util.List;

import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * A part of the queue, in its order: a run of the index {@code claim} for each class. The
 * sort must fit the filter: by the id alone where the priority is given, or the database
 * sorts the whole part in memory.
 *
 * @param filter which jobs
 * @param sort their order
 */
record ClaimRange(Document filter, Document sort) {

	private static final Document BY_ID = new Document(JobDocument.ID, 1);

	private static final Document BY_PRIORITY = new Document(JobDocument.PRIORITY, 1).append(JobDocument.ID, 1);

	/**
	 * All of the queue.
	 * @param types the names of the classes
	 * @return the range
	 */
	static ClaimRange all(Collection<String> types) {
		return new ClaimRange(claimable(types), BY_PRIORITY);
	}

	/**
	 * What comes before another job: what is more urgent, then what is as urgent and
	 * older.
	 * @param types the names of the classes
	 * @param other the other job
	 * @return the ranges, in order
	 */
	static List<ClaimRange> before(Collection<String> types, Document other) {
		int priority = other.getInteger(JobDocument.PRIORITY);
		return List.of(
				new ClaimRange(claimable(types).append(JobDocument.PRIORITY, new Document("$lt", priority)),
						BY_PRIORITY),
				new ClaimRange(claimable(types).append(JobDocument.PRIORITY, priority)
					.append(JobDocument.ID, new Document("$lt", JobDocument.id(other))), BY_ID));
	}

	/**
	 * What is as urgent as a job that was seen in the queue, and younger.
	 * @param types the names of the classes
	 * @param seen the place of that job
	 * @return the range
	 */
	static ClaimRange after(Collection<String> types, Place seen) {
		return new ClaimRange(claimable(types).append(JobDocument.PRIORITY, seen.priority())
			.append(JobDocument.ID, new Document("$gt", seen.id())), BY_ID);
	}

	/**
	 * What is as urgent as two jobs, and younger than one and older than the other.
	 * @param types the names of the classes
	 * @param seen the place of the one
	 * @param other the place of the other
	 * @return the range
	 */
	static ClaimRange between(Collection<String> types, Place seen, Place other) {
		return new ClaimRange(claimable(types).append(JobDocument.PRIORITY, seen.priority())
			.append(JobDocument.ID, new Document("$gt", seen.id()).append("$lt", other.id())), BY_ID);
	}

	private static Document claimable(Collection<String> types) {
		return new Document(JobDocument.CLAIMABLE, true).append(JobDocument.TYPE,
				new Document("$in", List.copyOf(types)));
	}

	/**
	 * A place in the queue.
	 *
	 * @param priority the priority of a job
	 * @param id its id
	 */
	record Place(int priority, ObjectId id) {

		static Place of(Document job) {
			return new Place(job.getInteger(JobDocument.PRIORITY), JobDocument.id(job));
		}

	}

}
