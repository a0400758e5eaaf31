package io.rocketjob.batch;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import com.mongodb.MongoInterruptedException;
import io.rocketjob.job.ClaimedJob;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.Redaction;
import io.rocketjob.job.RunResult;
import io.rocketjob.job.Work;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's stay with a batch: slice after slice, until there is none, or the worker is
 * wanted elsewhere.
 */
final class Join implements Work {

	private static final Logger logger = LoggerFactory.getLogger(Join.class);

	/** How a slice ends whose worker should see first what is the matter. */
	private static final Set<RunResult.Outcome> LEAVING = EnumSet.of(RunResult.Outcome.GIVEN_BACK,
			RunResult.Outcome.ABORTED, RunResult.Outcome.LOST);

	/** How long it waits until the slices of its server are ended. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final BatchEngine engine;

	private final ObjectId id;

	private final ObjectId server;

	private final String worker;

	/** The place of this worker, where their number is limited. */
	private final @Nullable ObjectId slot;

	/**
	 * What it shares with other workers of its server; {@code null} to claim and end each
	 * slice by itself, so that it holds no more than it is at.
	 */
	private final @Nullable SliceGroups groups;

	private final SliceSupply supply;

	private volatile @Nullable RunResult last;

	Join(BatchEngine engine, ObjectId id, ObjectId server, String worker, @Nullable ObjectId slot,
			@Nullable SliceGroups groups) {
		this.engine = engine;
		this.id = id;
		this.server = server;
		this.worker = worker;
		this.slot = slot;
		this.groups = (slot == null) ? groups : null;
		this.supply = (this.groups != null) ? this.groups.join(id) : new SliceSupply(engine, 1);
	}

	@Override
	public void run(String serverName, String workerName, BooleanSupplier goOn) {
		try {
			work(serverName, goOn);
		}
		catch (RuntimeException ex) {
			this.engine.open().dry(this.id);
			if (DatabaseErrors.isPassing(ex) || ex instanceof MongoInterruptedException) {
				logger.debug("Worker {} leaves batch {}, because the database is away", this.worker, this.id, ex);
			}
			else {
				logger.error("Worker {} leaves batch {}, because something unexpected went wrong", this.worker, this.id,
						this.engine.jobs().exceptionLogging().loggable(ex, Redaction.NONE));
			}
		}
		finally {
			leave();
		}
	}

	/** Lets another worker have the place of this one. */
	void leave() {
		if (this.groups != null) {
			leave(this.groups);
		}
		if (this.slot != null) {
			this.engine.slots().free(this.id, this.slot);
			if (this.engine.open().notFull(this.id)) {
				this.engine.jobs().signal().wake();
			}
		}
	}

	@Override
	public @Nullable ClaimedJob job() {
		return null;
	}

	@Override
	public ObjectId batch() {
		return this.id;
	}

	private void leave(SliceGroups shared) {
		try {
			shared.leave(this.id, this.supply);
		}
		catch (RuntimeException ex) {
			logger.warn("Slices of batch {} that nobody has begun are not queued again yet; the recovery will see to"
					+ " it: {}", this.id, ex.toString());
		}
	}

	/**
	 * How the last thing ended that was done.
	 * @return the end of a slice, or of what comes after all of them
	 */
	@Nullable RunResult last() {
		return this.last;
	}

	private void work(String serverName, BooleanSupplier goOn) {
		Document job = this.engine.jobs()
			.jobs()
			.find(new Document(JobDocument.ID, this.id).append(BatchDocument.PROCESSING, true))
			.first();
		if (job == null) {
			this.engine.open().dry(this.id);
			return;
		}
		if (!this.engine.isWithinWindows(job)) {
			this.engine.open().dry(this.id);
			finishIfDone(serverName);
			return;
		}
		if (!this.engine.sliceThrottles().letsWork(job, this.worker)) {
			// there may be none left to work on
			finishIfDone(serverName);
			return;
		}
		List<Segment> segments = Segment.readable(job);
		LookupFactory lookups = new StoredLookups(this.engine, job, null);
		do {
			ClaimedSlice slice = this.supply.next(job, segments, this.server, serverName, this.worker);
			if (slice == null) {
				this.engine.open().dry(this.id);
				finishIfDone(serverName);
				return;
			}
			if (this.engine.open().notDry(this.id)) {
				this.engine.jobs().signal().wake();
			}
			SliceHold hold = new SliceHold(this.engine, slice,
					(this.groups != null) ? this.groups.completions() : null);
			int done = slice.document().getInteger(SliceDocument.DONE, 0);
			long start = System.nanoTime();
			RunResult result = this.engine.jobs()
				.runner()
				.run(job, this.worker, serverName, hold, new SliceExecution(this.engine, hold, lookups));
			this.supply.worked(slice, Duration.ofNanos(System.nanoTime() - start));
			this.engine.jobs()
				.recorder()
				.sliceRun(JobDocument.type(job), result.outcome(),
						hold.state().isKept() ? hold.state().done() - done : 0);
			this.last = result;
			if (LEAVING.contains(result.outcome())) {
				return;
			}
		}
		while (goOn.getAsBoolean() && isWanted());
		if (!this.engine.isWithinWindows(job)) {
			// it may have been the last, and nobody joins before the next window
			finishIfDone(serverName);
		}
	}

	private void finishIfDone(String serverName) {
		if (this.groups != null && !this.groups.completions().awaitEnded(this.id, PATIENCE)) {
			// the database is away; somebody looks again
			return;
		}
		this.engine.phases()
			.finishIfDone(this.id, this.server, this.worker, serverName)
			.ifPresent((result) -> this.last = result);
	}

	private boolean isWanted() {
		Document present = this.engine.open().find(this.id);
		if (present == null || !this.engine.isWithinWindows(present)
				|| this.engine.sliceThrottles().isLeftOut(this.id)) {
			return false;
		}
		Integer limit = BatchDocument.throttle(present);
		if (limit == null) {
			return true;
		}
		if (this.slot == null) {
			// the limit is new: only with a place
			return false;
		}
		int place = BatchDocument.activeTokens(present).indexOf(this.slot);
		// the list may be older than the place
		return (place >= 0) ? place < limit : this.engine.slots().isTaken(this.id, this.slot);
	}

	@Override
	public String toString() {
		return "batch " + this.id;
	}

}
