package io.rocketjob.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.rocketjob.mongo.KotlinTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a subscriber with what it takes. Thread-safe.
 */
final class SubscriberAction {

	/** In the place of an argument: it takes the default. */
	static final Object DEFAULT = new Object();

	private static final DefaultParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final Method method;

	private final String name;

	private final List<Parameter> parameters;

	private SubscriberAction(Method method, String name, List<Parameter> parameters) {
		this.method = method;
		this.name = name;
		this.parameters = parameters;
	}

	static SubscriberAction of(Method method) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			throw new SubscriberException(describe(method) + " is a suspend function, and events do not call these",
					"Make it an ordinary function, which may wait for others itself, as by runBlocking, or make it"
							+ " not public.");
		}
		KotlinAction kotlin = KotlinTypes.isKotlin(method.getDeclaringClass()) ? KotlinAction.of(method) : null;
		@Nullable String @Nullable [] names = NAMES.getParameterNames(method);
		List<Parameter> parameters = new ArrayList<>();
		for (int i = 0; i < method.getParameterCount(); i++) {
			String name = (names != null) ? names[i] : null;
			if (name == null) {
				throw new SubscriberException("The names of the parameters of " + describe(method)
						+ " are not known, and events bind by name", "Compile the class with -parameters.");
			}
			MethodParameter parameter = new MethodParameter(method, i);
			Class<?> valueClass = (kotlin != null) ? kotlin.valueClass(i) : null;
			parameters.add(new Parameter(name, type(parameter, valueClass), parameter.isOptional(),
					kotlin != null && kotlin.hasDefault(i), valueClass != null));
		}
		return new SubscriberAction(method, (kotlin != null) ? kotlin.name() : method.getName(),
				List.copyOf(parameters));
	}

	private static TypeDescriptor type(MethodParameter parameter, @Nullable Class<?> valueClass) {
		return (valueClass == parameter.getParameterType()) ? TypeDescriptor.valueOf(KotlinTypes.valueType(valueClass))
				: new TypeDescriptor(parameter);
	}

	/**
	 * What events call it.
	 * @return its name
	 */
	String name() {
		return this.name;
	}

	static String describe(Method method) {
		return method.getDeclaringClass().getName() + "." + method.getName();
	}

	/**
	 * Fails when the method cannot be called on a bean of some class.
	 * @param beanClass the class, which may be that of a proxy
	 */
	void checkInvocableOn(Class<?> beanClass) {
		try {
			AopUtils.selectInvocableMethod(this.method, beanClass);
		}
		catch (IllegalStateException ex) {
			throw new SubscriberException(describe(this.method)
					+ " cannot be called, because its bean is behind a proxy that does not have" + " that method",
					"Declare it in an interface of the class, or proxy the class itself.");
		}
	}

	/**
	 * Makes the arguments.
	 * @param given the parameters of an event
	 * @param conversions turns them into the declared types
	 * @return the arguments
	 * @throws WrongEventException when they do not fit
	 */
	@Nullable Object[] bind(Map<String, ? extends @Nullable Object> given, ConversionService conversions)
			throws WrongEventException {
		for (String name : given.keySet()) {
			if (this.parameters.stream().noneMatch((parameter) -> parameter.name().equals(name))) {
				// to leave it out could make the event mean something else
				throw new WrongEventException("has no parameter '" + Problems.printable(name) + "'");
			}
		}
		@Nullable Object[] arguments = new Object[this.parameters.size()];
		for (int i = 0; i < arguments.length; i++) {
			Parameter parameter = this.parameters.get(i);
			arguments[i] = (parameter.hasDefault() && !given.containsKey(parameter.name())) ? DEFAULT
					: parameter.convert(given.get(parameter.name()), conversions);
		}
		return arguments;
	}

	/**
	 * Calls the method.
	 * @param bean the bean, which may be a proxy
	 * @param arguments the arguments
	 * @throws Throwable whatever it throws
	 */
	void invoke(Object bean, @Nullable Object[] arguments) throws Throwable {
		Method invocable = AopUtils.selectInvocableMethod(this.method, bean.getClass());
		KotlinAction kotlin = isKotlinCall(arguments) ? KotlinAction.of(invocable) : null;
		if (kotlin != null) {
			kotlin.call(bean, arguments);
			return;
		}
		ReflectionUtils.makeAccessible(invocable);
		try {
			invocable.invoke(bean, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private boolean isKotlinCall(@Nullable Object[] arguments) {
		for (int i = 0; i < arguments.length; i++) {
			if (this.parameters.get(i).isDefault(arguments[i]) || this.parameters.get(i).boxed()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * A parameter.
	 *
	 * @param name its name
	 * @param type its type, that of its value where it is one of a value class of Kotlin
	 * @param optional whether it may be missing
	 * @param hasDefault whether it has a default when it is missing
	 * @param boxed whether its type is a value class of Kotlin
	 */
	private record Parameter(String name, TypeDescriptor type, boolean optional, boolean hasDefault, boolean boxed) {

		boolean isDefault(@Nullable Object argument) {
			return this.hasDefault && argument == DEFAULT;
		}

		@Nullable Object convert(@Nullable Object value, ConversionService conversions) throws WrongEventException {
			Object converted = (value != null) ? converted(value, conversions) : null;
			if (converted != null) {
				return converted;
			}
			if (!this.optional) {
				throw new WrongEventException("needs a value for parameter '" + this.name + "'");
			}
			return (this.type.getType() == Optional.class) ? Optional.empty() : null;
		}

		private @Nullable Object converted(Object value, ConversionService conversions) throws WrongEventException {
			try {
				// the conversion would take what is in front, or cut off the rest
				if ((isFraction(value) && isWhole(this.type.getObjectType()))
						|| (value instanceof Collection<?> && !takesSeveral())) {
					throw wrong(value);
				}
				return conversions.convert(value, TypeDescriptor.forObject(value), this.type);
			}
			catch (ConversionException | IllegalArgumentException ex) {
				// whose message tells the value
				throw wrong(value);
			}
		}

		private boolean takesSeveral() {
			return this.type.isCollection() || this.type.isArray() || this.type.getType() == Optional.class
					|| this.type.getType() == Object.class;
		}

		private WrongEventException wrong(Object value) {
			return new WrongEventException("cannot take a " + value.getClass().getSimpleName() + " of that form for"
					+ " parameter '" + this.name + "', which is a " + this.type.getType().getSimpleName());
		}

		private static boolean isFraction(Object value) {
			return value instanceof Double number && number % 1 != 0;
		}

		private static boolean isWhole(Class<?> type) {
			return type == Integer.class || type == Long.class || type == Short.class || type == Byte.class;
		}

	}

}
