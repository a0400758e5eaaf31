package io.rocketjob.mongo;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.rocketjob.CopyOnRestart;
import io.rocketjob.Editable;
import io.rocketjob.Encrypted;
import jakarta.validation.Constraint;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Looks for annotations that stand where they have no effect: what is thought to be
 * encrypted would be stored in the clear, and what is thought to be checked would not be.
 */
final class ParameterInspection {

	private static final List<Class<? extends Annotation>> OURS = List.of(Encrypted.class, Editable.class,
			CopyOnRestart.class);

	private final String path;

	private final Class<?> type;

	private final List<String> problems = new ArrayList<>();

	private ParameterInspection(String path, Class<?> type) {
		this.path = path;
		this.type = type;
	}

	/**
	 * Inspects a class with its superclasses.
	 * @param path where it is
	 * @param inspected the class
	 * @return a text for each annotation without effect, beginning with the path
	 */
	static List<String> problems(String path, Class<?> inspected) {
		List<String> problems = new ArrayList<>();
		for (Class<?> type = inspected; type != null && type != Object.class; type = type.getSuperclass()) {
			ParameterInspection inspection = new ParameterInspection(path, type);
			inspection.check();
			problems.addAll(inspection.problems);
		}
		return problems;
	}

	private void check() {
		for (Constructor<?> constructor : this.type.getDeclaredConstructors()) {
			for (int i = 0; i < constructor.getParameterCount(); i++) {
				checkParameter(constructor, i, FieldsProperty.parameterName(constructor, i));
			}
		}
		for (Method method : this.type.getDeclaredMethods()) {
			for (int i = 0; i < method.getParameterCount() && !isGenerated(method); i++) {
				checkOurs(method, i, method.getParameters()[i].getName());
			}
		}
		for (Field field : this.type.getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
				checkValueClass(field);
			}
		}
	}

	private void checkParameter(Constructor<?> constructor, int index, String name) {
		Field field = ReflectionUtils.findField(this.type, name);
		if (field == null || field.getDeclaringClass() != this.type) {
			checkOurs(constructor, index, name);
			return;
		}
		for (Annotation annotation : constructor.getParameters()[index].getAnnotations()) {
			String constraint = constraint(annotation);
			if (constraint != null && !isAnnotated(field, annotation.annotationType())) {
				this.problems.add(this.path + "." + name + ": the constraint @" + constraint
						+ " stands at the parameter of a constructor alone, where nobody checks it; annotate the field"
						+ (isKotlin() ? ", as in @field:" + constraint
								+ ", or compile with -Xannotation-default-target=param-property" : ""));
			}
		}
	}

	private void checkOurs(Executable executable, int index, String name) {
		if (OURS.stream().anyMatch(executable.getParameters()[index]::isAnnotationPresent)) {
			this.problems.add(this.path + ": the parameter " + name + " of " + executable.getName() + " in "
					+ this.type.getName() + " is annotated and cannot be taken for a field; annotate the field");
		}
	}

	/**
	 * What the compiler makes of a data class, or of a value class, has the annotations
	 * of the constructor.
	 */
	private boolean isGenerated(Method method) {
		String name = method.getName();
		return method.isSynthetic()
				|| (isKotlin() && (name.equals("copy") || name.startsWith("copy-") || name.equals("constructor-impl")));
	}

	/**
	 * A value class is not there when its property is checked, only its value is.
	 */
	private void checkValueClass(Field field) {
		Class<?> valueClass = KotlinTypes.valueClass(field);
		if (valueClass != null) {
			String constraint = constraint(valueClass);
			if (constraint != null) {
				this.problems.add(this.path + "." + field.getName() + ": the constraint @" + constraint
						+ " inside of the value class " + valueClass.getName()
						+ " is not checked; let its init block require what must hold, or"
						+ " annotate the property that has it as its type");
			}
		}
	}

	private static @Nullable String constraint(Class<?> valueClass) {
		Stream<Annotation> atParameters = Arrays.stream(valueClass.getDeclaredConstructors())
			.flatMap((constructor) -> Arrays.stream(constructor.getParameters()))
			.flatMap((parameter) -> Arrays.stream(parameter.getAnnotations()));
		return Stream.concat(Arrays.stream(KotlinTypes.valueField(valueClass).getAnnotations()), atParameters)
			.map(ParameterInspection::constraint)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private boolean isKotlin() {
		return KotlinDetector.isKotlinType(this.type);
	}

	/**
	 * The name of the constraint that an annotation is, or of which it contains several.
	 */
	private static @Nullable String constraint(Annotation annotation) {
		Class<? extends Annotation> annotationType = annotation.annotationType();
		if (annotationType == Valid.class || annotationType.isAnnotationPresent(Constraint.class)) {
			return annotationType.getSimpleName();
		}
		Method value = ReflectionUtils.findMethod(annotationType, "value");
		Class<?> contained = (value != null) ? value.getReturnType().getComponentType() : null;
		return (contained != null && contained.isAnnotationPresent(Constraint.class)) ? contained.getSimpleName()
				: null;
	}

	private boolean isAnnotated(Field field, Class<? extends Annotation> annotation) {
		if (field.isAnnotationPresent(annotation)) {
			return true;
		}
		String capitalized = StringUtils.capitalize(field.getName());
		return Stream.of("get" + capitalized, "is" + capitalized, field.getName())
			.map((name) -> ReflectionUtils.findMethod(this.type, name))
			.anyMatch((getter) -> getter != null && getter.isAnnotationPresent(annotation));
	}

}
