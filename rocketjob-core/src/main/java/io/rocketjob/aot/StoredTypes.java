package io.rocketjob.aot;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

import io.rocketjob.BatchJob;
import io.rocketjob.Job;
import io.rocketjob.JobBean;
import io.rocketjob.Result;
import io.rocketjob.mongo.KotlinTypes;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The types of the values that are mapped to documents, and of all that they consist of.
 */
final class StoredTypes {

	private static final BindingReflectionHintsRegistrar BINDING = new BindingReflectionHintsRegistrar();

	/** What is handed on as it is. */
	private static final Set<Class<?>> NOT_MAPPED = Set.of(Object.class, Void.class, Result.class, Document.class);

	private final Set<Class<?>> types = new LinkedHashSet<>();

	private StoredTypes() {
	}

	/**
	 * The types of the fields of a job class, of its result, and of its records.
	 * @param jobClass the job class
	 * @return the types
	 */
	static StoredTypes ofJobClass(Class<?> jobClass) {
		StoredTypes stored = new StoredTypes();
		stored.add(ResolvableType.forClass(JobBean.class, jobClass).getGeneric(0));
		if (BatchJob.class.isAssignableFrom(jobClass)) {
			ResolvableType batch = ResolvableType.forClass(BatchJob.class, jobClass);
			stored.add(batch.getGeneric(1));
			stored.add(batch.getGeneric(2));
		}
		else if (Job.class.isAssignableFrom(jobClass)) {
			// an implementation may say more of its result than that it is an object
			ReflectionUtils.doWithMethods(jobClass,
					(method) -> stored.add(ResolvableType.forMethodReturnType(method, jobClass)),
					(method) -> method.getName().equals("perform") && !method.isSynthetic());
		}
		return stored;
	}

	/**
	 * The types of the parameters of a method.
	 * @param method the method
	 * @return the types
	 */
	static StoredTypes ofParameters(Method method) {
		StoredTypes stored = new StoredTypes();
		for (int i = 0; i < method.getParameterCount(); i++) {
			stored.add(ResolvableType.forMethodParameter(method, i));
		}
		KotlinTypes.valueClasses(method).forEach((type) -> stored.add(ResolvableType.forClass(type)));
		return stored;
	}

	/**
	 * Registers what it takes to map values of these types.
	 * @param hints where to register
	 */
	void register(ReflectionHints hints) {
		BINDING.registerReflectionHints(hints, this.types.toArray(Class<?>[]::new));
		for (Class<?> type : this.types) {
			if (KotlinDetector.isKotlinType(type)) {
				// the only instance of an object, and what makes and opens those of value
				// classes
				hints.registerType(type, MemberCategory.ACCESS_DECLARED_FIELDS, MemberCategory.ACCESS_PUBLIC_FIELDS,
						MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS,
						MemberCategory.INVOKE_PUBLIC_METHODS);
			}
		}
	}

	private void add(ResolvableType type) {
		if (type.isArray()) {
			add(type.getComponentType());
			return;
		}
		for (ResolvableType generic : type.getGenerics()) {
			add(generic);
		}
		Class<?> raw = type.resolve();
		if (raw != null && isMapped(raw) && this.types.add(raw)) {
			addParts(type, raw);
		}
	}

	private static boolean isMapped(Class<?> type) {
		return !NOT_MAPPED.contains(type) && !ClassUtils.isPrimitiveOrWrapper(type)
				&& !type.getPackageName().startsWith("java.");
	}

	private void addParts(ResolvableType type, Class<?> raw) {
		Class<?>[] permitted = raw.getPermittedSubclasses();
		if (permitted != null) {
			Arrays.stream(permitted).map(ResolvableType::forClass).forEach(this::add);
		}
		for (Class<?> each = raw; each != null && each != Object.class; each = superclass(each)) {
			Arrays.stream(each.getDeclaredFields())
				.filter((field) -> !Modifier.isStatic(field.getModifiers()))
				.forEach((field) -> addField(ResolvableType.forField(field, type), KotlinTypes.valueClass(field)));
		}
	}

	private void addField(ResolvableType type, @Nullable Class<?> valueClass) {
		add(type);
		if (valueClass != null) {
			add(ResolvableType.forClass(valueClass));
		}
	}

	private static @Nullable Class<?> superclass(Class<?> type) {
		return type.getSuperclass();
	}

}
