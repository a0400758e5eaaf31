package io.rocketjob.plugin;

import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.Map;

import io.rocketjob.JobState;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A job as plugins see it. A snapshot, valid during the call that it was given to.
 *
 * @since 0.1.0
 */
public interface PluginJob {

	/**
	 * The id of the job.
	 * @return the id
	 */
	ObjectId id();

	/**
	 * The name of the job class.
	 * @return the stored name
	 */
	String jobClass();

	/**
	 * The state of the job.
	 * @return the state; queued for a new one
	 */
	JobState state();

	/**
	 * The priority.
	 * @return 1 (first) to 100 (last)
	 */
	int priority();

	/**
	 * When it was created.
	 * @return the time
	 */
	Instant createdAt();

	/**
	 * When it may start.
	 * @return the time, {@code null} when it always could
	 */
	@Nullable Instant runAt();

	/**
	 * When it expires unless it has started.
	 * @return the time, or {@code null}
	 */
	@Nullable Instant expiresAt();

	/**
	 * How often it has failed before.
	 * @return the number of failures, without one that is under way
	 */
	int failureCount();

	/**
	 * Whether a run of it has begun before: it has failed, or was given back by a server
	 * that stopped or died.
	 * @return whether it has, as far as its history goes back
	 */
	boolean hasStartedBefore();

	/**
	 * The fields.
	 * @param type the type of the fields
	 * @param <F> the type of the fields
	 * @return the fields
	 * @throws ClassCastException when they are of another type, or there are none
	 */
	<F> F fields(Class<F> type);

	/**
	 * The options that an annotation gives this job: those of its class, overridden by
	 * what was {@link io.rocketjob.JobOptions#set set} for this job.
	 * @param annotation the annotation
	 * @param <A> the annotation
	 * @return the annotation with its effective attributes
	 * @throws IllegalArgumentException when the class does not have it, or what was set
	 * does not fit
	 */
	<A extends Annotation> A options(Class<A> annotation);

	/**
	 * What a plugin has stored with the job.
	 * @param plugin the name of the plugin
	 * @return its values by name; empty when there are none. Times are {@code Date}s
	 */
	Map<String, Object> data(String plugin);

	/**
	 * The time of the database, as nearly as it is known.
	 * @return the time
	 */
	Instant now();

}
