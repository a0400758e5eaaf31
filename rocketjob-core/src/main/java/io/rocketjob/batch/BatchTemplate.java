package io.rocketjob.batch;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.Events;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.Servers;
import io.rocketjob.job.ClaimedJob;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.JobHolder;
import io.rocketjob.job.JobTemplate;
import io.rocketjob.job.RunResult;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The template with what it does with batches.
 */
final class BatchTemplate extends JobTemplate {

	private final BatchEngine engine;

	BatchTemplate(BatchEngine engine, JobHolder holder, Events events, Servers servers) {
		super(engine.jobs(), holder, events, servers);
		this.engine = engine;
	}

	@Override
	public <F extends @Nullable Object, I> BatchBuilder<F, I> batch(Class<? extends BatchJob<F, I, ?>> jobClass) {
		checkGiven(jobClass, "jobClass");
		return new BatchCreation<>(this.engine, holder(),
				this.engine.classes().of(this.engine.jobs().classes().get(jobClass)));
	}

	@Override
	public BatchInstance<?> batch(ObjectId id) {
		checkGiven(id, "id");
		Document job = this.engine.jobs().reload(id);
		if (!BatchDocument.isBatch(job)) {
			throw new JobNotFoundException(id, JobDocument.type(job), "batch job");
		}
		return new StoredBatch<>(job, this.engine);
	}

	@Override
	public <F extends @Nullable Object> BatchInstance<F> batch(Class<? extends BatchJob<F, ?, ?>> jobClass,
			ObjectId id) {
		get(jobClass, id);
		return new StoredBatch<>(this.engine.jobs().reload(id), this.engine);
	}

	@Override
	protected RunResult run(ClaimedJob claimed) {
		return BatchDocument.isBatch(claimed.document()) ? this.engine.runToEnd(claimed, holder())
				: this.engine.jobs().runner().run(claimed, holder().serverName());
	}

}
