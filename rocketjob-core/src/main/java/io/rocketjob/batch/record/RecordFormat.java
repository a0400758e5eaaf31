package io.rocketjob.batch.record;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * How records are written in files, such as one a line. A bean of this type makes a
 * format known: input and output categories, uploads and downloads choose it by its name,
 * or by the ending of a file's name.
 * <p>
 * A format does its work in three places. When a file is uploaded, {@link #reader} cuts
 * it into records, on the thread that uploads. Where these are still text of the file, a
 * {@link #parser} makes values of them on the workers, before {@code perform} gets them.
 * When output is downloaded, {@link #writer} makes a file of it. Compression and
 * encryption are not its business: it reads and writes what is inside.
 * <p>
 * Implementations are thread-safe; what they make is used by one thread each.
 *
 * @since 0.1.0
 */
public interface RecordFormat {

	/** The format of raw lines, which is meant where none is named. */
	String LINES = "lines";

	/**
	 * In place of the name of a format: the one that claims the ending of the file's
	 * name, or {@link #LINES}.
	 */
	String AUTO = "auto";

	/**
	 * Its name, unique in the application and never changed: stored batches refer to it.
	 * @return letters, digits, {@code -} and {@code _}; not {@link #AUTO}
	 */
	String name();

	/**
	 * The endings of file names that tell this format where the format is {@link #AUTO}.
	 * @return endings with their dot, such as {@code ".csv"}, in lower case; each can
	 * belong to one format only
	 */
	default List<String> endings() {
		return List.of();
	}

	/**
	 * The names of the options that its readers and writers know. Others are refused
	 * before a file is opened. Users may write them in other cases and with hyphens:
	 * {@code skip-unknown} for {@code skipUnknown}.
	 * @return the names
	 */
	default Set<String> options() {
		return Set.of();
	}

	/**
	 * What the class of the records says of options, such as by annotations on its
	 * components. What categories, uploads and downloads say wins.
	 * @param records the type of the records, of input or output
	 * @return names that it knows, and values
	 * @throws IllegalArgumentException when what it says is wrong
	 */
	default Map<String, Object> declaredOptions(ResolvableType records) {
		return Map.of();
	}

	/**
	 * Checks the values of options, and that there is what the format needs. Called when
	 * the application starts, with the options of a category, so that a wrong one does
	 * not wait for its first file; and before a file is read or written.
	 * @param options names that it knows, and values
	 * @throws IllegalArgumentException when a value is wrong, saying which and what would
	 * be right
	 * @throws IllegalStateException when the format cannot be used, such as without a
	 * library
	 */
	default void check(Map<String, Object> options) {
	}

	/**
	 * Begins to read a file. What can be told from its beginning is checked here, such as
	 * a header.
	 * @param input the file and how to read it
	 * @return what reads its records
	 * @throws FileContentException when the file does not begin as this format does
	 * @throws IOException when the file cannot be read
	 * @throws IllegalArgumentException when an option has a wrong value, or the charset
	 * does not fit
	 */
	RecordFileReader reader(RecordInput input) throws IOException;

	/**
	 * Makes a parser of the records that a reader has cut. Only asked for records whose
	 * reader has a {@link RecordFileReader#layout() layout}, and only where the job wants
	 * anything but text. Called for each slice, so it should cost little; and when a file
	 * is uploaded, so that what it refuses does not wait for the workers.
	 * @param layout what the reader said of the file
	 * @param type the type of the records that the job declares; the parser may give a
	 * value of that type, or a map or a simple value that is mapped to it
	 * @return the parser
	 * @throws IllegalArgumentException when records of that type cannot be made of the
	 * file
	 */
	default RecordParser parser(Map<String, Object> layout, ResolvableType type) {
		throw new UnsupportedOperationException("The record format '" + name() + "' parses no records");
	}

	/**
	 * Says where a record is, for people.
	 * @param line what {@link RecordFileReader#line} said, more than 0
	 * @return a text such as {@code "line 17"}
	 */
	default String place(long line) {
		return "line " + line;
	}

	/**
	 * What writes single records, where a file is made of the texts of its records, one
	 * after the other: with these options, and in UTF-8, each text depends on nothing but
	 * its record, and at most a header comes before the first one. Then texts are made by
	 * many threads at a time, and workers can make them.
	 * @param options the options of the output, checked
	 * @return what writes records, thread-safe; {@code null} where a {@link #writer} is
	 * needed
	 */
	default @Nullable RecordText text(Map<String, Object> options) {
		return null;
	}

	/**
	 * Begins to write a file.
	 * @param output where and how to write it
	 * @return what writes its records
	 * @throws IOException when the file cannot be written
	 * @throws IllegalArgumentException when an option has a wrong value, or the format
	 * has no header line and one is wanted
	 */
	RecordFileWriter writer(RecordOutput output) throws IOException;

}
