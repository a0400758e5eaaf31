package io.rocketjob.jobclass;

import java.lang.reflect.Method;

import io.rocketjob.mongo.KotlinTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.Nullness;
import org.springframework.util.ReflectionUtils;

/**
 * What a job class in Kotlin must heed, where its compiler does not say so.
 */
final class KotlinJobClass {

	private KotlinJobClass() {
	}

	/**
	 * Checks a job class.
	 * @param type its class, of whatever language
	 * @param fieldsType the class of its fields, or {@code null}
	 * @throws JobClassException when something is wrong with it
	 */
	static void check(Class<?> type, @Nullable Class<?> fieldsType) {
		for (Class<?> each : (fieldsType != null) ? new Class<?>[] { type, fieldsType } : new Class<?>[] { type }) {
			if (KotlinTypes.lacksReflection(each)) {
				throw new JobClassException(
						"The job class " + type.getName() + " cannot be used: " + each.getName()
								+ " is a class of Kotlin, and kotlin-reflect is not on the class path",
						"Add the dependency org.jetbrains.kotlin:kotlin-reflect.");
			}
		}
		if (fieldsType != null && fieldsType.getName().equals("kotlin.Unit")) {
			throw new JobClassException("The job class " + type.getName() + " has Unit for its fields, which has none",
					"Write Void? in the place of Unit, as in Job<Void?> and perform(fields: Void?, ...).");
		}
		if (fieldsType == null) {
			ReflectionUtils.doWithMethods(type, (method) -> {
				throw new JobClassException(
						"The job class " + type.getName() + " has no fields, and its " + method.getName()
								+ " cannot take null for them",
						"Write Void? in the place of Void, as in Job<Void?> and " + method.getName()
								+ "(fields: Void?, ...).");
			}, KotlinJobClass::refusesNull);
		}
	}

	private static boolean refusesNull(Method method) {
		return method.getParameterCount() > 0 && method.getParameterTypes()[0] == Void.class && !method.isSynthetic()
				&& KotlinDetector.isKotlinType(method.getDeclaringClass())
				&& Nullness.forMethodParameter(new MethodParameter(method, 0)) == Nullness.NON_NULL;
	}

}
