package io.rocketjob;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The one bean that applications inject: creates jobs, finds them, runs them inline, and
 * acts on them. Thread-safe.
 * <p>
 * Failures of the database surface as Spring's
 * {@link org.springframework.dao.DataAccessException}, our own as
 * {@link RocketJobException}. An argument that must not be {@code null} and is, is an
 * {@link IllegalArgumentException} that names the parameter.
 *
 * @since 0.1.0
 */
public interface RocketJobTemplate {

	/**
	 * Creates a job with the options of its class.
	 * @param jobClass the class of the job bean
	 * @param fields its fields
	 * @param <F> the type of the fields
	 * @return the stored job
	 * @throws InvalidJobException when a field or an option is not allowed; then nothing
	 * is stored
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	default <F extends @Nullable Object> JobInstance<F> create(Class<? extends Job<F>> jobClass, F fields) {
		return create(jobClass, fields, (options) -> {
		});
	}

	/**
	 * Creates a job that has no fields.
	 * @param jobClass the class of the job bean
	 * @return the stored job
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	@SuppressWarnings({ "unchecked", "NullAway" }) // null is the only Void
	default JobInstance<?> create(Class<? extends Job<? extends @Nullable Void>> jobClass) {
		return create((Class<? extends Job<@Nullable Void>>) jobClass, null);
	}

	/**
	 * Creates a job. Within a transaction of a
	 * {@link org.springframework.data.mongodb.MongoTransactionManager} on the same
	 * database factory the job is part of it: rolled back with it, and not run before the
	 * commit. For transactions of other databases see
	 * {@link JobOptions#afterCommit(boolean)}.
	 * @param jobClass the class of the job bean
	 * @param fields its fields
	 * @param options sets the options of this job
	 * @param <F> the type of the fields
	 * @return the stored job
	 * @throws InvalidJobException when a field or an option is not allowed; then nothing
	 * is stored
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	<F extends @Nullable Object> JobInstance<F> create(Class<? extends Job<F>> jobClass, F fields,
			Consumer<JobOptions> options);

	/**
	 * Creates a job for each fields object, by bulk inserts; one by one where they have
	 * unique keys, and those before a duplicate stay then. All are validated before the
	 * first is stored. When the database fails in the middle, the jobs stored by then
	 * stay, unless this happens in a transaction.
	 * @param jobClass the class of the job bean
	 * @param fields the fields of each job
	 * @param options sets the options of all of them
	 * @param <F> the type of the fields
	 * @return the ids, in the order of the fields
	 * @throws InvalidJobException when a field or an option is not allowed, naming the
	 * position; then nothing is stored
	 * @throws DuplicateJobException when a plugin allows one such job at a time, and
	 * there is one
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	<F extends @Nullable Object> List<ObjectId> createAll(Class<? extends Job<F>> jobClass,
			Iterable<? extends F> fields, Consumer<JobOptions> options);

	/**
	 * Creates a job for each fields object with the options of the class.
	 * @param jobClass the class of the job bean
	 * @param fields the fields of each job
	 * @param <F> the type of the fields
	 * @return the ids, in the order of the fields
	 * @see #createAll(Class, Iterable, Consumer)
	 */
	default <F extends @Nullable Object> List<ObjectId> createAll(Class<? extends Job<F>> jobClass,
			Iterable<? extends F> fields) {
		return createAll(jobClass, fields, (options) -> {
		});
	}

	/**
	 * Creates a job for each fields object of a stream of any length. They are read,
	 * validated and stored in steps of 1,000, so that memory for one step is enough; in a
	 * transaction of another database for which they wait, all are held until the commit.
	 * When a step fails, those before it stay, unless this happens in a transaction of
	 * MongoDB.
	 * @param jobClass the class of the job bean
	 * @param fields the fields of each job; closed at the end
	 * @param options sets the options of all of them
	 * @param <F> the type of the fields
	 * @return how many jobs were created
	 * @throws InvalidJobException when a field or an option is not allowed, naming the
	 * position, and what is stored by then
	 * @throws DuplicateJobException when a plugin allows one such job at a time, and
	 * there is one
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	<F extends @Nullable Object> long createAll(Class<? extends Job<F>> jobClass, Stream<? extends F> fields,
			Consumer<JobOptions> options);

	/**
	 * Creates a job for each fields object of a stream with the options of the class.
	 * @param jobClass the class of the job bean
	 * @param fields the fields of each job; closed at the end
	 * @param <F> the type of the fields
	 * @return how many jobs were created
	 * @see #createAll(Class, Stream, Consumer)
	 */
	default <F extends @Nullable Object> long createAll(Class<? extends Job<F>> jobClass, Stream<? extends F> fields) {
		return createAll(jobClass, fields, (options) -> {
		});
	}

	/**
	 * Begins a batch job.
	 * @param jobClass the class of the job bean
	 * @param <F> the type of the fields
	 * @param <I> the type of the records
	 * @return what uploads its records and creates it
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	<F extends @Nullable Object, I> BatchBuilder<F, I> batch(Class<? extends BatchJob<F, I, ?>> jobClass);

	/**
	 * The batch job with an id.
	 * @param id the id
	 * @return the job
	 * @throws JobNotFoundException when there is no such job, or it is no batch job
	 */
	BatchInstance<?> batch(ObjectId id);

	/**
	 * The batch job of a known class with an id.
	 * @param jobClass the class of the job bean
	 * @param id the id
	 * @param <F> the type of the fields
	 * @return the job
	 * @throws JobNotFoundException when there is no such job of that class
	 */
	<F extends @Nullable Object> BatchInstance<F> batch(Class<? extends BatchJob<F, ?, ?>> jobClass, ObjectId id);

	/**
	 * Lets another batch be created with the key of one that has completed, see
	 * {@link BatchBuilder#once(String)}. Takes effect at once, also within a transaction.
	 * @param jobClass the class of the job bean
	 * @param key the key
	 * @param <F> the type of the fields
	 * @return whether a batch of that class had the key
	 * @throws JobStateException when that batch has not ended: abort or delete it, and
	 * the key is free
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	<F extends @Nullable Object> boolean forgetBatch(Class<? extends BatchJob<F, ?, ?>> jobClass, String key);

	/**
	 * Begins a chain: jobs of which each starts when the one before has completed, seen,
	 * retried and aborted as one.
	 * @param name what chains of the kind are called: 1 to 100 letters, digits,
	 * {@code '.'}, {@code '_'} and {@code '-'}
	 * @return what adds its steps and creates it
	 * @throws IllegalArgumentException when the name is not possible
	 */
	ChainBuilder chain(String name);

	/**
	 * Finds a chain by its id.
	 * @param id see {@link ChainInstance#id()} and {@link ChainStep#chain()}
	 * @return the chain, if one of its steps is stored
	 */
	Optional<ChainInstance> findChain(String id);

	/**
	 * Runs a job in the calling thread without storing it, with validation and callbacks.
	 * @param jobClass the class of the job bean
	 * @param fields its fields
	 * @param <F> the type of the fields
	 * @return what {@link Job#perform} returned
	 * @throws InvalidJobException when a field is not allowed
	 * @throws Exception whatever the job threw
	 */
	default <F extends @Nullable Object> @Nullable Object performNow(Class<? extends Job<F>> jobClass, F fields)
			throws Exception {
		return performNow(jobClass, fields, (options) -> {
		});
	}

	/**
	 * Runs a job in the calling thread without storing it, with validation and callbacks.
	 * @param jobClass the class of the job bean
	 * @param fields its fields
	 * @param options sets the options of this job; {@code runAt} is ignored, and it
	 * cannot wait for other jobs
	 * @param <F> the type of the fields
	 * @return what {@link Job#perform} returned
	 * @throws InvalidJobException when a field or an option is not allowed
	 * @throws Exception whatever the job threw
	 */
	<F extends @Nullable Object> @Nullable Object performNow(Class<? extends Job<F>> jobClass, F fields,
			Consumer<JobOptions> options) throws Exception;

	/**
	 * Runs a stored, queued job in the calling thread, whether it is due or not. It is
	 * claimed and ended like one that a worker runs.
	 * @param id the id of the job
	 * @return what {@link Job#perform} returned
	 * @throws JobNotFoundException when there is no such job
	 * @throws JobStateException when it is not queued, or waits for other jobs
	 * @throws UnknownJobClassException when this process does not know its class; then
	 * the job is left alone
	 * @throws Exception whatever the job threw; it is stored with the failed job as well
	 */
	@Nullable Object performNow(ObjectId id) throws Exception;

	/**
	 * Finds a job by its id.
	 * @param id the id
	 * @return the job, if it exists
	 */
	Optional<JobInstance<?>> find(ObjectId id);

	/**
	 * Finds a job of a known class by its id.
	 * @param jobClass the class of the job bean
	 * @param id the id
	 * @param <F> the type of the fields
	 * @return the job, if it exists and is of that class
	 */
	<F extends @Nullable Object> Optional<JobInstance<F>> find(Class<? extends JobBean<F>> jobClass, ObjectId id);

	/**
	 * The job with an id.
	 * @param id the id
	 * @return the job
	 * @throws JobNotFoundException when there is no such job
	 */
	default JobInstance<?> get(ObjectId id) {
		return find(id).orElseThrow(() -> new JobNotFoundException(id));
	}

	/**
	 * The job of a known class with an id.
	 * @param jobClass the class of the job bean
	 * @param id the id
	 * @param <F> the type of the fields
	 * @return the job
	 * @throws JobNotFoundException when there is no such job of that class
	 */
	<F extends @Nullable Object> JobInstance<F> get(Class<? extends JobBean<F>> jobClass, ObjectId id);

	/**
	 * Begins a query for jobs.
	 * @return a query for all jobs
	 */
	JobQuery<?> jobs();

	/**
	 * Begins a query for jobs of a class.
	 * @param jobClass the class of the job bean
	 * @param <F> the type of the fields
	 * @return a query for its jobs
	 */
	default <F extends @Nullable Object> JobQuery<F> jobs(Class<? extends JobBean<F>> jobClass) {
		return jobs().ofClass(jobClass);
	}

	/**
	 * Counts the jobs by state. Reads index entries, not documents, but all of them: do
	 * not call it many times a second.
	 * @return the counts
	 */
	JobCounts counts();

	/**
	 * Tells all processes that something has happened, or should.
	 * @return what publishes events
	 */
	Events events();

	/**
	 * The servers: what they are at, and what one can tell them to do.
	 * @return the servers
	 */
	Servers servers();

}
