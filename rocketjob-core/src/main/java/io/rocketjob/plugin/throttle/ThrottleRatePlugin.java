package io.rocketjob.plugin.throttle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.schedule.DurationRange;

/**
 * The plugin of {@link ThrottleRate}.
 *
 * @since 0.1.0
 */
public final class ThrottleRatePlugin implements JobPlugin {

	private static final DurationRange PER = DurationRange.of("1s", "31d");

	private final Map<String, String> groups;

	/**
	 * Makes the plugin.
	 * @param groups the rates of groups by their names, such as {@code 100/1m}
	 */
	public ThrottleRatePlugin(Map<String, String> groups) {
		this.groups = Map.copyOf(groups);
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		ThrottleRate effective = jobClass.options(ThrottleRate.class);
		if (effective == null) {
			return;
		}
		List<ThrottleRate> all = jobClass.annotations(ThrottleRate.class);
		if (all.size() < 2) {
			contribute(jobClass, effective);
			return;
		}
		// of several, the configuration overrides the rate of the class
		boolean isOverridden = effective.limit() != ThrottleRate.NONE;
		for (ThrottleRate each : all) {
			if (!isOverridden || !each.group().isBlank()) {
				contribute(jobClass, each);
			}
		}
		if (isOverridden) {
			limit(jobClass, jobClass.name(), effective.limit(), effective.per());
		}
	}

	private void contribute(PluggableClass jobClass, ThrottleRate each) {
		boolean hasLimit = each.limit() != ThrottleRate.NONE;
		String group = each.group().strip();
		if (hasLimit != group.isEmpty()) {
			problem(jobClass,
					hasLimit ? "limit and group exclude each other; the rate of '" + group + "' is rocketjob.rates."
							+ group + ", and one for the class as well is a second annotation"
							: "it needs a limit, or a group");
		}
		else if (hasLimit) {
			limit(jobClass, jobClass.name(), each.limit(), each.per());
		}
		else {
			limitByGroup(jobClass, group);
		}
	}

	private void limitByGroup(PluggableClass jobClass, String group) {
		String rate = this.groups.get(group);
		if (rate == null) {
			problem(jobClass,
					"there is no group '" + group + "'; set its rate by rocketjob.rates." + group + ", such as 100/1m"
							+ (this.groups.isEmpty() ? "" : ", or use one of those that there are: "
									+ String.join(", ", new TreeSet<>(this.groups.keySet()))));
			return;
		}
		int slash = rate.indexOf('/');
		String limit = (slash != -1) ? rate.substring(0, slash).strip() : "";
		if (!limit.matches("\\d{1,9}")) {
			problem(jobClass, "rocketjob.rates." + group + ": '" + rate
					+ "' is no rate; right would be how many in which time, such as 100/1m");
			return;
		}
		limit(jobClass, group, Integer.parseInt(limit), rate.substring(slash + 1));
	}

	private static void limit(PluggableClass jobClass, String group, int limit, String per) {
		Duration time;
		try {
			time = PER.parse(per);
		}
		catch (IllegalArgumentException ex) {
			problem(jobClass, "per: " + ex.getMessage());
			return;
		}
		try {
			jobClass.limitStarts(group, limit, time);
		}
		catch (IllegalArgumentException ex) {
			problem(jobClass, String.valueOf(ex.getMessage()));
		}
	}

	private static void problem(PluggableClass jobClass, String problem) {
		jobClass.problem("@ThrottleRate: " + problem);
	}

}
