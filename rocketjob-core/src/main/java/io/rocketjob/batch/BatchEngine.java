package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.Events;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Servers;
import io.rocketjob.WorkerActivity;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.job.ClaimedJob;
import io.rocketjob.job.FailureDocument;
import io.rocketjob.job.HeldWork;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobHolder;
import io.rocketjob.job.Run;
import io.rocketjob.job.RunResult;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.job.StoredPluginJobs;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.plugin.PluginJobs;
import io.rocketjob.stream.InputFiles;
import io.rocketjob.stream.OutputFiles;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.function.SingletonSupplier;

/**
 * Internal: puts the parts of this package together. One for each application; holds no
 * threads of its own. Thread-safe.
 */
public final class BatchEngine implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(BatchEngine.class);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final JobEngine jobs;

	private final BatchKind kind;

	private final SliceCollections collections;

	private final SliceCodec codec;

	private final RecordMapper records;

	private final RecordFormats formats;

	private final BatchClasses classes;

	private final ListableBeanFactory beans;

	private final Duration recheckInterval;

	private final InputFiles inputFiles;

	private final OutputFiles outputFiles;

	private final OpenBatches open;

	private final ActiveSlices active = new ActiveSlices();

	private final SliceClaims claims = new SliceClaims(this);

	private final WorkerSlots slots = new WorkerSlots(this);

	private final UploadHolds uploads;

	private final Phases phases = new Phases(this);

	private final SliceThrottles sliceThrottles = new SliceThrottles(this);

	private final FailureLog failureLog;

	private final BatchWork work;

	private final Map<Class<?>, BatchHooks> hooks = new ConcurrentHashMap<>();

	/**
	 * Makes an engine.
	 * @param jobs the jobs
	 * @param kind the kind of the jobs that are batches, which knows where slices are
	 * stored
	 * @param encryption encrypts slices and files, or {@code null} when there are no keys
	 * @param formats how records are written in files
	 * @param beans where hooks are
	 * @param settings what the configuration says
	 */
	public BatchEngine(JobEngine jobs, BatchKind kind, @Nullable Encryption encryption, RecordFormats formats,
			ListableBeanFactory beans, BatchSettings settings) {
		this.jobs = jobs;
		this.failureLog = new FailureLog(jobs.exceptionLogging());
		this.kind = kind;
		this.collections = kind.collections();
		this.codec = new SliceCodec(encryption);
		this.records = new RecordMapper(jobs.classes().mapper(),
				SingletonSupplier.of(() -> new Lines(beans.getBeanProvider(LineJson.class).getIfAvailable())));
		this.formats = formats;
		this.classes = new BatchClasses(jobs.classes(), this.codec, formats, settings.classes());
		this.beans = beans;
		this.recheckInterval = settings.recheckInterval();
		this.inputFiles = new InputFiles(encryption);
		this.outputFiles = new OutputFiles(encryption);
		this.open = new OpenBatches(jobs);
		this.uploads = new UploadHolds(jobs, kind);
		this.work = new BatchWork(this);
		jobs.signal().onSlices(this.open::forget);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.classes.check();
	}

	/**
	 * Makes the template of this engine.
	 * @param holder in whose name jobs are run inline and records uploaded
	 * @param events publishes events
	 * @param servers the servers
	 * @return the template
	 */
	public RocketJobTemplate template(JobHolder holder, Events events, Servers servers) {
		return new BatchTemplate(this, holder, events, servers);
	}

	/**
	 * The jobs.
	 * @return the engine of all jobs
	 */
	public JobEngine jobs() {
		return this.jobs;
	}

	/**
	 * Decides what workers do.
	 * @return where they get their work
	 */
	public BatchWork work() {
		return this.work;
	}

	/**
	 * All that servers can hold, of jobs of any kind.
	 * @return what the recovery has to look after
	 */
	public List<HeldWork> heldWork() {
		return List.of(this.jobs.held(), this.claims, this.slots, this.uploads);
	}

	/**
	 * Whether anything is held that this process attends to.
	 * @return whether jobs are run, here or inline, or records are uploaded
	 */
	public boolean isAtWork() {
		return !this.jobs.runs().attended().isEmpty() || !this.uploads.attended().isEmpty();
	}

	/**
	 * What the workers of a server are at, as the database knows.
	 * @param server the id of the server
	 * @return jobs and slices that are held in its name, ordered by worker
	 */
	public List<WorkerActivity> activity(ObjectId server) {
		List<WorkerActivity> activity = new ArrayList<>(this.jobs.held().activity(server));
		activity.addAll(this.claims.activity(server));
		activity.sort(Comparator.comparing(WorkerActivity::worker));
		return activity;
	}

	/**
	 * The database of the slices.
	 * @return the handle
	 */
	public RocketJobMongo slices() {
		return this.collections.mongo();
	}

	BatchKind kind() {
		return this.kind;
	}

	SliceCollections collections() {
		return this.collections;
	}

	SliceCodec codec() {
		return this.codec;
	}

	RecordMapper records() {
		return this.records;
	}

	RecordFormats formats() {
		return this.formats;
	}

	BatchClasses classes() {
		return this.classes;
	}

	InputFiles inputFiles() {
		return this.inputFiles;
	}

	OutputFiles outputFiles() {
		return this.outputFiles;
	}

	OpenBatches open() {
		return this.open;
	}

	ActiveSlices active() {
		return this.active;
	}

	SliceClaims claims() {
		return this.claims;
	}

	WorkerSlots slots() {
		return this.slots;
	}

	UploadHolds uploads() {
		return this.uploads;
	}

	FailureLog failureLog() {
		return this.failureLog;
	}

	SliceThrottles sliceThrottles() {
		return this.sliceThrottles;
	}

	Phases phases() {
		return this.phases;
	}

	Duration recheckInterval() {
		return this.recheckInterval;
	}

	/**
	 * What plugins can do with stored jobs.
	 * @param template creates jobs
	 * @return what to give to plugins
	 */
	public PluginJobs pluginJobs(RocketJobTemplate template) {
		return new StoredPluginJobs(this.jobs, (job) -> PluginCreation.create(template, job));
	}

	BatchHooks hooks(String type) {
		BatchClass batchClass = this.classes.get(type);
		return this.hooks.computeIfAbsent(batchClass.jobClass().type(), (missing) -> hooks(batchClass));
	}

	@SuppressWarnings("unchecked")
	private BatchHooks hooks(BatchClass batchClass) {
		List<BatchCallbacks<@Nullable Object>> all = new ArrayList<>();
		this.beans.getBeanProvider(BatchCallbacks.class).orderedStream().forEach((callbacks) -> {
			if (batchClass.wants(callbacks)) {
				all.add((BatchCallbacks<@Nullable Object>) callbacks);
			}
		});
		all.addAll(batchClass.jobClass().plugins().batchCallbacks());
		all.add(BatchClass.bean(batchClass.jobClass().bean()));
		return new BatchHooks(all);
	}

	boolean isWithinWindows(Document job) {
		BatchClass batchClass = this.classes.find(JobDocument.type(job));
		return batchClass == null || batchClass.windows().isOpen(this.jobs.clock().now());
	}

	/**
	 * Reads the records of a slice.
	 * @param segment where it is
	 * @param slice the slice
	 * @return its records, as they are stored
	 */
	SliceRecords readSlice(Segment segment, Document slice) {
		byte[] bytes = this.codec.unpack(SliceDocument.data(slice), segment.settings().serializer(),
				segment.binding(slice.getLong(SliceDocument.ID)));
		return BsonBuffer.readSlice(bytes);
	}

	/**
	 * Runs a claimed job: all of one that is no batch, else the phase that it is in.
	 * @param claimed the job
	 * @param server the name of this server
	 * @return how that ended
	 */
	RunResult run(ClaimedJob claimed, String server) {
		return BatchDocument.isBatch(claimed.document()) ? this.phases.run(claimed, server)
				: this.jobs.runner().run(claimed, server);
	}

	/**
	 * Runs a claimed job in the calling thread until it has ended, together with other
	 * servers if they work on it as well.
	 * @param claimed the job
	 * @param holder in whose name
	 * @return how it ended
	 */
	public RunResult runToEnd(ClaimedJob claimed, JobHolder holder) {
		RunResult result = run(claimed, holder.serverName());
		return (BatchDocument.isBatch(claimed.document()) && result.outcome() == RunResult.Outcome.COMPLETED)
				? workToEnd(claimed.id(), claimed.worker(), holder, result) : result;
	}

	/**
	 * Works on a batch whose records are processed until it has ended.
	 * @param id the job
	 * @param worker the name of the calling thread as a worker
	 * @param holder in whose name
	 * @return how it ended
	 */
	public RunResult workToEnd(ObjectId id, String worker, JobHolder holder) {
		return workToEnd(id, worker, holder, new RunResult(RunResult.Outcome.COMPLETED, null, null));
	}

	private RunResult workToEnd(ObjectId id, String worker, JobHolder holder, RunResult begun) {
		RunResult result = begun;
		while (true) {
			Document job = this.jobs.jobs().find(new Document(JobDocument.ID, id)).first();
			if (job == null || JobDocument.state(job) != JobState.RUNNING) {
				return ended(job, result);
			}
			if (job.containsKey(BatchDocument.PROCESSING)) {
				Join join = this.work.join(job, holder.serverId(), worker, null);
				if (join != null) {
					join.run(holder.serverName(), worker, () -> true);
				}
				if (join != null && join.last() != null) {
					result = join.last();
					continue;
				}
			}
			if (Thread.currentThread().isInterrupted()) {
				return result;
			}
			if (this.sliceThrottles.isLeftOut(id)) {
				return new RunResult(RunResult.Outcome.GIVEN_BACK, null, null);
			}
			// others are at work on the rest
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	private static RunResult ended(@Nullable Document job, RunResult result) {
		if (job == null || JobDocument.state(job) == JobState.COMPLETED) {
			return (result.outcome() == RunResult.Outcome.COMPLETED) ? result
					: new RunResult(RunResult.Outcome.COMPLETED, null, null);
		}
		if (JobDocument.state(job) == JobState.FAILED && result.thrown() == null) {
			String reason = FailureDocument.summary(job.get(JobDocument.EXCEPTION, new Document()));
			return new RunResult(RunResult.Outcome.FAILED, null, new FailedBatchException(reason));
		}
		return (JobDocument.state(job) == JobState.FAILED) ? result
				: new RunResult(RunResult.Outcome.LOST, null, result.thrown());
	}

	/**
	 * Looks after the slices that workers of this process are at: tells the database
	 * where they are, and the workers when what they are at is no longer theirs or no
	 * longer wanted. To be called each second; costs a write for each slice that takes
	 * longer than that, and a read if there is any slice.
	 */
	public void watch() {
		this.active.forEach((hold, run) -> {
			if (run.age().compareTo(OpenBatches.MEMORY) >= 0 && !hold.touch()) {
				run.lose("its slice was given to somebody else, or the job has ended");
			}
		});
		this.active.forEach(this::leaveIfClosed);
	}

	private void leaveIfClosed(SliceHold hold, Run<?> run) {
		if (this.open.find(run.id()) == null) {
			run.leave("the job was paused, failed or aborted");
		}
	}

	/**
	 * Drops what a write may have brought back that came too late: when the job has ended
	 * without its output, nobody else will.
	 * @param job the job as it was
	 * @return whether somebody has aborted or deleted the job, so that nothing was lost
	 * that was still wanted
	 */
	boolean cleanUpAfterLoss(Document job) {
		Document present = this.jobs.jobs().find(new Document(JobDocument.ID, JobDocument.id(job))).first();
		if (present == null || JobDocument.state(present) == JobState.ABORTED || JobDocument.isDestroyed(present)
				|| present.containsKey(JobDocument.DISCARD)) {
			logger.debug("Dropping what came too late for {}", JobDocument.id(job));
			this.collections.dropOutputs(job);
		}
		return present != null && JobDocument.state(present) == JobState.ABORTED;
	}

}
