package io.rocketjob.embedded.autoconfigure;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Refuses a switch that is neither true nor false. The condition on the property takes
 * every other word for false, so this one comes first; it matches always.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class EmbeddedMongoSwitch implements Condition {

	private static final String PROPERTY = "rocketjob.embedded-mongodb.enabled";

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String value = context.getEnvironment().getProperty(PROPERTY);
		if (value != null && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
			throw new InvalidConfigurationPropertyValueException(PROPERTY, value, "It must be true or false.");
		}
		return true;
	}

}
