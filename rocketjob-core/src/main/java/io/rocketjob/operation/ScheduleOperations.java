package io.rocketjob.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.PluginJobs;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.plugin.cron.CronPlugin;
import io.rocketjob.schedule.CronSchedule;
import org.jspecify.annotations.Nullable;

/**
 * What an operator can see of schedules. One acts on a schedule by its waiting
 * occurrence: {@link JobOperations#act} with its id starts it now, pauses the series or
 * resumes it. Throws an {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ScheduleOperations {

	private static final int TIMES = 5;

	private final BatchEngine engine;

	private final PluginJobs jobs;

	private final OperationGuard guard;

	private final DatabasePing database;

	ScheduleOperations(RocketJobTemplate rocketJob, BatchEngine engine, OperationGuard guard, DatabasePing database) {
		this.engine = engine;
		this.jobs = engine.pluginJobs(rocketJob);
		this.guard = guard;
		this.database = database;
	}

	/**
	 * Lists the schedules of the job classes of this process: that of each class, and
	 * those that jobs were given beside it. Needs {@code job:read}.
	 * @param operator who asks
	 * @return the schedules, ordered by class
	 */
	public List<ScheduleDescriptor> list(Operator operator) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			this.database.check();
			List<ScheduleDescriptor> schedules = new ArrayList<>();
			this.engine.jobs()
				.classes()
				.all()
				.stream()
				.sorted(Comparator.comparing(JobClass::name))
				.forEach((jobClass) -> add(jobClass, schedules));
			return schedules;
		});
	}

	private void add(JobClass<?> jobClass, List<ScheduleDescriptor> schedules) {
		Cron cron = jobClass.plugins().options(Cron.class);
		if (cron == null) {
			return;
		}
		List<PluginJob> occurrences = this.jobs.withKey(jobClass.name(), CronPlugin.NAME);
		occurrences.forEach((job) -> schedules.add(describe(jobClass.name(), job.options(Cron.class).schedule(), job)));
		if (occurrences.isEmpty()) {
			schedules.add(describe(jobClass.name(), cron.schedule(), null));
		}
	}

	private ScheduleDescriptor describe(String jobClass, String text, @Nullable PluginJob job) {
		CronSchedule schedule = CronSchedule.parse(text);
		return new ScheduleDescriptor(jobClass, schedule.text(), schedule.zone().getId(),
				(job != null) ? job.id().toHexString() : null, (job != null) ? job.state().value() : null,
				(job != null) ? job.runAt() : null, next(schedule));
	}

	private List<Instant> next(CronSchedule schedule) {
		List<Instant> times = new ArrayList<>();
		Optional<Instant> next = schedule.next(this.engine.jobs().store().clock().now());
		while (next.isPresent() && times.size() < TIMES) {
			times.add(next.get());
			next = schedule.next(next.get());
		}
		return times;
	}

}
