package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field that people may change in a console that asks for it; by itself the mark
 * changes nothing. For components of records, fields of classes, and parameters of their
 * constructors that have the name of a field; without effect in objects inside of the
 * fields object, which are changed as a whole.
 * <p>
 * Code is not bound by it: {@link JobUpdate#field} changes any field. The value of a
 * field that is {@link Encrypted} as well can be replaced, and is not shown.
 *
 * @since 0.1.0
 */
@Target({ ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Editable {

}
