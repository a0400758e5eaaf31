package io.rocketjob.batch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

import io.rocketjob.InvalidRecordException;
import io.rocketjob.RecordWriter;
import io.rocketjob.stream.InputFiles;
import io.rocketjob.stream.LineException;
import io.rocketjob.stream.LineReader;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Reads the lines of files.
 */
final class FileLines {

	private FileLines() {
	}

	/**
	 * Writes the lines of a file.
	 * @param file the file
	 * @param charset how characters are encoded
	 * @param files opens it
	 * @param writer receives the lines
	 * @throws InvalidRecordException when it cannot be read, naming the line
	 */
	static void write(Resource file, Charset charset, InputFiles files, RecordWriter<Object> writer) {
		LineReader.requireSplittable(charset);
		long lines = 0;
		try (LineReader reader = new LineReader(files.open(file), charset, SliceCodec.PACKED_LIMIT)) {
			for (String line = read(reader, file, writer); line != null; line = read(reader, file, writer)) {
				writer.write(line);
				lines++;
			}
		}
		catch (IOException ex) {
			throw new InvalidRecordException(writer.count() + 1, file.getDescription() + " cannot be read "
					+ ((lines > 0) ? "after line " + lines : "from its beginning") + ": " + reason(ex), ex);
		}
	}

	/**
	 * Says what an exception means.
	 * @param ex the exception
	 * @return a text; the message of some is nothing but the name of a file
	 */
	static String reason(IOException ex) {
		if (ex instanceof NoSuchFileException || ex instanceof FileNotFoundException) {
			return "no such file or directory: " + ex.getMessage();
		}
		return (ex instanceof AccessDeniedException) ? "access denied: " + ex.getMessage()
				: String.valueOf(ex.getMessage());
	}

	private static @Nullable String read(LineReader reader, Resource file, RecordWriter<Object> writer)
			throws IOException {
		try {
			return reader.readLine();
		}
		catch (LineException ex) {
			throw new InvalidRecordException(writer.count() + 1, file.getDescription() + ": " + ex.getMessage(), ex);
		}
	}

}
