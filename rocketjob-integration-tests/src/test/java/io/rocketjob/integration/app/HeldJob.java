package io.rocketjob.integration.app;

import io.rocketjob.AbortJobException;
import io.rocketjob.Job;
import io.rocketjob.JobCancelledException;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

/**
 * Its first run waits until it is told to go on, then tries to tell its progress and to
 * end; any other ends at once.
 */
@RocketJob(destroyOnComplete = false)
public class HeldJob implements Job<HeldJob.Fields> {

	/** What the run that ends at once returns. */
	public static final String RESULT = "done by the second run";

	private final RunRecorder recorder;

	private final Signals signals;

	HeldJob(RunRecorder recorder, Signals signals) {
		this.recorder = recorder;
		this.signals = signals;
	}

	@Override
	public Object perform(Fields fields, JobContext context) {
		if (this.recorder.begin(context.id()) > 0) {
			return RESULT;
		}
		this.signals.await(Signals.GO_ON);
		this.recorder.note(context.id(), "progress", tellProgress(context));
		context.updateFields(new Fields(fields.ending(), "changed by the first run"));
		return switch (fields.ending()) {
			case RETURN -> "done by the first run";
			case THROW -> throw new IllegalStateException("failed by the first run");
			case ABORT -> throw new AbortJobException("aborted by the first run");
		};
	}

	private static String tellProgress(JobContext context) {
		try {
			context.percentComplete(77);
			return "accepted";
		}
		catch (JobCancelledException ex) {
			return "refused";
		}
	}

	/** How the first run ends. */
	public enum Ending {

		RETURN, THROW, ABORT

	}

	/**
	 * The fields.
	 *
	 * @param ending how the first run ends
	 * @param note what a run may change
	 */
	public record Fields(Ending ending, String note) {
	}

}
