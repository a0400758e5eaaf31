package io.rocketjob.job;

import java.util.List;

import com.mongodb.client.model.IndexModel;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: what one kind of jobs adds to the life that all jobs share: its own markers,
 * what they allow, and what has to be dropped with the job. Decides by the document of a
 * job alone and asks no database, but for {@link #drop}. Each default is that of a kind
 * which adds nothing. Thread-safe.
 */
public interface JobKind {

	/**
	 * Whether a job is of this kind.
	 * @param job the job as it was read
	 * @return whether it is
	 */
	boolean includes(JobRecord job);

	/**
	 * Matches the jobs that are not of this kind.
	 * @return a condition
	 */
	default Document others() {
		return new Document();
	}

	/**
	 * The indexes of its markers.
	 * @return the indexes of the collection of jobs that only this kind needs
	 */
	default List<IndexModel> indexes() {
		return List.of();
	}

	/**
	 * Whether more belongs to a job than its document. Such a job is marked before it
	 * goes, so that {@link #drop} is called even if this process dies.
	 * @return whether it does
	 */
	default boolean ownsData() {
		return false;
	}

	/**
	 * Drops what belongs to a job besides its document. May be called again.
	 * @param job the job as it was read
	 */
	default void drop(JobRecord job) {
	}

	/**
	 * The key by which a job is created once. It is given free, before {@link #drop},
	 * when the job was aborted, and kept when it has completed.
	 * @param job the job as it was read
	 * @return the key as it is stored, or {@code null} when the job has none
	 */
	default @Nullable String onceKey(JobRecord job) {
		return null;
	}

	/**
	 * Whether a job keeps the time of its start when it goes back to the queue, because
	 * it goes on where it was.
	 * @param job the job as it was read
	 * @return whether it does
	 */
	default boolean goesOn(JobRecord job) {
		return false;
	}

	/**
	 * Whether all that a job needs in order to run has been delivered. Until then a
	 * queued job is neither claimable nor due.
	 * @param job the job, or its {@link #readinessFields()}
	 * @return whether it is ready
	 */
	default boolean isReady(JobRecord job) {
		return true;
	}

	/**
	 * What happens to a job that is not ready.
	 * @return a few words such as {@code being uploaded}
	 */
	default String delivery() {
		return "being prepared";
	}

	/**
	 * Matches jobs that are ready.
	 * @return a condition
	 */
	default Document ready() {
		return new Document();
	}

	/**
	 * Matches a job as long as it is as ready as it was when it was read.
	 * @param job the job, or its {@link #readinessFields()}
	 * @return a condition
	 */
	default Document asReadyAs(JobRecord job) {
		return new Document();
	}

	/**
	 * What {@link #isReady} looks at.
	 * @return names of fields
	 */
	default List<String> readinessFields() {
		return List.of();
	}

	/**
	 * The jobs that are not ready.
	 * @return a condition and the index that serves it, or {@code null} when all are
	 */
	default @Nullable Subset unready() {
		return null;
	}

	/**
	 * The jobs that run though no worker holds them, because several work on each.
	 * @return a condition and the index that serves it, or {@code null} when there are
	 * none
	 */
	default @Nullable Subset runningWithoutClaim() {
		return null;
	}

	/**
	 * Why a job that is in the right state for a transition must not make it all the
	 * same.
	 * @param job the job as it was read
	 * @param transition what is asked for
	 * @return the reason, or {@code null} when it may
	 */
	@Nullable String refusal(JobRecord job, JobTransition transition);

	/**
	 * Matches a job as long as those of its markers are as they were by which a
	 * transition is decided.
	 * @param job the job as it was read
	 * @return a condition
	 */
	default Document asSeen(JobRecord job) {
		return new Document();
	}

	/**
	 * Adds to an update what a change of the state means for its markers.
	 * @param job the job as it was read
	 * @param to the state that it goes to
	 * @param update the update to add to
	 */
	default void move(JobRecord job, JobState to, JobUpdateDocument update) {
	}

	/**
	 * Adds to an update which of the failed parts of a job are to be done again.
	 * @param update the update to add to
	 * @param without the kinds of failures whose parts stay failed
	 */
	default void retry(JobUpdateDocument update, List<Document> without) {
	}

	/**
	 * Whether a paused job runs as soon as it is resumed, because no worker has to claim
	 * it.
	 * @param job the job as it was read
	 * @return whether it does
	 */
	default boolean resumesAtOnce(JobRecord job) {
		return false;
	}

	/**
	 * Copies what the next occurrence of a job has in common with it.
	 * @param job the job as it was read
	 * @param next its next occurrence
	 */
	default void copy(JobRecord job, Document next) {
	}

	/**
	 * Some of the jobs.
	 *
	 * @param condition matches them; it has no state in it
	 * @param index the name of the index that has these jobs only
	 */
	record Subset(Document condition, String index) {
	}

}
