package io.rocketjob.test.autoconfigure;

import java.util.Set;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.JobBean;
import io.rocketjob.JobCallbacks;
import io.rocketjob.RocketJob;
import io.rocketjob.Subscriber;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.mongo.FieldsConverters;
import io.rocketjob.plugin.JobPlugin;

import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.util.backoff.BackOff;

/**
 * Finds the components that belong to jobs.
 */
class RocketJobTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<RocketJobTest> {

	private static final Set<Class<?>> OF_JOBS = Set.of(RocketJob.class, JobBean.class, Subscriber.class,
			JobCallbacks.class, BatchCallbacks.class, JobPlugin.class, FieldsConverters.class, Encryption.class,
			BackOff.class);

	RocketJobTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		return OF_JOBS;
	}

}
