package io.rocketjob.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.metrics.BatchCollectionsPostProcessor;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that keeps the number of the MongoDB driver's meters bounded,
 * whether Rocket Job has meters of its own or not. It changes the tags of meters only;
 * who provides them does not matter.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = RocketJobAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "rocketjob.enabled", matchIfMissing = true)
public final class RocketJobMongoMetricsAutoConfiguration {

	@Bean
	static BatchCollectionsPostProcessor rocketJobBatchCollectionsPostProcessor() {
		return new BatchCollectionsPostProcessor();
	}

}
