package io.rocketjob.dirmon;

import io.rocketjob.DuplicateJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.cron.Cron;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Looks each minute which entries of the directory monitor are to be scanned, and creates
 * a {@link DirectoryScanJob} for each of these. There is one in all servers together.
 * Entries are scanned every five minutes, unless they or the configuration say otherwise.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Lets the directory monitor scan")
@Cron(schedule = "* * * * * UTC", next = Cron.Next.AT_END)
public class DirectoryMonitorJob implements Job<@Nullable Void> {

	private static final Logger logger = LoggerFactory.getLogger(DirectoryMonitorJob.class);

	private final ObjectProvider<DirmonEngine> engine;

	/**
	 * Makes the bean.
	 * @param engine the engine of the directory monitor
	 */
	public DirectoryMonitorJob(ObjectProvider<DirmonEngine> engine) {
		this.engine = engine;
	}

	@Override
	public @Nullable Object perform(@Nullable Void fields, JobContext context) {
		DirmonEngine.breaksOffWithoutDatabase(
				"Which entries of the directory monitor are due is asked again in a minute", this::scheduleScans);
		return null;
	}

	/**
	 * Creates a job for the scan of each entry that is due, unless the one before is
	 * still there.
	 */
	void scheduleScans() {
		DirmonEngine monitor = this.engine.getObject();
		monitor.scheduleScans((entry) -> {
			try {
				monitor.rocketJob()
					.create(DirectoryScanJob.class, new DirectoryScan(entry.name(), entry.entry().servers()),
							(options) -> options.description("Scans " + entry.entry().pattern()));
			}
			catch (DuplicateJobException ex) {
				logger.debug("The scan of '{}' before is still there", entry.name(), ex);
			}
		});
	}

}
