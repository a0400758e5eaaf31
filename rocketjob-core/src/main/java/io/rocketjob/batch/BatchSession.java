package io.rocketjob.batch;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import com.mongodb.MongoInterruptedException;
import io.rocketjob.document.JobRecord;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import io.rocketjob.work.Work;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's stay with a batch: slice after slice, until there is none, or the worker is
 * wanted elsewhere.
 */
final class BatchSession implements Work {

	private static final Logger logger = LoggerFactory.getLogger(BatchSession.class);

	/** How a slice ends whose worker should see first what is the matter. */
	private static final Set<RunResult.Outcome> LEAVING = EnumSet.of(RunResult.Outcome.RELEASED,
			RunResult.Outcome.ABORTED, RunResult.Outcome.LOST);

	/** How long it waits until the slices of its server are ended. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final BatchSessions sessions;

	private final Place place;

	/**
	 * What it shares with other workers of its server; {@code null} to claim and end each
	 * slice by itself, so that it holds no more than it is at.
	 */
	private final @Nullable SliceGroups groups;

	private final SliceGroupClaimer supply;

	private volatile @Nullable RunResult last;

	private volatile @Nullable SliceEnd lastSlice;

	/**
	 * Makes a stay.
	 * @param sessions what it needs
	 * @param place who works on what
	 * @param groups what the worker shares with others, {@code null} for nothing
	 * @param supply where it gets its slices, which it has joined
	 */
	BatchSession(BatchSessions sessions, Place place, @Nullable SliceGroups groups, SliceGroupClaimer supply) {
		this.sessions = sessions;
		this.place = place;
		this.groups = groups;
		this.supply = supply;
	}

	@Override
	public void run(String serverName, String workerName, BooleanSupplier goOn) {
		try {
			work(serverName, goOn);
		}
		catch (RuntimeException ex) {
			this.sessions.open().dry(batch());
			if (DatabaseErrors.isPassing(ex) || ex instanceof MongoInterruptedException) {
				logger.debug("Worker {} leaves batch {}, because the database is away", this.place.worker(), batch(),
						ex);
			}
			else {
				logger.error("Worker {} leaves batch {}, because something unexpected went wrong", this.place.worker(),
						batch(), this.sessions.exceptionLogging().loggable(ex, Redaction.NONE));
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
		ObjectId slot = this.place.slot();
		if (slot != null) {
			this.sessions.slots().free(batch(), slot);
		}
	}

	@Override
	public @Nullable ClaimedJob job() {
		return null;
	}

	@Override
	public ObjectId batch() {
		return this.place.batch();
	}

	private void leave(SliceGroups shared) {
		try {
			shared.leave(batch(), this.supply);
		}
		catch (RuntimeException ex) {
			logger.warn("Slices of batch {} that nobody has begun are not queued again yet; the recovery will see to"
					+ " it: {}", batch(), ex.toString());
		}
	}

	/**
	 * How the last thing ended that was done.
	 * @return the end of a slice, or of what comes after all of them
	 */
	@Nullable RunResult last() {
		return this.last;
	}

	/**
	 * The slice that was worked on last.
	 * @return the slice with its end, {@code null} when there was none
	 */
	@Nullable SliceEnd lastSlice() {
		return this.lastSlice;
	}

	private void work(String serverName, BooleanSupplier goOn) {
		JobRecord job = this.sessions.open().read(batch());
		if (job == null) {
			this.sessions.open().dry(batch());
			return;
		}
		if (!this.sessions.admission().isWithinWindows(job)) {
			this.sessions.open().dry(batch());
			finishIfDone(serverName);
			return;
		}
		if (!this.sessions.admission().letsWork(job, this.place.worker())) {
			// there may be none left to work on
			finishIfDone(serverName);
			return;
		}
		if (workOnSlices(job, serverName, goOn)) {
			finishIfDone(serverName);
		}
	}

	/**
	 * Works on slices one after the other.
	 * @return whether nothing may be left to do, so that a worker must look
	 */
	private boolean workOnSlices(JobRecord job, String serverName, BooleanSupplier goOn) {
		List<Segment> segments = Segment.readable(job);
		LookupFactory lookups = this.sessions.slices().lookups(job);
		FailFastWatch.Look failFast = this.sessions.failFast().at(job);
		boolean failed = false;
		do {
			if (failFast.ends(failed)) {
				return false;
			}
			ClaimedSlice slice = this.supply.next(job, segments, this.place.server(), serverName, this.place.worker());
			if (slice == null) {
				this.sessions.open().dry(batch());
				return true;
			}
			this.sessions.open().notDry(batch());
			long start = System.nanoTime();
			RunResult result = this.sessions.slices()
				.run(slice, lookups, serverName, (this.groups != null) ? this.groups.completions() : null);
			this.supply.worked(slice, Duration.ofNanos(System.nanoTime() - start));
			this.last = result;
			this.lastSlice = new SliceEnd(slice, result);
			failed = result.outcome() == RunResult.Outcome.FAILED;
			if (LEAVING.contains(result.outcome())) {
				return false;
			}
		}
		while (goOn.getAsBoolean() && isWanted());
		if (failed && failFast.ends(true)) {
			return false;
		}
		// it may have been the last, and no worker joins before the next window
		return !this.sessions.admission().isWithinWindows(job);
	}

	private void finishIfDone(String serverName) {
		if (this.groups != null && !this.groups.completions().awaitEnded(batch(), PATIENCE)) {
			// the database is away; it is looked at again
			return;
		}
		this.sessions.end()
			.finishIfDone(batch(), this.place.server(), this.place.worker(), serverName)
			.ifPresent((result) -> this.last = result);
	}

	private boolean isWanted() {
		JobRecord present = this.sessions.open().find(batch());
		if (present == null || !this.sessions.admission().isWithinWindows(present)
				|| this.sessions.admission().isLeftOut(batch())) {
			return false;
		}
		Integer limit = BatchDocument.throttle(present);
		if (limit == null) {
			return true;
		}
		ObjectId slot = this.place.slot();
		if (slot == null) {
			// the limit is new: only with a place
			return false;
		}
		int place = BatchDocument.activeTokens(present).indexOf(slot);
		// the list may be older than the place
		return (place >= 0) ? place < limit : this.sessions.slots().isTaken(batch(), slot);
	}

	@Override
	public String toString() {
		return "batch " + batch();
	}

	/**
	 * Who works on what.
	 *
	 * @param batch the job
	 * @param server the id of this server
	 * @param worker the name of the worker
	 * @param slot the place of the worker, where their number is limited
	 */
	record Place(ObjectId batch, ObjectId server, String worker, @Nullable ObjectId slot) {
	}

	/**
	 * How the work on a slice has ended.
	 *
	 * @param slice the slice as it was claimed
	 * @param result how its run ended
	 */
	record SliceEnd(ClaimedSlice slice, RunResult result) {
	}

}
