package io.rocketjob.mongo;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.annotation.Reference;
import org.springframework.data.annotation.Transient;
import org.springframework.data.convert.CustomConversions;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.mapping.Unwrapped;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Looks at a type with all that it consists of: what of it cannot be stored, and what is
 * encrypted.
 */
final class TypeInspection {

	private static final Set<Class<?>> STORABLE = Set.of(String.class, Object.class, Number.class, CharSequence.class,
			Comparable.class, Serializable.class);

	private final MongoCustomConversions conversions;

	private final List<String> problems = new ArrayList<>();

	private final List<String> encrypted = new ArrayList<>();

	private final Set<Class<?>> seen = new HashSet<>();

	/** Whether there may be objects in it of classes that cannot be known. */
	private boolean open;

	private TypeInspection(MongoCustomConversions conversions) {
		this.conversions = conversions;
	}

	/**
	 * Inspects a type.
	 * @param name what a value of it is called
	 * @param type the type
	 * @param conversions the types that have converters
	 * @return what was found
	 */
	static TypeInspection of(String name, TypeInformation<?> type, MongoCustomConversions conversions) {
		TypeInspection inspection = new TypeInspection(conversions);
		inspection.check(name, type);
		return inspection;
	}

	/**
	 * What cannot be stored.
	 * @return a text for each part, beginning with its path
	 */
	List<String> problems() {
		return this.problems;
	}

	/**
	 * What is encrypted.
	 * @return the paths of these fields; not of those inside of a class that is there
	 * twice
	 */
	List<String> encrypted() {
		return this.encrypted;
	}

	/**
	 * The classes of the application of which it consists, as far as they are named.
	 * @return the classes
	 */
	Set<Class<?>> classes() {
		return this.seen;
	}

	/**
	 * Whether an object of the type may have encrypted fields, if only in a subclass.
	 * @return whether it is worth looking into such an object
	 */
	boolean mayHaveEncrypted() {
		return this.open || !this.encrypted.isEmpty();
	}

	private void check(String path, TypeInformation<?> type) {
		Class<?> raw = type.getType();
		if (isStoredAsIs(raw, this.conversions)) {
			this.open |= raw == Object.class || raw.isInterface();
			if (!JavaTypes.isOfJava(raw) && !raw.isPrimitive()) {
				this.seen.add(raw);
			}
			return;
		}
		if (type.isMap()) {
			checkIfKnown(path + ".<key>", type.getComponentType());
			checkIfKnown(path + ".<value>", type.getMapValueType());
		}
		else if (type.isCollectionLike()) {
			checkIfKnown(path + "[]", type.getComponentType());
		}
		else if (JavaTypes.isOfJava(raw) || JavaTypes.isTool(raw)) {
			this.problems.add(path + ": a " + raw.getName() + " cannot be stored; " + JavaTypes.advice(raw));
		}
		else if (this.seen.add(raw)) {
			checkParts(path, type);
		}
	}

	private void checkParts(String path, TypeInformation<?> type) {
		Class<?> raw = type.getType();
		Class<?>[] permitted = raw.getPermittedSubclasses();
		if (permitted != null) {
			for (Class<?> subclass : permitted) {
				check(path, TypeInformation.of(subclass));
			}
		}
		else {
			this.open |= !Modifier.isFinal(raw.getModifiers());
		}
		this.problems.addAll(ParameterInspection.problems(path, raw));
		// not by the mapping: it fails as a whole where it cannot look into a class
		ReflectionUtils.doWithFields(raw, (field) -> {
			String name = path + "." + field.getName();
			if (FieldsProperty.isEncrypted(field)) {
				this.encrypted.add(name);
				if (AnnotatedElementUtils.isAnnotated(field, Unwrapped.class)
						|| AnnotatedElementUtils.isAnnotated(field, Reference.class)) {
					this.problems.add(name + ": a field that is unwrapped or a reference cannot be encrypted");
				}
			}
			TypeInformation<?> property = type.getProperty(field.getName());
			checkIfKnown(name, (property != null) ? property : TypeInformation.of(field.getType()));
		}, TypeInspection::isPersistent);
	}

	static boolean isPersistent(Field field) {
		return !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
				&& !field.isSynthetic() && !field.isAnnotationPresent(Transient.class)
				&& !KotlinTypes.isDelegate(field);
	}

	/**
	 * Spring Data takes everything in {@code java.lang} and {@code java.time} for simple,
	 * be it a thread or a clock.
	 */
	static boolean isStoredAsIs(Class<?> type, CustomConversions conversions) {
		if (type.isEnum() || STORABLE.contains(type) || ClassUtils.isPrimitiveOrWrapper(type)
				|| conversions.hasCustomWriteTarget(type)) {
			return true;
		}
		String packageName = type.getPackageName();
		return conversions.isSimpleType(type) && !packageName.startsWith("java.lang")
				&& !packageName.startsWith("java.time");
	}

	private void checkIfKnown(String path, @Nullable TypeInformation<?> type) {
		if (type != null) {
			check(path, type);
		}
		else {
			this.open = true;
		}
	}

}
