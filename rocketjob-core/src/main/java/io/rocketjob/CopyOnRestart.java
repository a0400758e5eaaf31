package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field whose value is carried to the next occurrence of a job that runs by a
 * schedule, such as one that is {@link io.rocketjob.plugin.cron.Cron}; other fields begin
 * without a value each time. For components of records, fields of classes, and parameters
 * of their constructors that have the name of a field; without effect in objects inside
 * of the fields object, which are carried as a whole.
 * <p>
 * The stored value is carried as it is. One that is {@link Encrypted} stays encrypted
 * with the key that it was encrypted with.
 *
 * @since 0.1.0
 */
@Target({ ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CopyOnRestart {

}
