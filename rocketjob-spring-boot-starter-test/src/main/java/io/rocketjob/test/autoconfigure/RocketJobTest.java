package io.rocketjob.test.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of jobs, and of nothing else of the application. Of its components only those
 * are found that belong to jobs: job classes, subscribers, callbacks, plugins, converters
 * of fields, keys, and policies of retries. Services that they need are added by
 * {@link org.springframework.context.annotation.Import @Import}, or mocked by
 * {@code @MockitoBean}. There is no web, and no server: the test runs the jobs itself,
 * with the beans that {@link AutoConfigureRocketJob} describes. An
 * {@link org.springframework.boot.ApplicationRunner} or
 * {@link org.springframework.boot.CommandLineRunner} of the application is not called; a
 * test may have it injected and call it.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(RocketJobTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(RocketJobTypeExcludeFilter.class)
@AutoConfigureRocketJob
@ImportAutoConfiguration
public @interface RocketJobTest {

	/**
	 * Properties to add to the {@link Environment} of the test.
	 * @return the properties, each as {@code key=value}
	 */
	String[] properties() default {};

	/**
	 * Whether only components that belong to jobs are found. Otherwise all that
	 * {@link #includeFilters} includes.
	 * @return whether to filter
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Filters that find more components.
	 * @return the filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Filters that leave components out.
	 * @return the filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations to leave out.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

	/**
	 * When all jobs are deleted before each test method.
	 * @return when
	 */
	@AliasFor(annotation = AutoConfigureRocketJob.class, attribute = "reset")
	JobReset reset() default JobReset.WHERE_DISPOSABLE;

}
