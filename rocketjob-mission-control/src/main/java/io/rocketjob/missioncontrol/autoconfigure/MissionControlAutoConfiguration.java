package io.rocketjob.missioncontrol.autoconfigure;

import java.util.List;

import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.missioncontrol.ConsoleFilter;
import io.rocketjob.missioncontrol.ConsoleOperations;
import io.rocketjob.missioncontrol.ConsoleSettings;
import io.rocketjob.missioncontrol.JobPageTab;
import io.rocketjob.missioncontrol.MissionControl;
import io.rocketjob.missioncontrol.UploadFilter;
import io.rocketjob.missioncontrol.UploadLimits;
import io.rocketjob.operation.DirmonOperations;
import io.rocketjob.operation.HousekeepingOperations;
import io.rocketjob.operation.Operations;
import jakarta.servlet.MultipartConfigElement;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Auto-configuration for the web console. It brings routes below its own path and a
 * filter for that path, and nothing that other pages of the application could notice.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RocketJobAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBooleanProperty(name = "rocketjob.mission-control.enabled", matchIfMissing = true)
@ConditionalOnBean(Operations.class)
@EnableConfigurationProperties(MissionControlProperties.class)
public final class MissionControlAutoConfiguration {

	/** The filters of Spring Security, as it names them itself. */
	private static final String SECURITY = "springSecurityFilterChain";

	static FilterRegistrationBean<ConsoleFilter> filter(ObjectProvider<MissionControl> console, String path) {
		FilterRegistrationBean<ConsoleFilter> registration = new FilterRegistrationBean<>(
				new ConsoleFilter(console::getObject));
		registration.setName("rocketJobMissionControlFilter");
		registration.setOrder(ConsoleFilter.ORDER);
		registration.addUrlPatterns(path, path + "/*");
		return registration;
	}

	@Bean
	@ConditionalOnMissingBean
	ConsoleOperations rocketJobConsoleOperations(Operations operations, DirmonOperations dirmon,
			HousekeepingOperations housekeeping) {
		return new ConsoleOperations(operations, dirmon, housekeeping);
	}

	@Bean
	@ConditionalOnMissingBean
	MissionControl rocketJobMissionControl(ConsoleOperations operations, MissionControlProperties properties,
			ObjectProvider<JobPageTab> tabs, ObjectProvider<MultipartConfigElement> multipart,
			ListableBeanFactory beans) {
		List<JobPageTab> ordered = tabs.orderedStream().toList();
		// the web server of Actuator has none
		MultipartConfigElement files = properties.onManagementPort() ? null : multipart.getIfAvailable();
		ConsoleSettings settings = properties
			.settings((files != null) ? new UploadLimits(files.getMaxFileSize(), files.getMaxRequestSize()) : null);
		return beans.containsBean(SECURITY) ? MissionControl.secured(operations, settings, ordered)
				: MissionControl.local(operations, settings, ordered);
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnApplicationPort.class)
	static class ApplicationPortConfiguration {

		@Bean
		RouterFunction<ServerResponse> rocketJobMissionControlRoutes(MissionControl console) {
			return console.routes();
		}

		@Bean
		FilterRegistrationBean<ConsoleFilter> rocketJobMissionControlFilter(ObjectProvider<MissionControl> console,
				MissionControlProperties properties) {
			return filter(console, properties.path());
		}

		@Bean
		FilterRegistrationBean<UploadFilter> rocketJobMissionControlUploadFilter(ObjectProvider<MissionControl> console,
				MissionControlProperties properties) {
			FilterRegistrationBean<UploadFilter> registration = new FilterRegistrationBean<>(
					new UploadFilter(console::getObject));
			registration.setName("rocketJobMissionControlUploadFilter");
			registration.setOrder(UploadFilter.ORDER);
			registration.addUrlPatterns(properties.path() + "/create/*");
			return registration;
		}

	}

}
