package io.rocketjob.integration.app;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;

import org.springframework.beans.factory.annotation.Value;

/**
 * The first run of its slice waits at the fifth record until it is told to go on; it puts
 * its output elsewhere than other runs do.
 */
@RocketJob
@InputCategory(sliceSize = 10)
@OutputCategory
@OutputCategory(name = "first")
public class HeldBatch implements BatchJob<Void, Long, Result> {

	private static final int HELD = 5;

	private final RunRecorder recorder;

	private final Signals signals;

	private final String process;

	private volatile boolean first;

	HeldBatch(RunRecorder recorder, Signals signals, @Value("${app.process}") String process) {
		this.recorder = recorder;
		this.signals = signals;
		this.process = process;
	}

	@Override
	public Result perform(Long number, BatchContext<Void> context) {
		if (context.recordNumber() == HELD && this.recorder.begin(context.id()) == 0) {
			this.first = true;
			this.signals.await(Signals.GO_ON);
		}
		context.statistics().increment("by." + this.process);
		String text = number + " by " + this.process;
		return this.first ? Result.of(text).and("first", text) : Result.of(text);
	}

}
