package io.rocketjob.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
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

import org.springframework.beans.factory.ObjectProvider;
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
			Heartbeat heartbeat, RocketJobProperties properties) {
		return new DirmonEngine(engine, rocketJob, heartbeat, settings(properties.dirmon()));
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
		List<DirectoryEntry> entries = dirmon.entries().entrySet().stream().map(DirmonConfiguration::entry).toList();
		try {
			return new DirmonSettings(roots, dirmon.schedule(), entries);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingException(PREFIX + (isAbout(ex, "roots") ? "roots" : "schedule"),
					isAbout(ex, "roots") ? dirmon.roots() : dirmon.schedule(), ex.getMessage() + ".", ex);
		}
	}

	private static boolean isAbout(IllegalArgumentException ex, String name) {
		return String.valueOf(ex.getMessage()).startsWith(PREFIX + name);
	}

	private static DirectoryEntry entry(Map.Entry<String, RocketJobProperties.Dirmon.Entry> named) {
		RocketJobProperties.Dirmon.Entry entry = named.getValue();
		String prefix = PREFIX + "entries." + named.getKey();
		return new DirectoryEntry(named.getKey(),
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
