package io.rocketjob.test.autoconfigure;

import io.rocketjob.test.JobQueue;
import io.rocketjob.test.MovableClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/**
 * Deletes all jobs and sets the clock back before each method of a test that has
 * {@link AutoConfigureRocketJob}. Not afterwards, so that one can look at what a test has
 * left.
 */
class ResetTestExecutionListener implements TestExecutionListener, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(ResetTestExecutionListener.class);

	private static final String TOLD = ResetTestExecutionListener.class.getName() + ".told";

	/** After the injection, and before a transaction of the test begins. */
	private static final int ORDER = 3_900;

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void beforeTestMethod(TestContext testContext) {
		JobReset reset = reset(testContext.getTestClass());
		if (reset == null) {
			return;
		}
		ApplicationContext context = testContext.getApplicationContext();
		context.getBeanProvider(MovableClock.class).ifUnique(MovableClock::reset);
		if (reset != JobReset.NEVER) {
			context.getBeanProvider(JobQueue.class).ifUnique((queue) -> clear(queue, reset, testContext));
		}
	}

	private static @Nullable JobReset reset(Class<?> testClass) {
		AutoConfigureRocketJob annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				AutoConfigureRocketJob.class);
		return (annotation != null) ? annotation.reset() : null;
	}

	private static void clear(JobQueue queue, JobReset reset, TestContext testContext) {
		if (reset == JobReset.ALWAYS) {
			queue.clear();
			return;
		}
		String reason = DisposableDatabase.whyNot(testContext.getApplicationContext());
		if (reason == null) {
			queue.clear();
		}
		else if (testContext.getAttribute(TOLD) == null) {
			testContext.setAttribute(TOLD, true);
			logger.info("Jobs stay in the database from one test to the next, because {}. If they may be deleted, say"
					+ " reset = JobReset.ALWAYS", reason);
		}
	}

}
