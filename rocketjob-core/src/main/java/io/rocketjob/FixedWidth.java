package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where the value of a component of a record, of a parameter of the constructor, or of a
 * field is in a line of the format {@code fixed}. The lines have the values of a class in
 * the order in which it declares them; an object within it, whose class has such values
 * too, has its place there with all of them. What is not annotated is not in the lines.
 * <p>
 * Whole numbers are of the type {@code integer}, decimal ones of the type
 * {@code decimal}, all others of the type {@code string}. The option {@code layout} takes
 * the place of all these annotations.
 *
 * @since 0.1.0
 */
@Target({ ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface FixedWidth {

	/** The size of a value that has all that remains of a line. */
	int REMAINDER = -1;

	/**
	 * How long the value is.
	 * @return the size in characters, or in bytes where the option {@code lengths} says
	 * so; {@link #REMAINDER} for the last one
	 */
	int value();

	/**
	 * How many digits a decimal number is written with after the point.
	 * @return the number of digits
	 */
	int decimals() default 2;

	/**
	 * How much of the line is passed over before the value.
	 * @return the size of a filler, 0 for none
	 */
	int skipBefore() default 0;

	/**
	 * How much of the line is passed over after the value.
	 * @return the size of a filler, 0 for none
	 */
	int skipAfter() default 0;

}
