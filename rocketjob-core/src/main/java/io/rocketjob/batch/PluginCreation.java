package io.rocketjob.batch;

import io.rocketjob.BatchJob;
import io.rocketjob.Job;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.job.StoredPluginJobs.NewJobRequest;
import org.jspecify.annotations.Nullable;

/**
 * Creates jobs for plugins, which do not know whether a class is that of a batch.
 */
final class PluginCreation {

	private PluginCreation() {
	}

	@SuppressWarnings({ "unchecked", "NullAway" }) // null where there are no fields
	static void create(RocketJobTemplate template, NewJobRequest job) {
		Class<?> type = job.jobClass().type();
		if (BatchJob.class.isAssignableFrom(type)) {
			template.batch((Class<? extends BatchJob<@Nullable Object, Object, ?>>) type).fields(job.fields()).create();
		}
		else {
			template.create((Class<? extends Job<@Nullable Object>>) type, job.fields());
		}
	}

}
