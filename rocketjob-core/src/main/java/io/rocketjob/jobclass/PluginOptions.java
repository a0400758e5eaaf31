package io.rocketjob.jobclass;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;
import org.springframework.util.StringUtils;

/**
 * The options of the plugins of one job class: the attributes of their annotations, of
 * which the configuration or a single job may override any.
 */
public final class PluginOptions {

	private static final String ENABLED = "enabled";

	private final String jobClass;

	private final Class<?> type;

	private final ConversionService conversions;

	private final Map<String, Map<String, PluginSettings.Value>> sections = new LinkedHashMap<>();

	private final UnaryOperator<String> placeholders;

	private final Map<String, Annotation> known = new LinkedHashMap<>();

	private final Set<String> asked = new HashSet<>();

	/** The attributes that may be set for a single job, by the name of the annotation. */
	private final Map<String, Set<String>> ofJobs = new LinkedHashMap<>();

	PluginOptions(String jobClass, Class<?> type, PluginSettings settings, UnaryOperator<String> placeholders) {
		this.jobClass = jobClass;
		this.type = type;
		this.conversions = conversions(type.getClassLoader());
		this.placeholders = placeholders;
		settings.sections(jobClass).forEach((name, section) -> this.sections.put(JobClasses.canonical(name), section));
	}

	/**
	 * The name of a plugin in the configuration and in the documents of jobs.
	 * @param annotation its annotation
	 * @return the name
	 */
	static String section(Class<? extends Annotation> annotation) {
		return StringUtils.uncapitalize(ClassUtils.getShortName(annotation).replaceAll(".*\\.", ""));
	}

	/**
	 * The options that an annotation gives the class.
	 * @param annotation the annotation
	 * @return the options, or {@code null} when the class does not have them
	 */
	<A extends Annotation> @Nullable A ofClass(Class<A> annotation) {
		String section = section(annotation);
		this.asked.add(JobClasses.canonical(section));
		MergedAnnotation<A> present = MergedAnnotations.from(this.type, SearchStrategy.TYPE_HIERARCHY).get(annotation);
		Map<String, PluginSettings.Value> configured = this.sections.get(JobClasses.canonical(section));
		if ((configured == null && !present.isPresent()) || isDisabled(configured)) {
			return null;
		}
		Map<String, Object> attributes = present.isPresent() ? new LinkedHashMap<>(present.asMap())
				: new LinkedHashMap<>();
		attributes.replaceAll((name, value) -> resolved(value));
		if (configured != null) {
			List<String> problems = new ArrayList<>();
			configured.forEach((name, value) -> override(annotation, attributes, name, value, problems));
			if (!problems.isEmpty()) {
				throw new IllegalArgumentException(String.join("; ", problems));
			}
		}
		checkComplete(annotation, attributes);
		A options = MergedAnnotation.of(this.type, annotation, attributes).synthesize();
		this.known.put(annotation.getName(), options);
		return options;
	}

	private static boolean isDisabled(@Nullable Map<String, PluginSettings.Value> configured) {
		return configured != null && configured.entrySet()
			.stream()
			.anyMatch((entry) -> JobClasses.canonical(entry.getKey()).equals(ENABLED) && !isEnabled(entry.getValue()));
	}

	private static boolean isEnabled(PluginSettings.Value value) {
		try {
			return value.as(Boolean.class);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(value.property() + ": must be true or false, " + ex.getMessage(), ex);
		}
	}

	private static void override(Class<? extends Annotation> annotation, Map<String, Object> attributes, String name,
			PluginSettings.Value value, List<String> problems) {
		if (JobClasses.canonical(name).equals(ENABLED)) {
			return;
		}
		Method attribute = attribute(annotation, name).orElse(null);
		if (attribute == null) {
			problems.add(value.property() + ": " + unknown(annotation, name));
			return;
		}
		try {
			attributes.put(attribute.getName(),
					checked(attribute, value.as(ClassUtils.resolvePrimitiveIfNecessary(attribute.getReturnType()))));
		}
		catch (IllegalArgumentException ex) {
			problems.add(value.property() + ": must be " + wanted(attribute) + ", " + ex.getMessage());
		}
	}

	private static Optional<Method> attribute(Class<? extends Annotation> annotation, String name) {
		return Arrays.stream(annotation.getDeclaredMethods())
			.filter((method) -> JobClasses.canonical(method.getName()).equals(JobClasses.canonical(name)))
			.findFirst();
	}

	private static String unknown(Class<? extends Annotation> annotation, String name) {
		Set<String> attributes = new TreeSet<>(
				Arrays.stream(annotation.getDeclaredMethods()).map(Method::getName).toList());
		return "@" + annotation.getSimpleName() + " has no attribute '" + name + "'; there "
				+ (attributes.isEmpty() ? "is none" : "are " + String.join(", ", attributes));
	}

	/**
	 * Checks that classes are of the type that an attribute wants.
	 */
	private static Object checked(Method attribute, Object value) {
		Object all = value.getClass().isArray() ? value : new Object[] { value };
		for (int i = 0; i < Array.getLength(all); i++) {
			if (Array.get(all, i) instanceof Class<?> type && !bound(attribute).isAssignableFrom(type)) {
				throw new IllegalArgumentException("but is '" + type.getName() + "'");
			}
		}
		return value;
	}

	private static Class<?> bound(Method attribute) {
		ResolvableType type = ResolvableType.forMethodReturnType(attribute);
		return (type.isArray() ? type.getComponentType() : type).getGeneric().resolve(Object.class);
	}

	private static String wanted(Method attribute) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(attribute.getReturnType());
		if (type.isArray()) {
			Class<?> element = ClassUtils.resolvePrimitiveIfNecessary(type.getComponentType());
			return "a list, each " + wanted(element, attribute);
		}
		return wanted(type, attribute);
	}

	private static String wanted(Class<?> type, Method attribute) {
		if (type.isEnum()) {
			return "one of " + Arrays.toString(type.getEnumConstants());
		}
		if (type == Class.class) {
			Class<?> bound = bound(attribute);
			return (bound != Object.class) ? "the name of a class that is a " + bound.getName() : "the name of a class";
		}
		if (type == Boolean.class) {
			return "true or false";
		}
		if (type == Integer.class || type == Long.class) {
			return "a whole number";
		}
		return Number.class.isAssignableFrom(type) ? "a number" : "a text";
	}

	private static ConversionService conversions(@Nullable ClassLoader loader) {
		DefaultConversionService conversions = new DefaultConversionService();
		conversions.addConverter(String.class, Class.class, (name) -> ClassUtils.resolveClassName(name, loader));
		conversions.addConverter(Duration.class, String.class, Duration::toString);
		return conversions;
	}

	private void checkComplete(Class<? extends Annotation> annotation, Map<String, Object> attributes) {
		List<String> missing = Arrays.stream(annotation.getDeclaredMethods())
			.filter((method) -> method.getDefaultValue() == null && !attributes.containsKey(method.getName()))
			.map((method) -> "'" + method.getName() + "'")
			.sorted()
			.toList();
		if (!missing.isEmpty()) {
			throw new IllegalArgumentException("rocketjob.jobs." + this.jobClass + "." + section(annotation)
					+ " says nothing of " + String.join(", ", missing) + ", and the class has no @"
					+ annotation.getSimpleName() + " that does");
		}
	}

	private Object resolved(Object value) {
		if (value instanceof String text) {
			return this.placeholders.apply(text);
		}
		if (value instanceof String[] texts) {
			return Arrays.stream(texts).map(this.placeholders).toArray(String[]::new);
		}
		return value;
	}

	/**
	 * All occurrences of a repeatable annotation.
	 */
	<A extends Annotation> List<A> all(Class<A> annotation) {
		return AnnotatedElementUtils.findMergedRepeatableAnnotations(this.type, annotation).stream().map((each) -> {
			Map<String, Object> attributes = AnnotationUtils.getAnnotationAttributes(this.type, each);
			attributes.replaceAll((name, value) -> resolved(value));
			return MergedAnnotation.of(this.type, annotation, attributes).synthesize();
		}).toList();
	}

	/**
	 * Lets attributes be set for a single job.
	 * @param annotation the annotation
	 * @param attributes their names, none for all that there are
	 * @throws IllegalArgumentException when the annotation has no such attribute
	 */
	void ofJobs(Class<? extends Annotation> annotation, List<String> attributes) {
		Set<String> there = new TreeSet<>(Arrays.stream(annotation.getDeclaredMethods()).map(Method::getName).toList());
		attributes.stream().filter((name) -> !there.contains(name)).findFirst().ifPresent((name) -> {
			throw new IllegalArgumentException(unknown(annotation, name));
		});
		this.ofJobs.computeIfAbsent(annotation.getName(), (first) -> new TreeSet<>())
			.addAll(attributes.isEmpty() ? there : attributes);
	}

	/**
	 * Says which configured sections belong to no plugin.
	 */
	Set<String> unknownSections() {
		Set<String> unknown = new TreeSet<>(this.sections.keySet());
		unknown.removeAll(this.asked);
		return unknown;
	}

	/**
	 * The options of one job.
	 * @param annotation the annotation
	 * @param own what was set for the job, by section
	 * @return the options
	 * @throws IllegalArgumentException when the class does not have them, or what was set
	 * does not fit
	 */
	public <A extends Annotation> A ofJob(Class<A> annotation, Document own) {
		A common = annotation.cast(this.known.get(annotation.getName()));
		if (common == null) {
			throw new IllegalArgumentException(
					"the class " + this.jobClass + " has no @" + annotation.getSimpleName() + ", so its jobs cannot");
		}
		Document set = own.get(section(annotation), Document.class);
		if (set == null) {
			return common;
		}
		Map<String, Object> attributes = new LinkedHashMap<>(
				AnnotationUtils.getAnnotationAttributes(this.type, common));
		set.forEach((name, value) -> {
			Method attribute = attribute(annotation, name)
				.orElseThrow(() -> new IllegalArgumentException(unknown(annotation, name)));
			attributes.put(attribute.getName(), converted(attribute, value));
		});
		return MergedAnnotation.of(this.type, annotation, attributes).synthesize();
	}

	private Object converted(Method attribute, Object value) {
		Class<?> wanted = ClassUtils.resolvePrimitiveIfNecessary(attribute.getReturnType());
		try {
			Object result = this.conversions.convert(value, wanted);
			return checked(attribute, Objects.requireNonNull(result));
		}
		catch (ConversionException | IllegalArgumentException | NullPointerException ex) {
			throw new IllegalArgumentException(
					attribute.getName() + ": must be " + wanted(attribute) + ", but is '" + value + "'", ex);
		}
	}

	/**
	 * Checks what is set for one job, and gives it its stored form.
	 * @param options by annotation, by attribute
	 * @param problems receives a text for each problem
	 * @return the stored form
	 */
	public Document stored(Map<Class<? extends Annotation>, Map<String, Object>> options, List<String> problems) {
		Document stored = new Document();
		options.forEach((annotation, attributes) -> {
			String section = section(annotation);
			Annotation common = this.known.get(annotation.getName());
			if (common == null) {
				problems.add(isOnlyOfClass(annotation)
						? section
								+ ": can be set for a job class only, not for a single job: no plugin asks a job for it"
						: section + ": the class " + this.jobClass + " has no @" + annotation.getSimpleName()
								+ ", so its jobs cannot");
				return;
			}
			Document values = new Document();
			attributes.forEach((name, value) -> {
				try {
					Method attribute = attribute(annotation, name)
						.orElseThrow(() -> new IllegalArgumentException(unknown(annotation, name)));
					Object converted = converted(attribute, value);
					if (isOfJobs(annotation, attribute)) {
						values.append(attribute.getName(), storable(converted));
					}
					else if (!Objects.deepEquals(AnnotationUtils.getValue(common, attribute.getName()), converted)) {
						problems.add(section + "." + attribute.getName()
								+ ": cannot be set for a single job; set it for the class, in its annotation or in the"
								+ " configuration");
					}
				}
				catch (IllegalArgumentException ex) {
					problems.add(section + ": " + ex.getMessage());
				}
			});
			if (!values.isEmpty()) {
				stored.append(section, values);
			}
		});
		return stored;
	}

	private boolean isOfJobs(Class<? extends Annotation> annotation, Method attribute) {
		return this.ofJobs.getOrDefault(annotation.getName(), Set.of()).contains(attribute.getName());
	}

	/**
	 * Whether the class has an annotation, or a method with it, that has no options.
	 */
	private boolean isOnlyOfClass(Class<? extends Annotation> annotation) {
		return !this.asked.contains(JobClasses.canonical(section(annotation)))
				&& (AnnotatedElementUtils.hasAnnotation(this.type, annotation) || !MethodIntrospector
					.selectMethods(this.type,
							(MethodFilter) (method) -> AnnotatedElementUtils.hasAnnotation(method, annotation))
					.isEmpty());
	}

	private static Object storable(Object value) {
		if (value.getClass().isArray()) {
			return IntStream.range(0, Array.getLength(value)).mapToObj((i) -> storable(Array.get(value, i))).toList();
		}
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		return (value instanceof Class<?> type) ? type.getName() : value;
	}

}
