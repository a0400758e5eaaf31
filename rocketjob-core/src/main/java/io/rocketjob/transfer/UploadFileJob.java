package io.rocketjob.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobCancelledException;
import io.rocketjob.JobContext;
import io.rocketjob.RecordSource;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.HeldJobs;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobStore;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.retry.Retry;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.Resource;

/**
 * Creates a batch and uploads a file into it, from any location of a Spring
 * {@code Resource}.
 *
 * <pre class="code">
 * rocketJob.create(UploadFileJob.class, FileUpload.of("/data/in/a.csv", ImportBatch.class));
 * </pre>
 *
 * There is exactly one batch, whenever a server dies: its id follows from that of the
 * job, it is stored so that it cannot run, the job notes that it is stored, and then it
 * is let run. The result of the job is the id of the batch.
 * <p>
 * The bean is there where {@code rocketjob.file-jobs.enabled} is set. Its jobs read what
 * is below {@code rocketjob.file-jobs.sources}. Thread-safe.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Uploads a file into a new batch", destroyOnComplete = false)
@Retry(limit = 5, noRetryOn = { IllegalArgumentException.class, InvalidJobException.class })
public class UploadFileJob implements Job<FileUpload>, JobPlugin {

	/** Present in the job once its batch has been stored. */
	static final String NOTED = JobFields.PLUGINS + ".uploadFile.stored";

	private final Locations locations;

	private final ObjectProvider<BatchEngine> engine;

	private final ObjectProvider<RocketJobTemplate> rocketJob;

	private final Consumer<Step> hook;

	/**
	 * Makes the bean.
	 * @param locations what may be read
	 * @param engine the jobs
	 * @param rocketJob creates batches
	 */
	public UploadFileJob(Locations locations, ObjectProvider<BatchEngine> engine,
			ObjectProvider<RocketJobTemplate> rocketJob) {
		this(locations, engine, rocketJob, (step) -> {
		});
	}

	/**
	 * Makes the bean.
	 * @param locations what may be read
	 * @param engine the jobs
	 * @param rocketJob creates batches
	 * @param hook is told after each step
	 */
	UploadFileJob(Locations locations, ObjectProvider<BatchEngine> engine, ObjectProvider<RocketJobTemplate> rocketJob,
			Consumer<Step> hook) {
		this.locations = locations;
		this.engine = engine;
		this.rocketJob = rocketJob;
		this.hook = hook;
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		if (jobClass.type() == UploadFileJob.class) {
			jobClass.onCreate((job) -> {
				FileUpload upload = job.fields(FileUpload.class);
				CopyFileJob.said(() -> this.locations.checkSource("location", upload.location()), job::problem);
				List<String> problems = new ArrayList<>();
				held().check(form(upload), problems);
				problems.forEach(job::problem);
			});
		}
	}

	private JobEngine jobs() {
		return this.engine.getObject().jobs();
	}

	private HeldJobs held() {
		return new HeldJobs(jobs(), this.rocketJob);
	}

	private static HeldJobs.Form form(FileUpload upload) {
		return new HeldJobs.Form(upload.jobClass(), upload.properties(), null);
	}

	@Override
	public String perform(FileUpload upload, JobContext context) {
		ObjectId batch = batchId(context.id());
		JobStore store = jobs().store();
		JobRecord own = store.find(context.id());
		if (own == null || !isNoted(own)) {
			store(upload, batch);
			this.hook.accept(Step.STORED);
			if (own != null) {
				note(store, own);
				this.hook.accept(Step.NOTED);
			}
		}
		held().release(batch);
		this.hook.accept(Step.RELEASED);
		return batch.toHexString();
	}

	private static boolean isNoted(JobRecord own) {
		return own.pluginData().get("uploadFile", new Document()).containsKey("stored");
	}

	/** From now on a batch that is not there has run, and is not made again. */
	private static void note(JobStore store, JobRecord own) {
		if (store.jobs()
			.updateOne(JobStore.held(own.id(), own.claimKey().token()), new Document("$set", new Document(NOTED, true)))
			.getMatchedCount() == 0) {
			throw new JobCancelledException(own.id(), "this run no longer holds the job");
		}
	}

	/** Stores the batch so that it cannot run, unless an earlier run has done so. */
	private void store(FileUpload upload, ObjectId id) {
		HeldJobs held = held();
		JobRecord present = held.find(id);
		if (present == null) {
			held.store(form(upload), id, null, records(upload));
		}
		else if (held.isUploading(present)) {
			throw new IllegalStateException("The batch " + id
					+ " is still uploaded by an earlier run, or what that has left is not removed yet");
		}
	}

	private RecordSource<Object> records(FileUpload upload) {
		Source source = this.locations.source(upload.location());
		Resource resource = this.locations.resource(upload.location());
		return (writer) -> {
			if (source instanceof FileSource file) {
				String version = file.version();
				writer.writeFile(resource);
				file.requireVersion(version);
			}
			else {
				writer.writeFile(resource);
			}
		};
	}

	/**
	 * The id of the batch of a job.
	 * @param job the id of the job
	 * @return the same for the same job, and no other job's
	 */
	static ObjectId batchId(ObjectId job) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256")
				.digest(("batch of " + job.toHexString()).getBytes(StandardCharsets.UTF_8));
			return new ObjectId(ByteBuffer.allocate(12).put(job.toByteArray(), 0, 4).put(hash, 0, 8).array());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Each Java has SHA-256", ex);
		}
	}

	/** What was done last, for tests. */
	enum Step {

		/** The batch is stored so that it cannot run. */
		STORED,

		/** The job has noted that. */
		NOTED,

		/** The batch may run. */
		RELEASED

	}

}
