package io.rocketjob.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.jobclass.PluginSettings;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * What {@code rocketjob.jobs.*} says of plugins: whatever is nested under the name of a
 * job class and is no option of all job classes.
 */
final class PluginProperties implements PluginSettings {

	private static final ConfigurationPropertyName JOBS = ConfigurationPropertyName.of("rocketjob.jobs");

	private static final int JOB = JOBS.getNumberOfElements();

	private static final int SECTION = JOB + 1;

	private static final int ATTRIBUTE = SECTION + 1;

	private static final List<String> OPTIONS = Arrays
		.stream(RocketJobProperties.JobOptions.class.getRecordComponents())
		.map((component) -> DataObjectPropertyName.toDashedForm(component.getName()))
		.toList();

	private static final Set<String> KNOWN = OPTIONS.stream().map(JobClasses::canonical).collect(Collectors.toSet());

	private final Binder binder;

	/** By canonical name of the job class, by section as written, by attribute. */
	private final Map<String, Map<String, Map<String, Value>>> jobs = new LinkedHashMap<>();

	private final Map<String, String> names = new LinkedHashMap<>();

	/**
	 * Reads the names of the properties.
	 * @param environment where they are
	 * @throws JobClassException when one belongs to no plugin and is no option of job
	 * classes
	 */
	PluginProperties(Environment environment) {
		this.binder = Binder.get(environment);
		Set<String> unknown = new TreeSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().filter(JOBS::isAncestorOf).forEach((name) -> add(name, unknown));
			}
		}
		if (!unknown.isEmpty()) {
			throw new JobClassException("There is no such option of a job class as " + String.join(", ", unknown),
					"Correct the name, or remove it. There are " + String.join(", ", OPTIONS)
							+ ", and the sections of plugins, such as retry with retry.limit.");
		}
	}

	private void add(ConfigurationPropertyName name, Set<String> unknown) {
		if (name.getNumberOfElements() <= SECTION || isKnown(name)) {
			return;
		}
		if (name.getNumberOfElements() == ATTRIBUTE || name.isNumericIndex(ATTRIBUTE)) {
			// for a group without anything in it, YAML has an empty text
			unknown.add(name.chop(ATTRIBUTE).toString());
			return;
		}
		String job = name.getElement(JOB, Form.ORIGINAL);
		this.names.putIfAbsent(JobClasses.canonical(job), job);
		this.jobs.computeIfAbsent(JobClasses.canonical(job), (missing) -> new LinkedHashMap<>())
			.computeIfAbsent(JobClasses.canonical(name.getElement(SECTION, Form.ORIGINAL)),
					(missing) -> new LinkedHashMap<>())
			.computeIfAbsent(JobClasses.canonical(name.getElement(ATTRIBUTE, Form.ORIGINAL)),
					(missing) -> new Property(name.chop(ATTRIBUTE + 1)));
	}

	/**
	 * Whether a property is an option of all job classes. In environment variables the
	 * parts of its name may be separated, as in {@code DESTROY_ON_COMPLETE}.
	 */
	private static boolean isKnown(ConfigurationPropertyName name) {
		String joined = IntStream.range(SECTION, name.getNumberOfElements())
			.mapToObj((i) -> name.getElement(i, Form.UNIFORM))
			.collect(Collectors.joining());
		return KNOWN.contains(JobClasses.canonical(name.getElement(SECTION, Form.ORIGINAL)))
				|| KNOWN.contains(JobClasses.canonical(joined));
	}

	/**
	 * The job classes of which something is said.
	 * @return their names as written
	 */
	List<String> jobs() {
		return List.copyOf(this.names.values());
	}

	@Override
	public Map<String, Map<String, Value>> sections(String jobClass) {
		return this.jobs.getOrDefault(JobClasses.canonical(jobClass), Map.of());
	}

	private final class Property implements Value {

		private final ConfigurationPropertyName name;

		Property(ConfigurationPropertyName name) {
			this.name = name;
		}

		@Override
		public <T> T as(Class<T> type) {
			try {
				if (ClassUtils.resolvePrimitiveIfNecessary(type) == Boolean.class) {
					checkSwitch();
				}
				return PluginProperties.this.binder.bind(this.name, Bindable.of(type)).get();
			}
			catch (BindException ex) {
				Object value = (ex.getProperty() != null) ? ex.getProperty().getValue() : null;
				throw new IllegalArgumentException((value != null) ? "but is '" + value + "'"
						: String.valueOf(NestedExceptionUtils.getMostSpecificCause(ex).getMessage()), ex);
			}
		}

		/**
		 * Spring takes more words for true than the documentation does.
		 */
		private void checkSwitch() {
			String written = PluginProperties.this.binder.bind(this.name, Bindable.of(String.class)).orElse("");
			if (!WrittenSettings.isSwitch(written)) {
				throw new IllegalArgumentException("but is '" + written + "'");
			}
		}

		@Override
		public String property() {
			return this.name.toString();
		}

	}

}
