package io.rocketjob.plugin;

/**
 * Adds to what job classes do: options, checks, callbacks, throttles, unique keys,
 * retries, next occurrences. Each bean of this type is asked once for each job class,
 * when the application starts, in the order of
 * {@link org.springframework.core.annotation.Order}.
 * <p>
 * A plugin for the job classes that carry an annotation of its own is best an
 * {@link AnnotationPlugin}.
 * <p>
 * <strong>Thread safety.</strong> {@link #contribute} is called by one thread. What it
 * registers is called by all workers at once.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface JobPlugin {

	/**
	 * Contributes to a job class, or does nothing where it does not apply.
	 * @param jobClass the job class, and where to register what is contributed
	 * @throws IllegalArgumentException when the options of the class are wrong; its
	 * message says what is wrong and what would be right. The application does not start
	 * then, and says so with the name of the class. Where several things can be wrong,
	 * {@link PluggableClass#problem} tells all of them
	 */
	void contribute(PluggableClass jobClass);

}
