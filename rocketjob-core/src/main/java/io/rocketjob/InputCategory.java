package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An input category of a {@link BatchJob}. Without this annotation there is one, named
 * {@code main}, with the defaults. With several, the records of the first are worked on
 * first. Overridden by {@code rocketjob.jobs.<name>.input.<category>.*}, and for a single
 * job by {@link BatchBuilder#input}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(InputCategory.Several.class)
public @interface InputCategory {

	/**
	 * The name: letters, digits, {@code -} and {@code _}, at most 50.
	 * @return the name
	 */
	String name() default BatchUploads.MAIN;

	/**
	 * How many records a slice has.
	 * @return from 1 to 100,000
	 */
	int sliceSize() default 100;

	/**
	 * How slices are stored.
	 * @return a serializer that is not for output only
	 */
	Serializer serializer() default Serializer.COMPRESSED;

	/**
	 * How the records are written in files that are uploaded, unless the upload says so
	 * itself.
	 * @return the name of a format; {@code "auto"} for the one that the name of a file
	 * tells
	 */
	String format() default "lines";

	/**
	 * Options of the format, see there.
	 * @return names and values, such as {@code "separator=;"}; a list has commas between
	 * its texts, as in {@code "columns=id,name"}
	 */
	String[] options() default {};

	/**
	 * Holds several.
	 */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface Several {

		/**
		 * The annotations.
		 * @return them
		 */
		InputCategory[] value();

	}

}
