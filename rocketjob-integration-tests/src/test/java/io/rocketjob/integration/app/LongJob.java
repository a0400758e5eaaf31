package io.rocketjob.integration.app;

import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

/**
 * Its first run takes longer than any test waits; any other ends at once.
 */
@RocketJob(destroyOnComplete = false)
public class LongJob implements Job<LongJob.Fields> {

	private final RunRecorder recorder;

	private final Signals signals;

	LongJob(RunRecorder recorder, Signals signals) {
		this.recorder = recorder;
		this.signals = signals;
	}

	@Override
	public Object perform(Fields fields, JobContext context) throws InterruptedException {
		if (this.recorder.begin(context.id()) == 0) {
			if (fields.stubborn()) {
				this.signals.await(Signals.GO_ON);
			}
			else {
				TimeUnit.MINUTES.sleep(1);
			}
		}
		return null;
	}

	/**
	 * The fields.
	 *
	 * @param stubborn whether it ignores interrupts
	 */
	public record Fields(boolean stubborn) {
	}

}
