package io.rocketjob;

/**
 * Where the records of an upload come from.
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

}
