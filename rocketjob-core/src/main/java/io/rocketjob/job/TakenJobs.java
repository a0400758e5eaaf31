package io.rocketjob.job;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.document.JobRecord;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import org.bson.types.ObjectId;

/**
 * What the write of a claim has taken, or may have where its answer was lost. It is not
 * read yet.
 *
 * @param chosen the jobs that it wanted
 * @param token its token
 * @param server in whose name
 * @param since when, by {@link System#nanoTime}
 */
record TakenJobs(List<JobRecord> chosen, ObjectId token, Claimant server, long since) {

	static TakenJobs of(List<JobRecord> chosen, Claimant server) {
		return new TakenJobs(chosen, new ObjectId(), server, System.nanoTime());
	}

	List<ObjectId> ids() {
		return this.chosen.stream().map(JobRecord::id).toList();
	}

	/**
	 * Those that others have taken.
	 * @param claimed those that were claimed
	 * @return the rest
	 */
	List<JobRecord> others(List<ClaimedJob> claimed) {
		if (claimed.size() == this.chosen.size()) {
			return List.of();
		}
		Set<ObjectId> mine = new HashSet<>();
		claimed.forEach((job) -> mine.add(job.id()));
		return this.chosen.stream().filter((job) -> !mine.contains(job.id())).toList();
	}

}
