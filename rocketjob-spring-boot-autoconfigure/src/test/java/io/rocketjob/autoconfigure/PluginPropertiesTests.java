package io.rocketjob.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the configuration and single jobs say of plugins. */
class PluginPropertiesTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withUserConfiguration(GreetingPlugin.class, ReportJob.class, PlainJob.class, NightlyJob.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=false", "own.name=Ada");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void eachPluginOfTheCoreIsABean() {
		List<Class<?>> plugins = new ClassFileImporter().importPackagesOf(JobPlugin.class)
			.stream()
			.filter((type) -> type.isAssignableTo(JobPlugin.class) && !type.isInterface()
					&& !type.getModifiers().contains(JavaModifier.ABSTRACT))
			.<Class<?>>map(JavaClass::reflect)
			.toList();
		assertThat(plugins).hasSizeGreaterThan(5);
		this.runner.run((context) -> plugins.forEach((type) -> assertThat(context).hasSingleBean(type)));
	}

	@Test
	void withoutConfigurationTheAnnotationSaysAllWithPlaceholdersResolved() {
		this.runner.run((context) -> {
			Greeting options = of(context.getBean(GreetingPlugin.class), ReportJob.class);
			assertThat(options.to()).isEqualTo("Ada");
			assertThat(options.words()).containsExactly("Hello", "Ada");
			assertThat(options.times()).isOne();
			assertThat(context.getBean(GreetingPlugin.class).options).doesNotContainKey(PlainJob.class);
		});
	}

	@Test
	void theConfigurationOverridesEachAttribute() {
		this.runner.withPropertyValues("rocketjob.jobs.report-job.greeting.to=Grace",
				"rocketjob.jobs.ReportJob.greeting.times=3", "rocketjob.jobs.report-job.greeting.most-times=4",
				"rocketjob.jobs.report-job.greeting.part=0.5", "rocketjob.jobs.report-job.greeting.loud=true",
				"rocketjob.jobs.report-job.greeting.tone=very-warm",
				"rocketjob.jobs.report-job.greeting.type=java.lang.Integer",
				"rocketjob.jobs.report-job.greeting.words[0]=Good", "rocketjob.jobs.report-job.greeting.words[1]=day",
				"rocketjob.jobs.report-job.greeting.tones=warm, cold",
				"rocketjob.jobs.report-job.greeting.types=java.lang.Integer,java.lang.Long",
				"rocketjob.jobs.report-job.greeting.numbers=1,2", "rocketjob.jobs.report-job.greeting.within=6h")
			.run((context) -> {
				Greeting options = of(context.getBean(GreetingPlugin.class), ReportJob.class);
				assertThat(options.to()).isEqualTo("Grace");
				assertThat(options.times()).isEqualTo(3);
				assertThat(options.mostTimes()).isEqualTo(4);
				assertThat(options.part()).isEqualTo(0.5);
				assertThat(options.loud()).isTrue();
				assertThat(options.tone()).isEqualTo(Tone.VERY_WARM);
				assertThat(options.type()).isEqualTo(Integer.class);
				assertThat(options.words()).containsExactly("Good", "day");
				assertThat(options.tones()).containsExactly(Tone.WARM, Tone.COLD);
				assertThat(options.types()).containsExactly(Integer.class, Long.class);
				assertThat(options.numbers()).containsExactly(1, 2);
				assertThat(options.within()).isEqualTo("6h");
			});
	}

	@Test
	void environmentVariablesAreRead() {
		Map<String, Object> variables = Map.of("ROCKETJOB_JOBS_REPORTJOB_GREETING_MOSTTIMES", "7",
				"ROCKETJOB_JOBS_REPORTJOB_DESTROY_ON_COMPLETE", "false", "ROCKETJOB_JOBS_REPORTJOB_PRIORITY", "8");
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)))
			.run((context) -> {
				assertThat(of(context.getBean(GreetingPlugin.class), ReportJob.class).mostTimes()).isEqualTo(7);
				assertThat(context.getBean(RocketJobTemplate.class).create(ReportJob.class, null).priority())
					.isEqualTo(8);
			});
	}

	@Test
	void theConfigurationTakesThePluginFromAClass() {
		this.runner.withPropertyValues("rocketjob.jobs.report-job.greeting.enabled=false")
			.run((context) -> assertThat(context.getBean(GreetingPlugin.class).options)
				.doesNotContainKey(ReportJob.class));
	}

	@Test
	void theConfigurationGivesThePluginToAClassWithoutTheAnnotation() {
		this.runner.withPropertyValues("rocketjob.jobs.plain-job.greeting.to=Grace").run((context) -> {
			Greeting options = of(context.getBean(GreetingPlugin.class), PlainJob.class);
			assertThat(options.to()).isEqualTo("Grace");
			assertThat(options.times()).isOne();
		});
		assertRefused("rocketjob.jobs.plain-job.greeting.times=2", "says nothing of 'to'", PlainJob.class.getName());
	}

	@Test
	void anAnnotationCanBePartOfAnotherOne() {
		this.runner.withPropertyValues("rocketjob.jobs.nightly-job.greeting.times=2").run((context) -> {
			Greeting options = of(context.getBean(GreetingPlugin.class), NightlyJob.class);
			assertThat(options.to()).isEqualTo("Linus");
			assertThat(options.times()).isEqualTo(2);
		});
	}

	@Test
	void whatIsUnknownOrOfTheWrongTypeIsNamed() {
		assertRefused("rocketjob.jobs.report-job.greeting.tims=2", "rocketjob.jobs.report-job.greeting.tims",
				"@Greeting has no attribute 'tims'", "mostTimes, numbers");
		assertRefused("rocketjob.jobs.report-job.greetings.times=2", "rocketjob.jobs.ReportJob", "no plugin has",
				"greetings");
		assertRefused("rocketjob.jobs.report-job.greeting.times=often",
				"rocketjob.jobs.report-job.greeting.times: must be a whole number, but is 'often'");
		assertRefused("rocketjob.jobs.report-job.greeting.loud=very",
				"rocketjob.jobs.report-job.greeting.loud: must be true or false, but is 'very'");
		assertRefused("rocketjob.jobs.report-job.greeting.tone=icy",
				"must be one of [WARM, VERY_WARM, COLD], but is 'icy'");
		assertRefused("rocketjob.jobs.report-job.greeting.type=java.lang.String",
				"must be the name of a class that is a java.lang.Number, but is 'java.lang.String'");
		assertRefused("rocketjob.jobs.report-job.greeting.type=com.example.Nothing", "must be the name of a class",
				"com.example.Nothing");
		assertRefused("rocketjob.jobs.report-job.greeting.enabled=perhaps", "greeting.enabled: must be true or false");
		assertRefused("rocketjob.jobs.nobody.greeting.to=x", "rocketjob.jobs.nobody", "does not have");
	}

	@Test
	void aMistypedOptionIsExplainedWithThoseThereAre() {
		this.runner.withPropertyValues("rocketjob.jobs.report-job.priorty=3").run((context) -> {
			FailureAnalysis analysis = new JobClassFailureAnalyzer(null).analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("rocketjob.jobs.report-job.priorty");
			assertThat(analysis.getAction()).contains("priority, destroy-on-complete", "throttle-running-workers",
					"retry.limit");
		});
	}

	@Test
	void allThatIsWrongInTheConfigurationOfAPluginIsSaidAtOnce() {
		assertRefused(
				List.of("rocketjob.jobs.report-job.greeting.tone=icy", "rocketjob.jobs.report-job.greeting.tims=2",
						"rocketjob.jobs.report-job.greeting.times=often"),
				"greeting.tone: must be one of", "greeting.tims: @Greeting has no attribute 'tims'",
				"greeting.times: must be a whole number");
	}

	private void assertRefused(String property, String... parts) {
		assertRefused(List.of(property), parts);
	}

	private void assertRefused(List<String> properties, String... parts) {
		this.runner.withPropertyValues(properties.toArray(String[]::new)).run((context) -> {
			Throwable failure = context.getStartupFailure();
			while (failure != null && !(failure instanceof JobClassException)) {
				failure = failure.getCause();
			}
			assertThat(failure).isNotNull();
			assertThat(failure.getMessage()).contains(parts);
		});
	}

	@Test
	void aSingleJobOverridesAttributes() {
		this.runner.run((context) -> {
			RocketJobTemplate template = context.getBean(RocketJobTemplate.class);
			GreetingPlugin plugin = context.getBean(GreetingPlugin.class);
			template.create(ReportJob.class, null,
					(options) -> options.set(Greeting.class, "times", "5")
						.set(Greeting.class, "tone", Tone.COLD)
						.set(Greeting.class, "type", Long.class)
						.set(Greeting.class, "types", new Class<?>[] { Short.class })
						.set(Greeting.class, "words", new String[] { "a", "b" })
						.set(Greeting.class, "mostTimes", 9)
						.set(Greeting.class, "within", java.time.Duration.ofHours(1)));
			Greeting own = plugin.ofJob;
			assertThat(own).isNotNull();
			assertThat(own.times()).isEqualTo(5);
			assertThat(own.tone()).isEqualTo(Tone.COLD);
			assertThat(own.type()).isEqualTo(Long.class);
			assertThat(own.types()).containsExactly(Short.class);
			assertThat(own.words()).containsExactly("a", "b");
			assertThat(own.mostTimes()).isEqualTo(9);
			assertThat(own.within()).isEqualTo("PT1H");
			assertThat(own.to()).isEqualTo("Ada");
		});
	}

	@Test
	void whatIsWrongWithASingleJobIsAllSaidAtOnce() {
		this.runner.run((context) -> {
			RocketJobTemplate template = context.getBean(RocketJobTemplate.class);
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> template.create(ReportJob.class, null,
						(options) -> options.set(Greeting.class, "times", "often")
							.set(Greeting.class, "tims", 1)
							.set(Greeting.class, "type", String.class)
							.set(Greeting.class, "tone", "icy")))
				.satisfies((ex) -> assertThat(ex.problems()).hasSize(4)
					.anyMatch((problem) -> problem.equals("greeting: times: must be a whole number, but is 'often'"))
					.anyMatch((problem) -> problem.startsWith("greeting: @Greeting has no attribute 'tims'; there are"))
					.anyMatch((problem) -> problem
						.contains("type: must be the name of a class that is a java.lang.Number"))
					.anyMatch((problem) -> problem.contains("tone: must be one of")));
			assertThatExceptionOfType(InvalidJobException.class).isThrownBy(
					() -> template.create(PlainJob.class, null, (options) -> options.set(Greeting.class, "times", 2)))
				.withMessageContaining("PlainJob has no @Greeting");
		});
	}

	private static Greeting of(GreetingPlugin plugin, Class<?> jobClass) {
		Greeting options = plugin.options.get(jobClass);
		assertThat(options).isNotNull();
		return options;
	}

	enum Tone {

		WARM, VERY_WARM, COLD

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Greeting {

		String to();

		int times() default 1;

		long mostTimes() default 10;

		double part() default 1;

		boolean loud() default false;

		Tone tone() default Tone.WARM;

		Class<? extends Number> type() default Number.class;

		String[] words() default {};

		Tone[] tones() default {};

		Class<? extends Number>[] types() default {};

		int[] numbers() default {};

		String within() default "";

	}

	/** Needs the template, as plugins may. */
	static class GreetingPlugin extends AnnotationPlugin<Greeting> {

		final Map<Class<?>, Greeting> options = new ConcurrentHashMap<>();

		final ObjectProvider<RocketJobTemplate> template;

		volatile @Nullable Greeting ofJob;

		GreetingPlugin(ObjectProvider<RocketJobTemplate> template) {
			this.template = template;
		}

		@Override
		protected void contribute(Greeting greeting, PluggableClass jobClass) {
			this.options.put(jobClass.type(), greeting);
			assertThat(this.template.getObject()).isNotNull();
			jobClass.optionsOfJobs(Greeting.class, "times", "tone", "type", "types", "words", "mostTimes", "within");
			jobClass.onCreate((job) -> this.ofJob = job.options(Greeting.class));
		}

	}

	@RocketJob
	@Greeting(to = "${own.name}", words = { "Hello", "${own.name}" })
	static class ReportJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class PlainJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Greeting(to = "nobody")
	@interface Nightly {

		@AliasFor(annotation = Greeting.class, attribute = "to")
		String guest();

	}

	@RocketJob
	@Nightly(guest = "Linus")
	static class NightlyJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
