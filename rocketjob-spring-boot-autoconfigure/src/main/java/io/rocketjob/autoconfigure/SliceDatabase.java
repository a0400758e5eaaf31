package io.rocketjob.autoconfigure;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.mongo.RocketJobMongo;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/**
 * Where the slices of batches are stored. Has a client of its own where the configuration
 * names another server, and closes it with the application.
 */
final class SliceDatabase implements AutoCloseable {

	/**
	 * What Spring Boot adds to its own client to measure it. Other customizers may name
	 * hosts and credentials, which are not those of the slices.
	 */
	private static final List<String> METRICS = List.of("mongoMetricsCommandListenerClientSettingsBuilderCustomizer",
			"mongoMetricsConnectionPoolListenerClientSettingsBuilderCustomizer");

	private final RocketJobMongo mongo;

	private final @Nullable MongoClient client;

	private SliceDatabase(RocketJobMongo mongo, @Nullable MongoClient client) {
		this.mongo = mongo;
		this.client = client;
	}

	/**
	 * Finds the database.
	 * @param slices what the configuration says
	 * @param jobs where jobs are stored
	 * @param createIndexes whether to create missing indexes
	 * @param factories the factories of the application
	 * @param beans the beans of the application
	 * @return the database
	 */
	static SliceDatabase select(RocketJobProperties.Slices slices, RocketJobMongo jobs, boolean createIndexes,
			DatabaseFactorySelection factories, ListableBeanFactory beans) {
		String uri = slices.uri();
		String factory = slices.factory();
		String database = slices.database();
		check(database);
		if (uri != null && factory != null) {
			throw new InvalidSettingException("rocketjob.slices.factory", factory,
					"rocketjob.slices.uri names a server as well; set one of them.");
		}
		if (factory != null) {
			return new SliceDatabase(
					named(new RocketJobMongo(factories.select("rocketjob.slices.factory", factory), createIndexes),
							database),
					null);
		}
		return (uri != null) ? connect(uri, database, createIndexes, beans)
				: new SliceDatabase(named(jobs, database), null);
	}

	private static void check(@Nullable String database) {
		if (database != null) {
			try {
				MongoNamespace.checkDatabaseNameValidity(database);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidSettingException("rocketjob.slices.database", database,
						"It is no name of a database: " + ex.getMessage(), ex);
			}
		}
	}

	private static RocketJobMongo named(RocketJobMongo mongo, @Nullable String database) {
		return (database != null) ? mongo.withDatabase(database) : mongo;
	}

	private static SliceDatabase connect(String uri, @Nullable String database, boolean createIndexes,
			ListableBeanFactory beans) {
		ConnectionString connection;
		try {
			connection = new ConnectionString(uri);
		}
		catch (IllegalArgumentException ex) {
			// the URI itself may have a password in it
			throw new InvalidSettingException("rocketjob.slices.uri", null,
					"It is no connection string: " + ConnectionStringFailureAnalyzer.reason(ex));
		}
		String name = (database != null) ? database : connection.getDatabase();
		if (name == null) {
			throw new InvalidSettingException("rocketjob.slices.database", null,
					"rocketjob.slices.uri names no database, so this property must.");
		}
		MongoClientSettings.Builder settings = MongoClientSettings.builder().applyConnectionString(connection);
		METRICS.stream()
			.filter(beans::containsBean)
			.map((bean) -> beans.getBean(bean, MongoClientSettingsBuilderCustomizer.class))
			.forEach((customizer) -> customizer.customize(settings));
		MongoClient client = MongoClients.create(settings.build());
		return new SliceDatabase(new RocketJobMongo(new SimpleMongoClientDatabaseFactory(client, name), createIndexes),
				client);
	}

	RocketJobMongo mongo() {
		return this.mongo;
	}

	@Override
	public void close() {
		if (this.client != null) {
			this.client.close();
		}
	}

}
