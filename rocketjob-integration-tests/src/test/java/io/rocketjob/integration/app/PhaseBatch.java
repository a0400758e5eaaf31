package io.rocketjob.integration.app;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RecordSource;
import io.rocketjob.RocketJob;

/**
 * Uploads its records itself. Its first run of the phase that it is told waits in the
 * middle until it is told to go on.
 */
@RocketJob
@InputCategory(sliceSize = 10)
@OutputCategory
public class PhaseBatch implements BatchJob<PhaseBatch.Fields, Long, Long> {

	/** How many records it uploads. */
	public static final int RECORDS = 1_000;

	private final RunRecorder recorder;

	private final Signals signals;

	PhaseBatch(RunRecorder recorder, Signals signals) {
		this.recorder = recorder;
		this.signals = signals;
	}

	@Override
	public void beforeBatch(BatchContext<Fields> context) {
		context.uploads().upload(RecordSource.range(1, RECORDS / 2));
		if (!context.fields().after()) {
			hold(context);
		}
		context.uploads().upload(RecordSource.range(RECORDS / 2 + 1, RECORDS));
	}

	@Override
	public Long perform(Long number, BatchContext<Fields> context) {
		context.statistics().increment("records");
		return number;
	}

	@Override
	public void afterBatch(BatchContext<Fields> context) {
		if (context.fields().after()) {
			hold(context);
		}
	}

	private void hold(BatchContext<Fields> context) {
		if (this.recorder.begin(context.id()) == 0) {
			this.signals.await(Signals.GO_ON);
		}
	}

	/**
	 * The fields.
	 *
	 * @param after whether to wait after the records rather than before them
	 */
	public record Fields(boolean after) {
	}

}
