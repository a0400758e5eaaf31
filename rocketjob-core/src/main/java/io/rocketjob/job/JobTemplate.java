package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.rocketjob.ChainBuilder;
import io.rocketjob.ChainInstance;
import io.rocketjob.Events;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobBean;
import io.rocketjob.JobCounts;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobOptions;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.QueueFullException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Servers;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.DeferredWrite;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import io.rocketjob.work.ServerIdentity;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Internal: what the template does with jobs that are no batches, or of any kind.
 */
public abstract class JobTemplate implements RocketJobTemplate {

	/** How many jobs of a stream are in memory at a time. */
	private static final int STEP = 1_000;

	private final JobEngine engine;

	private final ServerIdentity holder;

	private final Events events;

	private final Servers servers;

	protected JobTemplate(JobEngine engine, ServerIdentity holder, Events events, Servers servers) {
		this.engine = engine;
		this.holder = holder;
		this.events = events;
		this.servers = servers;
	}

	@Override
	public <F extends @Nullable Object> JobInstance<F> create(Class<? extends Job<F>> jobClass, F fields,
			Consumer<JobOptions> options) {
		checkGiven(jobClass, "jobClass");
		checkGiven(options, "options");
		JobClass<F> known = this.engine.classes().get(jobClass);
		return this.engine.observations().create(known.name(), (created) -> {
			CommitChoice commit = new CommitChoice();
			JobRecord job = created.trace(this.engine.creation().document(known, fields, options.andThen(commit)));
			JobRecord stored = this.engine.links().present(insert(known, List.of(job), commit).get(0));
			created.created(stored);
			return new StoredJob<>(stored, this.engine);
		});
	}

	@Override
	public <F extends @Nullable Object> List<ObjectId> createAll(Class<? extends Job<F>> jobClass,
			Iterable<? extends F> fields, Consumer<JobOptions> options) {
		checkGiven(jobClass, "jobClass");
		checkGiven(fields, "fields");
		checkGiven(options, "options");
		return createAll(this.engine.classes().get(jobClass), fields, 0, options);
	}

	@Override
	public <F extends @Nullable Object> long createAll(Class<? extends Job<F>> jobClass, Stream<? extends F> fields,
			Consumer<JobOptions> options) {
		checkGiven(jobClass, "jobClass");
		checkGiven(fields, "fields");
		checkGiven(options, "options");
		JobClass<?> known = this.engine.classes().get(jobClass);
		int most = QueueLimits.step(known, STEP);
		long count = 0;
		try (Stream<? extends F> all = fields) {
			Iterator<? extends F> left = all.iterator();
			while (left.hasNext()) {
				List<F> step = new ArrayList<>();
				while (step.size() < most && left.hasNext()) {
					step.add(left.next());
				}
				count += createAll(known, step, count, options).size();
			}
		}
		catch (QueueFullException ex) {
			throw (count > 0) ? ex.after(count) : ex;
		}
		return count;
	}

	private List<ObjectId> createAll(JobClass<?> known, Iterable<?> fields, long before, Consumer<JobOptions> options) {
		return this.engine.observations().create(known.name(), (created) -> {
			CommitChoice commit = new CommitChoice();
			List<JobRecord> jobs = documents(known, fields, before, options.andThen(commit));
			if (!jobs.isEmpty()) {
				jobs.forEach(created::trace);
				jobs = insert(known, jobs, commit);
			}
			created.created(jobs.size());
			return jobs.stream().map(JobRecord::id).toList();
		});
	}

	private List<JobRecord> documents(JobClass<?> known, Iterable<?> fields, long before,
			Consumer<JobOptions> options) {
		List<JobRecord> jobs = new ArrayList<>();
		for (Object each : fields) {
			try {
				jobs.add(this.engine.creation().document(known, each, options));
			}
			catch (InvalidJobException ex) {
				long position = before + jobs.size();
				List<String> problems = new ArrayList<>(
						ex.problems().stream().map((problem) -> "[" + position + "]." + problem).toList());
				if (before > 0) {
					problems.add("the " + before + " jobs before [" + before + "] have been created");
				}
				throw new InvalidJobException(known.name(), problems, ex);
			}
		}
		return jobs;
	}

	/**
	 * Stores jobs, now or when the transaction of the caller is committed.
	 * @return the jobs as they are stored, or will be
	 */
	private List<JobRecord> insert(JobClass<?> known, List<JobRecord> jobs, CommitChoice commit) {
		if (!this.engine.store().waitsForCommit(commit.chosen)) {
			return this.engine.creation().withinQueueLimit(known, jobs, () -> insert(jobs));
		}
		// nothing is refused any more when the other transaction is committed
		this.engine.creation().withinQueueLimit(known, jobs, () -> jobs);
		this.engine.store().mongo().afterForeignCommit(new DeferredWrite() {

			@Override
			public void write() {
				insert(jobs);
			}

			@Override
			public String toString() {
				String first = jobs.get(0).type() + " " + jobs.get(0).id();
				return (jobs.size() == 1) ? first : jobs.size() + " jobs from " + first + " on";
			}

		});
		return jobs;
	}

	private List<JobRecord> insert(List<JobRecord> jobs) {
		Set<ObjectId> waitedFor = this.engine.store().mongo().translating(() -> this.engine.links().prepare(jobs));
		List<JobRecord> stored = this.engine.uniqueJobs().insert(jobs);
		this.engine.links().finish(stored, waitedFor);
		this.engine.notifier().signalWork(jobs.get(0).type());
		return stored;
	}

	@Override
	public ChainBuilder chain(String name) {
		checkGiven(name, "name");
		return new ChainCreation(this.engine, this, name);
	}

	@Override
	public Optional<ChainInstance> findChain(String id) {
		checkGiven(id, "id");
		ChainInstance chain = new StoredChain(this.engine, this, id);
		return chain.steps().isEmpty() ? Optional.empty() : Optional.of(chain);
	}

	@Override
	public <F extends @Nullable Object> @Nullable Object performNow(Class<? extends Job<F>> jobClass, F fields,
			Consumer<JobOptions> options) throws Exception {
		checkGiven(jobClass, "jobClass");
		checkGiven(options, "options");
		JobRecord job = this.engine.creation().document(this.engine.classes().get(jobClass), fields, options);
		JobCreation.checkRunsNow(job);
		return this.engine.runner()
			.run(job, worker(), this.holder.serverName(), new UnstoredHandle(), Execution.ofJob(job))
			.valueOrThrow(job.id());
	}

	@Override
	public @Nullable Object performNow(ObjectId id) throws Exception {
		checkGiven(id, "id");
		String type = this.engine.store().reload(id).type();
		if (this.engine.classes().find(type) == null) {
			throw new UnknownJobClassException(type, this.engine.classes().names());
		}
		ClaimedJob claimed = this.engine.store()
			.mongo()
			.translating(() -> this.engine.claims().one(id, this.holder.serverId(), worker()))
			.orElseThrow(() -> {
				JobRecord job = this.engine.store().reload(id);
				JobState state = job.state();
				return (state == JobState.QUEUED && job.has(JobFields.WAITS_FOR))
						? new JobStateException(job.type(), id, state, job.waitingText())
						: this.engine.transitions().refused(job, JobTransition.START);
			});
		return run(claimed).valueOrThrow(id);
	}

	/**
	 * Refuses what a caller has left out, before anything is done.
	 * @param argument what was given
	 * @param name the name of the parameter
	 * @throws IllegalArgumentException when it is {@code null}
	 */
	protected static void checkGiven(@Nullable Object argument, String name) {
		Assert.notNull(argument, () -> name + " must not be null");
	}

	/**
	 * Runs a job in the calling thread.
	 * @param claimed the job, held by this process
	 * @return how it ended
	 */
	protected abstract RunResult run(ClaimedJob claimed);

	/**
	 * In whose name jobs are run inline.
	 * @return the holder
	 */
	protected final ServerIdentity holder() {
		return this.holder;
	}

	/**
	 * What the calling thread is called as a worker.
	 * @return the name
	 */
	protected final String worker() {
		return this.holder.serverName() + ":inline";
	}

	@Override
	public Optional<JobInstance<?>> find(ObjectId id) {
		checkGiven(id, "id");
		return Optional.ofNullable(this.engine.store().find(id)).map((job) -> new StoredJob<>(job, this.engine));
	}

	@Override
	public <F extends @Nullable Object> Optional<JobInstance<F>> find(Class<? extends JobBean<F>> jobClass,
			ObjectId id) {
		checkGiven(jobClass, "jobClass");
		checkGiven(id, "id");
		JobClass<F> known = this.engine.classes().get(jobClass);
		return Optional.ofNullable(this.engine.store().find(id))
			.filter((job) -> this.engine.classes().find(job.type()) == known)
			.map((job) -> new StoredJob<>(job, this.engine));
	}

	@Override
	public <F extends @Nullable Object> JobInstance<F> get(Class<? extends JobBean<F>> jobClass, ObjectId id) {
		return find(jobClass, id).orElseThrow(() -> {
			String type = this.engine.store().reload(id).type();
			return new JobNotFoundException(id, type, this.engine.classes().get(jobClass).name());
		});
	}

	@Override
	public JobQuery<?> jobs() {
		return this.engine.query();
	}

	@Override
	public JobCounts counts() {
		return this.engine.store().mongo().translating(() -> new JobCounter(this.engine.store()).count());
	}

	@Override
	public Events events() {
		return this.events;
	}

	@Override
	public Servers servers() {
		return this.servers;
	}

	/** Reads whether new jobs wait for a commit. */
	private static final class CommitChoice implements Consumer<JobOptions> {

		private @Nullable Boolean chosen;

		@Override
		public void accept(JobOptions options) {
			this.chosen = options.afterCommit();
		}

	}

}
