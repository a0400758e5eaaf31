package io.rocketjob.aot;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.function.Consumer;

import io.rocketjob.JobBean;
import io.rocketjob.Subscriber;
import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.plugin.throttle.ThrottleMethod;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Contributes hints for each bean of a kind that is looked at by reflection: job classes
 * with what they store, subscribers, and plugins with their annotations.
 */
final class JobBeanAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Class<?> type = ClassUtils.getUserClass(registeredBean.getBeanClass());
		if (JobBean.class.isAssignableFrom(type)) {
			return hints((hints) -> registerJobClass(type, hints.reflection()));
		}
		if (AnnotatedElementUtils.hasAnnotation(type, Subscriber.class)) {
			return hints((hints) -> registerActions(type, hints.reflection()));
		}
		if (AnnotationPlugin.class.isAssignableFrom(type)) {
			Class<?> annotation = GenericTypeResolver.resolveTypeArgument(type, AnnotationPlugin.class);
			return (annotation != null)
					? hints((hints) -> AnnotationHints.register(annotation.asSubclass(Annotation.class), hints)) : null;
		}
		return null;
	}

	private static BeanRegistrationAotContribution hints(Consumer<RuntimeHints> register) {
		return (generationContext, code) -> register.accept(generationContext.getRuntimeHints());
	}

	private static void registerJobClass(Class<?> type, ReflectionHints hints) {
		hints.registerType(type);
		StoredTypes.ofJobClass(type).register(hints);
		for (Method method : type.getDeclaredMethods()) {
			if (AnnotatedElementUtils.hasAnnotation(method, ThrottleMethod.class)) {
				hints.registerMethod(method, ExecutableMode.INVOKE);
			}
		}
		Retry retry = AnnotatedElementUtils.findMergedAnnotation(type, Retry.class);
		if (retry != null) {
			hints.registerType(retry.backOff(), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}
	}

	private static void registerActions(Class<?> type, ReflectionHints hints) {
		hints.registerType(type);
		Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
			.forEach((action) -> {
				hints.registerMethod(action, ExecutableMode.INVOKE);
				StoredTypes.ofParameters(action).register(hints);
			});
		if (KotlinDetector.isKotlinType(type)) {
			// what calls a function with its defaults
			Arrays.stream(type.getDeclaredMethods())
				.filter((method) -> method.isSynthetic() && method.getName().endsWith("$default"))
				.forEach((method) -> hints.registerMethod(method, ExecutableMode.INVOKE));
		}
	}

}
