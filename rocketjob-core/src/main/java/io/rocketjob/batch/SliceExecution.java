package io.rocketjob.batch;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

import io.rocketjob.JobBean;
import io.rocketjob.JobTransition;
import io.rocketjob.document.CrashDocument;
import io.rocketjob.job.Execution;
import io.rocketjob.job.Run;
import io.rocketjob.jobclass.CallbackChain;
import io.rocketjob.logging.Redaction;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Works on the records of a slice.
 */
final class SliceExecution implements Execution<@Nullable Object> {

	private static final String SLICE_KEY = "rocketjob.slice";

	private static final String RECORD_KEY = "rocketjob.record";

	private final SliceExecutions executions;

	private final SliceClaimHandle handle;

	private final LookupFactory lookups;

	private volatile @Nullable RecordLoop work;

	/** Whether no other that may have ended its server runs beside it. */
	private boolean alone;

	SliceExecution(SliceExecutions executions, SliceClaimHandle handle, LookupFactory lookups) {
		this.executions = executions;
		this.handle = handle;
		this.lookups = lookups;
	}

	@Override
	public @Nullable Object perform(JobBean<@Nullable Object> bean, CallbackChain<@Nullable Object> callbacks,
			Run<@Nullable Object> run) throws Exception {
		if (CrashDocument.isLastChance(this.handle.slice().document())) {
			this.executions.lastChance().acquire();
			this.alone = true;
		}
		checkHeld(this.handle.begin(), run);
		return work(bean, callbacks, run);
	}

	/**
	 * Lets the next one run of those that run alone. To be called when the end of this is
	 * stored: until then the death of the process counts against it.
	 */
	void ended() {
		if (this.alone) {
			this.executions.lastChance().release();
		}
	}

	private static void checkHeld(boolean held, Run<?> run) {
		if (!held) {
			run.lose("its claim is gone");
		}
		run.checkCancelled();
	}

	private @Nullable Object work(JobBean<@Nullable Object> bean, CallbackChain<@Nullable Object> callbacks,
			Run<@Nullable Object> run) throws Exception {
		ClaimedSlice slice = this.handle.slice();
		MDC.put(SLICE_KEY, Long.toString(slice.firstRecord()));
		this.executions.active().add(this.handle, run);
		try {
			String jobClass = slice.job().type();
			Segment segment = slice.segment();
			SliceState state = this.handle.state();
			this.handle.resumePoint().resume();
			SliceRecords records = this.executions.data().read(segment, slice.document());
			SliceContext context = new SliceContext(run, segment.category(), state.counters(), this.lookups,
					BatchDocument.recordCount(slice.job()));
			RecordLoop work = new RecordLoop(records.stored(), SliceDocument.removed(slice.document()),
					slice.firstRecord(), state, context,
					this.executions.performers().of(jobClass, records, bean, callbacks, context));
			this.work = work;
			this.executions.hooks().of(jobClass).slice(context, state, () -> work.work(() -> {
				work(work, run);
				return null;
			}));
			work.checkDone();
			return null;
		}
		finally {
			this.executions.active().remove(this.handle);
		}
	}

	private void work(RecordLoop work, Run<?> run) throws Exception {
		while (work.hasNext()) {
			run.checkCancelled();
			this.handle.recordNumber(work.number());
			MDC.put(RECORD_KEY, Long.toString(work.number()));
			work.next();
		}
		run.checkCancelled();
	}

	@Override
	public Set<JobTransition> transitions() {
		return Set.of();
	}

	@Override
	public Redaction redaction() {
		RecordLoop present = this.work;
		return (present != null) ? present.redaction() : Redaction.NONE;
	}

	@Override
	public Long slice() {
		return this.handle.slice().firstRecord();
	}

	@Override
	public void logFailure(Run<@Nullable Object> run, Duration duration, Document exception,
			Supplier<Throwable> loggable) {
		this.executions.failureLog().failed(run, this.handle.slice(), duration, exception, loggable);
	}

	@Override
	public Level level() {
		return Level.DEBUG;
	}

	@Override
	public String label() {
		ClaimedSlice slice = this.handle.slice();
		return slice.job().type() + " " + slice.job().id() + " slice " + slice.segment().category() + "/"
				+ slice.firstRecord();
	}

}
