package io.rocketjob.job;

import io.rocketjob.ChainStep;
import io.rocketjob.JobOptions;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of what chain a job is in.
 */
final class ChainDocument {

	private static final String OF = "of";

	private static final String PREVIOUS = "previous";

	/** The job for which it waits and that was created after it. */
	private static final String EXPECTS = "expects";

	private ChainDocument() {
	}

	static @Nullable Document of(JobOptions options) {
		ChainStep step = options.chainStep();
		if (step == null) {
			return null;
		}
		Document chain = new Document("key", step.chain()).append("step", step.number()).append(OF, step.of());
		if (step.previous() != null) {
			chain.append(PREVIOUS, step.previous());
		}
		if (options.expected() != null) {
			chain.append(EXPECTS, options.expected());
		}
		return chain;
	}

	/**
	 * Which step a job is.
	 * @param job the job as it was read
	 * @return the step, or {@code null} when it is in no chain
	 */
	static @Nullable ChainStep step(JobRecord job) {
		Document chain = job.part(JobFields.CHAIN);
		return (chain != null) ? new ChainStep(chain.getString("key"), chain.getInteger("step"), chain.getInteger(OF),
				chain.getObjectId(PREVIOUS)) : null;
	}

	/**
	 * The job for which a new one waits and that need not be there yet.
	 * @param job the new job
	 * @return its id, or {@code null} when all must be there
	 */
	static @Nullable ObjectId expected(JobRecord job) {
		Document chain = job.part(JobFields.CHAIN);
		return (chain != null) ? chain.getObjectId(EXPECTS) : null;
	}

}
