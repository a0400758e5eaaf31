package io.rocketjob.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.dirmon.DirectoryEntry;
import io.rocketjob.dirmon.DirectoryMonitor;
import io.rocketjob.dirmon.DirectoryMonitorJob;
import io.rocketjob.dirmon.DirectoryScanJob;
import io.rocketjob.dirmon.DirmonEngine;
import io.rocketjob.dirmon.DirmonSettings;
import io.rocketjob.job.JobEngine;
import io.rocketjob.server.Heartbeat;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The directory monitor.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "rocketjob.dirmon.enabled")
class DirmonConfiguration {

	private static final String PREFIX = "rocketjob.dirmon.";

	@Bean
	@ConditionalOnMissingBean
	DirmonEngine rocketJobDirmonEngine(JobEngine engine, ObjectProvider<RocketJobTemplate> rocketJob,
			Heartbeat heartbeat, RocketJobProperties properties, ConfigurableListableBeanFactory beans) {
		Map<String, DirectoryEntry> ofProperties = ofProperties(properties.dirmon());
		return new DirmonEngine(engine, rocketJob, heartbeat, settings(properties.dirmon()), () -> {
			Map<String, DirectoryEntry> all = new LinkedHashMap<>(ofProperties);
			all.putAll(ofBeans(beans));
			return all;
		});
	}

	@Bean
	@ConditionalOnMissingBean
	DirectoryMonitor rocketJobDirectoryMonitor(DirmonEngine engine) {
		return engine.monitor();
	}

	@Bean
	@ConditionalOnMissingBean
	DirectoryMonitorJob rocketJobDirectoryMonitorJob(ObjectProvider<DirmonEngine> engine) {
		return new DirectoryMonitorJob(engine);
	}

	@Bean
	@ConditionalOnMissingBean
	DirectoryScanJob rocketJobDirectoryScanJob(ObjectProvider<DirmonEngine> engine) {
		return new DirectoryScanJob(engine);
	}

	private static DirmonSettings settings(RocketJobProperties.Dirmon dirmon) {
		List<Path> roots = new ArrayList<>();
		for (String root : dirmon.roots()) {
			try {
				roots.add(Path.of(root));
			}
			catch (InvalidPathException ex) {
				throw new InvalidSettingException(PREFIX + "roots", root, "It is no path; right would be /data/in", ex);
			}
		}
		try {
			return new DirmonSettings(roots, dirmon.schedule());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingException(PREFIX + (isAbout(ex, "roots") ? "roots" : "schedule"),
					isAbout(ex, "roots") ? dirmon.roots() : dirmon.schedule(), ex.getMessage() + ".", ex);
		}
	}

	private static boolean isAbout(IllegalArgumentException ex, String name) {
		return String.valueOf(ex.getMessage()).startsWith(PREFIX + name);
	}

	private static Map<String, DirectoryEntry> ofBeans(ConfigurableListableBeanFactory beans) {
		Map<String, DirectoryEntry> byPlace = new LinkedHashMap<>();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, DirectoryEntry.class)) {
			// not of a method that has returned null
			if (beans.getBean(name) instanceof DirectoryEntry entry) {
				byPlace.put(place(beans, name), entry);
			}
		}
		return byPlace;
	}

	private static String place(ConfigurableListableBeanFactory beans, String name) {
		String where = beans.containsBeanDefinition(name) ? beans.getBeanDefinition(name).getResourceDescription()
				: null;
		return "the bean '" + name + "'" + ((where != null) ? " defined in " + where : "");
	}

	private static Map<String, DirectoryEntry> ofProperties(RocketJobProperties.Dirmon dirmon) {
		Map<String, DirectoryEntry> byPlace = new LinkedHashMap<>();
		dirmon.entries().forEach((name, entry) -> {
			String prefix = PREFIX + "entries." + name;
			byPlace.put("the property '" + prefix + "'", entry(name, prefix, entry));
		});
		return byPlace;
	}

	private static DirectoryEntry entry(String name, String prefix, RocketJobProperties.Dirmon.Entry entry) {
		return new DirectoryEntry(name,
				required(prefix + ".pattern", entry.pattern(), "which files are meant, such as /data/in/*.csv"),
				required(prefix + ".job-class", entry.jobClass(), "the name of the job class"), entry.archive(),
				entry.properties(), entry.fileField(), entry.servers(), entry.schedule(), entry.quietPeriod(),
				entry.emptyFiles(), entry.announcement(),
				Objects.requireNonNullElse(entry.leftOut(), DirectoryEntry.LEFT_OUT));
	}

	private static String required(String property, @Nullable String value, String right) {
		if (value == null || value.isBlank()) {
			throw new InvalidSettingException(property, value, "It must be set to " + right + ".");
		}
		return value;
	}

}
