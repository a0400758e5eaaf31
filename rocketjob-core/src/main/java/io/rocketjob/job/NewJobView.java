package io.rocketjob.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

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

	NewJobView(Document job, JobClass<?> jobClass, JobBinder binder, List<String> problems,
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
		document().append(JobFields.RUN_AT, JobDocument.date(runAt.truncatedTo(ChronoUnit.MILLIS)));
	}

	@Override
	public void data(String plugin, Map<String, Object> values) {
		Document data = JobDocument.pluginData(document());
		data.append(plugin, new Document(values));
		document().append(JobFields.PLUGINS, data);
	}

	@Override
	public void problem(String problem) {
		this.problems.add(problem);
	}

}
