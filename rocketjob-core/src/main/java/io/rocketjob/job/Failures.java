package io.rocketjob.job;

import io.rocketjob.plugin.FailurePolicy.Again;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks plugins what becomes of jobs whose run has failed.
 */
final class Failures {

	private static final Logger logger = LoggerFactory.getLogger(Failures.class);

	private final JobEngine engine;

	Failures(JobEngine engine) {
		this.engine = engine;
	}

	/**
	 * Whether a failed job is to be queued again.
	 * @param job the job as it was before
	 * @param exception the stored form of the exception
	 * @return when and why, or {@code null} to let it fail; also when a plugin fails
	 * itself
	 */
	@Nullable Again again(Document job, Document exception) {
		JobClass<?> jobClass = this.engine.classes().find(JobDocument.type(job));
		if (jobClass == null) {
			return null;
		}
		try {
			return jobClass.plugins()
				.onFailure(new JobView(job, jobClass, this.engine), FailureDocument.read(exception));
		}
		catch (RuntimeException ex) {
			logger.error("Whether {} {} is to be retried cannot be told; it is not", JobDocument.type(job),
					JobDocument.id(job), this.engine.exceptionLogging().loggable(ex, Redaction.NONE));
			return null;
		}
	}

}
