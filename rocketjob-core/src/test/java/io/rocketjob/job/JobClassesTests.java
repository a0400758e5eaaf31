package io.rocketjob.job;

import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.jobclass.JobDefaults;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which beans are job classes, and which stored jobs they run. */
class JobClassesTests {

	@Test
	void theNameIsTheSimpleNameOfTheClassUnlessSaid() {
		try (TestSystem system = TestSystem.with(PlainJob.class, NamedJob.class).start()) {
			assertThat(system.engine.classes().runnableNames()).containsExactlyInAnyOrder("PlainJob", "import",
					"OldImport", "OlderImport");
		}
	}

	@Test
	void aJobStoredUnderAFormerNameIsRun() {
		try (TestSystem system = TestSystem.with(NamedJob.class).start()) {
			system.rocketJob.create(NamedJob.class, null);
			system.jobs().updateMany(new Document(), new Document("$set", new Document("type", "OlderImport")));
			assertThat(system.rocketJob.jobs(NamedJob.class).count()).isOne();
			assertThat(system.queue.drain()).singleElement()
				.satisfies((ran) -> assertThat(ran.result()).isEqualTo("imported"));
		}
	}

	@Test
	void aJobOfAnUnknownClassStaysQueuedAndIsReported() {
		try (TestSystem writer = TestSystem.with(NamedJob.class, PlainJob.class).start();
				TestSystem reader = TestSystem.with(PlainJob.class).sharing(writer).start()) {
			var job = writer.rocketJob.create(NamedJob.class, null);
			reader.rocketJob.create(PlainJob.class, null);
			assertThat(reader.queue.drain()).extracting((ran) -> ran.jobClass()).containsExactly("PlainJob");
			assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
			assertThat(reader.engine.claims().unknownNames()).containsExactly("import");
			assertThat(writer.engine.claims().unknownNames()).isEmpty();
			var seen = reader.rocketJob.get(job.id());
			assertThat(seen.jobClass()).isEqualTo("import");
			assertThat(seen.rawFields()).isEmpty();
			assertThatExceptionOfType(UnknownJobClassException.class).isThrownBy(seen::fields);
			assertThat(seen.abort("not ours").state()).isEqualTo(JobState.ABORTED);
		}
	}

	@Test
	void callbacksThatCannotBeFoundFailTheJobAndNotTheWorker() {
		try (TestSystem system = TestSystem.with(KeptJob.class, BrokenCallbacks.class).start()) {
			JobInstance<Void> job = system.rocketJob.create(KeptJob.class, null);
			system.queue.drain();
			assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
			assertThat(system.engine.runs().all()).isEmpty();
		}
	}

	@Test
	void twoClassesWithOneNameKeepTheApplicationFromStarting() {
		assertRefused((context) -> {
			context.registerBean(NamedJob.class);
			context.registerBean(SameNameJob.class);
		}, Map.of(), "'OldImport'", NamedJob.class.getName(), SameNameJob.class.getName());
	}

	@Test
	void oneClassAsTwoBeansKeepsTheApplicationFromStarting() {
		assertRefused((context) -> {
			context.registerBean("one", PlainJob.class);
			context.registerBean("two", PlainJob.class);
		}, Map.of(), "PlainJob", "two beans, 'one' and 'two'");
	}

	@Test
	void aFormerNameThatIsNoneIsNamed() {
		assertRefused((context) -> context.registerBean(OwnFormerName.class), Map.of(), OwnFormerName.class.getName(),
				"the former name 'OwnFormerName' is the name that it has now");
		assertRefused((context) -> context.registerBean(BlankFormerName.class), Map.of(),
				BlankFormerName.class.getName(), "a former name is blank");
		assertRefused((context) -> context.registerBean(TwiceFormerName.class), Map.of(),
				TwiceFormerName.class.getName(), "the former name 'Old' is there twice");
	}

	@Test
	void wrongAnnotationsAreNamed() {
		assertRefused((context) -> context.registerBean(WrongJob.class), Map.of(), WrongJob.class.getName(),
				"priority: must be between 1 (first) and 100 (last), but is 0", "timeout: 'soon' is no duration",
				"logLevel: 'loud' is no level", "formerNames: a former name is blank");
	}

	@Test
	void durationsOfAnnotationsHaveAUnitAndBounds() {
		assertRefused((context) -> context.registerBean(HastyJob.class), Map.of(), HastyJob.class.getName(),
				"expiresAfter: must be from 1s to 36500d, but is 1ms",
				"timeout: '15' has no unit, and would be milliseconds; right would be 15s for seconds");
	}

	@Test
	void fieldsThatCannotBeStoredAreNamed() {
		assertRefused((context) -> context.registerBean(UnstorableJob.class), Map.of(), UnstorableJob.class.getName(),
				"fields.stream: a java.io.InputStream cannot be stored");
	}

	@Test
	void aTypeOfResultsThatCannotBeStoredIsNamedWhereJobsAreKept() {
		assertRefused((context) -> context.registerBean(StreamingJob.class), Map.of(), StreamingJob.class.getName(),
				"result: a java.util.stream.Stream cannot be stored");
		Map<String, JobDefaults> destroyed = Map.of("StreamingJob",
				new JobDefaults(null, null, true, null, null, null));
		try (TestSystem system = TestSystem.with(StreamingJob.class).configured(destroyed).start()) {
			assertThat(system.engine.classes().names()).containsExactly("StreamingJob");
		}
	}

	@Test
	void nobodyIsToldToChangeAClassOfTheJdk() {
		assertAction(TextJob.class, "Declare a record for the fields, such as record Fields(String value)",
				"Job<Fields>");
		assertAction(UnstorableJob.class, "Change these parts of " + UnstorableJob.Fields.class.getName()
				+ " to types that can be stored and read back");
	}

	private static void assertAction(Class<?> jobClass, String... parts) {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(jobClass).start())
			.satisfies((ex) -> assertThat(ex.action()).contains(parts).doesNotContain("java."));
	}

	@Test
	void aTypeOfFieldsThatIsNoObjectIsNamed() {
		assertRefused((context) -> context.registerBean(TextJob.class), Map.of(), TextJob.class.getName(),
				"a java.lang.String is a value");
		assertRefused((context) -> context.registerBean(RawJob.class), Map.of(), RawJob.class.getName(),
				"does not say what the type of its fields is");
	}

	@Test
	void anAnnotatedBeanThatIsNoJobIsNamed() {
		assertRefused((context) -> context.registerBean("misplaced", NoJob.class), Map.of(), "misplaced",
				NoJob.class.getName(), "is no Job");
	}

	@Test
	void configurationOfAnUnknownJobIsNamedWithTheKnownOnes() {
		assertRefused((context) -> context.registerBean(PlainJob.class),
				Map.of("Plainjobs", new JobDefaults(null, 5, null, null, null, null)), "rocketjob.jobs.Plainjobs");
	}

	@Test
	void jobClassesMayBeProxies() {
		try (TestSystem system = TestSystem.with((context) -> context.registerBean("proxied", Job.class, () -> {
			ProxyFactory proxy = new ProxyFactory(new PlainJob());
			proxy.setInterfaces(Job.class);
			return (Job<?>) proxy.getProxy();
		})).start()) {
			system.rocketJob.create(PlainJob.class);
			assertThat(system.queue.drain()).singleElement()
				.satisfies((ran) -> assertThat(ran.result()).isEqualTo("plain"));
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TARGET_CLASS", "INTERFACES" })
	void jobClassesMayBeBehindScopedProxies(ScopedProxyMode mode) {
		try (TestSystem system = TestSystem.with((context) -> {
			context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
			RootBeanDefinition definition = new RootBeanDefinition(PlainJob.class);
			definition.setScope("thread");
			BeanDefinitionHolder proxy = ScopedProxyUtils.createScopedProxy(
					new BeanDefinitionHolder(definition, "plain"), context, mode == ScopedProxyMode.TARGET_CLASS);
			context.registerBeanDefinition(proxy.getBeanName(), proxy.getBeanDefinition());
		}).start()) {
			system.rocketJob.create(PlainJob.class);
			assertThat(system.queue.drain()).singleElement()
				.satisfies((ran) -> assertThat(ran.result()).isEqualTo("plain"));
		}
	}

	private static void assertRefused(Consumer<GenericApplicationContext> beans, Map<String, JobDefaults> configured,
			String... parts) {
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(beans).configured(configured).start())
			.satisfies((ex) -> {
				assertThat(ex.getMessage()).contains(parts);
				assertThat(ex.action()).isNotBlank();
			});
	}

	@RocketJob
	static class PlainJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return "plain";
		}

	}

	@RocketJob(name = "import", formerNames = { "OldImport", "OlderImport" })
	static class NamedJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return "imported";
		}

	}

	@RocketJob(formerNames = "OwnFormerName")
	static class OwnFormerName extends PlainJob {

	}

	@RocketJob(formerNames = { "Old", " " })
	static class BlankFormerName extends PlainJob {

	}

	@RocketJob(formerNames = { "Old", "Old" })
	static class TwiceFormerName extends PlainJob {

	}

	@RocketJob(destroyOnComplete = false)
	static class KeptJob extends PlainJob {

	}

	static class BrokenCallbacks implements JobCallbacks<Object> {

		@Override
		public boolean appliesTo(Class<?> jobClass) {
			throw new IllegalStateException("broken");
		}

	}

	@RocketJob(name = "OldImport")
	static class SameNameJob extends PlainJob {

	}

	@RocketJob(timeout = "15", expiresAfter = "1ms")
	static class HastyJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob(priority = 0, timeout = "soon", logLevel = "loud", formerNames = "")
	static class WrongJob extends PlainJob {

	}

	@RocketJob
	static class UnstorableJob implements Job<UnstorableJob.Fields> {

		record Fields(InputStream stream) {
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class TextJob implements Job<String> {

		@Override
		public @Nullable Object perform(String fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@SuppressWarnings("rawtypes")
	static class RawJob implements Job {

		@Override
		public @Nullable Object perform(Object fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class NoJob {

	}

	@RocketJob(destroyOnComplete = false)
	static class StreamingJob implements Job<Void> {

		@Override
		public Stream<String> perform(Void fields, JobContext context) {
			return Stream.of("text");
		}

	}

}
