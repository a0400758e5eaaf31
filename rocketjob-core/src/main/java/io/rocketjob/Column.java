package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a record, a parameter of a constructor, or a field is in files from
 * which records are read, see the formats. Without it a value is found by the name:
 * {@code firstName} is {@code first_name}, {@code First Name} or {@code FIRSTNAME} in a
 * file.
 *
 * @since 0.1.0
 */
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Column {

	/**
	 * Other names that it has in files.
	 * @return the names, compared as its own name is
	 */
	String[] value() default {};

	/**
	 * The value where the file has none: no such column, or nothing in it.
	 * @return the value as a file would have it; empty for none
	 */
	String defaultValue() default "";

}
