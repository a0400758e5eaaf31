package io.rocketjob;

import java.nio.file.Path;
import java.util.stream.Stream;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * Where records are uploaded to. All uploads are streamed: at no time is more than a few
 * slices in memory.
 *
 * @param <I> the type of the records
 * @param <R> what an upload returns
 * @since 0.1.0
 */
public interface BatchUploads<I, R> {

	/** The category that is meant where none is named. */
	String MAIN = "main";

	/**
	 * Uploads what a source writes.
	 * @param category the input category
	 * @param source writes the records
	 * @return see there
	 */
	R upload(String category, RecordSource<I> source);

	/**
	 * Uploads what a source writes to the main category.
	 * @param source writes the records
	 * @return see there
	 */
	default R upload(RecordSource<I> source) {
		return upload(MAIN, source);
	}

	/**
	 * Uploads the records of a file, see {@link RecordWriter#writeFile(Resource)}.
	 * @param file the file
	 * @return see there
	 */
	default R upload(Resource file) {
		return upload(MAIN, file);
	}

	/**
	 * Uploads the records of a file to a category, see
	 * {@link RecordWriter#writeFile(Resource)}.
	 * @param category the input category
	 * @param file the file
	 * @return see there
	 */
	default R upload(String category, Resource file) {
		return upload(category, (writer) -> writer.writeFile(file));
	}

	/**
	 * Uploads the records of a file, see {@link RecordWriter#writeFile(Resource)}.
	 * @param file the file
	 * @return see there
	 */
	default R upload(Path file) {
		return upload(MAIN, file);
	}

	/**
	 * Uploads the records of a file to a category, see
	 * {@link RecordWriter#writeFile(Resource)}.
	 * @param category the input category
	 * @param file the file
	 * @return see there
	 */
	default R upload(String category, Path file) {
		return upload(category, new FileSystemResource(file));
	}

	/**
	 * Uploads records.
	 * @param records the records
	 * @return see there
	 */
	default R upload(Iterable<? extends I> records) {
		return upload(MAIN, records);
	}

	/**
	 * Uploads records to a category.
	 * @param category the input category
	 * @param records the records
	 * @return see there
	 */
	default R upload(String category, Iterable<? extends I> records) {
		return upload(category, (writer) -> writer.writeAll(records));
	}

	/**
	 * Uploads the records of a stream, and closes it.
	 * @param records the records
	 * @return see there
	 */
	default R upload(Stream<? extends I> records) {
		return upload(MAIN, records);
	}

	/**
	 * Uploads the records of a stream to a category, and closes it.
	 * @param category the input category
	 * @param records the records
	 * @return see there
	 */
	default R upload(String category, Stream<? extends I> records) {
		return upload(category, (writer) -> writer.writeAll(records));
	}

}
