package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Fails a batch job while there are slices left, because enough of them have failed.
 * Without it a batch fails when only failed slices are left. At the limit the job is
 * failed as by {@link JobInstance#fail}: within a second no slice begins any more on any
 * server, and workers stop at the next record and give their slices back where they are.
 * A retry goes on from there. Slices that stay failed then, because only some were
 * retried, do not count again. While records are still uploaded nothing is failed.
 * <p>
 * With both limits the one counts that is reached first. Overridden, each by itself, by
 * {@code rocketjob.jobs.<name>.fail-fast-slices} and {@code ….fail-fast-percent}, and for
 * a single job by {@link BatchBuilder#failFast} and
 * {@link BatchBuilder#failFastAtPercent}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface FailFast {

	/**
	 * With how many failed slices the job fails.
	 * @return at least 1, or 0 for any number
	 */
	int slices() default 0;

	/**
	 * With which share of all slices of the job: of those that were uploaded, not of
	 * those that have ended so far. So a failure counts the same whenever it happens; of
	 * 5 slices the first failed one is 20 percent.
	 * @return from 1 to 100, or 0 for any share
	 */
	int percent() default 0;

}
