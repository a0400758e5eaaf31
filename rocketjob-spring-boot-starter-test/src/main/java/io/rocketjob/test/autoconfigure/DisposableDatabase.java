package io.rocketjob.test.autoconfigure;

import java.util.List;

import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import io.rocketjob.embedded.EmbeddedMongo;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Whether what an application connects to is there for its tests only. In doubt it is
 * not: a database that others use must not be emptied.
 */
final class DisposableDatabase {

	/** An attribute of the definitions of connection details that are for a container. */
	private static final String SERVICE_CONNECTION = "org.springframework.boot.testcontainers.service.connection.ServiceConnection";

	private static final List<String> OTHER_SLICES = List.of("rocketjob.slices.uri", "rocketjob.slices.factory");

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	private DisposableDatabase(ConfigurableListableBeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	/**
	 * Says why it must be left alone.
	 * @param context the application
	 * @return the reason, or {@code null} when it may be emptied
	 */
	static @Nullable String whyNot(ApplicationContext context) {
		return new DisposableDatabase(((ConfigurableApplicationContext) context).getBeanFactory(),
				context.getEnvironment())
			.whyNot();
	}

	private @Nullable String whyNot() {
		String[] details = this.beans.getBeanNamesForType(MongoConnectionDetails.class);
		if (details.length != 1) {
			return "there are " + details.length + " beans of type MongoConnectionDetails";
		}
		if (!isForTests(details[0])) {
			return "it is neither the embedded one in memory nor that of a @ServiceConnection";
		}
		if (!isByBoot(MongoDatabaseFactory.class) || !isByBoot(MongoClient.class)
				|| !isConnectedTo(this.beans.getBean(details[0], MongoConnectionDetails.class))) {
			return "the application connects to it by beans of its own";
		}
		for (String property : OTHER_SLICES) {
			if (this.environment.containsProperty(property)) {
				return property + " is set";
			}
		}
		return null;
	}

	private boolean isForTests(String details) {
		BeanDefinition definition = definition(details);
		if (definition != null && Boolean.TRUE.equals(definition.getAttribute(SERVICE_CONNECTION))) {
			return true;
		}
		EmbeddedMongo embedded = this.beans.getBeanProvider(EmbeddedMongo.class).getIfUnique();
		return embedded != null && embedded.isInMemory() && embedded.connectionString()
			.endsWith("//" + String.join(",",
					this.beans.getBean(details, MongoConnectionDetails.class).getConnectionString().getHosts()));
	}

	private boolean isByBoot(Class<?> type) {
		String[] names = this.beans.getBeanNamesForType(type);
		BeanDefinition definition = (names.length == 1) ? definition(names[0]) : null;
		String factory = (definition != null) ? definition.getFactoryBeanName() : null;
		return factory != null && factory.startsWith("org.springframework.boot.");
	}

	private boolean isConnectedTo(MongoConnectionDetails details) {
		List<ServerAddress> wanted = details.getConnectionString().getHosts().stream().map(ServerAddress::new).toList();
		return this.beans.getBean(MongoClient.class)
			.getClusterDescription()
			.getClusterSettings()
			.getHosts()
			.equals(wanted);
	}

	private @Nullable BeanDefinition definition(String name) {
		return this.beans.containsBeanDefinition(name) ? this.beans.getBeanDefinition(name) : null;
	}

}
