package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.PluggableClass;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.util.ClassUtils;
import org.springframework.util.StreamUtils;

/**
 * The tables of docs/configuration.md, made of the metadata of all modules, and of the
 * annotations of plugins. A table belongs to the comment before it, which says with what
 * the names of its properties begin.
 */
final class ConfigurationTables {

	/** What the meaning of an attribute of a plugin is until somebody has written it. */
	static final String NO_MEANING = "(say what it means)";

	private static final String HEADER = "| property | type | default | meaning |\n|---|---|---|---|\n";

	private static final String MARKER = "<!-- properties: ";

	private static final String JOB = "rocketjob.jobs.<name>.";

	private final Map<String, String> rows = new TreeMap<>();

	private final Map<String, String> meanings = new LinkedHashMap<>();

	ConfigurationTables(String document) throws IOException {
		document.lines()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.split(" \\| ", 4))
			.forEach((cells) -> this.meanings.put(cells[0].replaceAll("[|` ]", ""), cells[3].replaceAll(" \\|$", "")));
		addMetadata();
		addJobOptions();
		addPlugins();
	}

	/**
	 * Writes the tables anew.
	 * @param document the document as it is
	 * @return the document as it should be
	 */
	String rewrite(String document) {
		List<String> parts = new ArrayList<>(List.of(document.split("(?=" + MARKER + ")")));
		List<String> prefixes = parts.stream().skip(1).map(ConfigurationTables::prefix).toList();
		this.rows.keySet().forEach((name) -> {
			if (owner(prefixes, name) == null) {
				throw new IllegalArgumentException("No table has " + name + "; add a comment such as " + MARKER
						+ name.replaceAll("[^.]*$", "") + " -->");
			}
		});
		for (int i = 1; i < parts.size(); i++) {
			String prefix = prefixes.get(i - 1);
			String table = this.rows.entrySet()
				.stream()
				.filter((row) -> prefix.equals(owner(prefixes, row.getKey())))
				.map(Map.Entry::getValue)
				.collect(Collectors.joining());
			String part = parts.get(i);
			String comment = part.substring(0, part.indexOf('\n') + 1);
			String rest = part.substring(comment.length())
				.lines()
				.dropWhile((line) -> line.isBlank() || line.startsWith("|"))
				.map((line) -> line + "\n")
				.collect(Collectors.joining());
			parts.set(i, comment + (table.isEmpty() ? "" : "\n" + HEADER + table)
					+ ((rest.isEmpty() && i == parts.size() - 1) ? "" : "\n") + rest);
		}
		return String.join("", parts);
	}

	private static String prefix(String part) {
		return part.substring(MARKER.length(), part.indexOf(" -->"));
	}

	private static @Nullable String owner(List<String> prefixes, String name) {
		return prefixes.stream().filter(name::startsWith).max(Comparator.comparing(String::length)).orElse(null);
	}

	private void addMetadata() throws IOException {
		for (URL url : Collections.list(ConfigurationTables.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			// the tests of this module have properties of their own
			for (Map<?, ?> property : url.getPath().contains("/test-classes/") ? List.<Map<?, ?>>of()
					: properties(url)) {
				String name = String.valueOf(property.get("name"));
				if (name.contains("rocketjob") && !name.equals("rocketjob.jobs")) {
					add(name, type(String.valueOf(property.get("type"))), text(property.get("defaultValue")),
							String.valueOf(property.get("description")));
				}
			}
		}
	}

	private void addJobOptions() throws IOException {
		addOptions(JOB, RocketJobProperties.JobOptions.class, RocketJob.class);
		addOptions(JOB + "input.<category>.", RocketJobProperties.InputOptions.class, InputCategory.class);
		addOptions(JOB + "output.<category>.", RocketJobProperties.OutputOptions.class, OutputCategory.class);
	}

	private void addOptions(String prefix, Class<?> options, Class<?> annotation) throws IOException {
		URL url = ConfigurationTables.class.getClassLoader()
			.getResource("META-INF/spring/configuration-metadata/" + options.getName() + ".json");
		for (Map<?, ?> property : properties(url)) {
			String name = String.valueOf(property.get("name"));
			String type = String.valueOf(property.get("type"));
			if (type.equals("java.util.Map<java.lang.String,java.lang.String>")) {
				add(prefix + name + ".<option>", type("java.lang.String"), "",
						String.valueOf(property.get("description")));
			}
			else if (!type.startsWith("java.util.Map")) {
				Object byDefault = Arrays.stream(annotation.getDeclaredMethods())
					.filter((method) -> DataObjectPropertyName.toDashedForm(method.getName()).equals(name))
					.map(Method::getDefaultValue)
					.findFirst()
					.orElse(null);
				add(prefix + name, type(type), text(byDefault), String.valueOf(property.get("description")));
			}
		}
	}

	@SuppressWarnings("unchecked")
	private static List<Map<?, ?>> properties(URL url) throws IOException {
		try (InputStream in = url.openStream()) {
			Map<String, Object> metadata = JsonParserFactory.getJsonParser()
				.parseMap(StreamUtils.copyToString(in, StandardCharsets.UTF_8));
			return (List<Map<?, ?>>) metadata.get("properties");
		}
	}

	private void addPlugins() {
		for (Class<?> annotation : pluginAnnotations()) {
			String section = DataObjectPropertyName.toDashedForm(annotation.getSimpleName()).replaceAll("^-", "");
			for (Method attribute : annotation.getDeclaredMethods()) {
				String name = JOB + section + "." + DataObjectPropertyName.toDashedForm(attribute.getName());
				add(name, type(attribute), text(attribute.getDefaultValue()),
						this.meanings.getOrDefault(name, NO_MEANING));
			}
		}
	}

	private static List<Class<?>> pluginAnnotations() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false) {

			@Override
			protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
				return definition.getMetadata().isAnnotation() && definition.getMetadata().isIndependent();
			}

		};
		scanner.addIncludeFilter((reader, factory) -> reader.getClassMetadata().isAnnotation());
		return scanner.findCandidateComponents(PluggableClass.class.getPackageName())
			.stream()
			.<Class<?>>map(
					(definition) -> ClassUtils.resolveClassName(String.valueOf(definition.getBeanClassName()), null))
			.filter((type) -> !type.isMemberClass() && isForClasses(type))
			.toList();
	}

	private static boolean isForClasses(Class<?> annotation) {
		Target target = annotation.getAnnotation(Target.class);
		return target != null && Arrays.asList(target.value()).contains(ElementType.TYPE);
	}

	private void add(String name, String type, String byDefault, String meaning) {
		this.rows.put(name, "| `" + name + "` | " + type + " | " + (byDefault.isEmpty() ? "" : "`" + byDefault + "`")
				+ " | " + meaning + " |\n");
	}

	private static String type(Method attribute) {
		Class<?> type = attribute.getReturnType();
		return type.isArray() ? "list: " + type(type.getComponentType().getName()) : type(type.getName());
	}

	private static String type(String name) {
		String plain = name.replaceAll("<.*", "");
		if (plain.equals("java.util.Map")) {
			return "by name: " + type(name.replaceAll(".*,|>", ""));
		}
		if (plain.equals("java.util.List") || plain.equals("java.util.Set")) {
			return "list: " + type(name.replaceAll(".*<|>", ""));
		}
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(ClassUtils.resolveClassName(plain, null));
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((constant) -> "`" + text(constant) + "`")
				.collect(Collectors.joining(", "));
		}
		return switch (type.getSimpleName()) {
			case "Boolean" -> "`true`, `false`";
			case "Integer", "Long" -> "whole number";
			case "Double" -> "number";
			case "String" -> "text";
			case "Class" -> "name of a class";
			case "Resource" -> "location";
			case "DataSize" -> "size";
			default -> type.getSimpleName().toLowerCase(Locale.ROOT);
		};
	}

	private static String text(@Nullable Object value) {
		if (value == null || value.equals(-1)) {
			return "";
		}
		if (value instanceof Enum<?> constant) {
			return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
		}
		if (value.getClass().isArray()) {
			List<String> all = new ArrayList<>();
			for (int i = 0; i < Array.getLength(value); i++) {
				all.add(text(Array.get(value, i)));
			}
			return String.join(", ", all);
		}
		return (value instanceof Class<?> || value instanceof Annotation) ? "" : String.valueOf(value);
	}

}
