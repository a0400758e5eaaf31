package io.rocketjob.benchmark.rocketjob;

import java.util.Collections;
import java.util.List;

import io.rocketjob.RocketJobTemplate;
import org.jspecify.annotations.Nullable;

/** Jobs that do nothing, whose starts are limited. */
final class RatedWorkload implements Workload {

	@Override
	public List<Class<?>> jobClasses() {
		return List.of(RatedJob.class);
	}

	@Override
	@SuppressWarnings("NullAway") // null is the only Void
	public void create(RocketJobTemplate rocketJob, int count) {
		List<@Nullable Void> none = Collections.nCopies(count, null);
		rocketJob.createAll(RatedJob.class, none);
	}

}
