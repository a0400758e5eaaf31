package io.rocketjob.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.plugin.NewJob;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The document of a new job as plugins see it and complete it.
 */
final class NewJobView extends JobView implements NewJob {

	private final List<String> problems;

	private final @Nullable Instant ownExpiry;

	NewJobView(JobRecord job, JobClass<?> jobClass, JobBinder binder, List<String> problems,
			@Nullable Instant ownExpiry) {
		super(job, jobClass, binder);
		this.problems = problems;
		this.ownExpiry = ownExpiry;
	}

	@Override
	public @Nullable Instant expiresAt() {
		return this.ownExpiry;
	}

	@Override
	public void runAt(Instant runAt) {
		job().document().append(JobFields.RUN_AT, TransitionUpdates.date(runAt.truncatedTo(ChronoUnit.MILLIS)));
	}

	@Override
	public void data(String plugin, Map<String, Object> values) {
		Document data = job().pluginData();
		data.append(plugin, new Document(values));
		job().document().append(JobFields.PLUGINS, data);
	}

	@Override
	public void problem(String problem) {
		this.problems.add(problem);
	}

}
