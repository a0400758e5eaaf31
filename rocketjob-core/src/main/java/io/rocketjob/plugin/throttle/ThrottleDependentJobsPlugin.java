package io.rocketjob.plugin.throttle;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rocketjob.JobBean;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.PluggableClass;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.domain.Sort;
import org.springframework.util.ClassUtils;

/**
 * The plugin of {@link ThrottleDependentJobs}.
 *
 * @since 0.1.0
 */
public final class ThrottleDependentJobsPlugin extends AnnotationPlugin<ThrottleDependentJobs> {

	private final ObjectProvider<RocketJobTemplate> rocketJob;

	private final ListableBeanFactory beans;

	/** What each class waits for. */
	private final Map<Class<?>, List<Class<? extends JobBean<?>>>> waits = new LinkedHashMap<>();

	/**
	 * Makes the plugin.
	 * @param rocketJob the template, which is asked for when a job is about to start
	 * @param beans where the job beans are
	 */
	public ThrottleDependentJobsPlugin(ObjectProvider<RocketJobTemplate> rocketJob, ListableBeanFactory beans) {
		this.rocketJob = rocketJob;
		this.beans = beans;
	}

	@Override
	protected void contribute(ThrottleDependentJobs options, PluggableClass jobClass) {
		List<Class<? extends JobBean<?>>> others = Arrays.stream(options.value()).distinct().toList();
		if (others.isEmpty()) {
			problem(jobClass, "value: name at least one job class to wait for");
		}
		for (Class<?> other : others) {
			if (!isJobClass(other)) {
				problem(jobClass, "value: " + other.getName()
						+ " is no job class of this application; it needs @RocketJob, and to be a bean");
			}
		}
		this.waits.put(jobClass.type(), others);
		checkForCycles(jobClass, jobClass.type(), new ArrayDeque<>());
		Duration recheck = Recheck.parse(options.recheck(), (problem) -> problem(jobClass, problem));
		if (recheck == null) {
			return;
		}
		jobClass.throttle((job) -> {
			String running = firstRunning(others);
			return (running == null) ? Decision.go()
					: Decision.leaveOut(Decision.What.CLASS, recheck, "a job of " + running + " is running");
		});
	}

	private boolean isJobClass(Class<?> type) {
		return AnnotatedElementUtils.hasAnnotation(type, RocketJob.class)
				&& Arrays.stream(this.beans.getBeanNamesForType(JobBean.class, true, false)).anyMatch((name) -> {
					Class<?> found = this.beans.getType(name, false);
					// what is behind such a proxy cannot be told without making it
					return found != null && (type.isAssignableFrom(found) || Proxy.isProxyClass(found));
				});
	}

	private void checkForCycles(PluggableClass jobClass, Class<?> type, Deque<Class<?>> path) {
		if (Objects.equals(path.peekFirst(), type)) {
			problem(jobClass, "value: "
					+ Stream.concat(path.stream(), Stream.of(type))
						.map(ClassUtils::getShortName)
						.collect(Collectors.joining(" waits for "))
					+ ", so neither might ever run; when they must not run together, use @ThrottleRunningJobs with a"
					+ " group whose limit is 1");
			return;
		}
		if (path.contains(type)) {
			// a cycle of others, of which they tell
			return;
		}
		path.addLast(type);
		this.waits.getOrDefault(type, List.of()).forEach((other) -> checkForCycles(jobClass, other, path));
		path.removeLast();
	}

	private @Nullable String firstRunning(List<Class<? extends JobBean<?>>> others) {
		RocketJobTemplate template = this.rocketJob.getObject();
		return others.stream()
			// in an order that no index has: for that of the ids the database might look
			// at all jobs by id, rather than at those that run
			.map((other) -> template.jobs()
				.in(JobState.RUNNING)
				.ofClass(bean(other))
				.sort(Sort.by("startedAt"))
				.first()
				.orElse(null))
			.filter(Objects::nonNull)
			.map((job) -> job.jobClass())
			.findFirst()
			.orElse(null);
	}

	@SuppressWarnings("unchecked")
	private static Class<? extends JobBean<@Nullable Object>> bean(Class<? extends JobBean<?>> type) {
		return (Class<? extends JobBean<@Nullable Object>>) type;
	}

}
