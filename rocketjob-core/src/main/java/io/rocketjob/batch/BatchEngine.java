package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.rocketjob.Events;
import io.rocketjob.FailedSlice;
import io.rocketjob.FailureGroup;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Servers;
import io.rocketjob.WorkerActivity;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobStore;
import io.rocketjob.job.StoredPluginJobs;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.mongo.FieldReEncryption;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.plugin.PluginJobs;
import io.rocketjob.stream.InputFiles;
import io.rocketjob.stream.OutputFiles;
import io.rocketjob.work.RecoverableWork;
import io.rocketjob.work.ServerIdentity;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.function.SingletonSupplier;

/**
 * Internal: wires the parts of this package, and hands them to those that others use. One
 * for each application; holds no threads of its own. Thread-safe.
 */
public final class BatchEngine implements SmartInitializingSingleton {

	/** How many groups of jobs may wait for their deletion. */
	private static final int WAITING_GROUPS = 2;

	private final JobEngine jobs;

	private final BatchCollections collections;

	private final BatchClasses classes;

	private final OpenBatches open;

	private final SliceClaims claims;

	private final SliceRecovery sliceRecovery;

	private final WorkerSlots slots;

	private final Uploads uploads;

	private final SliceClaimHandles handles;

	private final SliceExecutions executions;

	private final BatchOpenings openings;

	private final Phases phases;

	private final ProcessingEnd end;

	private final BatchWork work;

	private final BatchRunner runner;

	private final SliceWatch watch;

	private final SliceCorrections corrections;

	private final BatchTemplate.Tools templates;

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
		JobStore store = jobs.store();
		ExceptionLogging logging = jobs.exceptionLogging();
		this.jobs = jobs;
		this.collections = kind.collections();
		SliceData data = new SliceData(new SliceCodec(encryption), mapper(jobs, beans), formats);
		this.classes = new BatchClasses(jobs.classes(), data.codec(), formats, settings.classes());
		LookupStore lookups = new LookupStore(this.collections, data.records());
		this.open = new OpenBatches(store, jobs.signal());
		this.claims = new SliceClaims(this.collections, store.clock());
		this.sliceRecovery = new SliceRecovery(this.claims, this.open, jobs.runs(), jobs.notifier(), jobs.recorder(),
				logging);
		this.slots = new WorkerSlots(store, this.open);
		this.uploads = uploads(jobs);
		BatchHookRegistry hooks = new BatchHookRegistry(this.classes, beans);
		RecordPerformers performers = new RecordPerformers(data, this.classes);
		this.handles = new SliceClaimHandles(this.collections, data, new LateOutput(store, this.collections),
				jobs.transitions(), logging);
		this.executions = executions(jobs, data, performers, hooks);
		this.watch = new SliceWatch(this.executions.active(), this.open);
		this.openings = new BatchOpenings(jobs.handles(), this.collections, this.claims, this.classes, jobs.notifier());
		RecordIntake intake = new RecordIntake(data, new InputFiles(encryption, settings.files()), this.classes);
		SegmentWriters segments = new SegmentWriters(intake, this.collections);
		this.phases = new Phases(jobs.runner(), this.openings, hooks, lookups, segments);
		this.corrections = new SliceCorrections(store, this.collections, data, jobs.transitions(), jobs.notifier());
		BatchFailures failures = new BatchFailures(jobs.unclaimedFailures(), this.corrections, logging, jobs.recorder(),
				store.clock());
		this.end = new ProcessingEnd(store, this.open, this.claims, this.collections, failures, this.phases);
		SliceThrottles throttles = new SliceThrottles(store, jobs.binder(), jobs.throttles(), jobs.unclaimedFailures());
		BatchSessions sessions = new BatchSessions(this.open,
				new BatchAdmission(this.classes, store.clock(), throttles), this.slots,
				new SliceRunner(jobs.runner(), jobs.recorder(), this.handles, this.executions, lookups), this.end,
				new FailFastWatch(this.open, this.claims, failures, jobs.runs()), logging);
		this.work = new BatchWork(sessions, this.claims, jobs.runs(), settings.recheckInterval());
		this.runner = new BatchRunner(store, jobs.runner(), this.phases, this.work, throttles);
		this.templates = new BatchTemplate.Tools(this.classes,
				new BatchBuilders(jobs.creation(), jobs.observations(), queue(jobs, this.uploads), segments, lookups,
						new InlineBatches(jobs.runner(), intake, hooks, performers)),
				new StoredBatches(jobs, kind, this.claims, this.corrections, new BatchOutputs(this.collections, data,
						new OutputFiles(encryption, settings.files()), classes)),
				this.runner);
		jobs.signal().onSlices(this.open::forget);
	}

	private static RecordMapper mapper(JobEngine jobs, ListableBeanFactory beans) {
		return new RecordMapper(jobs.mapper(),
				SingletonSupplier.of(() -> new Lines(beans.getBeanProvider(LineJson.class).getIfAvailable())));
	}

	private static Uploads uploads(JobEngine jobs) {
		return new Uploads(jobs.store(), jobs.processName(), jobs.transitionUpdates(), jobs.runs(), jobs.dependents(),
				jobs.cleanup());
	}

	private static UploadQueue queue(JobEngine jobs, Uploads uploads) {
		return new UploadQueue(jobs.store(), jobs.uniqueJobs(), jobs.links(), jobs.notifier(), uploads,
				new OnceKeys(jobs.store(), jobs.classes()));
	}

	private static SliceExecutions executions(JobEngine jobs, SliceData data, RecordPerformers performers,
			BatchHookRegistry hooks) {
		return new SliceExecutions(new ActiveSlices(), data, performers, hooks, new FailureLog(jobs.exceptionLogging()),
				jobs.runs().lastChance());
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
	public RocketJobTemplate template(ServerIdentity holder, Events events, Servers servers) {
		return new BatchTemplate(this.templates, holder, events, servers);
	}

	/**
	 * Makes what decides what the workers of a server do next.
	 * @param maxGroupSize how many jobs or slices to claim, or to end, at a time at most
	 * @param crew the workers
	 * @return a finder that is not yet started
	 */
	public WorkFinder finder(int maxGroupSize, BatchWorkers crew) {
		boolean grouped = maxGroupSize > 1;
		JobWork.Tools tools = new JobWork.Tools(this.jobs.throttles(), this.jobs.runs(), this.jobs.unbegun(),
				this.jobs.runner(), this.runner);
		JobDispatch dispatch = new JobDispatch(tools, this.jobs.unbegun(), this.jobs.signal(),
				grouped ? this.jobs.completions(WAITING_GROUPS * maxGroupSize) : null);
		return new WorkFinder(crew, this.jobs.claimer(maxGroupSize, grouped ? ahead() : null), dispatch,
				new AcceptedBatches(this.open, this.jobs.store(), this.jobs.classes()), this.work,
				grouped ? groups(maxGroupSize) : null);
	}

	/** Its thread begins with the first that is to be done. */
	private ExecutorService ahead() {
		return Executors.newSingleThreadExecutor(this.jobs.contextLoader().adopting((code) -> {
			Thread thread = new Thread(code, "rocketjob-claims");
			thread.setDaemon(true);
			return thread;
		}));
	}

	/**
	 * Makes what the workers of a server share of slices.
	 * @param maxGroupSize how many slices to claim at a time at most
	 * @return groups whose completions are not yet started
	 */
	SliceGroups groups(int maxGroupSize) {
		SliceCompleter completions = new SliceCompleter(this.handles.cleanup(), this.executions.failureLog(),
				this.jobs.runs(), this.jobs.recorder(), this.jobs.exceptionLogging());
		return new SliceGroups(this.claims, this.jobs.runs(), completions, maxGroupSize);
	}

	/**
	 * The jobs.
	 * @return the engine of all jobs
	 */
	public JobEngine jobs() {
		return this.jobs;
	}

	/**
	 * Runs jobs of any kind in the calling thread.
	 * @return the runner
	 */
	public BatchRunner runner() {
		return this.runner;
	}

	/**
	 * All that servers can hold, of jobs of any kind.
	 * @return what the recovery has to look after
	 */
	public List<RecoverableWork> recoverable() {
		return List.of(this.jobs.recovery(), this.sliceRecovery, this.slots, this.uploads);
	}

	/**
	 * Whether anything is held that this process attends to.
	 * @return whether jobs are run, here or inline, or records are uploaded
	 */
	public boolean isAtWork() {
		return !this.jobs.runs().attended().isEmpty() || !this.uploads.attended().isEmpty();
	}

	/**
	 * What looks for collections of batches whose job does not exist any more.
	 * @return the orphaned collections
	 */
	public OrphanedCollections orphanedCollections() {
		return new OrphanedCollections(this.jobs.store(), this.collections);
	}

	/**
	 * Makes what encrypts slices anew with the current key.
	 * @param fields does so with the encrypted fields of records
	 * @return what does so
	 */
	public SliceReEncryption reEncryption(FieldReEncryption fields) {
		return new SliceReEncryption(this.collections, this.corrections.data(), this.classes, fields);
	}

	/**
	 * What the workers of a server are at, as the database knows.
	 * @param server the id of the server
	 * @return jobs and slices that are held in its name, ordered by worker
	 */
	public List<WorkerActivity> activity(ObjectId server) {
		List<WorkerActivity> activity = new ArrayList<>(this.jobs.recovery().activity(server));
		activity.addAll(this.sliceRecovery.activity(server));
		activity.sort(Comparator.comparing(WorkerActivity::worker));
		return activity;
	}

	/**
	 * Finds a failed slice of a batch by its place, as it is now.
	 * @param job the id of the batch
	 * @param category the input category
	 * @param firstRecord the number of its first record in the category
	 * @return the slice, or {@code null} when no failed one begins there
	 */
	public @Nullable FailedSlice failedSlice(ObjectId job, String category, long firstRecord) {
		return slices().translating(
				() -> new FailedSlices(this.corrections, this.jobs.store().reload(job)).find(category, firstRecord));
	}

	/**
	 * Reads some failed slices of a batch, without their records.
	 * @param job the id of the batch
	 * @param after the {@link #place} of the slice after which to begin
	 * @param backwards whether to read those before it, the last first
	 * @param like a slice that has failed as they have, {@code null} for all
	 * @param most how many to read
	 * @return the slices
	 */
	public List<FailedSlice> failedSlices(ObjectId job, long after, boolean backwards, @Nullable FailedSlice like,
			int most) {
		return slices().translating(() -> new FailedSlices(this.corrections, this.jobs.store().reload(job)).next(after,
				backwards, (like != null) ? ((StoredFailedSlice) like).likeThis() : new Document(), most));
	}

	/**
	 * Where a failed slice is among those of its batch.
	 * @param slice the slice
	 * @return its place
	 */
	public static long place(FailedSlice slice) {
		return ((StoredFailedSlice) slice).id();
	}

	/**
	 * Groups the first failed slices of a batch by the class of their exception, and by
	 * what their messages have in common.
	 * @param job the id of the batch
	 * @param most how many slices to look at
	 * @return the groups, most frequent first
	 */
	public List<FailureGroup> failures(ObjectId job, int most) {
		return slices()
			.translating(() -> new FailedSlices(this.corrections, this.jobs.store().reload(job)).groups(most));
	}

	/**
	 * Queues all slices of a batch again that have failed like one.
	 * @param like the slice
	 * @param patience after which time not to begin with others
	 * @return how many were queued
	 */
	public long retryAllLike(FailedSlice like, Duration patience) {
		return slices().translating(() -> {
			((StoredFailedSlice) like).checkCanBeRetried();
			return ((StoredFailedSlice) like).retryAllLikeThis(patience);
		});
	}

	/**
	 * The output categories of a batch.
	 * @param job the id of the batch
	 * @return the names of their formats by their own names, in order
	 */
	public Map<String, String> outputs(ObjectId job) {
		Map<String, String> formats = new LinkedHashMap<>();
		BatchDocument.outputs(this.jobs.store().reload(job))
			.forEach((name, output) -> formats.put(name, output.format().name()));
		return formats;
	}

	/**
	 * How many records slices have output.
	 * @param job the id of the batch
	 * @param category the output category
	 * @param most how many slices to look at
	 * @return the numbers of records
	 */
	public List<Integer> outputCounts(ObjectId job, String category, int most) {
		return slices().translating(() -> this.collections.output(job, category)
			.find()
			.projection(new Document(SliceDocument.COUNT, 1))
			.limit(most)
			.map((slice) -> slice.getInteger(SliceDocument.COUNT))
			.into(new ArrayList<>()));
	}

	/**
	 * Whether the output of a batch is still there: it goes before the document of a job
	 * that is deleted.
	 * @param job the id of the batch
	 * @return whether the job is neither deleted nor being deleted
	 */
	public boolean keepsOutput(ObjectId job) {
		JobRecord present = this.jobs.store().find(job);
		return present != null && !present.isDestroyed() && !JobFields.ALL.equals(present.get(JobFields.DISCARD));
	}

	/**
	 * Whether the class of a batch says that its output has encrypted values.
	 * @param jobClass the name of the class
	 * @return whether it does
	 */
	public boolean hasEncryptedOutput(String jobClass) {
		BatchClass known = this.classes.find(jobClass);
		return known != null && this.jobs.mapper().isHidden(known.declaredOutput().toClass(), List.of());
	}

	/**
	 * How the names of files end that have a format.
	 * @param format the name of the format
	 * @return the ending with its dot, that of a text where the format has none
	 */
	public String fileEnding(String format) {
		RecordFormats formats = this.templates.batches().outputs().data().formats();
		return formats.knows(format) ? formats.get(format).endings().stream().findFirst().orElse(".txt") : ".txt";
	}

	/**
	 * Looks after the slices that workers of this process are at: tells the database
	 * where they are, and the workers when what they are at is no longer theirs or no
	 * longer wanted. To be called each second; costs a write for each slice that takes
	 * longer than that, and a read if there is any slice.
	 */
	public void watch() {
		this.watch.watch();
	}

	/**
	 * The database of the slices.
	 * @return the handle
	 */
	public RocketJobMongo slices() {
		return this.collections.mongo();
	}

	/**
	 * What plugins can do with stored jobs.
	 * @param template creates jobs
	 * @return what to give to plugins
	 */
	public PluginJobs pluginJobs(RocketJobTemplate template) {
		return new StoredPluginJobs(this.jobs, (job) -> PluginCreation.create(template, job));
	}

	BatchCollections collections() {
		return this.collections;
	}

	BatchClasses classes() {
		return this.classes;
	}

	OpenBatches open() {
		return this.open;
	}

	SliceClaims claims() {
		return this.claims;
	}

	SliceRecovery sliceRecovery() {
		return this.sliceRecovery;
	}

	WorkerSlots slots() {
		return this.slots;
	}

	Uploads uploads() {
		return this.uploads;
	}

	SliceClaimHandles handles() {
		return this.handles;
	}

	SliceExecutions executions() {
		return this.executions;
	}

	LookupStore lookups() {
		return this.templates.builders().lookups();
	}

	SegmentWriters segments() {
		return this.templates.builders().segments();
	}

	BatchOpenings openings() {
		return this.openings;
	}

	Phases phases() {
		return this.phases;
	}

	ProcessingEnd end() {
		return this.end;
	}

	BatchWork work() {
		return this.work;
	}

}
