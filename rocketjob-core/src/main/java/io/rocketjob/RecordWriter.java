package io.rocketjob;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Takes the records of an upload, one by one. Used by one thread, during
 * {@link RecordSource#writeTo} only.
 * <p>
 * Methods that read from somewhere write what fits: lines are strings, rows are
 * {@link Document documents}, numbers are {@link Long}s. A batch job whose records are of
 * a class or record of its own gets documents mapped to it.
 *
 * @param <I> the type of the records
 * @since 0.1.0
 */
public interface RecordWriter<I> {

	/**
	 * Adds a record.
	 * @param record the record
	 * @throws InvalidRecordException when it cannot be stored, or is too large
	 * @throws JobCancelledException when the job has been ended or deleted meanwhile
	 */
	void write(I record);

	/**
	 * How many records have been written by this upload.
	 * @return the count
	 */
	long count();

	/**
	 * Adds records.
	 * @param records the records
	 */
	default void writeAll(Iterable<? extends I> records) {
		records.forEach(this::write);
	}

	/**
	 * Adds the records of a stream, and closes it.
	 * @param records the records
	 */
	default void writeAll(Stream<? extends I> records) {
		try (records) {
			records.forEachOrdered(this::write);
		}
	}

	/**
	 * Adds the lines of a file in UTF-8.
	 * @param file the file
	 * @see #lines(Resource, Charset)
	 */
	default void lines(Resource file) {
		lines(file, StandardCharsets.UTF_8);
	}

	/**
	 * Adds the lines of a file, without their line breaks. What its name ends with says
	 * how to read it, in any combination: {@code .gz}, {@code .bz2}, {@code .zst},
	 * {@code .zip} with one entry, {@code .enc}.
	 * @param file the file
	 * @param charset how characters are encoded, such that a line break is one byte
	 * @throws InvalidRecordException when a line is too long, or is not in that encoding,
	 * or the file is damaged, naming the file and the line
	 */
	void lines(Resource file, Charset charset);

	/**
	 * Adds the numbers of a range as {@link Long}s, descending when the first is the
	 * greater one.
	 * @param first the first number
	 * @param last the last number, included
	 */
	void range(long first, long last);

	/**
	 * Adds the rows of a query as {@link Document documents} by column label. Needs
	 * {@code spring-jdbc}. How much the driver reads at once is a matter of its own: some
	 * need autocommit to be off, or a fetch size in the URL.
	 * @param database where to ask
	 * @param sql the query
	 * @param arguments the values of its parameters
	 */
	void query(DataSource database, String sql, @Nullable Object... arguments);

	/**
	 * Adds the documents that match a query, as stored.
	 * @param database where to ask
	 * @param query the query, with sort, limit and fields if it has them
	 * @param collection the name of the collection
	 */
	void query(MongoOperations database, Query query, String collection);

}
