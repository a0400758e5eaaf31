package io.rocketjob.operation;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.operation.BulkDescriptor.State;
import io.rocketjob.operation.JobPage.Order;
import io.rocketjob.operation.JobScan.Found;
import io.rocketjob.operation.JobScan.Place;
import io.rocketjob.operation.JobScan.Row;
import io.rocketjob.operation.OperationException.Kind;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * What an operator can do with many jobs at once. It is done in the background by this
 * process, in steps of at most 200 jobs, the last created first; each job counts as an
 * operation of its own, with its permission, its policy and its audit entry. Jobs that
 * are created meanwhile are left alone. When the process dies, what was done stays done,
 * and the rest is not: the action shows as {@link State#STOPPED} and can be begun again.
 * Each method throws an {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BulkOperations {

	private static final Logger logger = LoggerFactory.getLogger(BulkOperations.class);

	/** How many actions a process does at a time. */
	private static final int MOST_AT_A_TIME = 4;

	private static final int STEP = 200;

	private static final int MOST_IDS = 1_000;

	private static final Duration OF_A_STEP = Duration.ofSeconds(2);

	private static final String DELETE = "delete";

	private static final Set<String> UNSTARTED = Set.of(SearchConditions.QUEUED, SearchConditions.SCHEDULED,
			SearchConditions.WAITING);

	private static final Map<String, Set<String>> STATES = Map.of("retry", Set.of("failed"), "pause",
			and(UNSTARTED, "running"), "resume", Set.of("paused"), "abort",
			and(UNSTARTED, "running", "failed", "paused"), "fail", and(UNSTARTED, "running", "paused"), "run-now",
			Set.of(SearchConditions.SCHEDULED), JobForm.PRIORITY, and(UNSTARTED, "running", "failed", "paused"), DELETE,
			Set.copyOf(SearchParser.STATES));

	private final JobEngine engine;

	private final JobOperations jobs;

	private final OperationGuard guard;

	private final DatabasePing database;

	private final JobRuns runs;

	private final JobRows rows;

	private final BulkStore store;

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, MOST_AT_A_TIME, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), threads());

	/** What was cancelled by this process, which so notices at once. */
	private final Set<ObjectId> cancelled = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	BulkOperations(RocketJobTemplate rocketJob, JobEngine engine, JobOperations jobs, OperationGuard guard) {
		this.engine = engine;
		this.jobs = jobs;
		this.guard = guard;
		this.database = DatabasePing.ofJobs(engine.store().mongo());
		this.runs = new JobRuns(engine);
		this.rows = new JobRows(rocketJob, engine, guard);
		this.store = new BulkStore(engine.store());
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("rocketjob-bulk-");
		threads.setDaemon(true);
		return threads;
	}

	private static Set<String> and(Set<String> some, String... more) {
		Set<String> all = new LinkedHashSet<>(some);
		Collections.addAll(all, more);
		return Collections.unmodifiableSet(all);
	}

	/**
	 * Says with how many jobs something would be done, before it is. Needs
	 * {@code job:read}.
	 * @param operator who asks
	 * @param request what to do with which jobs
	 * @return how many jobs there are whose state allows it, hidden ones too; of ids, how
	 * many there are
	 */
	public BoundedCount preview(Operator operator, BulkRequest request) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			Selection selection = selection(operator, request);
			this.database.check();
			return count(operator, selection);
		});
	}

	private BoundedCount count(Operator operator, Selection selection) {
		Set<ObjectId> ids = selection.ids();
		if (ids != null) {
			return new BoundedCount(ids.size(), true);
		}
		JobScan scan = new JobScan(this.engine.store().jobs(), OF_A_STEP);
		List<JobRun> all = this.runs.of(selection.conditions(), Order.CREATED);
		if (!selection.conditions().values() || !this.guard.hasPolicies()) {
			return scan.count(all);
		}
		Found found = scan.read(all, null, MOST_IDS);
		int visible = this.rows.visible(operator, found.rows().stream().map(Row::id).toList(), true).size();
		return new BoundedCount(visible, found.until() == null);
	}

	/**
	 * Begins to do something with many jobs. Needs what the action needs for one of them,
	 * and {@code job:read}.
	 * @param operator who does it, and why
	 * @param request what to do with which jobs
	 * @return the action, which goes on in the background; see {@link #get}
	 */
	public BulkDescriptor start(Operator operator, BulkRequest request) {
		Selection selection = selection(operator, request);
		return this.guard.change(operator, "bulk-" + selection.action(), permission(selection.action()),
				OperationTarget.JOBS, (attempt) -> {
					this.guard.require(operator, Permission.JOB_READ, OperationTarget.JOBS, null);
					this.database.check();
					if (this.closed || this.executor.getActiveCount() >= MOST_AT_A_TIME) {
						throw busy();
					}
					BoundedCount count = count(operator, selection);
					attempt.after("jobs", count);
					ObjectId id = this.store.begin(selection.request(), count, selection.conditions().values(),
							operator, this.engine.processName().get());
					try {
						this.executor.execute(() -> run(id, operator, selection));
					}
					catch (RejectedExecutionException ex) {
						this.store.end(id, new BulkProgress(), State.FAILED, busy().getMessage());
						throw busy();
					}
					return this.store.describe(Objects.requireNonNull(this.store.find(id)), masking(operator));
				});
	}

	private static OperationException busy() {
		return OperationException.unavailable("This process does " + MOST_AT_A_TIME
				+ " such actions already, or stops; try it again when one of them has ended");
	}

	/**
	 * Lists the actions of the last week, the last 50 of them. Needs {@code job:read}.
	 * @param operator who asks
	 * @return the actions, the last begun first
	 */
	public List<BulkDescriptor> list(Operator operator) {
		return read(operator,
				() -> this.store.list()
					.stream()
					.map((stored) -> this.store.describe(stored, masking(operator)))
					.toList());
	}

	/**
	 * Says how far an action is. Needs {@code job:read}.
	 * @param operator who asks
	 * @param id its id
	 * @return the action
	 */
	public BulkDescriptor get(Operator operator, String id) {
		return read(operator, () -> this.store.describe(find(id), masking(operator)));
	}

	/**
	 * Ends an action before it is through all jobs; what was done stays done. Needs what
	 * the action needs. Another process that does it notices within a step, or a second.
	 * @param operator who does it, and why
	 * @param id its id
	 * @return the action
	 */
	public BulkDescriptor cancel(Operator operator, String id) {
		Document stored = read(operator, () -> find(id));
		String action = stored.getString("action");
		return this.guard.change(operator, "cancel-bulk-" + action, permission(action), OperationTarget.JOBS,
				(attempt) -> {
					if (!this.store.cancel(stored.getObjectId("_id"))) {
						throw OperationException.conflict("It has ended already");
					}
					this.cancelled.add(stored.getObjectId("_id"));
					return this.store.describe(find(id), masking(operator));
				});
	}

	private <T> T read(Operator operator, Supplier<T> operation) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			this.database.check();
			return operation.get();
		});
	}

	private Document find(String id) {
		Document stored = this.store.find(Given.jobId(id));
		if (stored == null) {
			throw OperationException.notFound("There is no such action, or it was more than a week ago");
		}
		return stored;
	}

	private Masking masking(Operator operator) {
		return this.guard.permits(operator, Permission.VALUE_READ, OperationTarget.JOBS, null) ? Masking.SHOWN
				: Masking.HIDDEN;
	}

	private static Permission permission(String action) {
		return switch (action) {
			case DELETE -> Permission.JOB_DESTROY;
			case JobForm.PRIORITY -> Permission.JOB_EDIT;
			default -> Permission.JOB_CONTROL;
		};
	}

	private Selection selection(Operator operator, BulkRequest request) {
		String action = request.action().strip().toLowerCase(Locale.ROOT);
		Set<String> possible = STATES.get(action);
		if (possible == null) {
			throw OperationException
				.badRequest("action must be one of retry, pause, resume, abort, fail, run-now, priority, delete");
		}
		if (action.equals(JobForm.PRIORITY)) {
			JobForm.priority(request.priority());
		}
		if (action.equals("fail") && operator.reason() == null) {
			throw OperationException.badRequest("reason is needed to fail jobs");
		}
		List<String> given = request.ids();
		if (given != null && !given.isEmpty()) {
			if (given.size() > MOST_IDS) {
				throw OperationException
					.badRequest("There may be " + MOST_IDS + " ids at most; use a search for more jobs");
			}
			Set<ObjectId> ids = new LinkedHashSet<>();
			given.forEach((id) -> ids.add(Given.jobId(id)));
			return new Selection(action, new BulkRequest(action, given, null, request.priority()), ids,
					new SearchParser(this.engine, false).parse(null));
		}
		if (request.text() == null) {
			throw OperationException.badRequest("ids or a text is needed, to say which jobs");
		}
		boolean values = this.guard.permits(operator, Permission.VALUE_READ, OperationTarget.JOBS, null);
		SearchConditions conditions = new SearchParser(this.engine, values).parse(request.text());
		Set<String> states = new LinkedHashSet<>(conditions.states().isEmpty() ? possible : conditions.states());
		states.retainAll(possible);
		if (states.isEmpty()) {
			throw OperationException.badRequest("None of the jobs of this search allows " + action + ": they are "
					+ String.join(" or ", conditions.states()) + ", and it is possible for those that are "
					+ String.join(" or ", possible));
		}
		// those that have all states anyway are found by their ids
		SearchConditions narrowed = (conditions.states().isEmpty() && states.size() == SearchParser.STATES.size())
				? conditions : conditions.in(states);
		return new Selection(action, new BulkRequest(action, null, request.text(), request.priority()), null, narrowed);
	}

	private void run(ObjectId id, Operator operator, Selection selection) {
		BulkProgress progress = new BulkProgress();
		State end = State.DONE;
		String problem = null;
		try {
			end = steps(id, operator, selection, progress);
		}
		catch (RuntimeException ex) {
			logger.warn("An action with many jobs has failed with {}", ex.getClass().getName());
			end = State.FAILED;
			problem = "It failed with " + ex.getClass().getName();
		}
		finally {
			end(id, progress, end, problem);
		}
	}

	private void end(ObjectId id, BulkProgress progress, State end, @Nullable String problem) {
		try {
			this.store.end(id, progress, end, problem);
		}
		catch (RuntimeException ex) {
			// it shows as stopped after a while
			logger.warn("The end of an action with many jobs was not stored: {}", ex.getClass().getName());
		}
	}

	private State steps(ObjectId id, Operator operator, Selection selection, BulkProgress progress) {
		Set<ObjectId> chosen = selection.ids();
		if (chosen != null) {
			return step(id, operator, selection, List.copyOf(chosen), progress);
		}
		List<JobRun> all = this.runs.of(selection.conditions(), Order.CREATED);
		Place after = null;
		do {
			Found found = new JobScan(this.engine.store().jobs(), OF_A_STEP).read(all, after, STEP);
			List<ObjectId> ids = found.rows().stream().limit(STEP).map(Row::id).toList();
			List<ObjectId> visible = ids.isEmpty() ? List.of()
					: this.rows.visible(operator, ids, selection.conditions().values())
						.stream()
						.map(JobRecord::id)
						.toList();
			State state = step(id, operator, selection, visible, progress);
			if (state != State.DONE) {
				return state;
			}
			after = (found.rows().size() > ids.size()) ? found.rows().get(ids.size() - 1).place() : found.until();
		}
		while (after != null);
		return State.DONE;
	}

	private State step(ObjectId id, Operator operator, Selection selection, List<ObjectId> ids, BulkProgress progress) {
		long told = System.nanoTime();
		for (ObjectId job : ids) {
			if (this.closed) {
				return State.STOPPED;
			}
			if (this.cancelled.remove(id)) {
				return State.CANCELLED;
			}
			one(operator, selection, job.toHexString(), progress);
			if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(1)) {
				told = System.nanoTime();
				if (!this.store.progress(id, progress)) {
					return State.CANCELLED;
				}
			}
		}
		return this.store.progress(id, progress) ? State.DONE : State.CANCELLED;
	}

	private void one(Operator operator, Selection selection, String job, BulkProgress progress) {
		try {
			if (selection.action().equals(DELETE)) {
				this.jobs.delete(operator, job);
			}
			else {
				this.jobs.make(operator, job, selection.action(), selection.request().priority());
			}
			progress.addDone();
		}
		catch (OperationException ex) {
			if (ex.kind() == Kind.UNAVAILABLE) {
				throw ex;
			}
			progress.addRefused(job, Objects.requireNonNullElse(ex.withoutValues(), ex.kind().name()));
		}
	}

	/**
	 * Stops what goes on in this process.
	 */
	void close() {
		this.closed = true;
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(2, TimeUnit.SECONDS)) {
				logger.warn("An action with many jobs goes on while the application stops");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Which jobs are meant.
	 *
	 * @param action what to do with them
	 * @param request what was asked for
	 * @param ids the jobs, {@code null} for those of a search
	 * @param conditions the search
	 */
	private record Selection(String action, BulkRequest request, @Nullable Set<ObjectId> ids,
			SearchConditions conditions) {
	}

}
