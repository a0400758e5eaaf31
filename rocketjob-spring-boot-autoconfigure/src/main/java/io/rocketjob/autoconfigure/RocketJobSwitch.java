package io.rocketjob.autoconfigure;

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
final class RocketJobSwitch implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		InvalidSettingException.checkSwitch("rocketjob.enabled", context.getEnvironment());
		return true;
	}

}
