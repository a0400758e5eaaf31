package io.rocketjob.plugin;

import java.lang.annotation.Annotation;
import java.util.Objects;

import org.springframework.core.GenericTypeResolver;

/**
 * A plugin for the job classes that carry an annotation. The attributes of the annotation
 * are its options: the configuration overrides them by
 * {@code rocketjob.jobs.<job class>.<annotation>.<attribute>}, where the annotation is
 * named by its simple name in lower camel case or kebab case, and a single job by
 * {@link io.rocketjob.JobOptions#set} those that the plugin
 * {@linkplain PluggableClass#optionsOfJobs lets it}. In the configuration
 * {@code enabled=false} takes the plugin from a class that has the annotation, and all
 * attributes without a default give it to one that has not.
 *
 * @param <A> the annotation; retained at runtime, with attributes of the types
 * {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean},
 * {@code Class}, enums, and arrays of these
 * @since 0.1.0
 */
public abstract class AnnotationPlugin<A extends Annotation> implements JobPlugin {

	private final Class<A> annotation;

	/**
	 * Makes a plugin for the annotation that the type parameter names.
	 */
	@SuppressWarnings("unchecked")
	protected AnnotationPlugin() {
		this.annotation = (Class<A>) Objects.requireNonNull(
				GenericTypeResolver.resolveTypeArgument(getClass(), AnnotationPlugin.class),
				"The subclass must say what its annotation is");
	}

	@Override
	public final void contribute(PluggableClass jobClass) {
		A options = jobClass.options(this.annotation);
		if (options != null) {
			try {
				contribute(options, jobClass);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(named(String.valueOf(ex.getMessage())), ex);
			}
		}
	}

	/**
	 * Says that something is wrong with the options; what else is wrong is told with it.
	 * @param jobClass the job class
	 * @param problem what is wrong, such as {@code "limit: must be at least 1, but is 0"}
	 */
	protected final void problem(PluggableClass jobClass, String problem) {
		jobClass.problem(named(problem));
	}

	private String named(String problem) {
		return "@" + this.annotation.getSimpleName() + ": " + problem;
	}

	/**
	 * Contributes to a job class that has the annotation.
	 * @param options its options, with those of the configuration
	 * @param jobClass the job class, and where to register what is contributed
	 * @throws IllegalArgumentException when the options are wrong, see
	 * {@link JobPlugin#contribute}; several problems are told by {@link #problem}
	 */
	protected abstract void contribute(A options, PluggableClass jobClass);

}
