package io.rocketjob.embedded.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Quiets the library below the embedded server, which logs each connection and index,
 * unless the application sets the level of its loggers itself.
 */
final class EmbeddedMongoLogging implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources()
			.addLast(new MapPropertySource("rocketjob-embedded-mongodb-logging",
					Map.of("logging.level.de.bwaldvogel.mongo", "error")));
	}

}
