package io.rocketjob.benchmark.process;

import com.mongodb.client.MongoClient;
import io.rocketjob.mongo.DatabaseAbilities;
import io.rocketjob.mongo.RocketJobMongo;

import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/**
 * What the database server can do, asked as Rocket Job asks it.
 */
public final class Abilities {

	private Abilities() {
	}

	/**
	 * Asks a server.
	 * @param client its client
	 * @param database the name of a database on it, which need not be there
	 * @return what it can do
	 */
	public static DatabaseAbilities of(MongoClient client, String database) {
		return new RocketJobMongo(new SimpleMongoClientDatabaseFactory(client, database), false).abilities();
	}

}
