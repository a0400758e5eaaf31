package io.rocketjob.plugin.queue;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Refuses new jobs of the class while too many wait, by a
 * {@link io.rocketjob.QueueFullException}, or lets their creation wait for a while. So
 * who creates jobs faster than they are run is held back, rather than the queue grows
 * without end.
 * <p>
 * The jobs that are queued and due count: those that a worker could start now. Scheduled
 * jobs, and those that wait for others, neither count nor are they refused, and nor is
 * what was created before: a job that is retried, requeued, resumed, or falls due is
 * queued, whatever waits. A batch counts when its records are uploaded.
 * <p>
 * Each process counts from time to time, no further than the limit, and adds what it has
 * created since. Before it has created a tenth of the limit, or 1 job where that is more,
 * it counts again; a call of {@code createAll} that creates more counts before it. So
 * there are never more than the limit and, for each process beside one, that tenth, or
 * what one of its calls creates where that is more. What is not committed yet is not
 * counted.
 * <p>
 * Cost: a count reads as many entries of the index of the queue as jobs wait, but no more
 * than the limit. A process makes one for each tenth of the limit that it creates, which
 * is ten entries for a job, and otherwise at most one in 200 ms, or in 20 ms for each
 * 1,000 of a limit above 10,000, which is 50,000 entries a second at most. Neither grows
 * with the queue.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface MaxQueued {

	/**
	 * How many jobs of the class may wait.
	 * @return the limit, at least 1
	 */
	int limit();

	/**
	 * How long the creation of a job waits, in the thread that creates it, until it is
	 * refused. Within a transaction it does not wait.
	 * @return a duration such as {@code "30s"} or {@code "PT30S"}, from 100ms to 1d;
	 * empty to refuse at once
	 */
	String waitUpTo() default "";

}
