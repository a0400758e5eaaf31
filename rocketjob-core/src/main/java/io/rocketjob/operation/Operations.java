package io.rocketjob.operation;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.ServerInstance;
import io.rocketjob.Servers;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.job.JobEngine;
import io.rocketjob.operation.OverviewDescriptor.AllServersDescriptor;
import io.rocketjob.operation.OverviewDescriptor.CountsDescriptor;
import io.rocketjob.operation.OverviewDescriptor.OwnServerDescriptor;
import io.rocketjob.server.Vitals;
import org.jspecify.annotations.Nullable;

/**
 * What people can do with jobs, slices, servers and schedules: the bean that a user
 * interface calls, with an {@link Operator} who says for whom. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Operations implements AutoCloseable {

	private final RocketJobTemplate rocketJob;

	private final Servers servers;

	private final JobEngine engine;

	private final Supplier<@Nullable Vitals> own;

	private final OperationGuard guard;

	private final DatabasePing database;

	private final JobOperations jobs;

	private final CreationOperations creation;

	private final SearchOperations search;

	private final BulkOperations bulk;

	private final AuditOperations audit;

	private final WatchOperations watch;

	private final SliceOperations slices;

	private final OutputOperations outputs;

	private final ServerOperations serverOperations;

	private final ScheduleOperations schedules;

	private final PerformanceOperations performance;

	private final LogOperations log;

	/**
	 * Makes the operations.
	 * @param engine what knows the job classes and the databases
	 * @param rocketJob where the jobs are
	 * @param servers the servers
	 * @param own how this process fares as a server, {@code null} when it is none
	 * @param policies what decides who may do what
	 * @param listeners who is told of changes
	 */
	public Operations(BatchEngine engine, RocketJobTemplate rocketJob, Servers servers, Supplier<@Nullable Vitals> own,
			List<OperationPolicy> policies, List<OperationListener> listeners) {
		this.rocketJob = rocketJob;
		this.servers = servers;
		this.engine = engine.jobs();
		this.own = own;
		this.guard = new OperationGuard(this.engine, policies, listeners);
		this.database = DatabasePing.ofJobs(this.engine.store().mongo());
		DatabasePing both = DatabasePing.ofJobsAndSlices(engine);
		this.jobs = new JobOperations(rocketJob, this.engine, this.guard, both);
		this.creation = new CreationOperations(this.jobs, this.engine, this.guard, both);
		this.search = new SearchOperations(rocketJob, this.engine, this.guard, this.database);
		this.bulk = new BulkOperations(rocketJob, this.engine, this.jobs, this.guard);
		this.audit = new AuditOperations(this.engine.store(), this.guard);
		this.slices = new SliceOperations(rocketJob, engine, this.guard, both);
		this.outputs = new OutputOperations(rocketJob, engine, this.guard, both);
		this.serverOperations = new ServerOperations(servers, this.engine, this.guard, this.database);
		this.schedules = new ScheduleOperations(rocketJob, engine, this.guard, this.database);
		this.watch = new WatchOperations(this.engine, servers, this.guard, this.search, this.schedules, this.database);
		this.performance = new PerformanceOperations(this.engine.store(), this.guard);
		this.log = new LogOperations(rocketJob, this.engine.store(), this.guard, this.database);
	}

	/**
	 * What one can do with jobs.
	 * @return the operations
	 */
	public JobOperations jobs() {
		return this.jobs;
	}

	/**
	 * How one creates jobs by a form.
	 * @return the operations
	 */
	public CreationOperations creation() {
		return this.creation;
	}

	/**
	 * How one finds jobs.
	 * @return the operations
	 */
	public SearchOperations search() {
		return this.search;
	}

	/**
	 * What one can do with many jobs at once.
	 * @return the operations
	 */
	public BulkOperations bulk() {
		return this.bulk;
	}

	/**
	 * How one sees who did what.
	 * @return the operations
	 */
	public AuditOperations audit() {
		return this.audit;
	}

	/**
	 * How one sees what is wrong now.
	 * @return the operations
	 */
	public WatchOperations watch() {
		return this.watch;
	}

	/**
	 * What one can do with failed slices of batches.
	 * @return the operations
	 */
	public SliceOperations slices() {
		return this.slices;
	}

	/**
	 * How one sees what jobs log.
	 * @return the operations
	 */
	public LogOperations log() {
		return this.log;
	}

	/**
	 * What one can do with the output of batches.
	 * @return the operations
	 */
	public OutputOperations outputs() {
		return this.outputs;
	}

	/**
	 * What one can do with servers.
	 * @return the operations
	 */
	public ServerOperations servers() {
		return this.serverOperations;
	}

	/**
	 * What one can see of schedules.
	 * @return the operations
	 */
	public ScheduleOperations schedules() {
		return this.schedules;
	}

	/**
	 * Reads several things for one page: it is asked only once whether the database
	 * answers, which each operation asks else for itself. When the database goes away
	 * between two of them, the later one waits as long as the driver does.
	 * @param <T> the type of the result
	 * @param reads calls operations that only read, one after the other
	 * @return the result
	 */
	public <T> T together(Supplier<T> reads) {
		return DatabasePing.once(reads);
	}

	/**
	 * Whether there are {@link OperationPolicy} beans: two people with the same
	 * permissions may then see different jobs.
	 * @return whether it is so
	 */
	public boolean hasPolicies() {
		return this.guard.hasPolicies();
	}

	/**
	 * How one sees how long runs take.
	 * @return the operations
	 */
	public PerformanceOperations performance() {
		return this.performance;
	}

	OperationGuard guard() {
		return this.guard;
	}

	DatabasePing database() {
		return this.database;
	}

	/**
	 * Counts jobs and servers. Needs {@code job:read} and {@code server:read}. Reads
	 * index entries of all jobs: do not call it many times a second.
	 * @param operator who asks
	 * @return the counts
	 * @throws OperationException when it cannot be done
	 */
	public OverviewDescriptor overview(Operator operator) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			this.guard.require(operator, Permission.SERVER_READ, OperationTarget.SERVERS, null);
			this.database.check();
			return new OverviewDescriptor(counts(this.rocketJob.counts()), all(this.servers.list()),
					own(this.own.get()), this.engine.classes().names(), unknown());
		});
	}

	/**
	 * Stops what goes on in the background: an action with many jobs ends after the one
	 * that it is at.
	 */
	@Override
	public void close() {
		this.bulk.close();
	}

	private Collection<String> unknown() {
		return new TreeSet<>(this.engine.store().mongo().translating(() -> this.engine.claims().unknownNames()));
	}

	private static CountsDescriptor counts(JobCounts counts) {
		Map<String, Long> byState = new LinkedHashMap<>();
		new EnumMap<JobState, Long>(counts.byState()).forEach((state, count) -> byState.put(state.value(), count));
		return new CountsDescriptor(byState, counts.scheduled(), counts.waiting(), counts.queuedNow(), counts.total());
	}

	private static AllServersDescriptor all(List<ServerInstance> servers) {
		return new AllServersDescriptor(servers.size(),
				servers.stream()
					.collect(Collectors.groupingBy((server) -> server.state().value(), TreeMap::new,
							Collectors.counting())),
				servers.stream().filter(ServerInstance::isZombie).map(ServerInstance::name).toList());
	}

	private static @Nullable OwnServerDescriptor own(@Nullable Vitals own) {
		if (own == null) {
			return null;
		}
		Duration silence = own.silence();
		return new OwnServerDescriptor(own.name(), own.id(), own.shownState(),
				(silence != null) ? Duration.ofMillis(silence.toMillis()).toString() : null, own.workers(),
				own.maxWorkers(), own.busy());
	}

}
