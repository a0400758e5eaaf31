package io.rocketjob.embedded.autoconfigure;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoProperties;
import org.springframework.context.annotation.Bean;

/**
 * Lets an application share the embedded MongoDB of another process of this machine by an
 * address without a database, such as {@code mongodb://127.0.0.1:27117}: it uses the
 * database that the other one uses by default.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = MongoAutoConfiguration.class)
@ConditionalOnClass({ MongoProperties.class, ConnectionString.class })
@ConditionalOnBooleanProperty(name = "rocketjob.embedded-mongodb.enabled", matchIfMissing = true)
@ConditionalOnProperty("spring.mongodb.uri")
public final class SharedEmbeddedMongoAutoConfiguration {

	private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "localhost", "::1");

	@Bean
	static BeanPostProcessor embeddedMongoDatabaseName() {
		return new DatabaseName();
	}

	private static final class DatabaseName implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof MongoProperties properties && properties.getDatabase() == null
					&& isWithoutDatabase(properties.getUri())) {
				properties.setDatabase(EmbeddedMongoAutoConfiguration.DEFAULT_DATABASE);
			}
			return bean;
		}

		private static boolean isWithoutDatabase(@Nullable String uri) {
			// to read one with 'srv' asks the name service
			if (uri == null || !uri.startsWith("mongodb://")) {
				return false;
			}
			try {
				ConnectionString connection = new ConnectionString(uri);
				return connection.getDatabase() == null && connection.getHosts()
					.stream()
					.allMatch((host) -> THIS_MACHINE.contains(new ServerAddress(host).getHost()));
			}
			catch (IllegalArgumentException ex) {
				// said by the one that connects
				return false;
			}
		}

	}

}
