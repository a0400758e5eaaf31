package io.rocketjob.batch.record.fixed;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.FixedWidth;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The layout that a class says by {@link FixedWidth}.
 */
final class AnnotatedLayout {

	private static final Set<Class<?>> INTEGERS = Set.of(Byte.class, Short.class, Integer.class, Long.class,
			BigInteger.class);

	private static final Set<Class<?>> DECIMALS = Set.of(Float.class, Double.class, BigDecimal.class);

	private final List<String> fields = new ArrayList<>();

	private final Set<Class<?>> around = new HashSet<>();

	private AnnotatedLayout() {
	}

	/**
	 * Reads the annotations.
	 * @param records the type of the records
	 * @return the layout as the option has it, {@code null} when there are none
	 * @throws IllegalArgumentException when one is wrong
	 */
	static @Nullable String of(ResolvableType records) {
		AnnotatedLayout layout = new AnnotatedLayout();
		layout.addAll(records, "");
		return layout.fields.isEmpty() ? null : String.join(", ", layout.fields);
	}

	private void addAll(ResolvableType type, String prefix) {
		if (!mayHaveValues(type.toClass()) || !this.around.add(type.toClass())) {
			return;
		}
		for (Value value : values(type)) {
			FixedWidth width = value.width();
			if (width != null) {
				add(type.toClass(), prefix + value.name(), value.type().toClass(), width);
			}
			else {
				addAll(value.type(), prefix + value.name() + ".");
			}
		}
		this.around.remove(type.toClass());
	}

	private static boolean mayHaveValues(Class<?> type) {
		return !type.isInterface() && !type.isArray() && !type.isPrimitive() && !type.isEnum()
				&& !type.getName().startsWith("java.");
	}

	private void add(Class<?> owner, String name, Class<?> type, FixedWidth width) {
		if (width.skipBefore() < 0 || width.skipAfter() < 0
				|| (width.value() < 1 && width.value() != FixedWidth.REMAINDER)) {
			throw new IllegalArgumentException("@FixedWidth of '" + name + "' in " + owner.getName()
					+ " must have a size of 1 or more, or REMAINDER, and must not skip less than nothing");
		}
		filler(width.skipBefore());
		String size = (width.value() == FixedWidth.REMAINDER) ? "*" : String.valueOf(width.value());
		Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
		String kind = INTEGERS.contains(boxed) ? ":integer"
				: DECIMALS.contains(boxed) ? ":decimal:" + width.decimals() : "";
		this.fields.add(name + ":" + size + kind);
		filler(width.skipAfter());
	}

	private void filler(int size) {
		if (size > 0) {
			this.fields.add("-:" + size);
		}
	}

	private static List<Value> values(ResolvableType owner) {
		Class<?> type = owner.toClass();
		List<Value> values = new ArrayList<>();
		if (type.isRecord()) {
			for (RecordComponent component : type.getRecordComponents()) {
				values.add(new Value(component.getName(), ResolvableType.forType(component.getGenericType(), owner),
						width(component)));
			}
			return values;
		}
		Constructor<?>[] constructors = type.getDeclaredConstructors();
		if (constructors.length == 1 && constructors[0].getParameterCount() > 0) {
			String[] names = BeanUtils.getParameterNames(constructors[0]);
			Parameter[] parameters = constructors[0].getParameters();
			for (int i = 0; i < parameters.length; i++) {
				Field field = ReflectionUtils.findField(type, names[i]);
				values.add(new Value(names[i], ResolvableType.forConstructorParameter(constructors[0], i),
						(field != null) ? width(parameters[i], field) : width(parameters[i])));
			}
			return values;
		}
		addFields(type, owner, values);
		return values;
	}

	/** Those of a class that is extended come first. */
	private static void addFields(Class<?> type, ResolvableType owner, List<Value> values) {
		Class<?> extended = type.getSuperclass();
		if (extended != null && extended != Object.class) {
			addFields(extended, owner, values);
		}
		for (Field field : type.getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
				values.add(new Value(field.getName(), ResolvableType.forField(field, owner), width(field)));
			}
		}
	}

	private static @Nullable FixedWidth width(AnnotatedElement... elements) {
		return Arrays.stream(elements)
			.map((each) -> AnnotatedElementUtils.findMergedAnnotation(each, FixedWidth.class))
			.filter((each) -> each != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * A value of a class.
	 *
	 * @param name its name
	 * @param type its type
	 * @param width where it is, {@code null} where it is not said
	 */
	private record Value(String name, ResolvableType type, @Nullable FixedWidth width) {
	}

}
