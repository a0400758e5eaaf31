package io.rocketjob.batch;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

import io.rocketjob.document.CrashDocument;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.job.JobCompleter;
import io.rocketjob.job.JobRunner;
import io.rocketjob.job.JobThrottles;
import io.rocketjob.job.UnbegunClaims;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.Work;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The run of a job that is claimed.
 */
final class JobWork implements Work {

	private static final Logger logger = LoggerFactory.getLogger(JobWork.class);

	/** How long a job is left out that may have ended its server, while another runs. */
	private static final Duration RECHECK = Duration.ofSeconds(5);

	private final Tools tools;

	private final @Nullable JobCompleter completions;

	private final ClaimedJob job;

	/**
	 * Makes one.
	 * @param tools what it takes to run it
	 * @param completions stores the ends of jobs in groups, {@code null} to store each by
	 * itself
	 * @param job the job
	 */
	JobWork(Tools tools, @Nullable JobCompleter completions, ClaimedJob job) {
		this.tools = tools;
		this.completions = completions;
		this.job = job;
	}

	@Override
	public void run(String server, String worker, BooleanSupplier goOn) {
		if (!CrashDocument.isLastChance(this.job.job().document())) {
			start(server, worker, this.completions);
			return;
		}
		Semaphore permit = this.tools.runs().lastChance();
		if (permit.tryAcquire()) {
			try {
				// until its end is stored the death of the process counts against it
				start(server, worker, null);
			}
			finally {
				permit.release();
			}
		}
		else if (this.tools.runs().stopWaiting(this.job.claimKey())) {
			this.tools.throttles()
				.holdBack(this.job, RECHECK, "one that may have ended its server runs beside no other of its kind");
		}
	}

	private void start(String server, String worker, @Nullable JobCompleter completer) {
		ClaimedJob mine = this.job.forWorker(worker);
		// before any code of the application, which may end the process
		boolean held = this.tools.unbegun().begin(mine);
		JobThrottles throttles = this.tools.throttles();
		JobThrottles.@Nullable Answer answer = held ? throttles.ask(this.job) : null;
		if (!this.tools.runs().stopWaiting(this.job.claimKey()) || answer == null) {
			logger.info("{} is not started, because it was ended or taken by somebody else meanwhile", this.job);
			return;
		}
		if (!throttles.letsStart(mine, answer, (thrown) -> this.tools.jobs().fail(mine, server, thrown))) {
			return;
		}
		if (completer == null || BatchDocument.isBatch(mine.job())) {
			this.tools.batches().run(mine, server);
		}
		else {
			this.tools.jobs().run(mine, server, completer);
		}
	}

	@Override
	public ClaimedJob job() {
		return this.job;
	}

	@Override
	public @Nullable ObjectId batch() {
		return null;
	}

	@Override
	public String toString() {
		return this.job.toString();
	}

	/**
	 * What it takes to run jobs of any kind.
	 *
	 * @param throttles hold jobs back
	 * @param runs the runs of this process
	 * @param unbegun says that a job is begun
	 * @param jobs runs jobs that are no batches
	 * @param batches runs the phases of batches
	 */
	record Tools(JobThrottles throttles, ActiveRuns runs, UnbegunClaims unbegun, JobRunner jobs, BatchRunner batches) {
	}

}
