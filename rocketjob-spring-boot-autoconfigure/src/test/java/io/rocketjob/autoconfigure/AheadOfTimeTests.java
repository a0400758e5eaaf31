package io.rocketjob.autoconfigure;

import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Encrypted;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.Subscriber;
import io.rocketjob.plugin.AnnotationPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.plugin.throttle.ThrottleMethod;
import io.rocketjob.plugin.throttle.ThrottleRunningJobs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with jobs is processed ahead of time, with hints for what is reflected
 * on.
 */
class AheadOfTimeTests {

	private static final InMemoryGeneratedFiles FILES = new InMemoryGeneratedFiles();

	private static RuntimeHints hints;

	@BeforeAll
	static void process() {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("io.rocketjob.generated", "Application")), FILES);
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				ValidationAutoConfiguration.class, RocketJobAutoConfiguration.class, ReportJob.class, ImportBatch.class,
				CacheSubscriber.class, LoudPlugin.class);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		hints = generation.getRuntimeHints();
	}

	@Test
	void theApplicationIsProcessedWithoutConnecting() {
		assertThat(FILES.getGeneratedFiles(Kind.SOURCE)).isNotEmpty()
			.anySatisfy((name, file) -> assertThat(name).contains("RocketJobAutoConfiguration"));
	}

	@ParameterizedTest
	@ValueSource(classes = { ReportJob.Fields.class, Part.class, Circle.class, Square.class, Report.class, Row.class,
			Line.class })
	void whatIsStoredCanBeMapped(Class<?> type) {
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(type.getDeclaredConstructors()[0])
			.test(hints)).isTrue();
		assertThat(type.getDeclaredFields()).isNotEmpty()
			.allMatch((field) -> RuntimeHintsPredicates.reflection().onFieldAccess(field).test(hints));
	}

	@Test
	void methodsThatAreThrottlesAndActionsCanBeCalled() throws Exception {
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(ReportJob.class.getDeclaredMethod("isClosed", PluginJob.class))
			.test(hints)).isTrue();
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(CacheSubscriber.class.getMethod("evict", Key.class))
			.test(hints)).isTrue();
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(Key.class.getDeclaredConstructors()[0])
			.test(hints)).isTrue();
	}

	@Test
	void theDelayOfARetryCanBeMade() {
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(OwnBackOff.class.getDeclaredConstructors()[0])
			.test(hints)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(classes = { RocketJob.class, InputCategory.class, OutputCategory.class, Encrypted.class,
			ThrottleMethod.class, Cron.class, Retry.class, ThrottleRunningJobs.class, Loud.class })
	void annotationsCanBeReadAndMade(Class<? extends Annotation> annotation) {
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(annotation).test(hints)).isTrue();
		assertThat(annotation.getDeclaredMethods())
			.allMatch((attribute) -> RuntimeHintsPredicates.reflection().onMethodInvocation(attribute).test(hints));
	}

	@Test
	void librariesThatMayBeMissingAreFound() {
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream.class)
			.test(hints)).isTrue();
	}

	@RocketJob
	@Retry(delay = Retry.Delay.CUSTOM, backOff = OwnBackOff.class)
	static class ReportJob implements Job<ReportJob.Fields> {

		@ThrottleMethod
		boolean isClosed(PluginJob job) {
			return false;
		}

		@Override
		public Report perform(Fields fields, JobContext context) {
			return new Report(1);
		}

		record Fields(String account, List<Part> parts, Map<String, Shape> shapes, Duration duration) {
		}

	}

	record Part(String name) {
	}

	sealed interface Shape permits Circle, Square {

	}

	record Circle(int radius) implements Shape {
	}

	record Square(int side) implements Shape {
	}

	record Report(int lines) {
	}

	@RocketJob
	@InputCategory
	@OutputCategory
	static class ImportBatch implements BatchJob<@Nullable Void, Row, Line> {

		@Override
		public Line perform(Row row, BatchContext<@Nullable Void> context) {
			return new Line(row.text());
		}

	}

	record Row(String text) {
	}

	record Line(String text) {
	}

	@Subscriber("cache")
	static class CacheSubscriber {

		public void evict(Key key) {
		}

	}

	record Key(Set<String> names) {
	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Loud {

		int volume() default 11;

	}

	static class LoudPlugin extends AnnotationPlugin<Loud> {

		@Override
		protected void contribute(Loud options, PluggableClass jobClass) {
		}

	}

	static class OwnBackOff implements BackOff {

		@Override
		public BackOffExecution start() {
			return () -> 1;
		}

	}

}
