package io.rocketjob.housekeeping;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.cron.Cron;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: deletes jobs that have ended long ago, as {@code rocketjob.housekeeping.*}
 * says, and drops collections of batches whose job does not exist. One job of all servers
 * does so every 15 minutes, in steps that leave the database to others most of the time,
 * and for ten minutes at most; what is left is for the next time. When its server dies in
 * the middle, what was deleted is deleted.
 * <p>
 * The bean is there where {@code rocketjob.housekeeping.enabled} is set. Another schedule
 * is set by {@code rocketjob.jobs.HousekeepingJob.cron.schedule}. Thread-safe.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Deletes jobs that have ended long ago")
@Cron(schedule = "*/15 * * * * UTC", next = Cron.Next.AT_END)
public class HousekeepingJob implements Job<@Nullable Void> {

	private static final Logger logger = LoggerFactory.getLogger(HousekeepingJob.class);

	private static final Duration LONGEST = Duration.ofMinutes(10);

	private final Housekeeping housekeeping;

	/**
	 * Makes the bean.
	 * @param housekeeping does the work
	 */
	public HousekeepingJob(Housekeeping housekeeping) {
		this.housekeeping = housekeeping;
	}

	@Override
	public @Nullable Object perform(@Nullable Void fields, JobContext context) throws InterruptedException {
		long start = System.nanoTime();
		Housekeeping.Outcome outcome = this.housekeeping
			.clean(() -> !context.isCancelled() && System.nanoTime() - start < LONGEST.toNanos());
		if (!outcome.deleted().isEmpty() || outcome.dropped() > 0) {
			logger.info("Deleted {}", text(outcome));
		}
		context.checkCancelled();
		return null;
	}

	private static String text(Housekeeping.Outcome outcome) {
		String jobs = outcome.deleted()
			.entrySet()
			.stream()
			.map((Map.Entry<JobState, Long> each) -> each.getValue() + " " + each.getKey().value())
			.collect(Collectors.joining(", ", "", " jobs"));
		String collections = outcome.dropped() + " collections that belonged to no job";
		if (outcome.deleted().isEmpty()) {
			return collections;
		}
		return (outcome.dropped() > 0) ? jobs + ", and " + collections : jobs;
	}

}
