package io.rocketjob.testsupport;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.mongodb.MongoDBContainer;

/**
 * A replica set of one in a container. Loaded only where Testcontainers is on the class
 * path. The container is removed by Testcontainers after the JVM has ended.
 */
final class MongoContainer {

	private static final String IMAGE = "mongo:8.0";

	private MongoContainer() {
	}

	static boolean available() {
		return DockerClientFactory.instance().isDockerAvailable();
	}

	@SuppressWarnings("resource")
	static String start() {
		MongoDBContainer container = new MongoDBContainer(IMAGE).withReplicaSet();
		container.start();
		Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "rocketjob-test-database-close"));
		return container.getReplicaSetUrl();
	}

}
