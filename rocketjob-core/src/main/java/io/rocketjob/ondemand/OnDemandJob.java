package io.rocketjob.ondemand;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import org.jspecify.annotations.Nullable;

/**
 * Does what an expression says that is given when a job is created.
 *
 * <pre class="code">
 * rocketJob.create(OnDemandJob.class, new OnDemand("@customers.deactivate(4711)"));
 * </pre>
 *
 * An expression is checked when its job is created, and again when it is run. It reaches
 * the beans that {@code rocketjob.on-demand.beans} names and what their methods return,
 * and nothing else: no types, no constructors, no classes. Its value is the result of the
 * job.
 * <p>
 * The bean is there where {@code rocketjob.on-demand.enabled} is set: whoever may create
 * jobs may then call these beans. Thread-safe.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Does what its expression says", destroyOnComplete = false)
public class OnDemandJob implements Job<OnDemand>, JobPlugin {

	private final Expressions expressions;

	/**
	 * Makes the bean.
	 * @param expressions evaluates them
	 */
	public OnDemandJob(Expressions expressions) {
		this.expressions = expressions;
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		if (jobClass.type() == OnDemandJob.class) {
			jobClass.onCreate((job) -> this.expressions.checkNew(job, false));
		}
	}

	@Override
	public @Nullable Object perform(OnDemand fields, JobContext context) {
		return this.expressions.of(fields, false).evaluate(null, 0);
	}

}
