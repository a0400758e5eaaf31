package io.rocketjob.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.rocketjob.job.JobEngine;
import io.rocketjob.job.Run;
import org.bson.types.ObjectId;

/**
 * Looks after the workers each second: replaces those that died, leaves alone those that
 * do not come back, and tells runs whose job has been taken from them. Costs the database
 * one read a second, and only while a run is older than that.
 */
final class Monitor {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final JobEngine engine;

	private final WorkerPool pool;

	private final Outage outage = new Outage("monitor of running jobs", Duration.ofSeconds(1));

	private final ScheduledExecutorService scheduler;

	Monitor(JobEngine engine, WorkerPool pool) {
		this.engine = engine;
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
				ObjectId token = run.token();
				if (run.isAbandoned() && token != null) {
					this.pool.abandon(token);
				}
			}
			this.pool.rebalance();
			tellRunsThatAreLost();
			this.outage.succeeded();
		}
		catch (Throwable ex) {
			if (!this.scheduler.isShutdown()) {
				this.outage.failed(ex);
			}
		}
	}

	private void tellRunsThatAreLost() {
		Map<ObjectId, ObjectId> claims = this.engine.runs().claims(INTERVAL);
		if (!claims.isEmpty()) {
			this.engine.claims()
				.lost(claims)
				.forEach((token) -> this.engine.runs()
					.lose(token, "the job was aborted, paused, failed, deleted or given to somebody else"));
		}
	}

}
