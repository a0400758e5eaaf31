package io.rocketjob.embedded.autoconfigure;

import java.net.BindException;
import java.util.Arrays;
import java.util.regex.Pattern;

import com.mongodb.ConnectionString;
import io.rocketjob.embedded.EmbeddedMongo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Starts an {@link EmbeddedMongo} and has the application connect to it, where neither
 * properties nor connection details of Docker Compose or Testcontainers name another
 * MongoDB.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = MongoAutoConfiguration.class)
@ConditionalOnClass({ MongoConnectionDetails.class, ConnectionString.class })
@Conditional({ EmbeddedMongoSwitch.class, EmbeddedMongoAutoConfiguration.NoServerConfigured.class })
@ConditionalOnBooleanProperty(name = "rocketjob.embedded-mongodb.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(value = MongoConnectionDetails.class,
		type = { "com.mongodb.client.MongoClient", "org.springframework.data.mongodb.MongoDatabaseFactory" })
@EnableConfigurationProperties(EmbeddedMongoProperties.class)
public final class EmbeddedMongoAutoConfiguration {

	/** The database of those who name none. */
	static final String DEFAULT_DATABASE = "test";

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedMongoAutoConfiguration.class);

	private static final Pattern PRODUCTION = Pattern.compile("(?i)prod|production|live|staging|stage|preprod|uat");

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	EmbeddedMongo embeddedMongo(EmbeddedMongoProperties properties, Environment environment) {
		UnusedConnection unused = UnusedConnection.find(environment);
		if (unused != null) {
			throw new UnusedConnectionException(unused);
		}
		warnOfProduction(environment);
		EmbeddedMongo.Builder builder = builder(properties.port());
		try {
			return ((properties.directory() != null) ? builder.directory(properties.directory()) : builder).start();
		}
		catch (IllegalStateException ex) {
			boolean port = ex.getCause() instanceof BindException;
			if (!port && properties.directory() == null) {
				throw ex;
			}
			throw new InvalidConfigurationPropertyValueException(
					"rocketjob.embedded-mongodb." + (port ? "port" : "directory"),
					port ? properties.port() : properties.directory(),
					ex.getMessage() + ". To share the embedded database of another process, set spring.mongodb.uri to"
							+ " where that one listens.");
		}
	}

	private static void warnOfProduction(Environment environment) {
		CloudPlatform platform = CloudPlatform.getActive(environment);
		String sign = Arrays.stream(environment.getActiveProfiles())
			.filter((profile) -> PRODUCTION.matcher(profile).matches())
			.findFirst()
			.map((profile) -> "The profile '" + profile + "' is active")
			.orElse((platform != null) ? "This runs on " + platform : null);
		if (sign != null) {
			logger.warn("{}, and no MongoDB is configured, so jobs are stored in the embedded stand-in, which is for"
					+ " development and tests only. Set spring.mongodb.uri, and keep rocketjob-embedded-mongodb out of"
					+ " the build for production", sign);
		}
	}

	private static EmbeddedMongo.Builder builder(int port) {
		try {
			return EmbeddedMongo.builder().port(port);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("rocketjob.embedded-mongodb.port", port,
					"It must be a port from 1 to 65535, or 0 for a free one.");
		}
	}

	/**
	 * The client is made from these details and so is closed before the server.
	 */
	@Bean
	MongoConnectionDetails embeddedMongoConnectionDetails(EmbeddedMongo embeddedMongo, Environment environment) {
		String database = environment.getProperty("spring.mongodb.database", DEFAULT_DATABASE);
		ConnectionString connectionString = new ConnectionString(embeddedMongo.connectionString() + "/" + database);
		logger.info("Other processes of this machine share the embedded MongoDB by spring.mongodb.uri={}",
				connectionString);
		return () -> connectionString;
	}

	static final class NoServerConfigured extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("MongoDB server");
			for (String name : UnusedConnection.SERVER) {
				String property = UnusedConnection.PREFIX + name;
				if (context.getEnvironment().containsProperty(property)) {
					return ConditionOutcome.noMatch(message.found("property").items(property));
				}
			}
			return ConditionOutcome.match(message.because("no property names one"));
		}

	}

}
