package io.rocketjob.plugin;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.JobCallbacks;
import org.jspecify.annotations.Nullable;

/**
 * A job class to which plugins contribute. Valid only during
 * {@link JobPlugin#contribute}; used by one thread.
 *
 * @since 0.1.0
 */
public interface PluggableClass {

	/**
	 * The name under which jobs of the class are stored.
	 * @return the name
	 */
	String name();

	/**
	 * The class of the job bean.
	 * @return the class
	 */
	Class<?> type();

	/**
	 * The class of the fields object.
	 * @return the class, or {@code null} for a class without fields
	 */
	@Nullable Class<?> fieldsType();

	/**
	 * Whether a value must be neither stored nor shown as it is, because it is encrypted,
	 * or a part of it may be.
	 * @param path the names of fields, each in the class of the one before, without
	 * positions in lists and keys of maps; empty for the fields object
	 * @return whether it is so; also where a name is not known and may stand for
	 * something encrypted
	 */
	boolean isSecret(List<String> path);

	/**
	 * Whether its jobs are batches.
	 * @return whether it is a {@link io.rocketjob.BatchJob}
	 */
	boolean isBatch();

	/**
	 * The options that an annotation gives the class. Placeholders such as
	 * <code>${report.schedule}</code> in text are resolved; what the configuration says
	 * wins, see {@link AnnotationPlugin}.
	 * @param annotation the annotation
	 * @param <A> the annotation
	 * @return the annotation with its effective attributes, or {@code null} when the
	 * class does not have it
	 * @throws IllegalArgumentException when the configuration does not fit the annotation
	 */
	<A extends Annotation> @Nullable A options(Class<A> annotation);

	/**
	 * All occurrences of a repeatable annotation on the class. The configuration does not
	 * override these.
	 * @param annotation the annotation
	 * @param <A> the annotation
	 * @return the annotations with placeholders resolved
	 */
	<A extends Annotation> List<A> annotations(Class<A> annotation);

	/**
	 * Says which attributes of an annotation may be set for a single job, by
	 * {@link io.rocketjob.JobOptions#set} or {@link io.rocketjob.JobUpdate#set}: those
	 * that the plugin reads by {@link PluginJob#options}. To set another one is refused,
	 * because it would have no effect; so are all of them, if this is not called.
	 * @param annotation the annotation, of which the class has {@link #options}
	 * @param attributes the names of the attributes; none for all that there are
	 * @throws IllegalArgumentException when the annotation has no such attribute
	 */
	void optionsOfJobs(Class<? extends Annotation> annotation, String... attributes);

	/**
	 * Registers what looks at each new job before it is stored or run inline: checks its
	 * options, and completes it.
	 * @param hook the hook
	 */
	void onCreate(CreationHook hook);

	/**
	 * Registers a key of which only one job may be queued, running or paused at a time,
	 * whatever server creates it. The database sees to that: to create a second one is a
	 * {@link io.rocketjob.DuplicateJobException}, as is retrying a failed one beside it.
	 * Keys are stored and shown as they are. A job whose key contains the value of an
	 * encrypted field is refused; see {@link #isSecret} to refuse such keys earlier.
	 * @param plugin the name of the plugin, so that keys of different plugins differ
	 * @param key tells the key of a job
	 * @throws IllegalArgumentException when the class is a batch, and the key is kept for
	 * a time or does not reject
	 */
	void uniqueKey(String plugin, UniqueKey key);

	/**
	 * Registers what decides whether a job whose run has failed is queued again. The
	 * first that says so wins.
	 * @param policy the policy
	 */
	void onFailure(FailurePolicy policy);

	/**
	 * Registers what makes the next occurrence of a job. A class has at most one.
	 * @param series makes the next occurrence
	 * @throws IllegalArgumentException when the class has one already
	 */
	void series(Series series);

	/**
	 * Limits how many jobs are running at a time, in all servers together. The limit is
	 * never exceeded as long as all servers know the same.
	 * @param group what the limit is shared by: all job classes that register the same
	 * name; the name of the class for its jobs alone
	 * @param limit how many, at least 1
	 */
	void limitRunning(String group, int limit);

	/**
	 * Limits how many jobs start within a time, in all servers together, however that
	 * time is laid.
	 * @param group what the limit is shared by: all job classes that register the same
	 * name; the name of the class for its jobs alone
	 * @param limit how many, at least 1
	 * @param per the time, at least a second
	 */
	void limitStarts(String group, int limit, Duration per);

	/**
	 * Limits how many jobs of the class may wait for a worker. While there are so many,
	 * {@code create} waits, or throws a {@link io.rocketjob.QueueFullException}. What is
	 * created for a later time, or after other jobs, is not limited.
	 * @param limit how many, at least 1
	 * @param waitUpTo how long {@code create} waits; zero to refuse at once
	 */
	void limitQueued(int limit, Duration waitUpTo);

	/**
	 * Registers what may hold a job back that a worker is about to start.
	 * @param throttle the throttle
	 */
	void throttle(Throttle throttle);

	/**
	 * Registers what may hold workers back that are about to work on the slices of a
	 * batch.
	 * @param throttle the throttle
	 * @throws IllegalArgumentException when the class is no batch
	 */
	void throttleSlices(Throttle throttle);

	/**
	 * Registers callbacks for the jobs of this class.
	 * @param callbacks the callbacks; what they {@link JobCallbacks#appliesTo apply to}
	 * is not asked
	 */
	void callbacks(JobCallbacks<@Nullable Object> callbacks);

	/**
	 * Registers callbacks for the phases and slices of the batches of this class.
	 * @param callbacks the callbacks; what they {@link BatchCallbacks#appliesTo apply to}
	 * is not asked
	 * @throws IllegalArgumentException when the class is no batch
	 */
	void batchCallbacks(BatchCallbacks<@Nullable Object> callbacks);

	/**
	 * Says that something is wrong with the options of the class. The application does
	 * not start then, and all problems of the class are told at once.
	 * @param problem what is wrong, where, and what would be right, such as
	 * {@code "@Retry: limit: must be between 1 and 1000, but is 0"}
	 */
	void problem(String problem);

}
