package io.rocketjob.jobs;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a {@link ConversionJob} converts: the fields of its jobs. Locations are those of
 * Spring resources, such as {@code file:/in/a.csv.gz}, {@code classpath:a.json} or
 * {@code https://…}; one without a scheme is the path of a file.
 *
 * @param input the file that is read
 * @param output the file that is written
 * @param inputFormat the format of the input; {@code "auto"} for the one that its name
 * tells
 * @param outputFormat the format of the output; {@code "auto"} for the one that its name
 * tells
 * @param inputOptions options of the format of the input; a list has commas between its
 * texts
 * @param outputOptions options of the format of the output
 * @param charset the character set of the input, {@code null} for UTF-8
 * @param overwrite whether a file is replaced that is there already
 * @since 0.1.0
 */
public record Conversion(String input, String output, String inputFormat, String outputFormat,
		Map<String, String> inputOptions, Map<String, String> outputOptions, @Nullable String charset,
		boolean overwrite) {

	private static final String AUTO = "auto";

	/**
	 * Makes it.
	 * @throws IllegalArgumentException when a location is blank
	 */
	public Conversion {
		Assert.hasText(input, "The input of a conversion must be the location of a file");
		Assert.hasText(output, "The output of a conversion must be the location of a file");
		inputOptions = Map.copyOf(inputOptions);
		outputOptions = Map.copyOf(outputOptions);
	}

	/**
	 * A conversion between the formats that the names of the files tell.
	 * @param input the file that is read
	 * @param output the file that is written
	 * @return the conversion
	 */
	public static Conversion of(String input, String output) {
		return new Conversion(input, output, AUTO, AUTO, Map.of(), Map.of(), null, false);
	}

	/**
	 * Sets the format of the input.
	 * @param format the name of a format
	 * @return the conversion
	 */
	public Conversion from(String format) {
		return new Conversion(this.input, this.output, format, this.outputFormat, this.inputOptions, this.outputOptions,
				this.charset, this.overwrite);
	}

	/**
	 * Sets the format of the output.
	 * @param format the name of a format
	 * @return the conversion
	 */
	public Conversion to(String format) {
		return new Conversion(this.input, this.output, this.inputFormat, format, this.inputOptions, this.outputOptions,
				this.charset, this.overwrite);
	}

	/**
	 * Sets an option of the format of the input.
	 * @param name its name
	 * @param value its value
	 * @return the conversion
	 */
	public Conversion inputOption(String name, String value) {
		return new Conversion(this.input, this.output, this.inputFormat, this.outputFormat,
				with(this.inputOptions, name, value), this.outputOptions, this.charset, this.overwrite);
	}

	/**
	 * Sets an option of the format of the output.
	 * @param name its name
	 * @param value its value
	 * @return the conversion
	 */
	public Conversion outputOption(String name, String value) {
		return new Conversion(this.input, this.output, this.inputFormat, this.outputFormat, this.inputOptions,
				with(this.outputOptions, name, value), this.charset, this.overwrite);
	}

	/**
	 * Sets the character set of the input.
	 * @param name the name of a character set
	 * @return the conversion
	 */
	public Conversion inputCharset(String name) {
		return new Conversion(this.input, this.output, this.inputFormat, this.outputFormat, this.inputOptions,
				this.outputOptions, name, this.overwrite);
	}

	/**
	 * Replaces the output if it is there already, which else is an error.
	 * @return the conversion
	 */
	public Conversion overwriting() {
		return new Conversion(this.input, this.output, this.inputFormat, this.outputFormat, this.inputOptions,
				this.outputOptions, this.charset, true);
	}

	private static Map<String, String> with(Map<String, String> options, String name, String value) {
		Map<String, String> all = new LinkedHashMap<>(options);
		all.put(name, value);
		return all;
	}

}
