package io.rocketjob.plugin.retry;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.CreationHook;
import io.rocketjob.plugin.NewJob;
import io.rocketjob.plugin.PluggableClass;

import org.springframework.beans.factory.BeanFactory;

/**
 * The plugin behind {@link Retry}.
 *
 * @since 0.1.0
 */
public final class RetryPlugin extends AnnotationPlugin<Retry> {

	/** Its name, under which it stores the times of failures. */
	static final String NAME = "retry";

	private final BeanFactory beans;

	/**
	 * Makes the plugin.
	 * @param beans where back-offs of the application are
	 */
	public RetryPlugin(BeanFactory beans) {
		this.beans = beans;
	}

	@Override
	protected void contribute(Retry options, PluggableClass jobClass) {
		RetryPolicy policy = RetryPolicy.of(options, this.beans, (problem) -> problem(jobClass, problem));
		if (policy == null) {
			return;
		}
		jobClass.optionsOfJobs(Retry.class);
		jobClass.onCreate(new CreationHook() {

			@Override
			public void onCreate(NewJob job) {
				check(job, options);
			}

			@Override
			public void onUpdate(NewJob job) {
				check(job, options);
			}

		});
		jobClass.onFailure((job, failure) -> {
			Retry own = job.options(Retry.class);
			return (own.equals(options) ? policy : policy(own)).onFailure(job, failure);
		});
	}

	/** That of a single job, which was checked when it was set. */
	private RetryPolicy policy(Retry own) {
		List<String> problems = new ArrayList<>();
		RetryPolicy policy = RetryPolicy.of(own, this.beans, problems::add);
		if (policy == null) {
			throw new IllegalArgumentException(String.join("; ", problems));
		}
		return policy;
	}

	/** Checks what was set for a single job. */
	private void check(NewJob job, Retry options) {
		Retry own = job.options(Retry.class);
		if (!own.equals(options)) {
			RetryPolicy.of(own, this.beans, (problem) -> job.problem(NAME + "." + problem));
		}
	}

}
