package io.rocketjob;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Creates a chain: jobs of which each starts when the one before has completed. Nothing
 * is stored before {@link #create()}. Not thread-safe, and good for one chain.
 * <p>
 * A step is kept when it has completed, so that the chain can be seen and the next step
 * can read its output, unless its options say {@code destroyOnComplete(true)}. Each
 * begins with the options of its class as ever; its id is chosen here.
 *
 * @since 0.1.0
 */
public interface ChainBuilder {

	/**
	 * Adds a job as the next step.
	 * @param jobClass the class of the job bean
	 * @param fields its fields
	 * @param <F> the type of the fields
	 * @return this
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	default <F extends @Nullable Object> ChainBuilder then(Class<? extends Job<F>> jobClass, F fields) {
		return then(jobClass, fields, (options) -> {
		});
	}

	/**
	 * Adds a job without fields as the next step.
	 * @param jobClass the class of the job bean
	 * @return this
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	@SuppressWarnings({ "unchecked", "NullAway" }) // null is the only Void
	default ChainBuilder then(Class<? extends Job<? extends @Nullable Void>> jobClass) {
		return then((Class<? extends Job<@Nullable Void>>) jobClass, null);
	}

	/**
	 * Adds a job as the next step.
	 * @param jobClass the class of the job bean
	 * @param fields its fields
	 * @param options sets its options; it may wait for other jobs as well
	 * @param <F> the type of the fields
	 * @return this
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	<F extends @Nullable Object> ChainBuilder then(Class<? extends Job<F>> jobClass, F fields,
			Consumer<JobOptions> options);

	/**
	 * Adds a batch as the next step. What its builder uploads is uploaded by
	 * {@link #create()}; a batch over the output of the step before uploads that in its
	 * {@code beforeBatch}, see {@link JobContext#chainStep()}.
	 * @param batch what shall create it; {@code create} is called here
	 * @return this
	 */
	ChainBuilder then(BatchBuilder<?, ?> batch);

	/**
	 * Creates the jobs. The first starts when all are stored; when the process dies
	 * before, none does, and those that are stored are aborted. Within a MongoDB
	 * transaction on the same database factory they are part of it; after the commit of
	 * another one they are stored where {@code rocketjob.create-after-commit} says so. A
	 * chain with a batch can be in neither.
	 * @return the chain
	 * @throws InvalidJobException when a field or an option of a step is not allowed;
	 * then nothing is kept
	 * @throws IllegalStateException when it has no step or more than 100; when it has a
	 * batch, and is in a transaction
	 * @throws RocketJobException when it could not be stored in time, and was aborted;
	 * and for what creating a batch throws. Nothing is kept
	 */
	ChainInstance create();

}
