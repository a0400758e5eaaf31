package io.rocketjob.plugin.throttle;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.rocketjob.JobBean;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * The plugin of {@link ThrottleMethod}.
 *
 * @since 0.1.0
 */
public final class ThrottleMethodPlugin implements JobPlugin {

	private final ListableBeanFactory beans;

	/**
	 * Makes the plugin.
	 * @param beans where the job beans are
	 */
	public ThrottleMethodPlugin(ListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		Map<Method, ThrottleMethod> methods = MethodIntrospector.selectMethods(jobClass.type(),
				(MethodIntrospector.MetadataLookup<ThrottleMethod>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, ThrottleMethod.class));
		// always in the same order
		methods.keySet().stream().sorted(Comparator.comparing(Method::toString)).forEach((method) -> {
			List<String> problems = new ArrayList<>();
			contribute(jobClass, method, Objects.requireNonNull(methods.get(method)), problems);
			problems.forEach((problem) -> jobClass.problem("@ThrottleMethod " + method.getName() + ": " + problem));
		});
	}

	private void contribute(PluggableClass jobClass, Method method, ThrottleMethod options, List<String> problems) {
		Duration recheck = Recheck.parse(options.recheck(), problems::add);
		if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
			problems.add("must be neither private nor static");
		}
		else {
			checkInvocable(jobClass.type(), method, problems);
		}
		if (KotlinDetector.isSuspendingFunction(method)) {
			// its last parameter and what it returns are the compiler's
			problems.add("must not be a suspend function; let it wait for others itself, as by runBlocking");
			return;
		}
		if (method.getReturnType() != boolean.class && method.getReturnType() != String.class) {
			problems
				.add("must return boolean, or the reason as a String, but returns " + method.getReturnType().getName());
		}
		List<Function<PluginJob, Object>> arguments = Arrays.stream(method.getParameterTypes())
			.map((type) -> argument(jobClass, type, problems))
			.filter(Objects::nonNull)
			.toList();
		if (recheck == null || !problems.isEmpty()) {
			return;
		}
		jobClass.throttle(new MethodThrottle(() -> bean(jobClass.type()), method, arguments, options.leaveOut(),
				recheck, jobClass.type().getName()));
	}

	/**
	 * A proxy of interfaces has only the methods that these have.
	 */
	private void checkInvocable(Class<?> type, Method method, List<String> problems) {
		for (String name : this.beans.getBeanNamesForType(JobBean.class, true, false)) {
			Class<?> found = this.beans.getType(name, false);
			if (found != null && Proxy.isProxyClass(found)
					&& AopUtils.getTargetClass(this.beans.getBean(name)) == type) {
				try {
					AopUtils.selectInvocableMethod(method, found);
				}
				catch (IllegalStateException ex) {
					problems.add("cannot be called, because the bean '" + name
							+ "' is a proxy that has only the methods of its interfaces; let Spring make proxies of"
							+ " classes (spring.aop.proxy-target-class=true, which is the default, and proxyTargetClass ="
							+ " true where an annotation says so), or declare the method in an interface");
				}
			}
		}
	}

	private static @Nullable Function<PluginJob, Object> argument(PluggableClass jobClass, Class<?> type,
			List<String> problems) {
		if (type == PluginJob.class) {
			return (job) -> job;
		}
		Class<?> fields = jobClass.fieldsType();
		if (fields != null && type.isAssignableFrom(fields)) {
			return (job) -> job.fields(fields);
		}
		problems.add("cannot take a " + type.getName() + ", only a PluginJob"
				+ ((fields != null) ? " and the fields, a " + fields.getName() : ", because the class has no fields"));
		return null;
	}

	/**
	 * The job bean, which may be a proxy that is not of its class.
	 */
	private Object bean(Class<?> type) {
		for (String name : this.beans.getBeanNamesForType(JobBean.class, true, false)) {
			Class<?> found = this.beans.getType(name, false);
			if (found != null && (type.isAssignableFrom(found) || Proxy.isProxyClass(found))) {
				Object bean = this.beans.getBean(name);
				if (AopUtils.getTargetClass(bean) == type) {
					return bean;
				}
			}
		}
		throw new IllegalStateException("There is no bean of " + type.getName());
	}

}
