package io.rocketjob.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Refuses properties below {@code rocketjob.} that nothing reads, so that a mistyped name
 * is not taken for a setting that is in force. What the environment and the system
 * properties of the process say is left alone: others name theirs as they like, such as
 * Kubernetes, which makes variables of the names of services.
 */
final class PropertyNames implements SmartInitializingSingleton {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("rocketjob");

	/**
	 * Sections whose owners may be absent, or back off, though something is configured.
	 */
	private static final List<ConfigurationPropertyName> OTHERS = Stream
		.of("embedded-mongodb", "mission-control", "test")
		.map(ROOT::append)
		.toList();

	private final ListableBeanFactory beans;

	private final Environment environment;

	PropertyNames(ListableBeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<ConfigurationPropertyName, Class<?>> owners = owners();
		UnboundElementsSourceFilter filter = new UnboundElementsSourceFilter();
		List<UnknownPropertyException.Unknown> unknown = new ArrayList<>();
		Set<ConfigurationPropertyName> seen = new LinkedHashSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (filter.apply(source) && source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().filter((name) -> ROOT.isAncestorOf(name) && seen.add(name)).forEach((name) -> {
					ConfigurationProperty property = iterable.getConfigurationProperty(name);
					if (property != null) {
						known(owners, property).ifPresent((known) -> unknown
							.add(new UnknownPropertyException.Unknown(ConfiguredProperty.of(property), known)));
					}
				});
			}
		}
		if (!unknown.isEmpty()) {
			throw new UnknownPropertyException(unknown);
		}
	}

	/**
	 * What is bound to properties below the root, with the innermost first.
	 */
	private Map<ConfigurationPropertyName, Class<?>> owners() {
		Map<ConfigurationPropertyName, Class<?>> owners = new TreeMap<>((one, other) -> {
			int difference = other.getNumberOfElements() - one.getNumberOfElements();
			return (difference != 0) ? difference : one.compareTo(other);
		});
		for (String beanName : this.beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
			ConfigurationProperties annotation = this.beans.findAnnotationOnBean(beanName,
					ConfigurationProperties.class);
			Class<?> type = this.beans.getType(beanName, false);
			if (annotation != null && type != null) {
				ConfigurationPropertyName prefix = ConfigurationPropertyName.adapt(annotation.prefix(), '.');
				if (prefix.equals(ROOT) || ROOT.isAncestorOf(prefix)) {
					owners.put(prefix, type);
				}
			}
		}
		return owners;
	}

	/**
	 * The names that there are in the place of one that is unknown.
	 * @return the names, empty when this one is known
	 */
	private static Optional<List<String>> known(Map<ConfigurationPropertyName, Class<?>> owners,
			ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		for (Map.Entry<ConfigurationPropertyName, Class<?>> owner : owners.entrySet()) {
			ConfigurationPropertyName prefix = owner.getKey();
			if (prefix.isAncestorOf(name) && !(prefix.equals(ROOT) && isOfOthers(name))) {
				Optional<List<String>> known = known(ResolvableType.forClass(owner.getValue()), name,
						prefix.getNumberOfElements());
				// for a section without anything in it, YAML has an empty text
				return known.filter((names) -> !isSection(names, name) || !isBlank(property));
			}
		}
		return Optional.empty();
	}

	private static boolean isSection(List<String> known, ConfigurationPropertyName name) {
		return known.stream().allMatch((each) -> each.startsWith(name + "."));
	}

	private static boolean isBlank(ConfigurationProperty property) {
		return String.valueOf(property.getValue()).isBlank();
	}

	private static boolean isOfOthers(ConfigurationPropertyName name) {
		return OTHERS.stream().anyMatch((other) -> other.equals(name) || other.isAncestorOf(name));
	}

	private static Optional<List<String>> known(ResolvableType type, ConfigurationPropertyName name, int index) {
		Class<?> resolved = type.resolve(Object.class);
		if (index >= name.getNumberOfElements()) {
			return below(type, name);
		}
		if (Map.class.isAssignableFrom(resolved)) {
			// the keys of maps are free, and may have dots in them where values are plain
			ResolvableType values = type.asMap().getGeneric(1);
			return values.resolve(Object.class).isRecord() ? known(values, name, index + 1) : Optional.empty();
		}
		if (!resolved.isRecord()) {
			return isBean(resolved, name, index) ? Optional.empty() : Optional.of(List.of(name.chop(index).toString()));
		}
		RecordComponent component = component(resolved, name.getElement(index, Form.UNIFORM));
		if (component == null && resolved == RocketJobProperties.JobOptions.class) {
			// a plugin, or nothing, which is found when plugins are known
			return Optional.empty();
		}
		if (component == null) {
			return Optional.of(names(resolved, name.chop(index)));
		}
		return known(ResolvableType.forType(component.getGenericType()), name, index + 1);
	}

	/**
	 * What there is below the name of a section, which has no value itself.
	 */
	private static Optional<List<String>> below(ResolvableType type, ConfigurationPropertyName name) {
		Class<?> resolved = type.resolve(Object.class);
		if (Map.class.isAssignableFrom(resolved)) {
			return Optional.of(List.of(name + ".<name>"));
		}
		return resolved.isRecord() ? Optional.of(names(resolved, name)) : Optional.empty();
	}

	/**
	 * The names below that of a section.
	 * @param section what is bound to it
	 * @param name its name
	 * @return the full names
	 */
	static List<String> names(Class<?> section, ConfigurationPropertyName name) {
		return Arrays.stream(section.getRecordComponents())
			.map((each) -> name.append(dashed(each)).toString())
			.toList();
	}

	/**
	 * Whether there may be something in a type that is no record: elements of a list, or
	 * properties of a bean, which the application has made itself.
	 */
	private static boolean isBean(Class<?> type, ConfigurationPropertyName name, int index) {
		return name.isNumericIndex(index)
				|| (!type.isPrimitive() && !type.isEnum() && !type.getName().startsWith("java."));
	}

	private static @Nullable RecordComponent component(Class<?> type, String uniformName) {
		return Arrays.stream(type.getRecordComponents())
			.filter((each) -> dashed(each).replace("-", "").equals(uniformName))
			.findFirst()
			.orElse(null);
	}

	private static String dashed(RecordComponent component) {
		return DataObjectPropertyName.toDashedForm(component.getName());
	}

}
