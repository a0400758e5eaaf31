package io.rocketjob.plugin.transaction;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Works on the records of each slice of a {@link io.rocketjob.BatchJob} in one
 * transaction. When a record fails, the job is paused, or the server stops, the
 * transaction is rolled back, and the slice begins again from its first record: what the
 * records before have output and counted is dropped with it.
 * <p>
 * The transaction is committed before the output of the slice is stored. When the process
 * dies in between, the slice is worked on again: at least once, as ever. It includes what
 * the job's own {@code aroundSlice} does, not its {@code beforeSlice} and
 * {@code afterSlice}.
 * <p>
 * For one transaction a record, or for other jobs, use Spring's {@code @Transactional} on
 * {@code perform}. In the configuration:
 * {@code rocketjob.jobs.<job class>.slice-transaction.*}.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface SliceTransaction {

	/**
	 * Which transaction manager to use where there are several.
	 * @return the name of a {@code PlatformTransactionManager} bean; empty for the only
	 * or primary one
	 */
	String transactionManager() default "";

}
