package io.rocketjob.event;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;

import io.rocketjob.Subscriber;
import io.rocketjob.mongo.KotlinTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What a class says about itself as a subscriber.
 *
 * @param name the name of the events
 * @param type the class
 * @param actions its actions by name
 */
record SubscriberClass(String name, Class<?> type, Map<String, SubscriberAction> actions) {

	static SubscriberClass of(Class<?> type) {
		Subscriber annotation = AnnotatedElementUtils.findMergedAnnotation(type, Subscriber.class);
		if (annotation == null || annotation.value().isBlank()) {
			throw new SubscriberException("The subscriber " + type.getName() + " has no name",
					"Write the name of the events into @Subscriber.");
		}
		Map<String, SubscriberAction> actions = new TreeMap<>();
		for (Method method : type.getDeclaredMethods()) {
			if (isAction(method)) {
				SubscriberAction action = SubscriberAction.of(method);
				if (actions.put(action.name(), action) != null) {
					throw new SubscriberException(
							"The subscriber " + type.getName() + " has more than one public method " + action.name()
									+ ", and an event could mean any of them",
							"Give them different names, or make all but one of them not public.");
				}
			}
		}
		return new SubscriberClass(annotation.value(), type, actions);
	}

	private static boolean isAction(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
				&& !method.isSynthetic() && !ReflectionUtils.isObjectMethod(method) && !isCallback(method)
				&& !(KotlinTypes.isKotlin(method.getDeclaringClass()) && KotlinAction.of(method) == null);
	}

	/**
	 * What the container calls is not for others.
	 */
	private static boolean isCallback(Method method) {
		Class<?> declaring = ClassUtils.getInterfaceMethodIfPossible(method, method.getDeclaringClass())
			.getDeclaringClass();
		return declaring.isInterface()
				&& (declaring.getName().startsWith("org.springframework.") || declaring.getName().startsWith("java."));
	}

	@Nullable SubscriberAction action(String wanted) {
		return this.actions.get(wanted);
	}

}
