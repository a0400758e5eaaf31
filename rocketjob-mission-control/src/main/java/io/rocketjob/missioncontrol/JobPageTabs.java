package io.rocketjob.missioncontrol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tabs that beans of the application add to the page of a job. Thread-safe.
 */
final class JobPageTabs {

	private static final Logger logger = LoggerFactory.getLogger(JobPageTabs.class);

	private static final Pattern KEY = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

	private final Map<String, Tab> tabs = new LinkedHashMap<>();

	JobPageTabs(List<JobPageTab> beans) {
		for (JobPageTab bean : beans) {
			Tab tab = new Tab(bean.key(), bean.title(), bean.permission(), bean);
			if (!KEY.matcher(tab.key()).matches()) {
				throw new IllegalStateException("The key of a JobPageTab must have small letters, digits and dashes"
						+ " only, such as invoice; that of " + tab.type() + " is '" + tab.key() + "'");
			}
			Tab other = this.tabs.putIfAbsent(tab.key(), tab);
			if (other != null) {
				throw new IllegalStateException("The JobPageTabs " + other.type() + " and " + tab.type()
						+ " have the same key '" + tab.key() + "'; give one of them another");
			}
		}
	}

	@Nullable Tab find(String key) {
		return this.tabs.get(key);
	}

	/**
	 * The tabs of a job.
	 * @param job the job
	 * @param visitor who looks at it
	 * @return those that the visitor may open
	 */
	List<Tab> of(JobDescriptor job, Visitor visitor) {
		return this.tabs.values().stream().filter((tab) -> tab.isFor(visitor) && tab.isOf(job)).toList();
	}

	/**
	 * A tab.
	 *
	 * @param key what it is called in its address
	 * @param title what it is called on the page
	 * @param permission what is needed besides; {@code null} for nothing
	 * @param bean what makes it
	 */
	record Tab(String key, String title, @Nullable Permission permission, JobPageTab bean) {

		String type() {
			return this.bean.getClass().getName();
		}

		boolean isFor(Visitor visitor) {
			return this.permission == null || visitor.may(this.permission);
		}

		/** One that fails does not keep anybody from the job; its own page says so. */
		private boolean isOf(JobDescriptor job) {
			try {
				return this.bean.appliesTo(job);
			}
			catch (RuntimeException ex) {
				logger.error("The tab '{}' ({}) cannot say whether the job {} has it", this.title, type(), job.id(),
						ex);
				return true;
			}
		}

	}

}
