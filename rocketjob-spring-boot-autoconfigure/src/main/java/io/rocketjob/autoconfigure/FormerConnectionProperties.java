package io.rocketjob.autoconfigure;

import java.util.List;

import com.mongodb.client.MongoClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.MethodMetadata;

/**
 * Refuses a connection that is configured only by names that Spring Boot 3 had: nothing
 * reads them, and jobs would be stored wherever the defaults lead to.
 */
final class FormerConnectionProperties {

	private static final List<String> SERVER = List.of("uri", "host", "port");

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
		SERVER.stream()
			.map((name) -> "spring.data.mongodb." + name)
			.filter(this.environment::containsProperty)
			.findFirst()
			.filter((property) -> isOfDefaults())
			.ifPresent((property) -> {
				throw new InvalidSettingException(property, null,
						"Spring Boot 4 does not read it any more, so jobs would be stored in mongodb://localhost/test."
								+ " It is named " + property.replace(".data.", ".") + " now.");
			});
	}

	/**
	 * Whether the connection is made by Spring Boot of its properties, and these name no
	 * server.
	 */
	private boolean isOfDefaults() {
		return SERVER.stream().noneMatch((name) -> this.environment.containsProperty("spring.mongodb." + name))
				&& this.beans.getBeanProvider(MongoConnectionDetails.class)
					.stream()
					.allMatch(
							(details) -> details.getClass().getSimpleName().equals("PropertiesMongoConnectionDetails"))
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
