package io.rocketjob.benchmark.rocketjob;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.RunRecord;
import io.rocketjob.benchmark.process.Starts;
import org.jspecify.annotations.Nullable;

/** Does nothing but count. Not final: {@link ManyClasses} makes subclasses of it. */
@RocketJob
public class NoOpJob implements Job<Void> {

	private final RunRecord record;

	private final Starts starts;

	/**
	 * Makes the job bean.
	 * @param record counts the runs
	 * @param starts notes when they begin
	 */
	public NoOpJob(RunRecord record, Starts starts) {
		this.record = record;
		this.starts = starts;
	}

	@Override
	public @Nullable Object perform(Void fields, JobContext context) {
		this.record.begin();
		this.starts.add(context.id());
		this.record.end(1);
		return null;
	}

}
