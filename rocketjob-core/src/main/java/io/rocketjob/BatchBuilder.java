package io.rocketjob;

import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Creates one batch job. What is not said here comes from
 * {@code rocketjob.jobs.<name>.*}, then from the annotations of its class. Nothing is
 * stored before {@link #create()}. Not thread-safe, and good for one job.
 *
 * @param <F> the type of the fields
 * @param <I> the type of the records
 * @since 0.1.0
 */
public interface BatchBuilder<F extends @Nullable Object, I> extends BatchUploads<I, BatchBuilder<F, I>> {

	/**
	 * Sets the fields.
	 * @param fields the fields
	 * @return this
	 */
	BatchBuilder<F, I> fields(F fields);

	/**
	 * Sets the options that every job has.
	 * @param options sets them
	 * @return this
	 */
	BatchBuilder<F, I> options(Consumer<JobOptions> options);

	/**
	 * Changes an input category of this job.
	 * @param category the name of an input category of the class
	 * @param options sets what differs
	 * @return this
	 */
	BatchBuilder<F, I> input(String category, Consumer<InputOptions> options);

	/**
	 * Changes the main input category of this job.
	 * @param options sets what differs
	 * @return this
	 */
	default BatchBuilder<F, I> input(Consumer<InputOptions> options) {
		return input(MAIN, options);
	}

	/**
	 * Changes an output category of this job, or adds one.
	 * @param category the name
	 * @param options sets what differs
	 * @return this
	 */
	BatchBuilder<F, I> output(String category, Consumer<OutputOptions> options);

	/**
	 * Limits how many workers work on this job at the same time.
	 * @param workers at least 1
	 * @return this
	 */
	BatchBuilder<F, I> throttleRunningWorkers(int workers);

	/**
	 * Fails the job with so many failed slices, though others are left, see
	 * {@link FailFast#slices()}.
	 * @param slices at least 1, or 0 for any number
	 * @return this
	 */
	BatchBuilder<F, I> failFast(int slices);

	/**
	 * Fails the job with such a share of failed slices, though others are left, see
	 * {@link FailFast#percent()}.
	 * @param percent from 1 to 100, or 0 for any share
	 * @return this
	 */
	BatchBuilder<F, I> failFastAtPercent(int percent);

	/**
	 * Adds side data that all workers can read.
	 * @param name the name of the lookup
	 * @param entries keys and values; iterated once, when the job is created
	 * @return this
	 */
	BatchBuilder<F, I> lookup(String name, Iterable<? extends Map.Entry<?, ?>> entries);

	/**
	 * Adds side data that all workers can read.
	 * @param name the name of the lookup
	 * @param entries keys and values
	 * @return this
	 */
	default BatchBuilder<F, I> lookup(String name, Map<?, ?> entries) {
		return lookup(name, entries.entrySet());
	}

	/**
	 * Lets workers begin while records are still being uploaded. The job does not
	 * complete before the upload has. If the upload fails, the job is aborted, with all
	 * that it has made. Without effect on a job that waits for others: its records are
	 * uploaded first.
	 * @return this
	 */
	BatchBuilder<F, I> processWhileUploading();

	/**
	 * Gives the batch a key, of which its class may have one: while a batch with the key
	 * is stored, unless it was aborted, and for ever after it has completed, another is
	 * refused, before any of its records is read. A batch that is aborted, or deleted
	 * before it has completed, or whose upload fails, gives the key free;
	 * {@link RocketJobTemplate#forgetBatch} does so for one that has completed. The key
	 * is stored as it is, so do not make it of secrets.
	 * @param key what tells this batch from others of its class, such as the name and the
	 * date of a file; from 1 to 500 characters
	 * @return this
	 */
	BatchBuilder<F, I> once(String key);

	/**
	 * Creates the job and uploads its records, in this thread. The job can be seen
	 * meanwhile, with the number of records uploaded so far; workers leave it alone until
	 * all are there. When an upload fails, or this process dies, the job and all that was
	 * stored is removed. Within a transaction the records are stored outside of it; the
	 * job is queued with the commit, and removed with a rollback.
	 * @return the stored job
	 * @throws InvalidJobException when a field or an option is not allowed; then nothing
	 * is stored
	 * @throws DuplicateJobException when another batch has the key of {@link #once}, or
	 * its class allows one such job at a time, and there is one
	 * @throws InvalidRecordException when a record cannot be stored; then nothing is kept
	 * @throws JobCancelledException when the job was ended or deleted during the upload
	 * @throws RocketJobException when a source fails with a checked exception, which is
	 * the cause; other exceptions of a source reach the caller as they are. Nothing is
	 * kept
	 */
	BatchInstance<F> create();

	/**
	 * Runs the batch in the calling thread and in memory, without storing anything, with
	 * validation and callbacks.
	 * @return what it has made
	 * @throws InvalidJobException when a field or an option is not allowed
	 * @throws Exception whatever the job threw, for the first record that fails
	 */
	BatchOutput performNow() throws Exception;

	/**
	 * The options of an input category.
	 *
	 * @since 0.1.0
	 */
	interface InputOptions {

		/**
		 * Sets how many records a slice has.
		 * @param records at least 1
		 * @return this
		 */
		InputOptions sliceSize(int records);

		/**
		 * Sets how slices are stored.
		 * @param serializer a serializer that is not for output only
		 * @return this
		 */
		InputOptions serializer(Serializer serializer);

		/**
		 * Sets how the records are written in files that are uploaded.
		 * @param name the name of a format; {@code "auto"} for the one that the name of a
		 * file tells
		 * @return this
		 */
		InputOptions format(String name);

		/**
		 * Sets an option of the format. Options of the annotation or the configuration
		 * stay, unless another format is named first.
		 * @param name its name, see the format
		 * @param value its value: a text, a number, a boolean, or a list of texts
		 * @return this
		 */
		InputOptions option(String name, Object value);

	}

	/**
	 * The options of an output category.
	 *
	 * @since 0.1.0
	 */
	interface OutputOptions {

		/**
		 * Sets how slices are stored.
		 * @param serializer a serializer
		 * @return this
		 */
		OutputOptions serializer(Serializer serializer);

		/**
		 * Sets whether {@code null} is output as well.
		 * @param keep whether to keep nulls
		 * @return this
		 */
		OutputOptions nulls(boolean keep);

		/**
		 * Sets how the records are written in files that are downloaded.
		 * @param name the name of a format; {@code "auto"} for the one that the name of a
		 * file tells; the serializers that store lines allow {@code "lines"} only
		 * @return this
		 */
		OutputOptions format(String name);

		/**
		 * Sets an option of the format. Options of the annotation or the configuration
		 * stay, unless another format is named first.
		 * @param name its name, see the format
		 * @param value its value: a text, a number, a boolean, or a list of texts
		 * @return this
		 */
		OutputOptions option(String name, Object value);

	}

}
