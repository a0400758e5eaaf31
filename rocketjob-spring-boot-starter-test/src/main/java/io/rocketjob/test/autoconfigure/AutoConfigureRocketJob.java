package io.rocketjob.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Lets a test run the jobs of the application itself, in its own thread. Beside
 * {@code @SpringBootTest} it does so for a test of the whole application;
 * {@link RocketJobTest} has it already.
 * <ul>
 * <li>This process is no server ({@code rocketjob.server.enabled=false}), so no job runs
 * by itself, and none is created by a schedule.</li>
 * <li>There is a bean {@link io.rocketjob.test.JobQueue}, which runs jobs.</li>
 * <li>There is a bean {@link io.rocketjob.test.MovableClock}, which is the time of the
 * jobs, unless there is another {@link java.time.Clock}. It stands still until it is
 * moved.</li>
 * <li>The database is the embedded one, unless connection details or properties name
 * another.</li>
 * <li>Before each test method, before its {@code @BeforeEach} methods, all jobs are
 * deleted, where {@link #reset} allows it, and the clock is set back.</li>
 * </ul>
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@TestPropertySource(properties = "rocketjob.server.enabled=false")
public @interface AutoConfigureRocketJob {

	/**
	 * When all jobs are deleted before each test method.
	 * @return when
	 */
	JobReset reset() default JobReset.WHERE_DISPOSABLE;

}
