package io.rocketjob.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Between what a duration of the configuration must be. Each one has it, because one that
 * is much too short or too long is accepted by everything else and hurts at night.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface DurationBounds {

	/**
	 * The shortest.
	 * @return such as {@code 1s}
	 */
	String least();

	/**
	 * The longest.
	 * @return such as {@code 10m}
	 */
	String most();

	/**
	 * Why.
	 * @return the end of a sentence, empty when it is plain
	 */
	String because() default "";

}
