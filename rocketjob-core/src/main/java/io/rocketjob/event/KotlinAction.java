package io.rocketjob.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.mongo.KotlinTypes;
import kotlin.jvm.JvmClassMappingKt;
import kotlin.reflect.KClass;
import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.jvm.KCallablesJvm;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

/**
 * A function of a subscriber in Kotlin, as Kotlin calls it: by its own name, with its own
 * defaults and value classes. Touch only where kotlin-reflect is there.
 */
final class KotlinAction {

	private final KFunction<?> function;

	private KotlinAction(KFunction<?> function) {
		this.function = function;
	}

	/**
	 * The function that a method is.
	 * @param method a method of a Kotlin class
	 * @return the function, {@code null} for what is none, such as the accessor of a
	 * property
	 */
	static @Nullable KotlinAction of(Method method) {
		KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
		return (function != null) ? new KotlinAction(function) : null;
	}

	String name() {
		return this.function.getName();
	}

	boolean hasDefault(int parameter) {
		return parameter(parameter).isOptional();
	}

	/**
	 * The value class that is the type of a parameter.
	 * @param parameter which
	 * @return the class, or {@code null}
	 */
	@Nullable Class<?> valueClass(int parameter) {
		return (parameter(parameter).getType().getClassifier() instanceof KClass<?> type && type.isValue())
				? JvmClassMappingKt.getJavaClass(type) : null;
	}

	private KParameter parameter(int index) {
		// the first is the object
		return this.function.getParameters().get(index + 1);
	}

	/**
	 * Calls the function.
	 * @param bean its object
	 * @param arguments the arguments as Java would give them, or
	 * {@link SubscriberAction#DEFAULT}
	 * @throws Throwable whatever it throws
	 */
	void call(Object bean, @Nullable Object[] arguments) throws Throwable {
		List<KParameter> parameters = this.function.getParameters();
		Map<KParameter, @Nullable Object> values = new LinkedHashMap<>();
		values.put(parameters.get(0), bean);
		for (int i = 0; i < arguments.length; i++) {
			Object argument = arguments[i];
			if (argument != SubscriberAction.DEFAULT) {
				Class<?> valueClass = valueClass(i);
				values.put(parameter(i),
						(argument != null && valueClass != null) ? KotlinTypes.boxed(argument, valueClass) : argument);
			}
		}
		KCallablesJvm.setAccessible(this.function, true);
		try {
			this.function.callBy(values);
		}
		catch (Exception ex) {
			// which Kotlin does not declare
			throw (ex instanceof InvocationTargetException thrown) ? thrown.getTargetException() : ex;
		}
	}

}
