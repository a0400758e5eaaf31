package io.rocketjob.missioncontrol.autoconfigure;

import io.rocketjob.missioncontrol.ConsoleFilter;
import io.rocketjob.missioncontrol.MissionControl;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Puts the web console on the port of Actuator, where it was asked for there. Without the
 * filter, which is registered with each web server, its pages would open to nobody.
 *
 * @since 0.1.0
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(MissionControl.class)
@ConditionalOnBooleanProperty("rocketjob.mission-control.on-management-port")
public final class MissionControlManagementContextConfiguration {

	@Bean
	RouterFunction<ServerResponse> rocketJobMissionControlRoutes(MissionControl console) {
		return console.routes();
	}

	@Bean
	FilterRegistrationBean<ConsoleFilter> rocketJobMissionControlFilter(ObjectProvider<MissionControl> console,
			MissionControlProperties properties) {
		return MissionControlAutoConfiguration.filter(console, properties.path());
	}

}
