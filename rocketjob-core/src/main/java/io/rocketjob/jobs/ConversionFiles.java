package io.rocketjob.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rocketjob.batch.record.FormatSettings;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.stream.InputFiles;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.WritableResource;

/**
 * The files of a conversion, and what can be wrong with them.
 *
 * @param formats the formats of the application
 * @param resources finds the files
 */
record ConversionFiles(RecordFormats formats, ResourceLoader resources) {

	/** Two letters at least, so that it is no drive. */
	private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

	/**
	 * What can be told to be wrong before a job is stored. Whether files are there is not
	 * among it, as they are those of servers.
	 * @param conversion what shall be converted
	 * @return what is wrong
	 */
	List<String> problems(Conversion conversion) {
		List<String> problems = new ArrayList<>();
		checkCharset(conversion.charset(), problems);
		Resource input = input(conversion);
		Resource output = resource(conversion.output());
		checkFormat("input", conversion.inputFormat(), conversion.inputOptions(), input, problems);
		checkFormat("output", conversion.outputFormat(), conversion.outputOptions(), output, problems);
		if (!(output instanceof WritableResource)) {
			problems.add("output: nothing can be written to " + output.getDescription());
		}
		if (isSame(input, output)) {
			problems.add("output: must be another file than the input, which it would replace");
		}
		return problems;
	}

	private static void checkCharset(@Nullable String charset, List<String> problems) {
		try {
			if (charset != null) {
				Charset.forName(charset);
			}
		}
		catch (IllegalArgumentException ex) {
			problems.add("charset: there is no character set '" + charset + "'");
		}
	}

	private void checkFormat(String side, String format, Map<String, String> options, Resource file,
			List<String> problems) {
		try {
			choose(format, options, file);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			problems.add(side + ": " + ex.getMessage());
		}
	}

	private String choose(String format, Map<String, String> options, Resource file) {
		String name = file.getFilename();
		return this.formats
			.choose(FormatSettings.LINES, FormatSettings.NONE.withName(format).withOptions(options),
					(name != null) ? InputFiles.contentName(name) : null, null)
			.format()
			.name();
	}

	private static boolean isSame(Resource input, Resource output) {
		Path from = path(input);
		Path to = path(output);
		try {
			return (from != null && to != null)
					? from.equals(to) || (Files.exists(from) && Files.exists(to) && Files.isSameFile(from, to))
					: input.equals(output);
		}
		catch (IOException ex) {
			// it is told when the file is read
			return false;
		}
	}

	private static @Nullable Path path(Resource resource) {
		try {
			return resource.isFile() ? resource.getFile().toPath().toAbsolutePath().normalize() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	Resource input(Conversion conversion) {
		return resource(conversion.input());
	}

	WritableResource output(Conversion conversion) {
		return (WritableResource) resource(conversion.output());
	}

	private Resource resource(String location) {
		return SCHEME.matcher(location).matches() ? this.resources.getResource(location)
				: new FileSystemResource(location);
	}

	/**
	 * The format of the output.
	 * @param conversion what is converted
	 * @return its name
	 */
	String outputFormat(Conversion conversion) {
		return choose(conversion.outputFormat(), conversion.outputOptions(), output(conversion));
	}

	/**
	 * Checks on the server, before the work, that the output can be written after it.
	 * @param conversion what is converted
	 * @throws IOException when it cannot be
	 */
	void requireTarget(Conversion conversion) throws IOException {
		List<String> problems = problems(conversion);
		if (!problems.isEmpty()) {
			throw new IllegalArgumentException(String.join("; ", problems));
		}
		Resource output = resource(conversion.output());
		Path file = path(output);
		if (file != null && Files.isDirectory(file)) {
			throw new IOException("The output " + file + " is a directory; give the path of a file in it");
		}
		if (!conversion.overwrite() && output.exists()) {
			throw new FileAlreadyExistsException(conversion.output(), null, "the output of the conversion is there"
					+ " already; remove it, or create the job with a conversion that is overwriting()");
		}
		Path directory = (file != null) ? file.getParent() : null;
		if (directory != null && !(Files.isDirectory(directory) && Files.isWritable(directory))) {
			throw new FileNotFoundException("The output " + file + " cannot be written, as there is no directory "
					+ directory + " on this server in which it may write");
		}
	}

}
