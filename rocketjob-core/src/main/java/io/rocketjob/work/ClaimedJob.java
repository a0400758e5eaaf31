package io.rocketjob.work;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobRecord;
import org.bson.types.ObjectId;

/**
 * Internal: a job that this process holds and has not begun to run.
 *
 * @param job the job as it was claimed
 * @param token what each write of the holder must match
 * @param worker the name of the worker that it was claimed for
 */
public record ClaimedJob(JobRecord job, ObjectId token, String worker) {

	/** The order of the queue. */
	public static final Comparator<ClaimedJob> IN_ORDER = Comparator.comparingInt(ClaimedJob::priority)
		.thenComparing(ClaimedJob::id);

	/**
	 * The id of the job.
	 * @return the id
	 */
	public ObjectId id() {
		return this.job.id();
	}

	/**
	 * Its priority.
	 * @return 1 for the most urgent
	 */
	public int priority() {
		return this.job.priority();
	}

	/**
	 * What tells this hold from all others.
	 * @return the job and the token
	 */
	public ClaimKey claimKey() {
		return new ClaimKey(id(), this.token);
	}

	/**
	 * The same, for the worker that is going to run it.
	 * @param name the name of the worker
	 * @return the claim
	 */
	public ClaimedJob forWorker(String name) {
		return new ClaimedJob(this.job, this.token, name);
	}

	/**
	 * Groups jobs by the claim that holds them.
	 * @param jobs the jobs
	 * @return their ids by the token
	 */
	public static Map<ObjectId, List<ObjectId>> byToken(Collection<ClaimedJob> jobs) {
		return jobs.stream()
			.collect(Collectors.groupingBy(ClaimedJob::token, LinkedHashMap::new,
					Collectors.mapping(ClaimedJob::id, Collectors.toList())));
	}

	@Override
	public String toString() {
		return this.job.type() + " " + id();
	}

}
