package io.rocketjob.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.WorkFinder;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.Run;
import io.rocketjob.mongo.Outage;

/**
 * Looks after the workers each second: replaces those that died, leaves alone those that
 * do not come back, and tells runs whose job or slice has been taken from them. Costs the
 * database a read a second while a run is older than that, and a write for each slice
 * that is.
 */
final class Monitor {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final JobEngine engine;

	private final BatchEngine batches;

	private final WorkFinder work;

	private final WorkerPool pool;

	private final Outage outage = new Outage("monitor of running jobs", Duration.ofSeconds(1));

	private final ScheduledExecutorService scheduler;

	Monitor(BatchEngine batches, WorkFinder work, WorkerPool pool) {
		this.batches = batches;
		this.engine = batches.jobs();
		this.work = work;
		this.pool = pool;
		this.scheduler = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "rocketjob-monitor");
			thread.setDaemon(true);
			return thread;
		});
	}

	@SuppressWarnings("FutureReturnValueIgnored") // check() throws nothing
	void start() {
		this.scheduler.scheduleWithFixedDelay(this::check, INTERVAL.toMillis(), INTERVAL.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	void stop() {
		this.scheduler.shutdownNow();
	}

	private void check() {
		try {
			for (Run<?> run : this.engine.runs().all()) {
				if (run.isAbandoned() && run.claimKey() != null) {
					this.pool.abandon(run);
				}
			}
			this.pool.rebalance();
			tellRunsThatAreLost();
			this.work.giveBackOverdueSlices();
			this.batches.watch();
			this.outage.succeeded();
		}
		catch (Throwable ex) {
			if (!this.scheduler.isShutdown()) {
				this.outage.failed(ex);
			}
		}
	}

	private void tellRunsThatAreLost() {
		Set<ClaimKey> claims = this.engine.runs().claims(INTERVAL);
		if (!claims.isEmpty()) {
			this.engine.recovery()
				.lost(claims)
				.forEach((held) -> this.engine.runs()
					.lose(held, "the job was aborted, paused, failed, deleted or given to somebody else"));
		}
	}

}
