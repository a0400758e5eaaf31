package io.rocketjob.ondemand;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rocketjob.BatchInstance;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Jobs whose work is an expression, and what that does not reach. */
class OnDemandTests {

	private final TestSystem system = system(Set.of("greeter", "others"));

	private static TestSystem system(Set<String> beans) {
		return TestSystem.with((context) -> {
			context.registerBean("greeter", Greeter.class, () -> new Greeter(context));
			context.registerBean("others", Greeter.class, () -> new Greeter(context));
			context.registerBean("secrets", Greeter.class, () -> new Greeter(context));
			context.registerBean(Expressions.class, () -> new Expressions(context.getBeanFactory(), beans));
			context.registerBean(OnDemandJob.class);
			context.registerBean(OnDemandBatch.class);
		}).start();
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobDoesWhatItsExpressionSays() {
		JobInstance<OnDemand> job = this.system.rocketJob.create(OnDemandJob.class,
				new OnDemand("@greeter.greet('Ann').toUpperCase() + @'others'.greeted.size()"));
		this.system.queue.drain();
		assertThat(job.reload().result(String.class)).isEqualTo("HELLO ANN0");
		assertThat(this.system.context.getBean("greeter", Greeter.class).getGreeted()).containsExactly("Ann");
		assertThat(job.reload().fields().expression()).startsWith("@greeter.greet");
	}

	@Test
	void aBatchDoesSoWithEachRecord() {
		BatchInstance<OnDemand> batch = this.system.rocketJob.batch(OnDemandBatch.class)
			.fields(new OnDemand("#number > 1 ? @greeter.greet(#record['name']) : null"))
			.upload(List.of(new Document("name", "Ann"), new Document("name", "Bob"), Map.of("name", "Eve")))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(batch.output("main", String.class)).containsExactly("Hello Bob", "Hello Eve");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "T(java.lang.Runtime).getRuntime().exec('id') | at character 1 a type as in T(…) is not allowed",
					"new java.io.File('/etc/passwd') | at character 1 an object cannot be made by new",
					"'' + new String('a') | at character 6 an object cannot be made by new",
					"''.class.forName('java.lang.Runtime') | 'class' is not allowed, because it leads to classes",
					"''.getClass().getClassLoader() | 'getClass' is not allowed, because it leads to classes",
					"{1,2}.![#this.class] | 'class' is not allowed",
					"@secrets.greet('a') | the bean 'secrets' is none of those in rocketjob.on-demand.beans",
					"@'secrets'.greet('a') | the bean 'secrets' is none of those", "&greeter | a factory of beans",
					"@greeter.name = 'x' | nothing can be assigned", "#count++ | nothing can be assigned",
					"#exec('id') | there are no functions", "#record | there is no variable #record",
					"@greeter.greet('Ann' | is wrong at character", "1 + | is wrong at character" })
	void whatIsNotAllowedIsRefusedWhenTheJobIsCreated(String expression, String reason) {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(OnDemandJob.class, new OnDemand(expression)))
			.satisfies((ex) -> assertThat(ex.problems()).singleElement()
				.asString()
				.startsWith("expression: ")
				.contains(reason));
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aBatchIsCheckedInTheSameWay() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(OnDemandBatch.class)
				.fields(new OnDemand("#records"))
				.upload(List.of("a"))
				.create())
			.withMessageContaining("there is no variable #records; there are #");
	}

	@Test
	void anExpressionThatIsTooLongIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(OnDemandJob.class, new OnDemand("1" + "+1".repeat(5_000))))
			.withMessageContaining("10001 characters, at most 10000");
	}

	/** The check aside, what is evaluated does not have it. */
	@ParameterizedTest
	@ValueSource(strings = { "@greeter.context.getBean('secrets')", "@greeter.context.beanFactory",
			"@greeter.type.getName()", "@greeter.type.name", "@greeter.thread.getName()", "@greeter.loader.toString()",
			"@greeter['class']", "@greeter['type']['name']", "@greeter.context.environment" })
	void whatLeadsOutIsNotFollowedWhenItIsRun(String expression) {
		JobInstance<OnDemand> job = this.system.rocketJob.create(OnDemandJob.class, new OnDemand(expression));
		this.system.queue.drain();
		assertThat(job.reload().state()).as(() -> String.valueOf(job.reload().result(Object.class)))
			.isEqualTo(JobState.FAILED);
	}

	@Test
	void aBeanWhoseNameLooksLikeAnotherIsNotReached() {
		this.system.context.registerBean("gree'ter", Greeter.class, () -> new Greeter(this.system.context));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(
					() -> this.system.rocketJob.create(OnDemandJob.class, new OnDemand("@'gree''ter'.greet('Ann')")))
			.withMessageContaining("the bean 'gree''ter' is none of those");
	}

	@Test
	void aServerChecksAgainWhatItRuns() {
		JobInstance<OnDemand> job = this.system.rocketJob.create(OnDemandJob.class,
				new OnDemand("@greeter.greet('Ann')"));
		this.system.jobs()
			.updateOne(new Document("_id", job.id()),
					new Document("$set", new Document("fields.expression", "T(java.lang.Runtime).getRuntime()")));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(job.reload().exception().message()).contains("a type as in T(…) is not allowed");
	}

	@Test
	void withoutBeansNoneIsReached() {
		try (TestSystem none = system(Set.of())) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> none.rocketJob.create(OnDemandJob.class, new OnDemand("@greeter.greet('a')")))
				.withMessageContaining("where there are none");
		}
	}

	/** Has more than expressions should have. */
	public static class Greeter {

		private final List<String> greeted = new CopyOnWriteArrayList<>();

		private final GenericApplicationContext context;

		Greeter(GenericApplicationContext context) {
			this.context = context;
		}

		public String greet(String name) {
			this.greeted.add(name);
			return "Hello " + name;
		}

		public List<String> getGreeted() {
			return this.greeted;
		}

		public ApplicationContext getContext() {
			return this.context;
		}

		public Class<?> getType() {
			return Runtime.class;
		}

		public Thread getThread() {
			return Thread.currentThread();
		}

		public ClassLoader getLoader() {
			return Greeter.class.getClassLoader();
		}

	}

}
