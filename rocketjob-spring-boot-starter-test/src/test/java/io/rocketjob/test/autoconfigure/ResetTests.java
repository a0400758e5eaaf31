package io.rocketjob.test.autoconfigure;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.embedded.EmbeddedMongo;
import io.rocketjob.server.Supervisor;
import io.rocketjob.test.JobQueue;
import io.rocketjob.test.MovableClock;
import io.rocketjob.test.sample.NightlyJob;
import io.rocketjob.test.sample.ReportController;
import io.rocketjob.test.sample.ReportService;
import io.rocketjob.test.sample.SampleApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of jobs and time between one test and the next, and where. */
@ExtendWith(OutputCaptureExtension.class)
class ResetTests {

	private static final EmbeddedMongo OF_SOMEBODY = EmbeddedMongo.builder().start();

	@AfterAll
	static void close() {
		OF_SOMEBODY.close();
	}

	@Test
	void twoClassesThatShareAContextDoNotInfluenceEachOther() throws Exception {
		TestContextManager first = new TestContextManager(Slice.class);
		ApplicationContext context = begin(first);
		Instant start = context.getBean(MovableClock.class).instant();
		leaveSomething(context);
		context.getBean(MovableClock.class).move(Duration.ofDays(1));

		TestContextManager second = new TestContextManager(SameSlice.class);
		assertThat(begin(second)).isSameAs(context);
		assertThat(jobs(context)).isZero();
		assertThat(context.getBean(MovableClock.class).instant()).isEqualTo(start);
		leaveSomething(context);

		begin(first);
		assertThat(jobs(context)).isZero();
	}

	@Test
	void aDatabaseThatTheTestDidNotGetIsLeftAlone(CapturedOutput output) throws Exception {
		TestContextManager test = new TestContextManager(ForeignDatabase.class);
		ApplicationContext context = begin(test);
		context.getBean(JobQueue.class).clear();
		leaveSomething(context);
		context.getBean(MovableClock.class).move(Duration.ofDays(1));
		Instant moved = context.getBean(MovableClock.class).instant();
		begin(test);
		assertThat(jobs(context)).isEqualTo(1);
		assertThat(context.getBean(MovableClock.class).instant()).isBefore(moved);
		assertThat(output.getOut()).containsOnlyOnce("Jobs stay in the database from one test to the next");
	}

	@Test
	void unlessTheTestSaysThatItMayBeEmptied() throws Exception {
		TestContextManager test = new TestContextManager(ForeignDatabaseThatMayBeEmptied.class);
		ApplicationContext context = begin(test);
		leaveSomething(context);
		begin(test);
		assertThat(jobs(context)).isZero();
	}

	@Test
	void aTestMayKeepItsJobs() throws Exception {
		TestContextManager test = new TestContextManager(KeepingSlice.class);
		ApplicationContext context = begin(test);
		leaveSomething(context);
		begin(test);
		assertThat(jobs(context)).isEqualTo(1);
	}

	@Test
	void aTestOfTheWholeApplicationTakesPartWhereItSaysSo() throws Exception {
		TestContextManager test = new TestContextManager(WholeApplication.class);
		ApplicationContext context = begin(test);
		assertThat(context.getBeansOfType(Supervisor.class)).isEmpty();
		assertThat(context.getBeansOfType(ReportController.class)).hasSize(1);
		leaveSomething(context);
		begin(test);
		assertThat(jobs(context)).isZero();
	}

	@Test
	void othersAreNotTouched() throws Exception {
		TestContextManager test = new TestContextManager(PlainTest.class);
		ApplicationContext context = begin(test);
		leaveSomething(context);
		begin(test);
		assertThat(context.getBean(RocketJobTemplate.class).jobs().count()).isEqualTo(1);
		assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
			.isThrownBy(() -> context.getBean(JobQueue.class));
	}

	private static ApplicationContext begin(TestContextManager test) throws Exception {
		Method method = TestCase.class.getDeclaredMethod("test");
		Object instance = test.getTestContext().getTestClass().getDeclaredConstructor().newInstance();
		test.beforeTestClass();
		test.prepareTestInstance(instance);
		test.beforeTestMethod(instance, method);
		return test.getTestContext().getApplicationContext();
	}

	private static void leaveSomething(ApplicationContext context) {
		context.getBean(RocketJobTemplate.class).create(NightlyJob.class);
	}

	private static long jobs(ApplicationContext context) {
		return context.getBean(JobQueue.class).jobs().count();
	}

	abstract static class TestCase {

		void test() {
		}

	}

	@RocketJobTest
	@ContextConfiguration(classes = SampleApplication.class)
	@Import(ReportService.class)
	static class Slice extends TestCase {

	}

	@RocketJobTest
	@ContextConfiguration(classes = SampleApplication.class)
	@Import(ReportService.class)
	static class SameSlice extends TestCase {

	}

	@RocketJobTest(reset = JobReset.NEVER)
	@ContextConfiguration(classes = SampleApplication.class)
	@Import(ReportService.class)
	static class KeepingSlice extends TestCase {

	}

	@RocketJobTest
	@ContextConfiguration(classes = SampleApplication.class)
	@Import(ReportService.class)
	static class ForeignDatabase extends TestCase {

		@DynamicPropertySource
		static void uri(DynamicPropertyRegistry registry) {
			registry.add("spring.mongodb.uri", () -> OF_SOMEBODY.connectionString() + "/left_alone");
		}

	}

	@RocketJobTest(reset = JobReset.ALWAYS)
	@ContextConfiguration(classes = SampleApplication.class)
	@Import(ReportService.class)
	static class ForeignDatabaseThatMayBeEmptied extends TestCase {

		@DynamicPropertySource
		static void uri(DynamicPropertyRegistry registry) {
			registry.add("spring.mongodb.uri", () -> OF_SOMEBODY.connectionString() + "/to_be_emptied");
		}

	}

	@SpringBootTest
	@AutoConfigureRocketJob
	@ContextConfiguration(classes = SampleApplication.class)
	static class WholeApplication extends TestCase {

	}

	@SpringBootTest(properties = "rocketjob.server.enabled=false")
	@ContextConfiguration(classes = SampleApplication.class)
	static class PlainTest extends TestCase {

	}

}
