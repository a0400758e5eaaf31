package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An output category of a {@link BatchJob}: collects what {@link BatchJob#perform} makes.
 * A job without one stores no output. Overridden by
 * {@code rocketjob.jobs.<name>.output.<category>.*}, and for a single job by
 * {@link BatchBuilder#output}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(OutputCategory.Several.class)
public @interface OutputCategory {

	/**
	 * The name: letters, digits, {@code -} and {@code _}, at most 50.
	 * @return the name
	 */
	String name() default BatchUploads.MAIN;

	/**
	 * How slices are stored.
	 * @return a serializer
	 */
	Serializer serializer() default Serializer.COMPRESSED;

	/**
	 * Whether {@code null} is output as well, so that there is one output record for each
	 * input record.
	 * @return whether to keep nulls
	 */
	boolean nulls() default false;

	/**
	 * How the records are written in files that are downloaded, unless the download says
	 * so itself.
	 * @return the name of a format; {@code "auto"} for the one that the name of a file
	 * tells; the serializers that store lines allow {@code "lines"} only
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
		OutputCategory[] value();

	}

}
