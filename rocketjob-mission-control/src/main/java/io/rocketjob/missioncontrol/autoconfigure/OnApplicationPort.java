package io.rocketjob.missioncontrol.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Whether the console belongs to the port of the application: not where it was asked for
 * on that of Actuator, and Actuator has another one or none.
 */
final class OnApplicationPort extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Environment environment = context.getEnvironment();
		ConditionMessage.Builder message = ConditionMessage.forCondition("Port of Mission Control");
		boolean asked = environment.getProperty("rocketjob.mission-control.on-management-port", Boolean.class, false);
		boolean actuator = ClassUtils.isPresent(
				"org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType",
				context.getClassLoader());
		if (asked && actuator && Ports.areDifferent(environment)) {
			return ConditionOutcome.noMatch(message.because("it is on that of Actuator"));
		}
		return ConditionOutcome.match(message.because("it is on that of the application"));
	}

	/** Is loaded where Actuator is there. */
	private static final class Ports {

		static boolean areDifferent(Environment environment) {
			return ManagementPortType.get(environment) != ManagementPortType.SAME;
		}

	}

}
