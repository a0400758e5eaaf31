package io.rocketjob.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

import io.rocketjob.FailureGroup;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.UnclaimedFailure;
import io.rocketjob.job.UnclaimedFailures;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.mongo.DatabaseClock;
import io.rocketjob.work.RunResult;
import io.rocketjob.work.WorkRecorder;
import io.rocketjob.work.WorkRecorder.RunTimes;
import org.bson.Document;

/**
 * Fails batches whose records cannot all be processed. Thread-safe.
 */
final class BatchFailures {

	private final UnclaimedFailures failures;

	private final SliceCorrections slices;

	private final ExceptionLogging exceptionLogging;

	private final WorkRecorder recorder;

	private final DatabaseClock clock;

	BatchFailures(UnclaimedFailures failures, SliceCorrections slices, ExceptionLogging exceptionLogging,
			WorkRecorder recorder, DatabaseClock clock) {
		this.recorder = recorder;
		this.clock = clock;
		this.failures = failures;
		this.slices = slices;
		this.exceptionLogging = exceptionLogging;
	}

	/**
	 * Fails a job whose collections are not there, rather than empty: a user has dropped
	 * them, or this server looks in another place than the one that has filled them.
	 * @param job the job as it was read before
	 * @param missing the names of the collections
	 * @return whether this call has failed it
	 */
	boolean failIncomplete(JobRecord job, Set<String> missing) {
		String message = "The collections " + missing + " with its records do not exist in the database "
				+ this.slices.collections().mongo().database().getName()
				+ "; were they dropped, or does rocketjob.slices.* of this server differ from that of others?";
		Document exception = FailureDocument.byHand(message);
		return fail(job,
				new UnclaimedFailure(BatchKind.processed(job), exception, List.of(exception), message, message, null));
	}

	/**
	 * Fails a job of which only failed slices are left, if there are any.
	 * @param job the job as it was read before
	 * @return whether this call has failed it
	 */
	boolean fail(JobRecord job) {
		return fail(job, (slices) -> (slices == 1) ? "1 slice has failed, " : slices + " slices have failed, ");
	}

	/**
	 * Fails a job of which enough slices have failed, though others are left.
	 * @param job the job as it was read before
	 * @param all how many slices it has
	 * @param limit what is reached
	 * @return whether this call has failed it
	 */
	boolean failFast(JobRecord job, long all, String limit) {
		return fail(job, (slices) -> slices + " of " + all + ((all == 1) ? " slice" : " slices")
				+ ((slices == 1) ? " has failed; " : " have failed; ") + limit + "; ");
	}

	private boolean fail(JobRecord job, LongFunction<String> begin) {
		FailedSlices failed = new FailedSlices(this.slices, job);
		List<FailureGroup> groups = failed.groups();
		if (groups.isEmpty()) {
			return false;
		}
		long slices = groups.stream().mapToLong(FailureGroup::slices).sum();
		FailureGroup most = groups.get(0);
		Document exception = FailureDocument.of(most.className(), summary(begin.apply(slices), groups, true),
				most.examples().get(0).exception().stackTrace());
		String loggable = this.exceptionLogging.showsTexts() ? summary(begin.apply(slices), groups, true)
				: summary(begin.apply(slices), groups, false) + "; " + this.exceptionLogging.text("");
		return fail(job, new UnclaimedFailure(BatchKind.processed(job), exception, failed.kinds(),
				FailureDocument.summary(exception), loggable, null));
	}

	private boolean fail(JobRecord job, UnclaimedFailure failure) {
		boolean failed = this.failures.fail(job, failure);
		Instant began = job.claimedAt();
		if (failed && began != null) {
			this.recorder.jobRun(job.type(), RunResult.Outcome.FAILED,
					() -> RunTimes.of(job, began, Duration.between(began, this.clock.now())));
		}
		return failed;
	}

	private static String summary(String begin, List<FailureGroup> groups, boolean withMessages) {
		if (groups.size() == 1 && withMessages) {
			return begin + text(groups.get(0), true);
		}
		return begin + groups.stream()
			.limit(FailureGroup.EXAMPLES)
			.map((group) -> group.slices() + " with " + group.className() + " " + text(group, withMessages))
			.collect(Collectors.joining("; "));
	}

	private static String text(FailureGroup group, boolean withMessage) {
		return "first at record " + group.examples().get(0).failedRecord()
				+ ((withMessage && group.message() != null) ? ": " + group.message() : "");
	}

}
