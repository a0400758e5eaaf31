package io.rocketjob.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.mongodb.client.MongoClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.MethodMetadata;

/**
 * Refuses a connection that is configured only by names that nothing reads: those of
 * Spring Boot 3, and those that are mistaken for the right ones. Jobs would be stored
 * wherever the defaults lead to.
 */
final class FormerConnectionProperties {

	private static final String PREFIX = "spring.mongodb.";

	private static final String FORMER_PREFIX = "spring.data.mongodb.";

	private static final List<String> SERVER = List.of("uri", "host", "port");

	/** What Spring Boot 3 had of a connection, without dashes. */
	private static final Set<String> FORMER = Set.of("uri", "host", "port", "additionalhosts", "authenticationdatabase",
			"username", "password", "replicasetname", "protocol", "ssl.enabled", "ssl.bundle", "database");

	/** What nothing has ever read, and everybody may think of. */
	private static final Set<String> MISTAKEN = Set.of("url", "uris", "hosts", "connectionstring");

	private static final List<ConfigurationPropertyName> NAMESPACES = Stream
		.of("spring.mongodb", "spring.data.mongodb", "spring.mongo", "spring.data.mongo")
		.map(ConfigurationPropertyName::of)
		.toList();

	private final ListableBeanFactory beans;

	private final Environment environment;

	FormerConnectionProperties(ListableBeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	/**
	 * Checks that there is none.
	 * @throws InvalidSettingException when there is one
	 */
	void check() {
		if (SERVER.stream().anyMatch((name) -> this.environment.containsProperty(PREFIX + name))) {
			return;
		}
		find().filter((property) -> isOfDefaults()).ifPresent((property) -> {
			throw InvalidSettingException.missing(property,
					(isFormer(property) ? "Spring Boot 4 does not read it any more" : "Nothing reads it")
							+ ", so jobs would be stored in a MongoDB that nothing names, such as"
							+ " mongodb://localhost/test. It is named " + right(property)
							+ (isFormer(property) ? " now." : "."),
					"Rename the property to " + right(property) + ", or remove it.");
		});
	}

	private Optional<String> find() {
		return SERVER.stream()
			.map((name) -> FORMER_PREFIX + name)
			.filter(this.environment::containsProperty)
			.findFirst()
			.or(() -> StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
				.flatMap(this::find)
				.findFirst());
	}

	private Stream<String> find(ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream()
			.filter((name) -> NAMESPACES.stream().anyMatch((each) -> each.isAncestorOf(name)))
			.map(source::getConfigurationProperty)
			.flatMap(Stream::ofNullable)
			.filter(this::isMistaken)
			.map((property) -> property.getName().toString()) : Stream.empty();
	}

	private boolean isMistaken(ConfigurationProperty property) {
		String value = this.environment.resolvePlaceholders(String.valueOf(property.getValue()))
			.strip()
			.toLowerCase(Locale.ROOT);
		String name = property.getName().toString();
		return !value.isEmpty() && !value.equals("false") && (value.startsWith("mongodb:")
				|| value.startsWith("mongodb+srv:") || MISTAKEN.contains(last(name)) || isFormer(name)
				|| (!name.startsWith(PREFIX) && !name.startsWith(FORMER_PREFIX) && SERVER.contains(last(name))));
	}

	private static boolean isFormer(String name) {
		return name.startsWith(FORMER_PREFIX) && FORMER.contains(last(name));
	}

	/**
	 * What follows the namespace, without dashes and the number of an element.
	 */
	private static String last(String name) {
		return NAMESPACES.stream()
			.map((each) -> each + ".")
			.filter(name::startsWith)
			.findFirst()
			.map((prefix) -> name.substring(prefix.length()).replaceFirst("\\[.*", "").replace("-", ""))
			.orElse(name);
	}

	private static String right(String name) {
		if (isFormer(name)) {
			return name.replaceFirst("\\.data\\.", ".");
		}
		String last = last(name);
		return switch (last) {
			case "host", "port" -> PREFIX + last;
			case "hosts" -> PREFIX + "host, with " + PREFIX + "additional-hosts for further ones";
			default -> PREFIX + "uri";
		};
	}

	/**
	 * Whether the connection is made by Spring Boot of its properties, which name no
	 * server, or leads to the embedded database.
	 */
	private boolean isOfDefaults() {
		return this.beans.getBeanProvider(MongoConnectionDetails.class)
			.stream()
			.allMatch((details) -> details.getClass().getSimpleName().equals("PropertiesMongoConnectionDetails")
					|| details.getClass().getName().startsWith("io.rocketjob.embedded."))
				&& List.of(this.beans.getBeanNamesForType(MongoClient.class, true, false))
					.stream()
					.allMatch(this::isOfSpringBoot);
	}

	private boolean isOfSpringBoot(String name) {
		ConfigurableListableBeanFactory factory = (this.beans instanceof ConfigurableApplicationContext context)
				? context.getBeanFactory() : (ConfigurableListableBeanFactory) this.beans;
		BeanDefinition definition = factory.containsBeanDefinition(name) ? factory.getBeanDefinition(name) : null;
		MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getFactoryMethodMetadata() : null;
		return method != null && method.getDeclaringClassName().equals(MongoAutoConfiguration.class.getName());
	}

}
