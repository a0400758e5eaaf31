package io.rocketjob.plugin;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobOptions;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.plugin.singleton.Singleton;
import io.rocketjob.plugin.throttle.ThrottleDependentJobs;
import io.rocketjob.plugin.throttle.ThrottleMethod;
import io.rocketjob.plugin.throttle.ThrottleRunningJobs;
import io.rocketjob.plugin.window.ProcessingWindow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which options of plugins a single job can have, and what is said of the others.
 */
class OptionsOfJobsTests {

	private static final String REFUSED = ": cannot be set for a single job; set it for the class, in its annotation"
			+ " or in the configuration";

	private final TestSystem system = TestSystem.with((context) -> {
		List.of(AllJob.class, OtherJob.class).forEach(context::registerBean);
		context.registerBean(TunedPlugin.class, TunedPlugin::new);
	}).throttles(Map.of("reports", 2)).start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void whatHoldsForTheClassAloneIsRefused() {
		assertThat(problems((options) -> options.set(Singleton.class, "key", "fields")
			.set(ThrottleRunningJobs.class, "limit", 9)
			.set(ThrottleRunningJobs.class, "group", "reports")
			.set(ThrottleDependentJobs.class, "recheck", "9s")
			.set(Tuned.class, "ofClass", "other"))).containsExactlyInAnyOrder("singleton.key" + REFUSED,
					"throttleRunningJobs.limit" + REFUSED, "throttleRunningJobs.group" + REFUSED,
					"throttleDependentJobs.recheck" + REFUSED, "tuned.ofClass" + REFUSED);
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void soIsWhatBelongsToAMethod() {
		assertThat(problems((options) -> options.set(ThrottleMethod.class, "recheck", "9s"))).singleElement()
			.asString()
			.startsWith("throttleMethod: can be set for a job class only");
	}

	@Test
	void anUpdateIsRefusedInTheSameWay() {
		JobInstance<?> job = this.system.rocketJob.create(AllJob.class);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> job.update((change) -> change.set(ThrottleRunningJobs.class, "limit", 9)))
			.withMessageContaining("throttleRunningJobs.limit" + REFUSED);
	}

	@Test
	void whatThePluginReadsOfEachJobIsTaken() {
		JobInstance<Void> job = this.system.rocketJob.create(AllJob.class, null,
				(options) -> options.set(Tuned.class, "ofJob", "mine")
					.set(Retry.class, "limit", 3)
					.set(ProcessingWindow.class, "duration", "20h"));
		assertThat(job.reload().id()).isEqualTo(job.id());
		assertThat(this.system.bean(TunedPlugin.class).seen).isEqualTo("mine");
	}

	@Test
	void whatTheClassHasAnywayMayBeSaid() {
		JobInstance<Void> job = this.system.rocketJob.create(AllJob.class, null,
				(options) -> options.set(ThrottleRunningJobs.class, "limit", 2));
		assertThat(this.system.jobs().find()).singleElement().satisfies((stored) -> {
			assertThat(stored).containsEntry("_id", job.id());
			assertThat(stored).as("it would say nothing").doesNotContainKey("options");
		});
	}

	private List<String> problems(Consumer<JobOptions> options) {
		try {
			this.system.rocketJob.create(AllJob.class, null, options);
		}
		catch (InvalidJobException ex) {
			return ex.problems();
		}
		return List.of();
	}

	/** An annotation of an application. */
	@Retention(RetentionPolicy.RUNTIME)
	@interface Tuned {

		String ofClass() default "";

		String ofJob() default "";

	}

	static final class TunedPlugin extends AnnotationPlugin<Tuned> {

		volatile String seen = "";

		@Override
		protected void contribute(Tuned options, PluggableClass jobClass) {
			jobClass.optionsOfJobs(Tuned.class, "ofJob");
			jobClass.onCreate((job) -> this.seen = job.options(Tuned.class).ofJob());
		}

	}

	@RocketJob
	@Tuned
	@Singleton
	@Retry
	@ProcessingWindow(schedule = "0 0 * * * UTC", duration = "24h")
	@ThrottleRunningJobs(limit = 2)
	@ThrottleDependentJobs(OtherJob.class)
	static class AllJob implements Job<Void> {

		@ThrottleMethod
		boolean isBusy() {
			return false;
		}

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class OtherJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
