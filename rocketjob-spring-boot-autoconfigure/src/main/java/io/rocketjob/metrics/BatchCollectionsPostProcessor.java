package io.rocketjob.metrics;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Adds the {@link BatchCollectionsFilter} to all registries. As a bean it would be added
 * to those only that export, and the registry that combines them would remember every
 * collection.
 *
 * @since 0.1.0
 */
public final class BatchCollectionsPostProcessor implements BeanPostProcessor, Ordered {

	/** Before there are meters, and before anybody can rename them. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof MeterRegistry registry) {
			registry.config().meterFilter(new BatchCollectionsFilter());
		}
		return bean;
	}

}
