package io.rocketjob.reencryption;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCursor;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchUploads;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Statistics;
import io.rocketjob.batch.SliceReEncryption.Result;
import io.rocketjob.plugin.singleton.Singleton;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Encrypts what is stored anew with the current key, so that older keys can be removed:
 * slices of batches, what they have made, lookups, and the {@code @Encrypted} fields of
 * jobs, of their results and of the records of batches. Its records are the ids of jobs;
 * the workers of all servers do them at the same time.
 *
 * <pre class="code">
 * rocketJob.batch(ReEncryptionJob.class).create();
 * </pre>
 *
 * Let all servers have the new keyset first: what a server writes that has the former
 * one, is encrypted with the former key. When the job has completed, everything is
 * encrypted with the current key. It fails where something cannot be decrypted, or
 * workers hold slices for more than ten minutes; then a retry goes on. When a server dies
 * in the middle, others go on; what is encrypted with the current key is left alone.
 * <p>
 * The bean is there where {@code rocketjob.re-encryption.enabled} is set. Thread-safe.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Encrypts what is stored with the current key", destroyOnComplete = false)
@Singleton
@InputCategory(sliceSize = 20)
@OutputCategory
public class ReEncryptionJob implements BatchJob<@Nullable Void, String, String> {

	/** The counter of slices and lookup entries that were encrypted anew. */
	public static final String REWRITTEN = "documents.rewritten";

	/** The counter of those that were current already, or have nothing encrypted. */
	public static final String CURRENT = "documents.current";

	/** The counter of those that were left for the end, as workers held them. */
	public static final String SKIPPED = "documents.skipped";

	/** The counter of encrypted values in jobs themselves that were encrypted anew. */
	public static final String VALUES = "values.rewritten";

	private static final Logger logger = LoggerFactory.getLogger(ReEncryptionJob.class);

	private final ReEncryption reEncryption;

	private final ObjectProvider<RocketJobTemplate> rocketJob;

	private final Duration pause;

	private final Duration patience;

	/**
	 * Makes the bean.
	 * @param reEncryption does the work
	 * @param rocketJob where its jobs are
	 */
	public ReEncryptionJob(ReEncryption reEncryption, ObjectProvider<RocketJobTemplate> rocketJob) {
		this(reEncryption, rocketJob, Duration.ofSeconds(1), Duration.ofMinutes(10));
	}

	ReEncryptionJob(ReEncryption reEncryption, ObjectProvider<RocketJobTemplate> rocketJob, Duration pause,
			Duration patience) {
		this.reEncryption = reEncryption;
		this.rocketJob = rocketJob;
		this.pause = pause;
		this.patience = patience;
	}

	@Override
	public void beforeBatch(BatchContext<@Nullable Void> context) {
		context.uploads().upload((writer) -> {
			try (MongoCursor<ObjectId> jobs = this.reEncryption.jobs()) {
				while (jobs.hasNext()) {
					ObjectId id = jobs.next();
					if (!id.equals(context.id())) {
						writer.write(id.toHexString());
					}
				}
			}
		});
	}

	@Override
	public @Nullable String perform(String id, BatchContext<@Nullable Void> context) {
		ObjectId job = new ObjectId(id);
		ReEncryption.Outcome outcome = this.reEncryption.renew(job, context::checkCancelled);
		Statistics statistics = context.statistics();
		count(statistics, REWRITTEN, outcome.count(Result.REWRITTEN));
		count(statistics, CURRENT, outcome.count(Result.CURRENT));
		count(statistics, SKIPPED, outcome.count(Result.HELD) + outcome.count(Result.CHANGED));
		count(statistics, VALUES, outcome.values());
		outcome.requireReadable(job);
		return outcome.isLeft() ? id : null;
	}

	private static void count(Statistics statistics, String name, long count) {
		if (count > 0) {
			statistics.increment(name, count);
		}
	}

	/** Looks again at what workers have held. May be repeated. */
	@Override
	public void afterBatch(BatchContext<@Nullable Void> context) throws InterruptedException {
		List<ObjectId> left = this.rocketJob.getObject()
			.batch(context.id())
			.output(BatchUploads.MAIN, String.class)
			.map((id) -> new ObjectId(Objects.requireNonNull(id)))
			.toList();
		long start = System.nanoTime();
		while (!left.isEmpty()) {
			left = left.stream().filter((job) -> isStillLeft(job, context)).toList();
			if (!left.isEmpty()) {
				context.checkCancelled();
				if (System.nanoTime() - start > this.patience.toNanos()) {
					throw new RocketJobException(
							"Workers still hold slices that an older key has encrypted, those of job " + left.get(0)
									+ ((left.size() > 1) ? " and of " + (left.size() - 1) + " others" : "")
									+ "; retry this job when they are done");
				}
				TimeUnit.NANOSECONDS.sleep(this.pause.toNanos());
			}
		}
	}

	private boolean isStillLeft(ObjectId job, BatchContext<@Nullable Void> context) {
		ReEncryption.Outcome outcome = this.reEncryption.renew(job, context::checkCancelled);
		if (outcome.count(Result.REWRITTEN) > 0 || outcome.values() > 0) {
			logger.info("Encrypted {} documents and {} values of job {} anew that workers had held",
					outcome.count(Result.REWRITTEN), outcome.values(), job);
		}
		outcome.requireReadable(job);
		return outcome.isLeft();
	}

}
