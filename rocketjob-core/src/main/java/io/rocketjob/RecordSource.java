package io.rocketjob;

import java.util.stream.Stream;

import javax.sql.DataSource;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Where the records of an upload come from.
 * <p>
 * Those that are ready made here write what fits, whatever the type of the records: rows
 * are {@link Document documents}, numbers are {@link Long}s. A batch job whose records
 * are of another type gets them mapped to it.
 *
 * @param <I> the type of the records
 * @since 0.1.0
 */
@FunctionalInterface
public interface RecordSource<I> {

	/**
	 * Writes all records, in order. Called once, on the thread that uploads.
	 * @param writer where to write them
	 * @throws Exception whatever went wrong: nothing of the upload is kept
	 */
	void writeTo(RecordWriter<I> writer) throws Exception;

	/**
	 * The numbers of a range as {@link Long}s, descending when the first is the greater
	 * one.
	 * @param first the first number
	 * @param last the last number, included
	 * @param <I> the type of the records
	 * @return the source
	 */
	@SuppressWarnings("unchecked") // records are mapped to the type that the job declares
	static <I> RecordSource<I> range(long first, long last) {
		return (writer) -> {
			RecordWriter<Object> numbers = (RecordWriter<Object>) writer;
			long step = (first <= last) ? 1 : -1;
			for (long number = first; number != last; number += step) {
				numbers.write(number);
			}
			numbers.write(last);
		};
	}

	/**
	 * The rows of a query as {@link Document documents} by column label. Dates and times
	 * without a zone become ISO texts, points in time {@link java.util.Date}s. Needs
	 * {@code spring-jdbc}. How much the driver reads at once is a matter of its own: some
	 * need autocommit to be off, or a fetch size in the URL.
	 * @param database where to ask
	 * @param sql the query
	 * @param arguments the values of its parameters
	 * @param <I> the type of the records
	 * @return the source
	 */
	@SuppressWarnings("unchecked") // records are mapped to the type that the job declares
	static <I> RecordSource<I> query(DataSource database, String sql, @Nullable Object... arguments) {
		return (writer) -> JdbcRows.write(database, sql, arguments, (RecordWriter<Object>) writer);
	}

	/**
	 * The documents that match a query, as stored.
	 * @param database where to ask
	 * @param query the query, with sort, limit and fields if it has them
	 * @param collection the name of the collection
	 * @param <I> the type of the records
	 * @return the source
	 */
	@SuppressWarnings("unchecked") // records are mapped to the type that the job declares
	static <I> RecordSource<I> query(MongoOperations database, Query query, String collection) {
		return (writer) -> {
			RecordWriter<Object> documents = (RecordWriter<Object>) writer;
			try (Stream<Document> found = database.stream(query, Document.class, collection)) {
				found.forEachOrdered(documents::write);
			}
		};
	}

}
