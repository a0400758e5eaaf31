package io.rocketjob.mongo;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import kotlin.jvm.JvmClassMappingKt;
import kotlin.jvm.internal.DefaultConstructorMarker;
import kotlin.reflect.KClass;
import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.KProperty;
import kotlin.reflect.KType;
import kotlin.reflect.full.KClasses;
import kotlin.reflect.jvm.KCallablesJvm;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;

/**
 * Internal: what only the metadata of Kotlin tells of its classes. Of a class that is not
 * Kotlin's there is nothing to tell, and nothing of Kotlin needs to be on the class path
 * then. Thread-safe.
 */
public final class KotlinTypes {

	private KotlinTypes() {
	}

	/**
	 * Whether a class is Kotlin's and can be understood as such.
	 * @param type a class
	 * @return whether it is, and kotlin-reflect is there
	 */
	public static boolean isKotlin(Class<?> type) {
		return KotlinDetector.isKotlinReflectPresent() && KotlinDetector.isKotlinType(type);
	}

	/**
	 * Whether a class is Kotlin's and cannot be understood as such.
	 * @param type a class
	 * @return whether kotlin-reflect is missing
	 */
	public static boolean lacksReflection(Class<?> type) {
		return KotlinDetector.isKotlinType(type) && !KotlinDetector.isKotlinReflectPresent();
	}

	/**
	 * The value class that a property has as its type where its field holds the value
	 * itself.
	 * @param field the field of the property
	 * @return the class, {@code null} where there is none
	 */
	public static @Nullable Class<?> valueClass(Field field) {
		return isKotlin(field.getDeclaringClass()) ? Reflection.valueClass(field) : null;
	}

	/**
	 * The value classes among the types of the parameters of a method.
	 * @param method the method
	 * @return the classes
	 */
	public static List<Class<?>> valueClasses(Method method) {
		return isKotlin(method.getDeclaringClass()) ? Reflection.valueClasses(method) : List.of();
	}

	/**
	 * The type of the value of a value class.
	 * @param valueClass the class
	 * @return the type, as Java has it
	 */
	public static Class<?> valueType(Class<?> valueClass) {
		return valueField(valueClass).getType();
	}

	/**
	 * The field of a value class.
	 * @param valueClass the class
	 * @return its only one
	 */
	static Field valueField(Class<?> valueClass) {
		for (Field field : valueClass.getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers())) {
				return field;
			}
		}
		throw new IllegalArgumentException("No value class: " + valueClass);
	}

	/**
	 * Whether a field holds what a property is delegated to, such as {@code lazy}, and
	 * not its value.
	 * @param field the field, if there is one
	 * @return whether it does
	 */
	static boolean isDelegate(@Nullable Field field) {
		return field != null && field.getName().endsWith("$delegate")
				&& KotlinDetector.isKotlinType(field.getDeclaringClass());
	}

	/**
	 * The only instance of a class that is declared as an object.
	 * @param type the class
	 * @return the instance, {@code null} where the class is another
	 */
	static @Nullable Object instance(Class<?> type) {
		return isKotlin(type) ? Reflection.instance(type) : null;
	}

	/**
	 * What a function of Kotlin that returns nothing returns to Java.
	 * @param returned what a method returned
	 * @return the same, {@code null} for {@code Unit}
	 */
	public static @Nullable Object withoutUnit(@Nullable Object returned) {
		// by its name: the class is not there in an application without Kotlin
		return (returned != null && isUnit(returned.getClass())) ? null : returned;
	}

	/**
	 * Whether a type is the one of what returns nothing.
	 * @param type the type
	 * @return whether it is Kotlin's {@code Unit}
	 */
	static boolean isUnit(Class<?> type) {
		return type.getName().equals("kotlin.Unit");
	}

	/**
	 * Whether a class is a value class.
	 * @param type the class
	 * @return whether its objects are no more than a value
	 */
	static boolean isValueClass(Class<?> type) {
		return isKotlin(type) && Reflection.isValueClass(type);
	}

	/**
	 * Makes an object of a value class, as its constructor does.
	 * @param value the value
	 * @param valueClass the class
	 * @return the object
	 */
	public static Object boxed(Object value, Class<?> valueClass) {
		return valueClass.isInstance(value) ? value : Reflection.boxed(value, valueClass);
	}

	/**
	 * What a field holds for an object of the value class that is the type of its
	 * property.
	 * @param value a value for the property
	 * @param field its field, if it has one
	 * @return the value for the field
	 */
	static Object unboxed(Object value, @Nullable Field field) {
		if (field == null || field.getType().isInstance(value) || !isKotlin(value.getClass())) {
			return value;
		}
		Class<?> valueClass = valueClass(field);
		if (valueClass == null || valueClass != value.getClass()) {
			return value;
		}
		Field inner = valueField(valueClass);
		ReflectionUtils.makeAccessible(inner);
		Object unboxed = ReflectionUtils.getField(inner, value);
		return (unboxed != null) ? unboxed(unboxed, inner) : value;
	}

	/**
	 * The names of the parameters of a constructor that Kotlin hides from Java, because
	 * value classes are among their types.
	 * @param constructor the constructor
	 * @return the names, {@code null} when it is none of these
	 */
	static @Nullable List<String> hiddenParameterNames(Constructor<?> constructor) {
		return isKotlin(constructor.getDeclaringClass()) ? Reflection.hiddenParameterNames(constructor) : null;
	}

	/**
	 * What is known of a constructor of a Kotlin class.
	 * @param constructor the constructor
	 * @return its parameters, {@code null} when the class is another or has hidden it
	 */
	static @Nullable Parameters parameters(Constructor<?> constructor) {
		return isKotlin(constructor.getDeclaringClass()) ? Reflection.parameters(constructor) : null;
	}

	/**
	 * The parameters of a constructor.
	 */
	interface Parameters {

		/**
		 * Whether there has to be a value.
		 * @param name the name of a parameter
		 * @return whether it has no default, and its type does not allow {@code null}
		 */
		boolean isRequired(String name);

		/**
		 * The parameters that may be {@code null}, and are something else by default.
		 * @return their names
		 */
		List<String> nullableWithDefault();

		/**
		 * Calls the constructor.
		 * @param values the values by names; what is not in it takes its default
		 * @return what it makes
		 */
		Object call(Map<String, @Nullable Object> values);

	}

	/**
	 * Touches kotlin-reflect.
	 */
	private static final class Reflection {

		private static @Nullable Class<?> valueClass(Field field) {
			KProperty<?> property = ReflectJvmMapping.getKotlinProperty(field);
			Class<?> type = (property != null) ? valueClass(property.getReturnType()) : null;
			return (type != field.getType()) ? type : null;
		}

		private static List<Class<?>> valueClasses(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			List<Class<?>> classes = new ArrayList<>();
			if (function != null) {
				function.getParameters().forEach((parameter) -> {
					Class<?> valueClass = valueClass(parameter.getType());
					if (valueClass != null) {
						classes.add(valueClass);
					}
				});
			}
			return classes;
		}

		private static @Nullable Class<?> valueClass(KType type) {
			return (type.getClassifier() instanceof KClass<?> kotlin && kotlin.isValue())
					? JvmClassMappingKt.getJavaClass(kotlin) : null;
		}

		private static boolean isValueClass(Class<?> type) {
			return JvmClassMappingKt.getKotlinClass(type).isValue();
		}

		private static @Nullable Object instance(Class<?> type) {
			return JvmClassMappingKt.getKotlinClass(type).getObjectInstance();
		}

		private static @Nullable List<String> hiddenParameterNames(Constructor<?> constructor) {
			KFunction<?> primary = KClasses
				.getPrimaryConstructor(JvmClassMappingKt.getKotlinClass(constructor.getDeclaringClass()));
			int count = constructor.getParameterCount();
			if (count > 0 && constructor.getParameterTypes()[count - 1] == DefaultConstructorMarker.class) {
				count--;
			}
			return (constructor.isSynthetic() && primary != null && primary.getParameters().size() == count)
					? primary.getParameters().stream().map((each) -> String.valueOf(each.getName())).toList() : null;
		}

		private static Object boxed(Object value, Class<?> valueClass) {
			KFunction<?> constructor = Objects
				.requireNonNull(KClasses.getPrimaryConstructor(JvmClassMappingKt.getKotlinClass(valueClass)));
			Class<?> inner = valueClass(constructor.getParameters().get(0).getType());
			return made(constructor, Map.of(constructor.getParameters().get(0),
					(inner != null) ? KotlinTypes.boxed(value, inner) : value));
		}

		private static Object made(KFunction<?> constructor, Map<KParameter, @Nullable Object> arguments) {
			KCallablesJvm.setAccessible(constructor, true);
			try {
				return constructor.callBy(arguments);
			}
			catch (Exception ex) {
				// Kotlin does not declare what it throws
				if (ex instanceof InvocationTargetException thrown) {
					ReflectionUtils.rethrowRuntimeException(thrown.getTargetException());
				}
				throw ex;
			}
		}

		private static @Nullable Parameters parameters(Constructor<?> constructor) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(constructor);
			return (function != null) ? new Declared(function) : null;
		}

	}

	private record Declared(KFunction<?> function) implements Parameters {

		@Override
		public boolean isRequired(String name) {
			return this.function.getParameters()
				.stream()
				.anyMatch((parameter) -> name.equals(parameter.getName()) && !parameter.isOptional()
						&& !isNullable(parameter));
		}

		@Override
		public List<String> nullableWithDefault() {
			List<String> names = new ArrayList<>();
			this.function.getParameters().forEach((parameter) -> {
				if (parameter.isOptional() && isNullable(parameter)) {
					names.add(Objects.requireNonNull(parameter.getName()));
				}
			});
			return names;
		}

		private static boolean isNullable(KParameter parameter) {
			// what a type parameter stands for may allow null
			return parameter.getType().isMarkedNullable() || !(parameter.getType().getClassifier() instanceof KClass);
		}

		@Override
		public Object call(Map<String, @Nullable Object> values) {
			Map<KParameter, @Nullable Object> arguments = new LinkedHashMap<>();
			this.function.getParameters().forEach((parameter) -> {
				// without a default, what is not among the values is null
				if (values.containsKey(parameter.getName()) || !parameter.isOptional()) {
					Object value = values.get(parameter.getName());
					Class<?> valueClass = Reflection.valueClass(parameter.getType());
					arguments.put(parameter, (value != null && valueClass != null) ? boxed(value, valueClass) : value);
				}
			});
			return Reflection.made(this.function, arguments);
		}

	}

}
