package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.document.CrashDocument;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.logging.Redaction;
import io.rocketjob.plugin.FailurePolicy.Again;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks plugins what becomes of jobs whose run has failed.
 */
final class RetryDecisions {

	private static final Logger logger = LoggerFactory.getLogger(RetryDecisions.class);

	private final JobBinder binder;

	RetryDecisions(JobBinder binder) {
		this.binder = binder;
	}

	/**
	 * Whether a batch of which only failed slices are left is to be queued again.
	 * @param job the job as it was before
	 * @param failures the stored form of an exception of each kind
	 * @return when and why, and without which of them, or {@code null} to let it fail
	 */
	@Nullable PartialRetry retry(JobRecord job, List<Document> failures) {
		Again first = null;
		List<Document> without = new ArrayList<>();
		for (Document failure : failures) {
			Again again = again(job, failure);
			if (again == null) {
				without.add(FailureDocument.kind(failure));
			}
			else if (first == null) {
				first = again;
			}
		}
		return (first != null) ? new PartialRetry(first, without) : null;
	}

	/**
	 * A batch is to be queued again.
	 *
	 * @param again when and why
	 * @param without the kinds of failures whose slices stay failed
	 */
	record PartialRetry(Again again, List<Document> without) {
	}

	/**
	 * Whether a failed job is to be queued again.
	 * @param job the job as it was before
	 * @param exception the stored form of the exception
	 * @return when and why, or {@code null} to let it fail; also when a plugin fails
	 * itself
	 */
	@Nullable Again again(JobRecord job, Document exception) {
		JobClass<?> jobClass = this.binder.classes().find(job.type());
		if (jobClass == null || CrashDocument.isTooOften(exception.getString("class"))) {
			// what has ended one process after the other must not do so by itself again
			return null;
		}
		try {
			return jobClass.plugins().onFailure(this.binder.view(job, jobClass), FailureDocument.read(exception));
		}
		catch (RuntimeException ex) {
			logger.error("Whether {} {} is to be retried cannot be told; it is not", job.type(), job.id(),
					this.binder.exceptionLogging().loggable(ex, Redaction.NONE));
			return null;
		}
	}

}
