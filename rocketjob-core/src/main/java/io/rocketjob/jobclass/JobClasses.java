package io.rocketjob.jobclass;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

import io.rocketjob.BatchJob;
import io.rocketjob.Job;
import io.rocketjob.JobBean;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.schedule.DurationRange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Internal: the job classes of this application, found among its beans. They are looked
 * for when they are first needed, without creating beans, and again when all singletons
 * exist; that is when wrong ones keep the application from starting. Thread-safe.
 */
public final class JobClasses implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(JobClasses.class);

	private final ListableBeanFactory beans;

	private final FieldsMapper mapper;

	private final Map<String, JobDefaults> configured;

	private final PluginSettings pluginSettings;

	private final ContextLoader contextLoader;

	private volatile @Nullable Registry registry;

	/**
	 * Makes a registry.
	 * @param beans where the job beans are
	 * @param mapper maps their fields
	 * @param configured what {@code rocketjob.jobs.*} says, by name
	 */
	public JobClasses(ListableBeanFactory beans, FieldsMapper mapper, Map<String, JobDefaults> configured) {
		this(beans, mapper, configured, PluginSettings.NONE);
	}

	/**
	 * Makes a registry.
	 * @param beans where the job beans and the plugins are
	 * @param mapper maps their fields
	 * @param configured what {@code rocketjob.jobs.*} says, by name
	 * @param pluginSettings what it says of plugins
	 */
	public JobClasses(ListableBeanFactory beans, FieldsMapper mapper, Map<String, JobDefaults> configured,
			PluginSettings pluginSettings) {
		this.beans = beans;
		this.mapper = mapper;
		this.configured = Map.copyOf(configured);
		this.pluginSettings = pluginSettings;
		this.contextLoader = new ContextLoader(loader(beans));
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.registry = build();
		all().forEach(JobClass::plugins);
		checkLimits("limit of running jobs", ClassPlugins::runningLimits);
		checkLimits("rate", ClassPlugins::rates);
	}

	private <T> void checkLimits(String what, Function<ClassPlugins, Map<String, T>> limits) {
		Map<String, JobClass<?>> first = new LinkedHashMap<>();
		for (JobClass<?> jobClass : all()) {
			limits.apply(jobClass.plugins()).forEach((group, limit) -> {
				JobClass<?> other = first.putIfAbsent(group, jobClass);
				T otherLimit = (other != null) ? limits.apply(other.plugins()).get(group) : limit;
				if (other != null && !limit.equals(otherLimit)) {
					throw new JobClassException(
							"The job classes " + other.type().getName() + " and " + jobClass.type().getName()
									+ " share the " + what + " '" + group + "', which is " + otherLimit
									+ " for the one and " + limit + " for the other",
							"Give both the same limit, or one of them another group.");
				}
			});
		}
	}

	/**
	 * Maps fields, results and records.
	 * @return the mapper
	 */
	public FieldsMapper mapper() {
		return this.mapper;
	}

	/**
	 * What loads the classes of the application, whatever the thread.
	 * @return the class loader of its beans
	 */
	public ContextLoader contextLoader() {
		return this.contextLoader;
	}

	private static @Nullable ClassLoader loader(ListableBeanFactory beans) {
		return (beans instanceof ConfigurableBeanFactory factory) ? factory.getBeanClassLoader()
				: (beans instanceof ResourceLoader resources) ? resources.getClassLoader()
						: ClassUtils.getDefaultClassLoader();
	}

	/**
	 * The names under which this application can run jobs, with former names.
	 * @return the names
	 */
	public Collection<String> runnableNames() {
		return registry().byName.keySet();
	}

	/**
	 * The job class of a bean class.
	 * @param type the class of the job bean
	 * @param <F> the type of its fields
	 * @return the job class
	 * @throws UnknownJobClassException when there is no such bean
	 */
	@SuppressWarnings("unchecked")
	public <F extends @Nullable Object> JobClass<F> get(Class<? extends JobBean<F>> type) {
		JobClass<?> jobClass = registry().byType.get(ClassUtils.getUserClass(type));
		if (jobClass == null) {
			throw new UnknownJobClassException(type.getName(), names());
		}
		return (JobClass<F>) jobClass;
	}

	/**
	 * The job class that runs jobs stored under a name.
	 * @param name a name or former name
	 * @return the job class, or {@code null} when this application has none
	 */
	public @Nullable JobClass<?> find(String name) {
		return registry().byName.get(name);
	}

	/**
	 * The names of the job classes of this application.
	 * @return the names, without former ones, sorted
	 */
	public Collection<String> names() {
		return new TreeSet<>(registry().byType.values().stream().map(JobClass::name).toList());
	}

	/**
	 * The job classes of this application.
	 * @return each of them once
	 */
	public Collection<JobClass<?>> all() {
		return registry().byType.values();
	}

	/**
	 * The names of a job class, with former ones.
	 * @param jobClass the job class
	 * @return the names under which its jobs may be stored
	 */
	public static List<String> names(JobClass<?> jobClass) {
		List<String> names = new ArrayList<>(jobClass.formerNames());
		names.add(jobClass.name());
		return names;
	}

	private Registry registry() {
		Registry present = this.registry;
		if (present == null) {
			present = build();
			this.registry = present;
		}
		return present;
	}

	private Registry build() {
		Map<String, JobClass<?>> byName = new LinkedHashMap<>();
		Map<Class<?>, JobClass<?>> byType = new LinkedHashMap<>();
		Map<Class<?>, String> beanNames = new LinkedHashMap<>();
		for (String beanName : this.beans.getBeanNamesForType(JobBean.class, true, false)) {
			if (!isCandidate(beanName)) {
				continue;
			}
			Class<?> type = type(beanName);
			RocketJob annotation = (type != null) ? AnnotatedElementUtils.findMergedAnnotation(type, RocketJob.class)
					: null;
			if (annotation == null || type == null) {
				logger.warn("Bean '{}' implements Job or BatchJob but is not annotated @RocketJob, so it runs no jobs",
						beanName);
				continue;
			}
			checkOnly(type, beanName, beanNames);
			JobClass<?> jobClass = jobClass(beanName, type, annotation);
			byType.put(type, jobClass);
			register(jobClass.name(), jobClass, byName);
			jobClass.formerNames().forEach((former) -> register(former, jobClass, byName));
		}
		checkAnnotatedBeans();
		checkConfiguredNames(byName);
		return new Registry(byName, byType);
	}

	/**
	 * A bean that is injected nowhere, such as the one behind a scoped proxy, which is a
	 * bean itself, runs no jobs.
	 */
	private boolean isCandidate(String beanName) {
		ListableBeanFactory factory = (this.beans instanceof ConfigurableApplicationContext context)
				? context.getBeanFactory() : this.beans;
		return !(factory instanceof ConfigurableListableBeanFactory configurable
				&& configurable.containsBeanDefinition(beanName)
				&& !configurable.getMergedBeanDefinition(beanName).isAutowireCandidate());
	}

	private void checkAnnotatedBeans() {
		for (String beanName : this.beans.getBeanNamesForAnnotation(RocketJob.class)) {
			Class<?> type = this.beans.getType(beanName, false);
			if (type != null && !Job.class.isAssignableFrom(type) && !BatchJob.class.isAssignableFrom(type)) {
				throw new JobClassException(
						"Bean '" + beanName + "' (" + type.getName() + ") is annotated @RocketJob and is no Job",
						"Let it implement Job<Fields>, or BatchJob for many records, or remove the annotation.");
			}
		}
	}

	private @Nullable Class<?> type(String beanName) {
		Class<?> type = this.beans.getType(beanName, false);
		if (type == null) {
			return null;
		}
		return Proxy.isProxyClass(type) ? AopUtils.getTargetClass(this.beans.getBean(beanName))
				: ClassUtils.getUserClass(type);
	}

	private static void checkOnly(Class<?> type, String beanName, Map<Class<?>, String> beanNames) {
		String other = beanNames.putIfAbsent(type, beanName);
		if (other != null) {
			throw new JobClassException(
					"The job class " + type.getName() + " is there as two beans, '" + other + "' and '" + beanName
							+ "', so its jobs could be run by either",
					"Keep one of them. A class that is found by component scanning, or imported, needs no @Bean method.");
		}
	}

	private static void register(String name, JobClass<?> jobClass, Map<String, JobClass<?>> byName) {
		JobClass<?> other = byName.putIfAbsent(name, jobClass);
		if (other != null) {
			throw new JobClassException(
					"Two job classes have the name '" + name + "': " + other.type().getName() + " and "
							+ jobClass.type().getName(),
					"Give one of them another name by @RocketJob(name = \"...\"), or remove the former name that it"
							+ " shares.");
		}
	}

	private JobClass<?> jobClass(String beanName, Class<?> type, RocketJob annotation) {
		String name = annotation.name().isBlank() ? type.getSimpleName() : annotation.name().strip();
		ResolvableType declared = fieldsType(type);
		Class<?> fieldsType = declared.toClass();
		boolean hasFields = fieldsType != Void.class;
		KotlinJobClass.check(type, hasFields ? fieldsType : null);
		if (hasFields) {
			List<String> problems = this.mapper.problems(declared);
			if (!problems.isEmpty()) {
				throw new JobClassException(
						"The fields of the job class " + type.getName() + " cannot be stored and read back: "
								+ String.join("; ", problems),
						FieldsMapper.isChangeable(fieldsType) ? "Change these parts of " + fieldsType.getName()
								+ " to types that can be stored and read back, or declare FieldsConverters for them."
								: "Declare a record for the fields, such as record Fields(" + fieldsType.getSimpleName()
										+ " value), and let the job class implement "
										+ (Job.class.isAssignableFrom(type) ? "Job<Fields>."
												: "BatchJob<Fields, ...>."));
			}
			checkKeys(type, declared);
		}
		JobDefaults defaults = configured(name).or(annotated(type, name, annotation));
		if (Job.class.isAssignableFrom(type) && Boolean.FALSE.equals(defaults.destroyOnComplete())) {
			checkResult(type);
		}
		Supplier<JobBean<@Nullable Object>> bean = () -> jobBean(beanName);
		JobClass.Declaration declaration = new JobClass.Declaration(name, List.of(annotation.formerNames()), type,
				declared, annotation.interruptible(), annotation.pausable());
		return new JobClass<>(declaration, defaults,
				SingletonSupplier.of(() -> hasFields ? this.mapper.fields(declared) : List.of()),
				this.beans.isSingleton(beanName) ? SingletonSupplier.of(bean) : bean,
				SingletonSupplier.of(() -> callbacks(type, beanName)), this::plugins);
	}

	private static void checkFormerNames(String name, String[] formerNames, List<String> problems) {
		List<String> seen = new ArrayList<>();
		for (String former : formerNames) {
			String problem = former.isBlank() ? "a former name is blank"
					: former.equals(name) ? "the former name '" + former + "' is the name that it has now"
							: seen.contains(former) ? "the former name '" + former + "' is there twice" : null;
			if (problem != null) {
				problems.add("formerNames: " + problem
						+ "; remove it, or correct it: former names are those under which jobs were stored before the"
						+ " class was renamed");
			}
			seen.add(former);
		}
	}

	/**
	 * A result is only stored with a job that is kept; what its type does not tell is
	 * seen when there is one.
	 */
	private void checkResult(Class<?> type) {
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			if (isPerform(method)) {
				ResolvableType result = ResolvableType.forMethodReturnType(method, type);
				Class<?> raw = result.resolve(Object.class);
				List<String> problems = (raw != void.class && raw != Void.class)
						? this.mapper.problemsOfValue("result", result) : List.of();
				if (!problems.isEmpty()) {
					throw new JobClassException(
							"The result of the job class " + type.getName() + " cannot be stored and read back: "
									+ String.join("; ", problems),
							"Let perform return a record, a simple type, or nothing, or let jobs be destroyed when"
									+ " they complete.");
				}
			}
		}
	}

	private static boolean isPerform(Method method) {
		return method.getName().equals("perform") && method.getParameterCount() == 2
				&& method.getParameterTypes()[1] == JobContext.class && !method.isBridge()
				&& !Modifier.isAbstract(method.getModifiers());
	}

	private ClassPlugins plugins(JobClass<?> jobClass) {
		return ClassPlugins.of(jobClass, this.mapper,
				this.beans.getBeanProvider(JobPlugin.class).orderedStream().toList(), this.pluginSettings,
				this::resolvePlaceholders);
	}

	private String resolvePlaceholders(String text) {
		String resolved = (this.beans instanceof ConfigurableApplicationContext context)
				? context.getBeanFactory().resolveEmbeddedValue(text)
				: (this.beans instanceof ConfigurableBeanFactory factory) ? factory.resolveEmbeddedValue(text) : text;
		return (resolved != null) ? resolved : "";
	}

	private void checkKeys(Class<?> type, ResolvableType fieldsType) {
		List<String> encrypted = this.mapper.withoutKeys("fields", fieldsType);
		if (!encrypted.isEmpty()) {
			throw new JobClassException(
					"The job class " + type.getName() + " has encrypted fields, and there are no keys: "
							+ String.join(", ", encrypted),
					"Set rocketjob.encryption.keyset, or declare one Encryption bean.");
		}
	}

	@SuppressWarnings("unchecked")
	private <F extends @Nullable Object> JobBean<F> jobBean(String beanName) {
		return (JobBean<F>) this.beans.getBean(beanName, JobBean.class);
	}

	@SuppressWarnings("unchecked")
	private <F extends @Nullable Object> List<JobCallbacks<F>> callbacks(Class<?> type, String beanName) {
		List<JobCallbacks<F>> callbacks = new ArrayList<>();
		this.beans.getBeanProvider(JobCallbacks.class).orderedStream().forEach((callback) -> {
			if (!(callback instanceof JobBean) && callback.appliesTo(type)) {
				callbacks.add((JobCallbacks<F>) callback);
			}
		});
		JobClass<?> jobClass = registry().byType.get(type);
		if (jobClass != null) {
			jobClass.plugins().callbacks().forEach((callback) -> callbacks.add((JobCallbacks<F>) callback));
		}
		if (this.beans.getBean(beanName) instanceof JobCallbacks<?> own) {
			callbacks.add((JobCallbacks<F>) own);
		}
		return List.copyOf(callbacks);
	}

	private static ResolvableType fieldsType(Class<?> type) {
		ResolvableType fields = ResolvableType.forClass(JobBean.class, type).getGeneric(0);
		if (fields.resolve() == null) {
			throw new JobClassException(
					"The job class " + type.getName() + " does not say what the type of its fields is",
					"Let it implement Job<Fields> with a record of its own, or Job<Void> if it has no fields,"
							+ " which is Job<Void?> in Kotlin; for BatchJob the same holds for its first type.");
		}
		return fields;
	}

	private static JobDefaults annotated(Class<?> type, String name, RocketJob annotation) {
		List<String> problems = new ArrayList<>();
		Duration expiresAfter = duration("expiresAfter", annotation.expiresAfter(), JobDefaults.EXPIRES_AFTER,
				problems);
		Duration timeout = duration("timeout", annotation.timeout(), JobDefaults.TIMEOUT, problems);
		Level logLevel = level(annotation.logLevel(), problems);
		JobDefaults defaults = new JobDefaults(annotation.description().isEmpty() ? null : annotation.description(),
				annotation.priority(), annotation.destroyOnComplete() && !hasOutput(type), expiresAfter, timeout,
				logLevel);
		defaults.check(problems);
		checkFormerNames(name, annotation.formerNames(), problems);
		if (!problems.isEmpty()) {
			throw new JobClassException(
					"The annotation @RocketJob of " + type.getName() + " is wrong: " + String.join("; ", problems),
					"Correct the annotation.");
		}
		return defaults;
	}

	/**
	 * Output that vanishes when it is complete is of no use, so a batch with output is
	 * kept unless the configuration or its own options say otherwise.
	 */
	private static boolean hasOutput(Class<?> type) {
		return BatchJob.class.isAssignableFrom(type) && !AnnotatedElementUtils
			.findMergedRepeatableAnnotations(type, OutputCategory.class, OutputCategory.Several.class)
			.isEmpty();
	}

	private static @Nullable Duration duration(String name, String text, DurationRange range, List<String> problems) {
		if (text.isBlank()) {
			return null;
		}
		try {
			return range.parse(text);
		}
		catch (IllegalArgumentException ex) {
			problems.add(name + ": " + ex.getMessage());
			return null;
		}
	}

	private static @Nullable Level level(String text, List<String> problems) {
		if (text.isBlank()) {
			return null;
		}
		try {
			return Level.valueOf(text.strip().toUpperCase(Locale.ROOT));
		}
		catch (IllegalArgumentException ex) {
			problems.add("logLevel: '" + text + "' is no level; there are " + Arrays.toString(Level.values()));
			return null;
		}
	}

	private JobDefaults configured(String name) {
		for (Map.Entry<String, JobDefaults> entry : this.configured.entrySet()) {
			if (isSame(entry.getKey(), name)) {
				List<String> problems = new ArrayList<>();
				entry.getValue().check(problems);
				if (!problems.isEmpty()) {
					throw new JobClassException(
							"rocketjob.jobs." + entry.getKey() + " is wrong: " + String.join("; ", problems),
							"Correct these properties.");
				}
				return entry.getValue();
			}
		}
		return new JobDefaults(null, null, null, null, null, null);
	}

	private void checkConfiguredNames(Map<String, JobClass<?>> byName) {
		Collection<String> names = new TreeSet<>(byName.values().stream().map(JobClass::name).toList());
		for (String configuredName : this.configured.keySet()) {
			if (names.stream().noneMatch((name) -> isSame(configuredName, name))) {
				throw new JobClassException(
						"rocketjob.jobs." + configuredName
								+ " configures a job class that this application does not have",
						"Remove it, or correct the name. The job classes are: "
								+ (names.isEmpty() ? "none" : String.join(", ", names)));
			}
		}
	}

	/**
	 * Compares as Spring Boot compares property names, so that names from environment
	 * variables fit.
	 */
	private static boolean isSame(String configuredName, String name) {
		return canonical(configuredName).equals(canonical(name));
	}

	/**
	 * What is left of a name when names are compared with those in the configuration.
	 * @param name the name of a job class, or of a property
	 * @return letters and digits in lower case
	 */
	public static String canonical(String name) {
		return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
	}

	private record Registry(Map<String, JobClass<?>> byName, Map<Class<?>, JobClass<?>> byType) {
	}

}
