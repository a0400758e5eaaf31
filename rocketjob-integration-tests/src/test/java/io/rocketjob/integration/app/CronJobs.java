package io.rocketjob.integration.app;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.cron.Cron;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Twenty job classes with the schedule {@code app.schedule}, where that is set. What they
 * write down is the name of the class beside each run. Each is found by component
 * scanning for itself, and has the condition therefore.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("app.schedule")
@Import({ CronJobs.C01.class, CronJobs.C02.class, CronJobs.C03.class, CronJobs.C04.class, CronJobs.C05.class,
		CronJobs.C06.class, CronJobs.C07.class, CronJobs.C08.class, CronJobs.C09.class, CronJobs.C10.class,
		CronJobs.C11.class, CronJobs.C12.class, CronJobs.C13.class, CronJobs.C14.class, CronJobs.C15.class,
		CronJobs.C16.class, CronJobs.C17.class, CronJobs.C18.class, CronJobs.C19.class, CronJobs.C20.class })
public class CronJobs {

	/** How many classes there are. */
	public static final int CLASSES = 20;

	@Cron(schedule = "${app.schedule}")
	abstract static class Ticking implements Job<Void> {

		private final RunRecorder recorder;

		Ticking(RunRecorder recorder) {
			this.recorder = recorder;
		}

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			this.recorder.begin(context.id());
			this.recorder.note(context.id(), "class", context.jobClass());
			return null;
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C01 extends Ticking {

		C01(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C02 extends Ticking {

		C02(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C03 extends Ticking {

		C03(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C04 extends Ticking {

		C04(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C05 extends Ticking {

		C05(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C06 extends Ticking {

		C06(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C07 extends Ticking {

		C07(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C08 extends Ticking {

		C08(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C09 extends Ticking {

		C09(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C10 extends Ticking {

		C10(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C11 extends Ticking {

		C11(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C12 extends Ticking {

		C12(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C13 extends Ticking {

		C13(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C14 extends Ticking {

		C14(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C15 extends Ticking {

		C15(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C16 extends Ticking {

		C16(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C17 extends Ticking {

		C17(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C18 extends Ticking {

		C18(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C19 extends Ticking {

		C19(RunRecorder recorder) {
			super(recorder);
		}

	}

	@RocketJob
	@ConditionalOnProperty("app.schedule")
	static class C20 extends Ticking {

		C20(RunRecorder recorder) {
			super(recorder);
		}

	}

}
