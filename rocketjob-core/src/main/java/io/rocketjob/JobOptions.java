package io.rocketjob;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The options of one job that is about to be created. What is not set here comes from
 * {@code rocketjob.jobs.<name>.*}, then from {@link RocketJob}. Values are checked when
 * the job is created, all at once. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class JobOptions {

	/** For how many other jobs a job can wait at most. */
	public static final int MOST_WAITED_FOR = 1_000;

	private @Nullable ObjectId id;

	private @Nullable String description;

	private @Nullable Integer priority;

	private @Nullable Boolean destroyOnComplete;

	private @Nullable Instant runAt;

	private @Nullable Instant expiresAt;

	private @Nullable Duration timeout;

	private @Nullable Level logLevel;

	private @Nullable Boolean afterCommit;

	private boolean expectsDependents;

	private boolean keepsResult;

	private @Nullable ChainStep chainStep;

	private @Nullable ObjectId expected;

	private final Set<ObjectId> waitsFor = new LinkedHashSet<>();

	private DependencyPolicy ifOneFails = DependencyPolicy.WAIT;

	private DependencyPolicy ifOneIsAborted = DependencyPolicy.ABORT;

	private final Map<Class<? extends Annotation>, Map<String, Object>> pluginOptions = new LinkedHashMap<>();

	/**
	 * Gives the job an id that was chosen before, so that a creation whose outcome is not
	 * known can be made again: a second job with the id is a
	 * {@link org.springframework.dao.DuplicateKeyException}.
	 * @param id the id; {@code null} for a new one. Not for several jobs at once
	 * @return this
	 */
	public JobOptions id(@Nullable ObjectId id) {
		this.id = id;
		return this;
	}

	/**
	 * Says what this job does, for people.
	 * @param description the description
	 * @return this
	 */
	public JobOptions description(@Nullable String description) {
		this.description = description;
		return this;
	}

	/**
	 * Sets the priority.
	 * @param priority 1 (first) to 100 (last)
	 * @return this
	 */
	public JobOptions priority(int priority) {
		this.priority = priority;
		return this;
	}

	/**
	 * Sets whether the job is deleted when it completes.
	 * @param destroyOnComplete {@code false} to keep it
	 * @return this
	 */
	public JobOptions destroyOnComplete(boolean destroyOnComplete) {
		this.destroyOnComplete = destroyOnComplete;
		return this;
	}

	/**
	 * Schedules the job. It starts within a second of this time when a worker is free.
	 * @param runAt when it may start, at millisecond precision, in the years 1 to 9999;
	 * {@code null} for now
	 * @return this
	 */
	public JobOptions runAt(@Nullable Instant runAt) {
		this.runAt = runAt;
		return this;
	}

	/**
	 * Lets the job expire: when it has not started by then it is deleted and not run.
	 * @param expiresAt the end of its use, at millisecond precision, before the year
	 * 10000; {@code null} for the default of the class
	 * @return this
	 */
	public JobOptions expiresAt(@Nullable Instant expiresAt) {
		this.expiresAt = expiresAt;
		return this;
	}

	/**
	 * Bounds the duration of each run.
	 * @param timeout more than zero, at most 365 days; {@code null} for the default of
	 * the class
	 * @return this
	 */
	public JobOptions timeout(@Nullable Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	/**
	 * Sets the level from which the job's own run logs.
	 * @param logLevel the level; {@code null} for the default of the class
	 * @return this
	 */
	public JobOptions logLevel(@Nullable Level logLevel) {
		this.logLevel = logLevel;
		return this;
	}

	/**
	 * Sets an option of a plugin for this job, such as
	 * {@code set(Retry.class, "limit", 3)}.
	 * @param annotation the annotation of the plugin, which the job class must have
	 * @param attribute the name of its attribute, one of those that the plugin reads from
	 * each job; any other is refused when the job is created
	 * @param value the value, of the type of the attribute, or text that can be converted
	 * @return this
	 */
	public JobOptions set(Class<? extends Annotation> annotation, String attribute, Object value) {
		this.pluginOptions.computeIfAbsent(annotation, (first) -> new LinkedHashMap<>()).put(attribute, value);
		return this;
	}

	/**
	 * Sets whether the job is stored when the transaction of Spring is committed that the
	 * caller is in, such as one of JPA or JDBC, and never if it is rolled back. It is
	 * checked at once. Until the commit nobody finds it; without a transaction it is
	 * stored at once. In a transaction of a
	 * {@link org.springframework.data.mongodb.MongoTransactionManager} on the same
	 * database factory the job is part of it in any case.
	 * <p>
	 * Delivery: when the process dies between the commit and the write, or the database
	 * of the jobs is away then, there is no job. In the second case the commit throws the
	 * error, though the transaction is committed, and so it does for a
	 * {@link DuplicateJobException}.
	 * @param afterCommit whether to wait for the commit; by default
	 * {@code rocketjob.create-after-commit}
	 * @return this
	 */
	public JobOptions afterCommit(boolean afterCommit) {
		this.afterCommit = afterCommit;
		return this;
	}

	/**
	 * Says that jobs are going to be created that wait for this one. If it is destroyed
	 * on completion it is kept for an hour then, so that it can still be told that it has
	 * completed.
	 * @return this
	 */
	public JobOptions expectDependents() {
		this.expectsDependents = true;
		return this;
	}

	/**
	 * Says that somebody is going to wait for the result, see
	 * {@link JobInstance#awaitResult}. If the job is destroyed on completion it is kept
	 * for an hour then, with its result. A batch, which has an output instead, is
	 * refused.
	 * @return this
	 */
	public JobOptions keepResult() {
		this.keepsResult = true;
		return expectDependents();
	}

	/**
	 * What was set of the options of plugins.
	 * @return the values by attribute by annotation
	 */
	public Map<Class<? extends Annotation>, Map<String, Object>> pluginOptions() {
		return Collections.unmodifiableMap(this.pluginOptions);
	}

	/**
	 * Lets the job wait until other jobs have completed; see {@link #after(Collection)}.
	 * @param jobs the ids of the other jobs
	 * @return this
	 */
	public JobOptions after(ObjectId... jobs) {
		return after(Arrays.asList(jobs));
	}

	/**
	 * Lets the job wait until other jobs have completed, of whatever classes, batches
	 * among them. Until then it is queued, and neither due nor scheduled; a {@code runAt}
	 * that is later still counts. The other jobs must exist when it is created, see
	 * {@link #expectDependents()}: one that has completed counts as done, one that has
	 * failed or was aborted is dealt with at once. Calls add up.
	 * @param jobs the ids of the other jobs; all together at most
	 * {@value #MOST_WAITED_FOR}
	 * @return this
	 */
	public JobOptions after(Collection<ObjectId> jobs) {
		jobs.forEach((job) -> this.waitsFor.add(Objects.requireNonNull(job, "a job to wait for")));
		return this;
	}

	/**
	 * Says what becomes of the job, while it waits, when one that it waits for fails.
	 * @param policy what to do; {@link DependencyPolicy#WAIT} by default
	 * @return this
	 */
	public JobOptions ifOneFails(DependencyPolicy policy) {
		this.ifOneFails = policy;
		return this;
	}

	/**
	 * Says what becomes of the job, while it waits, when one that it waits for is
	 * aborted, deleted by hand, or dropped because it has expired.
	 * @param policy what to do; {@link DependencyPolicy#ABORT} by default, and not
	 * {@link DependencyPolicy#WAIT}, because that would be for ever
	 * @return this
	 */
	public JobOptions ifOneIsAborted(DependencyPolicy policy) {
		this.ifOneIsAborted = policy;
		return this;
	}

	/**
	 * Makes the job a step of a chain. {@link ChainBuilder} calls this for each of its
	 * steps.
	 * @param step which step it is
	 * @param expected a job for which it waits though it is created later. When it is not
	 * there some seconds after this one was created, this one is dealt with as if it were
	 * deleted; {@code null} when all must be there
	 * @return this
	 */
	public JobOptions chainStep(ChainStep step, @Nullable ObjectId expected) {
		this.chainStep = step;
		this.expected = expected;
		return this;
	}

	public @Nullable ChainStep chainStep() {
		return this.chainStep;
	}

	public @Nullable ObjectId expected() {
		return this.expected;
	}

	public @Nullable ObjectId id() {
		return this.id;
	}

	public @Nullable String description() {
		return this.description;
	}

	public @Nullable Integer priority() {
		return this.priority;
	}

	public @Nullable Boolean destroyOnComplete() {
		return this.destroyOnComplete;
	}

	public @Nullable Instant runAt() {
		return this.runAt;
	}

	public @Nullable Instant expiresAt() {
		return this.expiresAt;
	}

	public @Nullable Duration timeout() {
		return this.timeout;
	}

	public @Nullable Level logLevel() {
		return this.logLevel;
	}

	public @Nullable Boolean afterCommit() {
		return this.afterCommit;
	}

	public boolean expectsDependents() {
		return this.expectsDependents;
	}

	public boolean keepsResult() {
		return this.keepsResult;
	}

	public Set<ObjectId> waitsFor() {
		return Collections.unmodifiableSet(this.waitsFor);
	}

	public DependencyPolicy ifOneFails() {
		return this.ifOneFails;
	}

	public DependencyPolicy ifOneIsAborted() {
		return this.ifOneIsAborted;
	}

}
