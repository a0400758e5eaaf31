package io.rocketjob.plugin.throttle;

import java.util.Map;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.jobclass.JobClassException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Throttles that are wrong keep the application from starting. */
class WrongThrottleTests {

	@Test
	void aLimitOfZero() {
		isWrong("@ThrottleRunningJobs", "must be at least 1, but is 0", NoLimit.class);
	}

	@Test
	void neitherLimitNorGroup() {
		isWrong("@ThrottleRunningJobs", "needs a limit, or a group", Nothing.class);
	}

	@Test
	void bothLimitAndGroup() {
		isWrong("@ThrottleRunningJobs", "exclude each other", Both.class);
	}

	@Test
	void anUnknownGroup() {
		isWrong("@ThrottleRunningJobs", "there is no group 'unknown'", Unknown.class);
		isWrong("@ThrottleRunningJobs", "that there are: mails, reports", Unknown.class);
	}

	@Test
	void aGroupWithTheNameOfAClassThatHasAnotherLimit() {
		isWrong("reports", "for the one and", Reports.class, NamedReports.class);
	}

	@Test
	void aClassThatIsNoJobClassHere() {
		isWrong("@ThrottleDependentJobs", ThrottleTests.FreeJob.class.getName() + " is no job class",
				ThrottleTests.WaitingJob.class);
	}

	@Test
	void aClassThatWaitsForItself() {
		isWrong("@ThrottleDependentJobs", "Narcissus waits for WrongThrottleTests.Narcissus", Narcissus.class);
	}

	@Test
	void classesThatWaitForEachOther() {
		isWrong("@ThrottleDependentJobs", "group whose limit is 1", Hen.class, Egg.class, Nest.class);
	}

	@Test
	void noClassToWaitFor() {
		isWrong("@ThrottleDependentJobs", "at least one job class", Lonely.class);
	}

	@Test
	void allThatIsWrongWithOneClass() {
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(WrongInEveryWay.class).throttles(Map.of("reports", 2)).start())
			.withMessageContaining("@ThrottleDependentJobs: value: " + Hen.class.getName() + " is no job class")
			.withMessageContaining("@ThrottleDependentJobs: value: " + Egg.class.getName() + " is no job class")
			.withMessageContaining("@ThrottleDependentJobs: recheck: '10' has no unit")
			.withMessageContaining("@ThrottleRunningJobs: there is no group 'unknown'")
			.withMessageContaining(
					"@ThrottleRunningJobs: the limit of running jobs of 'WrongInEveryWay' must be at least 1")
			.withMessageContaining("@ThrottleMethod first: recheck: 'soon' is no duration")
			.withMessageContaining("@ThrottleMethod first: must return boolean")
			.withMessageContaining("@ThrottleMethod first: cannot take a int")
			.withMessageContaining("@ThrottleMethod first: cannot take a long")
			.withMessageContaining("@ThrottleMethod second: must be neither private nor static");
	}

	@Test
	void aWrongRecheck() {
		isWrong("@ThrottleMethod check", "'soon' is no duration", WrongRecheck.class);
	}

	@Test
	void aMethodThatReturnsSomethingElse() {
		isWrong("@ThrottleMethod check", "must return boolean", WrongReturn.class);
	}

	@Test
	void aMethodThatTheProxyOfTheBeanDoesNotHave() {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with((context) -> {
			ProxyFactory proxy = new ProxyFactory(new RightThrottle());
			proxy.setInterfaces(Job.class);
			// as Spring registers what it puts a proxy around
			context.registerBean("proxied", RightThrottle.class);
			context.registerBean(WithInterfaces.class, () -> new WithInterfaces(proxy.getProxy()));
		}).start())
			.withMessageContaining("@ThrottleMethod check: cannot be called, because the bean 'proxied' is a proxy")
			.withMessageContaining("spring.aop.proxy-target-class=true");
	}

	@Test
	void aMethodThatWantsSomethingElse() {
		isWrong("@ThrottleMethod check", "cannot take a int", WrongParameter.class);
	}

	@Test
	void aPrivateMethod() {
		isWrong("@ThrottleMethod check", "neither private nor static", PrivateMethod.class);
	}

	private static void isWrong(String annotation, String problem, Class<?>... beans) {
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(beans).throttles(Map.of("reports", 2, "mails", 1)).start())
			.withMessageContaining(annotation)
			.withMessageContaining(problem)
			.withMessageContaining(beans[0].getSimpleName());
	}

	@RocketJob
	@ThrottleRunningJobs(limit = 0)
	static class NoLimit extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleRunningJobs
	static class Nothing extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleRunningJobs(limit = 1, group = "reports")
	static class Both extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleRunningJobs(group = "unknown")
	static class Unknown extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleRunningJobs(group = "reports")
	static class Reports extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob(name = "reports")
	@ThrottleRunningJobs(limit = 7)
	static class NamedReports extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleDependentJobs(Narcissus.class)
	static class Narcissus extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleDependentJobs(Egg.class)
	static class Hen extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleDependentJobs(Nest.class)
	static class Egg extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleDependentJobs(Hen.class)
	static class Nest extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleDependentJobs({})
	static class Lonely extends ThrottleRunningJobsTests.NoOp {

	}

	@RocketJob
	@ThrottleDependentJobs(value = { Hen.class, Egg.class }, recheck = "10")
	@ThrottleRunningJobs(limit = 0)
	@ThrottleRunningJobs(group = "unknown")
	static class WrongInEveryWay extends ThrottleRunningJobsTests.NoOp {

		@ThrottleMethod(recheck = "soon")
		int first(int number, long other) {
			return 1;
		}

		@ThrottleMethod
		private boolean second() {
			return true;
		}

	}

	@RocketJob
	static class WrongRecheck extends ThrottleRunningJobsTests.NoOp {

		@ThrottleMethod(recheck = "soon")
		boolean check() {
			return true;
		}

	}

	@RocketJob
	static class WrongReturn extends ThrottleRunningJobsTests.NoOp {

		@ThrottleMethod
		int check() {
			return 1;
		}

	}

	@RocketJob
	static class WrongParameter extends ThrottleRunningJobsTests.NoOp {

		@ThrottleMethod
		boolean check(int number) {
			return true;
		}

	}

	@RocketJob
	static class PrivateMethod extends ThrottleRunningJobsTests.NoOp {

		@ThrottleMethod
		private boolean check() {
			return true;
		}

	}

	@RocketJob
	static class RightThrottle implements Job<Void> {

		@ThrottleMethod
		boolean check() {
			return false;
		}

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	/** What puts a proxy of interfaces in place of a bean. */
	static class WithInterfaces implements BeanPostProcessor {

		private final Object proxy;

		WithInterfaces(Object proxy) {
			this.proxy = proxy;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof RightThrottle) ? this.proxy : bean;
		}

	}

}
