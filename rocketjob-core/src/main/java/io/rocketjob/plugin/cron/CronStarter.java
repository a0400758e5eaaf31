package io.rocketjob.plugin.cron;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.rocketjob.DuplicateJobException;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobState;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.PluginJobs;
import io.rocketjob.plugin.cron.CronPlugin.SeriesOfClass;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Brings the occurrences that wait into line with the schedules of the job classes, when
 * a server starts: creates those that are not there, moves those whose schedule has
 * changed, deletes those whose class has none any more. Any number of servers may do it
 * at once. While the database is away it is tried again in the background. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CronStarter implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(CronStarter.class);

	private static final long LONGEST_PAUSE = 10_000;

	private final CronPlugin plugin;

	private final PluginJobs jobs;

	private final Clock clock;

	private @Nullable Thread retries;

	private boolean running;

	/**
	 * Makes a starter.
	 * @param plugin what the job classes have
	 * @param jobs their jobs
	 * @param clock the time
	 */
	public CronStarter(CronPlugin plugin, PluginJobs jobs, Clock clock) {
		this.plugin = plugin;
		this.jobs = jobs;
		this.clock = clock;
	}

	@Override
	public synchronized void start() {
		if (this.running) {
			return;
		}
		this.running = true;
		try {
			align();
		}
		catch (DataAccessException ex) {
			logger.warn("Cron jobs cannot be created yet, which is tried again: {}", ex.toString());
			Thread thread = new Thread(this::retry, "rocketjob-cron");
			thread.setDaemon(true);
			thread.start();
			this.retries = thread;
		}
	}

	private void retry() {
		ExponentialBackOff backOff = new ExponentialBackOff(500, 2);
		backOff.setMaxInterval(LONGEST_PAUSE);
		BackOffExecution pauses = backOff.start();
		while (true) {
			try {
				Thread.sleep(pauses.nextBackOff());
				align();
				return;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (DataAccessException ex) {
				logger.debug("Cron jobs cannot be created yet", ex);
			}
			catch (RuntimeException ex) {
				logger.error("Cron jobs cannot be created", ex);
				return;
			}
		}
	}

	/**
	 * Does it once.
	 * @throws FirstOccurrenceException when a job cannot be created without values
	 * @throws DataAccessException when the database cannot be reached
	 */
	public void align() {
		this.plugin.classes().forEach(this::align);
	}

	private void align(String jobClass, SeriesOfClass of) {
		CronSeries series = of.series();
		List<PluginJob> waiting = this.jobs.withKey(jobClass, CronPlugin.NAME)
			.stream()
			.filter((job) -> !job.data(CronPlugin.NAME).containsKey(CronSeries.OWN))
			.toList();
		if (series == null || !series.isCreatedAtStart()) {
			if (series == null) {
				waiting.forEach(this::delete);
			}
			return;
		}
		for (PluginJob job : waiting) {
			if (series.isOutOfDate(job)) {
				move(job, series);
			}
		}
		if (waiting.isEmpty()) {
			create(jobClass, of);
		}
	}

	private void create(String jobClass, SeriesOfClass of) {
		try {
			this.jobs.create(of.type());
			logger.info("Created the first occurrence of {}", jobClass);
		}
		catch (DuplicateJobException ex) {
			logger.debug("Another server has created the first occurrence of {}", jobClass);
		}
		catch (InvalidJobException ex) {
			throw new FirstOccurrenceException(jobClass, of.type(), ex);
		}
	}

	private void move(PluginJob job, CronSeries series) {
		Instant next = series.next(this.clock.instant());
		if (next == null || !isWaiting(job)) {
			// one that is running hands over by the schedule that holds then
			return;
		}
		if (this.jobs.reschedule(job, next, CronPlugin.NAME, series.upToDate(job))) {
			logger.info("Moved {} {} to {}, because its schedule has changed", job.jobClass(), job.id(), next);
		}
	}

	private void delete(PluginJob job) {
		if (isWaiting(job) && this.jobs.delete(job)) {
			logger.info("Deleted {} {}, because its class has no schedule any more", job.jobClass(), job.id());
		}
	}

	private static boolean isWaiting(PluginJob job) {
		return job.state() == JobState.QUEUED || job.state() == JobState.PAUSED;
	}

	@Override
	public synchronized void stop() {
		if (this.retries != null) {
			this.retries.interrupt();
			this.retries = null;
		}
		this.running = false;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

}
