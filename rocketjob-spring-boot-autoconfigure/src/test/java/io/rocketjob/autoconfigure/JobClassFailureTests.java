package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Serializer;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.plugin.throttle.ThrottleMethod;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.test.JobQueue;
import io.rocketjob.testsupport.TestDatabase;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What somebody reads whose job classes cannot work: what is wrong, and what helps.
 */
@ExtendWith(OutputCaptureExtension.class)
class JobClassFailureTests {

	private static final String DATABASE = TestDatabase.get().newDatabaseName();

	@ParameterizedTest
	@ValueSource(classes = { NeedsValue.class, NeedsConstructor.class })
	void aScheduleWhoseFieldsNeedValuesIsExplained(Class<?> job, CapturedOutput output) {
		assertThat(analysis(output, job)).contains("because of @Cron on " + job.getName(), "account",
				"Give the fields defaults", "in Kotlin give the parameter a default value",
				"rocketjob.jobs." + job.getSimpleName() + ".cron.create-at-start=false");
	}

	@Test
	void aThrottleThatTheProxyOfItsBeanHidesIsExplained(CapturedOutput output) {
		assertThat(analysis(output, Transactions.class, Throttled.class)).contains(Throttled.class.getName(),
				"@ThrottleMethod full: cannot be called", "spring.aop.proxy-target-class=true");
	}

	@Test
	void anAnnotationOfBatchesOnAnotherJobIsExplained(CapturedOutput output) {
		assertThat(analysis(output, WithOutput.class)).contains(WithOutput.class.getName() + " has @OutputCategory",
				"Let it implement BatchJob, or remove the annotation");
	}

	@Test
	void aJobClassMayBeRefreshed() {
		try (ConfigurableApplicationContext context = application("rocketjob.server.enabled=false")
			.sources(RefreshAutoConfiguration.class, Refreshed.class)
			.run()) {
			context.getBean(RocketJobTemplate.class).create(Refreshed.class);
			assertThat(context.getBean(JobQueue.class).drain()).singleElement()
				.satisfies((ran) -> assertThat(ran.result()).isEqualTo("fresh"));
		}
		finally {
			TestDatabase.get().dropDatabase(DATABASE);
		}
	}

	@Test
	void aMissingLibraryIsExplainedWithTheDependencyToAdd(CapturedOutput output) throws Exception {
		assertThat(analysisWithout("com.google.crypto.", output, "--rocketjob.encryption.keyset=file:/does/not/matter"))
			.contains("Property: rocketjob.encryption.keyset", "needs Google Tink, which is not on the class path",
					"Add the dependency com.google.crypto.tink:tink to your build");
		assertThat(analysisWithout("org.apache.commons.compress.", output))
			.contains("output.main: BZIP2 cannot be used", "org.apache.commons:commons-compress",
					"Add the dependency that is named; or choose another serializer")
			.doesNotContain("Provide keys");
	}

	private static String analysisWithout(String library, CapturedOutput output, String... arguments)
			throws ReflectiveOperationException {
		int start = output.getAll().length();
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		ClassLoader without = new HidingClassLoader(library);
		Thread.currentThread().setContextClassLoader(without);
		try {
			Method main = without.loadClass(JobClassFailureTests.class.getName()).getMethod("main", String[].class);
			ReflectionUtils.makeAccessible(main);
			assertThatExceptionOfType(InvocationTargetException.class)
				.isThrownBy(() -> main.invoke(null, (Object) arguments));
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
		return description(output, start);
	}

	/**
	 * An application whose libraries may be missing.
	 * @param args its properties
	 */
	public static void main(String[] args) {
		new SpringApplicationBuilder(Application.class, Packed.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("spring.mongodb.uri=mongodb://127.0.0.1:1/unused", "rocketjob.server.enabled=false")
			.run(args);
	}

	private static String analysis(CapturedOutput output, Class<?>... sources) {
		int start = output.getAll().length();
		try {
			assertThatException().isThrownBy(() -> application().sources(sources).run().close());
		}
		finally {
			TestDatabase.get().dropDatabase(DATABASE);
		}
		return description(output, start);
	}

	private static String description(CapturedOutput output, int start) {
		String printed = output.getAll().substring(start);
		assertThat(printed).contains("APPLICATION FAILED TO START");
		return printed.substring(printed.indexOf("Description:"));
	}

	private static SpringApplicationBuilder application(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
					"spring.mongodb.database=" + DATABASE, "rocketjob.server.shutdown-timeout=2s")
			.properties(properties);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
			ValidationAutoConfiguration.class, RocketJobAutoConfiguration.class })
	static class Application {

		@Bean
		JobQueue jobQueue(BatchEngine engine, Heartbeat heartbeat) {
			return new JobQueue(engine, heartbeat);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Transactions {

		@Bean
		MongoTransactionManager transactionManager(MongoDatabaseFactory factory) {
			return new MongoTransactionManager(factory);
		}

	}

	record Named(@NotBlank String account) {
	}

	record Demanding(String account) {

		Demanding {
			Objects.requireNonNull(account, "account");
		}

	}

	@RocketJob
	@Cron(schedule = "0 1 * * *")
	static class NeedsValue implements Job<Named> {

		@Override
		public @Nullable Object perform(Named fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Cron(schedule = "0 1 * * *")
	static class NeedsConstructor implements Job<Demanding> {

		@Override
		public @Nullable Object perform(Demanding fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class Throttled implements Job<Void> {

		@ThrottleMethod
		boolean full() {
			return false;
		}

		@Override
		@Transactional
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@OutputCategory
	static class WithOutput implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@RefreshScope
	static class Refreshed implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return "fresh";
		}

	}

	@RocketJob
	@OutputCategory(serializer = Serializer.BZIP2)
	static class Packed implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line;
		}

	}

	/** Loads Rocket Job as if a library were not there. */
	private static final class HidingClassLoader extends ClassLoader {

		private final String library;

		HidingClassLoader(String library) {
			super(JobClassFailureTests.class.getClassLoader());
			this.library = library;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith(this.library)) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("io.rocketjob.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream input = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = input.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
