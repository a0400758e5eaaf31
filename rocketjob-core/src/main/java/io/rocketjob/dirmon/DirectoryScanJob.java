package io.rocketjob.dirmon;

import java.time.Duration;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.singleton.Singleton;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Scans one entry of the directory monitor, on a server whose name the entry allows. For
 * each entry there is one such job at a time. {@link DirectoryMonitorJob} creates them.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Scans an entry of the directory monitor")
@Singleton(key = "entry")
public class DirectoryScanJob implements Job<DirectoryScan>, JobPlugin {

	private static final Duration RECHECK = Duration.ofSeconds(30);

	private final ObjectProvider<DirmonEngine> engine;

	/**
	 * Makes the bean.
	 * @param engine the engine of the directory monitor
	 */
	public DirectoryScanJob(ObjectProvider<DirmonEngine> engine) {
		this.engine = engine;
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		if (jobClass.type() == DirectoryScanJob.class) {
			jobClass.throttle((job) -> {
				String servers = job.fields(DirectoryScan.class).servers();
				return this.engine.getObject().mayScan(servers) ? Decision.go() : Decision.leaveOut(Decision.What.JOB,
						RECHECK, "its directory is on the servers " + servers + ", and this is another");
			});
		}
	}

	@Override
	public @Nullable Object perform(DirectoryScan fields, JobContext context) {
		DirmonEngine.breaksOffWithoutDatabase(
				"The next scan of the entry '" + fields.entry() + "' goes on where this one was",
				() -> this.engine.getObject().scan(fields.entry(), () -> !context.isCancelled()));
		return null;
	}

}
