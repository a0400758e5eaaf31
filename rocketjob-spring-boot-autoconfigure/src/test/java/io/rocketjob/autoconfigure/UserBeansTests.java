package io.rocketjob.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/** Each bean can be replaced by one of the application. */
class UserBeansTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database);

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@ParameterizedTest
	@MethodSource("beans")
	<T> void theBeanOfTheUserWins(Class<T> type) {
		List<String> names = new ArrayList<>();
		this.runner.withPropertyValues("rocketjob.encryption.keyset=file:any")
			.withBean("own", type, () -> mock(type))
			.withInitializer((context) -> context.addBeanFactoryPostProcessor((factory) -> {
				names.addAll(List.of(factory.getBeanNamesForType(type, true, false)));
				throw new IllegalStateException("What beans there are is known");
			}))
			.run((context) -> assertThat(names).containsExactly("own"));
	}

	static Stream<Class<?>> beans() {
		Stream<Class<?>> imported = Stream.of(RocketJobAutoConfiguration.class.getAnnotation(Import.class).value());
		Stream<Class<?>> nested = Stream.of(RocketJobAutoConfiguration.class.getDeclaredClasses());
		return Stream.of(Stream.<Class<?>>of(RocketJobAutoConfiguration.class), imported, nested)
			.flatMap((configurations) -> configurations)
			.flatMap((configuration) -> Arrays.stream(configuration.getDeclaredMethods()))
			.filter((method) -> method.isAnnotationPresent(Bean.class))
			.<Class<?>>map((method) -> method.getReturnType())
			.filter((type) -> type != PropertyNames.class && type != ChosenLineJson.class);
	}

	@Test
	void indexesAreCreatedUnlessTheConfigurationSaysOtherwise() {
		ApplicationContextRunner client = this.runner.withPropertyValues("rocketjob.server.enabled=false");
		client.withPropertyValues("rocketjob.mongodb.create-indexes=false").run((context) -> {
			context.getBean(RocketJobTemplate.class).counts();
			assertThat(indexes(context.getBean(MongoDatabaseFactory.class))).isLessThanOrEqualTo(1);
		});
		client.run((context) -> {
			context.getBean(RocketJobTemplate.class).counts();
			assertThat(indexes(context.getBean(MongoDatabaseFactory.class))).isGreaterThan(1);
		});
	}

	private static int indexes(MongoDatabaseFactory factory) {
		return factory.getMongoDatabase().getCollection("rocketjob.jobs").listIndexes().into(new ArrayList<>()).size();
	}

}
