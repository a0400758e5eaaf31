package io.rocketjob.plugin.throttle;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;

/**
 * The plugin of {@link ThrottleRunningJobs}.
 *
 * @since 0.1.0
 */
public final class ThrottleRunningJobsPlugin implements JobPlugin {

	private final Map<String, Integer> groups;

	/**
	 * Makes the plugin.
	 * @param groups the limits of groups by their names
	 */
	public ThrottleRunningJobsPlugin(Map<String, Integer> groups) {
		this.groups = Map.copyOf(groups);
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		ThrottleRunningJobs effective = jobClass.options(ThrottleRunningJobs.class);
		if (effective == null) {
			return;
		}
		List<ThrottleRunningJobs> all = jobClass.annotations(ThrottleRunningJobs.class);
		if (all.size() > 1) {
			contributeSeveral(jobClass, effective, all);
		}
		else {
			contribute(jobClass, effective);
		}
	}

	/**
	 * Of several, the configuration overrides the limit of the class.
	 */
	private void contributeSeveral(PluggableClass jobClass, ThrottleRunningJobs effective,
			List<ThrottleRunningJobs> all) {
		boolean isOverridden = effective.limit() != ThrottleRunningJobs.NONE;
		for (ThrottleRunningJobs each : all) {
			if (!isOverridden || !each.group().isBlank()) {
				contribute(jobClass, each);
			}
		}
		if (isOverridden) {
			limit(jobClass, jobClass.name(), effective.limit());
		}
	}

	private void contribute(PluggableClass jobClass, ThrottleRunningJobs each) {
		boolean hasLimit = each.limit() != ThrottleRunningJobs.NONE;
		String group = each.group().strip();
		if (hasLimit != group.isEmpty()) {
			problem(jobClass, hasLimit
					? "limit and group exclude each other; the limit of '" + group + "' is rocketjob.throttles." + group
							+ ", and a limit for the class as well is a second annotation"
					: "it needs a limit, or a group");
		}
		else if (hasLimit) {
			limit(jobClass, jobClass.name(), each.limit());
		}
		else {
			limitByGroup(jobClass, group);
		}
	}

	private void limitByGroup(PluggableClass jobClass, String group) {
		Integer limit = this.groups.get(group);
		if (limit != null) {
			limit(jobClass, group, limit);
		}
		else {
			problem(jobClass,
					"there is no group '" + group + "'; set its limit by rocketjob.throttles." + group
							+ (this.groups.isEmpty() ? "" : ", or use one of those that there are: "
									+ String.join(", ", new TreeSet<>(this.groups.keySet()))));
		}
	}

	private static void limit(PluggableClass jobClass, String group, int limit) {
		try {
			jobClass.limitRunning(group, limit);
		}
		catch (IllegalArgumentException ex) {
			problem(jobClass, String.valueOf(ex.getMessage()));
		}
	}

	private static void problem(PluggableClass jobClass, String problem) {
		jobClass.problem("@ThrottleRunningJobs: " + problem);
	}

}
