package io.rocketjob.integration;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rocketjob.integration.cost.MemoryApplication;
import io.rocketjob.testsupport.ChildProcess;
import io.rocketjob.testsupport.TestDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows that a batch of ten million records is uploaded, worked on and downloaded by one
 * process with a heap of 128 MB. Not a test, run it by
 * {@code mvn -q -pl rocketjob-integration-tests -am test-compile spring-boot:test-run
 * -Dspring-boot.run.main-class=io.rocketjob.integration.MemoryBound}; another number of
 * records may be given as its argument.
 */
public final class MemoryBound {

	private static final Logger logger = LoggerFactory.getLogger(MemoryBound.class);

	private static final Duration PATIENCE = Duration.ofMinutes(20);

	private MemoryBound() {
	}

	/**
	 * Runs the process, shows what it prints, and ends as it does.
	 * @param args the number of records, or nothing
	 */
	public static void main(String[] args) {
		String databaseName = TestDatabase.get().newDatabaseName();
		DatabaseServer database = DatabaseServer.shared();
		ChildProcess process = ChildProcess.start("memory", Cluster.directory("memory").resolve("memory.log"),
				List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"), MemoryApplication.class,
				List.of((args.length > 0) ? args[0] : "10000000", "--app.process=memory",
						"--spring.mongodb.database=" + databaseName),
				Map.of("SPRING_MONGODB_URI", database.connectionString()));
		int exitCode = 1;
		try {
			exitCode = process.awaitExit(PATIENCE);
		}
		finally {
			logger.info(process.printed());
			if (process.isAlive()) {
				process.kill();
			}
		}
		System.exit(exitCode);
	}

}
