package io.rocketjob.batch.record;

import java.beans.PropertyDescriptor;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.rocketjob.Column;
import io.rocketjob.Encrypted;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanInstantiationException;
import org.springframework.beans.BeanUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A class whose objects are made of names and values: by a constructor, else by setters.
 * Thread-safe.
 */
final class BoundType {

	private final Class<?> type;

	private final Constructor<?> constructor;

	private final List<Property> properties;

	private final int parameters;

	private final Map<String, Integer> byName = new HashMap<>();

	private BoundType(Class<?> type, Constructor<?> constructor, List<Property> properties, int parameters) {
		this.type = type;
		this.constructor = constructor;
		this.properties = properties;
		this.parameters = parameters;
		for (int i = 0; i < properties.size(); i++) {
			for (String name : properties.get(i).names()) {
				this.byName.putIfAbsent(name, i);
			}
		}
	}

	/**
	 * Whether objects of a class can be made so.
	 * @param type the class
	 * @return whether they can
	 */
	static boolean supports(Class<?> type) {
		return !type.isInterface() && !type.isArray() && !type.isPrimitive() && !type.isEnum()
				&& !Modifier.isAbstract(type.getModifiers()) && !type.getName().startsWith("java.")
				&& !Map.class.isAssignableFrom(type) && !Collection.class.isAssignableFrom(type);
	}

	/**
	 * Finds how objects of a type are made.
	 * @param declared the type
	 * @param locale in which numbers are written, {@code null} for plain ones
	 * @return the bound type
	 * @throws IllegalArgumentException when they cannot be made so, or what is said of
	 * their values is wrong
	 */
	static BoundType of(ResolvableType declared, @Nullable Locale locale) {
		Class<?> type = declared.toClass();
		if (!supports(type)) {
			throw new IllegalArgumentException(
					"records are read as String, as Map, or as a class with a constructor or setters for their values,"
							+ " not as " + type.getName());
		}
		Constructor<?> constructor = constructor(type);
		String[] names = BeanUtils.getParameterNames(constructor);
		List<Property> properties = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		boolean[] required = required(constructor);
		for (int i = 0; i < names.length; i++) {
			Parameter parameter = constructor.getParameters()[i];
			properties.add(property(declared, names[i],
					ResolvableType.forMethodParameter(new MethodParameter(constructor, i), declared), parameter, null,
					locale)
				.withRequired(required[i]));
			seen.add(names[i]);
		}
		int parameters = properties.size();
		for (PropertyDescriptor descriptor : BeanUtils.getPropertyDescriptors(type)) {
			Method setter = descriptor.getWriteMethod();
			if (setter != null && seen.add(descriptor.getName())) {
				ReflectionUtils.makeAccessible(setter);
				properties.add(property(declared, descriptor.getName(),
						ResolvableType.forMethodParameter(new MethodParameter(setter, 0), declared),
						setter.getParameters()[0], setter, locale));
			}
		}
		if (properties.isEmpty()) {
			throw new IllegalArgumentException(type.getName()
					+ " has neither a constructor with parameters nor setters for the values of records");
		}
		return new BoundType(type, constructor, List.copyOf(properties), parameters);
	}

	private static Constructor<?> constructor(Class<?> type) {
		try {
			Constructor<?> found = BeanUtils.getResolvableConstructor(type);
			if (type.isRecord() && found.getParameterCount() != type.getRecordComponents().length) {
				Class<?>[] components = new Class<?>[type.getRecordComponents().length];
				for (int i = 0; i < components.length; i++) {
					components[i] = type.getRecordComponents()[i].getType();
				}
				return type.getDeclaredConstructor(components);
			}
			return found;
		}
		catch (IllegalStateException | NoSuchMethodException ex) {
			throw new IllegalArgumentException(type.getName()
					+ " has several constructors, and none without parameters; records are read as a class with one",
					ex);
		}
	}

	/**
	 * Which parameters must have a value. Kotlin has defaults, also of primitive types.
	 */
	private static boolean[] required(Constructor<?> constructor) {
		boolean[] required = new boolean[constructor.getParameterCount()];
		if (KotlinDetector.isKotlinType(constructor.getDeclaringClass())) {
			return KotlinDetector.isKotlinReflectPresent() ? KotlinParameters.required(constructor, required)
					: required;
		}
		for (int i = 0; i < required.length; i++) {
			required[i] = constructor.getParameterTypes()[i].isPrimitive();
		}
		return required;
	}

	private static Property property(ResolvableType owner, String name, ResolvableType type, Parameter parameter,
			@Nullable Method setter, @Nullable Locale locale) {
		List<AnnotatedElement> elements = new ArrayList<>();
		elements.add(parameter);
		if (setter != null) {
			elements.add(setter);
		}
		Field field = ReflectionUtils.findField(owner.toClass(), name);
		if (field != null) {
			elements.add(field);
		}
		Set<String> names = new LinkedHashSet<>();
		names.add(name);
		String byDefault = "";
		boolean secret = false;
		for (AnnotatedElement element : elements) {
			Column column = AnnotatedElementUtils.findMergedAnnotation(element, Column.class);
			if (column != null) {
				names.addAll(List.of(column.value()));
				byDefault = column.defaultValue();
			}
			secret |= AnnotatedElementUtils.hasAnnotation(element, Encrypted.class);
		}
		Map<Class<?>, TextConversion> conversions = new HashMap<>();
		try {
			addConversions(type, elements, locale, conversions);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"'" + name + "' of " + owner.toClass().getName() + ": " + ex.getMessage(), ex);
		}
		Property property = new Property(name, names.stream().map(BoundType::comparable).toList(), type, conversions,
				byDefault, secret, setter, false);
		checkDefault(owner, property);
		return property;
	}

	/** Those of the type itself, and of what it may hold. */
	private static void addConversions(ResolvableType type, List<AnnotatedElement> elements, @Nullable Locale locale,
			Map<Class<?>, TextConversion> conversions) {
		TextConversion conversion = TextConversions.of(type.toClass(), elements, locale);
		if (conversion != null) {
			conversions.put(type.toClass(), conversion);
		}
		else if (type.isArray()) {
			addConversions(type.getComponentType(), elements, locale, conversions);
		}
		else if (isHolder(type)) {
			addConversions(type.getGeneric(0), elements, locale, conversions);
		}
	}

	/** Whether a type holds values of its first type argument, with the same meaning. */
	private static boolean isHolder(ResolvableType type) {
		return (type.toClass() == Optional.class || Collection.class.isAssignableFrom(type.toClass()))
				&& type.hasGenerics();
	}

	private static void checkDefault(ResolvableType owner, Property property) {
		if (property.byDefault().isEmpty()) {
			return;
		}
		Class<?> wanted = property.simpleType().toClass();
		try {
			TextConversion conversion = property.conversions().get(wanted);
			if (conversion != null || wanted == Object.class) {
				if (conversion != null) {
					conversion.convert(property.byDefault());
				}
				return;
			}
		}
		catch (RuntimeException ex) {
			// is refused below
		}
		throw new IllegalArgumentException(
				"the default value of '" + property.name() + "' of " + owner.toClass().getName() + " is '"
						+ property.byDefault() + "', which is no " + wanted.getSimpleName());
	}

	/**
	 * What of a name is compared.
	 * @param name the name of a property, a column or a key
	 * @return its letters and digits, in lower case
	 */
	static String comparable(String name) {
		return ColumnRules.cleanse(name).replace("_", "");
	}

	List<Property> properties() {
		return this.properties;
	}

	/**
	 * The property that has a name in files.
	 * @param comparable the name, as it is compared
	 * @return its index, {@code null} when there is none
	 */
	@Nullable Integer index(String comparable) {
		return this.byName.get(comparable);
	}

	/**
	 * Makes an object.
	 * @param values the values of the properties
	 * @param secret whether values must not be shown; a constructor may quote any
	 * @return the object
	 * @throws IllegalArgumentException when its class refuses them
	 */
	Object make(@Nullable Object[] values, boolean secret) {
		for (int i = 0; i < this.parameters; i++) {
			Property property = this.properties.get(i);
			if (values[i] == null && property.required()) {
				throw new IllegalArgumentException("there is no value for '" + property.name() + "', which is of type "
						+ property.type().toClass().getSimpleName());
			}
		}
		Object made;
		try {
			made = BeanUtils.instantiateClass(this.constructor, Arrays.copyOf(values, this.parameters));
		}
		catch (BeanInstantiationException ex) {
			throw refusal("the constructor of " + this.type.getSimpleName() + " refuses its values",
					(ex.getCause() != null) ? ex.getCause() : ex, secret);
		}
		for (int i = this.parameters; i < values.length; i++) {
			if (values[i] != null) {
				set(made, this.properties.get(i), values[i], secret);
			}
		}
		return made;
	}

	private void set(Object made, Property property, @Nullable Object value, boolean secret) {
		try {
			Objects.requireNonNull(property.setter()).invoke(made, value);
		}
		catch (InvocationTargetException ex) {
			throw refusal(
					"the setter of '" + property.name() + "' of " + this.type.getSimpleName() + " refuses its value",
					ex.getTargetException(), secret);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(
					"The setter of '" + property.name() + "' of " + this.type.getName() + " cannot be called", ex);
		}
	}

	/** Keeps of what may quote a secret only what it is and where it was thrown. */
	private static RecordValueException refusal(String what, Throwable cause, boolean secret) {
		String concealed = what + ": " + cause.getClass().getName() + ", whose message could show a value";
		if (!secret) {
			return new RecordValueException(what + ": " + cause, concealed, cause);
		}
		RecordValueException refusal = new RecordValueException(concealed, concealed);
		refusal.setStackTrace(cause.getStackTrace());
		return refusal;
	}

	/**
	 * A property.
	 *
	 * @param name its name
	 * @param names its names in files, as they are compared
	 * @param type its type
	 * @param conversions of texts, by the type itself and those that it holds
	 * @param byDefault its value where there is none, empty for none
	 * @param secret whether its value must not be shown
	 * @param setter its setter, {@code null} for a parameter of the constructor
	 * @param required whether the constructor must get a value
	 */
	record Property(String name, List<String> names, ResolvableType type, Map<Class<?>, TextConversion> conversions,
			String byDefault, boolean secret, @Nullable Method setter, boolean required) {

		/** What a simple value of it is: its type, or what an {@code Optional} holds. */
		ResolvableType simpleType() {
			return (this.type.toClass() == Optional.class) ? this.type.getGeneric(0) : this.type;
		}

		/** Whether each record fails that has nothing for it. */
		boolean mustBeFed() {
			return this.required && this.byDefault.isEmpty() && this.type.toClass() != Optional.class;
		}

		Property withRequired(boolean now) {
			return new Property(this.name, this.names, this.type, this.conversions, this.byDefault, this.secret,
					this.setter, now);
		}

	}

}
