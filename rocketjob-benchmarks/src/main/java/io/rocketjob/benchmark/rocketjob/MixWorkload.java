package io.rocketjob.benchmark.rocketjob;

import java.util.Collections;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.RocketJobTemplate;
import org.jspecify.annotations.Nullable;

/** Jobs that do nothing, and among fifty of them one that takes a while. */
final class MixWorkload implements Workload {

	private static final int SLOW_ONE_IN = 50;

	@Override
	public List<Class<?>> jobClasses() {
		return List.of(NoOpJob.class, SlowJob.class);
	}

	@Override
	public void create(RocketJobTemplate rocketJob, int count) {
		for (int done = 0; done < count; done += SLOW_ONE_IN) {
			createAll(rocketJob, SlowJob.class, 1);
			createAll(rocketJob, NoOpJob.class, Math.min(SLOW_ONE_IN, count - done) - 1);
		}
	}

	@SuppressWarnings("NullAway") // null is the only Void
	private static void createAll(RocketJobTemplate rocketJob, Class<? extends Job<Void>> type, int count) {
		List<@Nullable Void> none = Collections.nCopies(count, null);
		rocketJob.createAll(type, none);
	}

}
