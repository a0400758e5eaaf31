package io.rocketjob.batch;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.Events;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.Servers;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobTemplate;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import io.rocketjob.work.ServerIdentity;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The template with what it does with batches.
 */
final class BatchTemplate extends JobTemplate {

	private final Tools tools;

	BatchTemplate(Tools tools, ServerIdentity holder, Events events, Servers servers) {
		super(tools.batches().jobs(), holder, events, servers);
		this.tools = tools;
	}

	@Override
	public <F extends @Nullable Object, I> BatchBuilder<F, I> batch(Class<? extends BatchJob<F, I, ?>> jobClass) {
		checkGiven(jobClass, "jobClass");
		return new BatchCreation<>(this.tools.builders(), this.tools.batches(), holder(),
				this.tools.classes().of(engine().classes().get(jobClass)));
	}

	@Override
	public BatchInstance<?> batch(ObjectId id) {
		checkGiven(id, "id");
		JobRecord job = engine().store().reload(id);
		if (!BatchDocument.isBatch(job)) {
			throw new JobNotFoundException(id, job.type(), "batch job");
		}
		return new StoredBatch<>(job, this.tools.batches());
	}

	@Override
	public <F extends @Nullable Object> BatchInstance<F> batch(Class<? extends BatchJob<F, ?, ?>> jobClass,
			ObjectId id) {
		get(jobClass, id);
		return new StoredBatch<>(engine().store().reload(id), this.tools.batches());
	}

	@Override
	public <F extends @Nullable Object> boolean forgetBatch(Class<? extends BatchJob<F, ?, ?>> jobClass, String key) {
		checkGiven(jobClass, "jobClass");
		checkGiven(key, "key");
		return this.tools.builders().queue().keys().forget(engine().classes().get(jobClass), key);
	}

	@Override
	protected RunResult run(ClaimedJob claimed) {
		return this.tools.runner().runToEnd(claimed, holder());
	}

	private JobEngine engine() {
		return this.tools.batches().jobs();
	}

	/**
	 * What the template needs for batches.
	 *
	 * @param classes the batch job classes
	 * @param builders create batches
	 * @param batches make snapshots of batches
	 * @param runner runs jobs in the calling thread
	 */
	record Tools(BatchClasses classes, BatchBuilders builders, StoredBatches batches, BatchRunner runner) {
	}

}
