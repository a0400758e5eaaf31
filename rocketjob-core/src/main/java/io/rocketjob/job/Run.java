package io.rocketjob.job;

import java.time.Duration;

import io.rocketjob.ChainStep;
import io.rocketjob.JobCancelledException;
import io.rocketjob.JobContext;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobRecord;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.work.Interruption;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Internal: one run of a job on one thread, and the context that the job sees.
 * Thread-safe.
 *
 * @param <F> the type of the fields
 */
public final class Run<F extends @Nullable Object> implements JobContext {

	/** Why a run should end. */
	private enum Cancellation {

		/** The job is no longer ours: nothing may be written any more. */
		LOST,

		/** The same, because a user wanted it so. */
		ENDED_BY_HAND,

		/** It took too long: the job fails. */
		TIMED_OUT,

		/** The server stops: unless it ends well, the job is given back. */
		STOPPING,

		/** The batch is not to go on: unless it ends well, the slice is given back. */
		LEAVING;

		boolean losesTheJob() {
			return this == LOST || this == ENDED_BY_HAND;
		}

	}

	private final JobRecord job;

	private final String worker;

	private final ClaimHandle handle;

	private final FieldsState<F> fields;

	private volatile boolean lostWithAll;

	private final Execution<F> execution;

	private final RunOptions options;

	private final Thread thread = Thread.currentThread();

	private final long start = System.nanoTime();

	private volatile @Nullable Cancellation cancellation;

	private volatile @Nullable String reason;

	/** The same without what a user has written. */
	private volatile @Nullable String loggable;

	private volatile Interruption interruption = Interruption.SERVER_STOPS;

	/** Whether the job's code has returned, so that its thread is ours again. */
	private volatile boolean returned;

	/** Whether another thread has ended the run because its thread does not return. */
	private volatile boolean abandoned;

	/** Whether another thread is going to store that the job has completed. */
	private volatile boolean handedOver;

	/** What to log when another thread has stored the completion. */
	private volatile @Nullable Runnable completionLog;

	private boolean ended;

	private boolean interruptedWrites;

	private volatile int percent = -1;

	Run(JobRecord job, Execution<F> execution, String worker, ClaimHandle handle, FieldsState<F> fields,
			RunOptions options) {
		this.job = job;
		this.execution = execution;
		this.worker = worker;
		this.handle = handle;
		this.fields = fields;
		this.options = options;
	}

	@Override
	public ObjectId id() {
		return this.job.id();
	}

	@Override
	public String jobClass() {
		return this.job.type();
	}

	@Override
	public String workerName() {
		return this.worker;
	}

	@Override
	public int failureCount() {
		return this.job.failureCount();
	}

	@Override
	public @Nullable ChainStep chainStep() {
		return ChainDocument.step(this.job);
	}

	@Override
	public <T> T fields(Class<T> type) {
		return type.cast(this.fields.get());
	}

	@Override
	public void updateFields(Object changed) {
		this.fields.set(changed);
	}

	@Override
	public void percentComplete(int percentComplete) {
		if (percentComplete < 0 || percentComplete > 100) {
			throw new IllegalArgumentException("percentComplete must be between 0 and 100, but is " + percentComplete);
		}
		if (isLost()) {
			checkCancelled();
		}
		if (percentComplete != this.percent) {
			this.percent = percentComplete;
			if (!storeProgress(percentComplete)) {
				lose("its claim is gone");
				throw new JobCancelledException(id(), "its claim is gone");
			}
		}
	}

	private boolean storeProgress(int percentComplete) {
		try {
			return this.handle.progress(percentComplete);
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			// progress is for people: it is not worth the run that the database is away
			this.options.logger().debug("The progress of {} is not stored, because the database is away", this, ex);
			return true;
		}
	}

	@Override
	public boolean isCancelled() {
		return this.cancellation != null;
	}

	@Override
	public @Nullable String cancellationReason() {
		return this.reason;
	}

	/**
	 * Why it should end, as far as it may be logged.
	 * @return the reason, or {@code null} when the run goes on
	 */
	@Nullable String loggableReason() {
		return this.loggable;
	}

	/**
	 * The fields as they are now.
	 * @return the fields
	 */
	public F fields() {
		return this.fields.get();
	}

	/**
	 * The fields, and what has become of them.
	 * @return the state of the fields
	 */
	public FieldsState<F> fieldsState() {
		return this.fields;
	}

	/**
	 * What must not be shown in texts about this run.
	 * @return what replaces it
	 */
	Redaction redaction() {
		return this.fields.redaction().and(this.execution.redaction());
	}

	Execution<F> execution() {
		return this.execution;
	}

	JobRecord job() {
		return this.job;
	}

	/**
	 * Whether it holds the job itself, rather than a part of it.
	 * @return whether its claim is that of the job
	 */
	public boolean holdsJob() {
		return this.handle.isOfJob();
	}

	/**
	 * Whether it goes on on a thread.
	 * @param other the thread
	 * @return whether that is its own
	 */
	public boolean isOn(Thread other) {
		return this.thread == other;
	}

	ClaimHandle handle() {
		return this.handle;
	}

	/**
	 * The logger of the job class.
	 * @return the logger
	 */
	public Logger logger() {
		return this.options.logger();
	}

	RunObservation observation() {
		return this.options.observation();
	}

	@Nullable Duration timeout() {
		return this.options.timeout();
	}

	/**
	 * How long the run has been going on.
	 * @return the duration
	 */
	public Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	/**
	 * What the run holds.
	 * @return the key of the claim, or {@code null} when the job is not stored
	 */
	public @Nullable ClaimKey claimKey() {
		return this.handle.claimKey();
	}

	/**
	 * Whether its claim is known to be gone.
	 * @return whether nothing may be written any more
	 */
	public boolean isLost() {
		Cancellation present = this.cancellation;
		return present != null && present.losesTheJob();
	}

	boolean isEndedByHand() {
		return this.cancellation == Cancellation.ENDED_BY_HAND;
	}

	boolean isTimedOut() {
		return this.cancellation == Cancellation.TIMED_OUT;
	}

	boolean isStopping() {
		return this.cancellation == Cancellation.STOPPING || this.cancellation == Cancellation.LEAVING;
	}

	boolean isLeaving() {
		return this.cancellation == Cancellation.LEAVING;
	}

	/**
	 * Why it was interrupted, if it was.
	 * @return the reason
	 */
	Interruption interruption() {
		return this.interruption;
	}

	/**
	 * Whether another thread has ended the run, while its thread goes on.
	 * @return whether the thread must not be waited for
	 */
	public boolean isAbandoned() {
		return this.abandoned;
	}

	/**
	 * Tells the run that its claim is gone.
	 * @param why what happened
	 */
	public void lose(String why) {
		cancel(Cancellation.LOST, why, why, this.options.interruptible());
	}

	/**
	 * Tells the run that its claim is gone with all others of this server.
	 * @param why what happened
	 */
	void loseWithAll(String why) {
		this.lostWithAll = true;
		lose(why);
	}

	/**
	 * Whether its server was taken for dead: then no user has ended this job in
	 * particular, and the database may not answer.
	 */
	boolean isLostWithAll() {
		return this.lostWithAll;
	}

	/**
	 * Tells the run that a user has ended or paused its job.
	 * @param why what happened
	 * @param loggable the same without what a user has written
	 */
	void endedByHand(String why, String loggable) {
		cancel(Cancellation.ENDED_BY_HAND, why, loggable, this.options.interruptible());
	}

	void timeOut() {
		String why = "it took longer than its timeout of " + this.options.timeout();
		cancel(Cancellation.TIMED_OUT, why, why, true);
	}

	/**
	 * Interrupts the run: unless it ends well all the same, what it holds is given back.
	 * @param why what happened
	 */
	public void stop(Interruption why) {
		this.interruption = why;
		cancel(Cancellation.STOPPING, why.toRun(), why.toRun(), true);
	}

	/**
	 * Lets the run give back what it holds at the next occasion, because it is not to go
	 * on.
	 * @param why what happened
	 */
	public void leave(String why) {
		leave(why, why);
	}

	/**
	 * The same where a user has written why.
	 * @param why what happened
	 * @param loggable the same without what a user has written
	 */
	void leave(String why, String loggable) {
		cancel(Cancellation.LEAVING, why, loggable, this.options.interruptible());
	}

	private synchronized void cancel(Cancellation kind, String why, String loggable, boolean interrupt) {
		if (this.returned || isLost() || (this.cancellation != null && !kind.losesTheJob())) {
			return;
		}
		this.reason = why;
		this.loggable = loggable;
		this.cancellation = kind;
		if (interrupt) {
			this.thread.interrupt();
		}
	}

	/**
	 * The job's code has returned: from now on its thread is not interrupted any more.
	 */
	synchronized void returned() {
		this.returned = true;
		// an interrupt that came too late must not hit our own writes
		Thread.interrupted();
	}

	/**
	 * Another thread is going to store that this has completed, and removes the run from
	 * those that go on.
	 * @param handed whether it is so
	 */
	public void handedOver(boolean handed) {
		this.handedOver = handed;
	}

	/**
	 * Whether another thread is going to store that this has completed.
	 * @return whether its worker has nothing to do with it any more
	 */
	public boolean isHandedOver() {
		return this.handedOver;
	}

	void onStored(Runnable log) {
		this.completionLog = log;
	}

	/**
	 * Logs that it has completed. To be called by the thread that has stored that, if
	 * that was handed over.
	 */
	public void logCompletion() {
		Runnable log = this.completionLog;
		if (log != null) {
			log.run();
		}
	}

	boolean hasReturned() {
		return this.returned;
	}

	/**
	 * Ends a run whose thread does not return, by a write of another thread.
	 * @return whether the run is now to be ended by the caller
	 */
	synchronized boolean abandon() {
		if (this.returned || this.abandoned) {
			return false;
		}
		this.abandoned = true;
		return true;
	}

	private synchronized void interruptWrites() {
		if (!this.abandoned && !this.ended) {
			this.interruptedWrites = true;
			this.thread.interrupt();
		}
	}

	/**
	 * The end is recorded, or has been given up: the thread is no longer ours.
	 */
	synchronized void ended() {
		this.ended = true;
		if (this.interruptedWrites) {
			Thread.interrupted();
		}
	}

	/**
	 * Gives the job back because the run was {@link #stop interrupted} and does not
	 * return; or, if it has returned and cannot reach the database, lets it give up.
	 * @return whether this call has given it back
	 */
	public boolean release() {
		if (!abandon()) {
			interruptWrites();
			return false;
		}
		try {
			return this.handle.release(this.interruption.toJob() + " and it did not react", null);
		}
		finally {
			lose(this.interruption.toRun() + ", and the job was queued again");
		}
	}

	@Override
	public String toString() {
		return this.execution.label();
	}

}
