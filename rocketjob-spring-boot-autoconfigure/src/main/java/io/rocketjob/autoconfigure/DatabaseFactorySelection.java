package io.rocketjob.autoconfigure;

import java.util.Arrays;

import com.mongodb.client.MongoClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Finds the database among those of the application.
 */
final class DatabaseFactorySelection {

	static final String PROPERTY = "rocketjob.mongodb.factory";

	private final ListableBeanFactory beans;

	private final ObjectProvider<MongoDatabaseFactory> factories;

	DatabaseFactorySelection(ListableBeanFactory beans, ObjectProvider<MongoDatabaseFactory> factories) {
		this.beans = beans;
		this.factories = factories;
	}

	MongoDatabaseFactory select(@Nullable String name) {
		if (name != null) {
			return select(PROPERTY, name);
		}
		String[] names = this.beans.getBeanNamesForType(MongoDatabaseFactory.class);
		MongoDatabaseFactory unique = this.factories.getIfUnique();
		if (unique == null) {
			throw (names.length == 0) ? missing()
					: new InvalidSettingException(PROPERTY, null,
							"There are several MongoDatabaseFactory beans and none is primary, so it must name the one"
									+ " that jobs are stored with: " + String.join(", ", names));
		}
		return unique;
	}

	/**
	 * Spring Boot makes a factory only for a client that is the only one, or primary.
	 */
	private InvalidSettingException missing() {
		String[] clients = this.beans.getBeanNamesForType(MongoClient.class);
		return (clients.length > 1) ? InvalidSettingException.missing(PROPERTY,
				"There are several MongoClient beans (" + String.join(", ", clients)
						+ ") and none is primary, so Spring Boot makes no MongoDatabaseFactory, and jobs cannot"
						+ " be stored.",
				"Mark the MongoClient bean that jobs are stored with as @Primary; or declare a"
						+ " MongoDatabaseFactory bean, such as new SimpleMongoClientDatabaseFactory(client,"
						+ " \"jobs\"), and where there are several of those as well, name it by " + PROPERTY + ".")
				: InvalidSettingException.missing(PROPERTY,
						"There is no MongoDatabaseFactory bean, so jobs cannot be stored.",
						"Let Spring Boot make one by setting spring.mongodb.uri, and see that DataMongoAutoConfiguration"
								+ " is not excluded; or declare a MongoDatabaseFactory bean.");
	}

	/**
	 * Finds a factory by its name.
	 * @param property the property that names it
	 * @param name the name of the bean
	 * @return the factory
	 */
	MongoDatabaseFactory select(String property, String name) {
		String[] names = this.beans.getBeanNamesForType(MongoDatabaseFactory.class);
		if (!Arrays.asList(names).contains(name)) {
			throw new InvalidSettingException(property, name,
					"There is no MongoDatabaseFactory bean of this name. There are: " + String.join(", ", names));
		}
		return this.beans.getBean(name, MongoDatabaseFactory.class);
	}

}
