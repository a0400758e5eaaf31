package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.RetriedWrite;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.Decision.LeaveOut;
import io.rocketjob.plugin.Decision.Postpone;
import io.rocketjob.plugin.Throttle;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.WorkRecorder;
import io.rocketjob.work.WorkSignal;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: asks the throttles that plugins have registered, and does what they say.
 * Knows what this process leaves out of its claims. Thread-safe.
 */
public final class JobThrottles {

	private static final Logger logger = LoggerFactory.getLogger(JobThrottles.class);

	/** Why classes are left out, one document a class, for people. */
	private static final String COLLECTION = "rocketjob.throttles";

	/** There is one document for each class with a throttle. */
	private static final int MOST_LEFT_OUT = 200;

	private static final Answer GO = new Decided(Decision.go());

	private static final Answer LEFT_OUT_ALREADY = new LeftOutAlready();

	/** How long to wait when a throttle postpones to a time that has come. */
	private static final Duration SHORTLY = Duration.ofSeconds(1);

	private final JobStore store;

	private final JobBinder binder;

	private final TransitionUpdates updates;

	private final RunningSlots slots;

	private final WorkRecorder recorder;

	private final WorkSignal signal;

	private final StartRates rates;

	/** The classes that throttles leave out, by name. */
	private final ThrottledNames classes;

	JobThrottles(JobStore store, JobBinder binder, TransitionUpdates updates, RunningSlots slots, WorkRecorder recorder,
			WorkSignal signal) {
		this.store = store;
		this.binder = binder;
		this.updates = updates;
		this.slots = slots;
		this.recorder = recorder;
		this.signal = signal;
		this.rates = new StartRates(store, binder.classes());
		this.classes = new ThrottledNames(() -> store.clock().now());
	}

	/**
	 * How many jobs may start within a time.
	 */
	StartRates rates() {
		return this.rates;
	}

	/**
	 * The names under which jobs wait that this process may run now.
	 * @return all that it can run, without those that throttles leave out and those of
	 * which as many run as may
	 */
	Collection<String> claimableNames() {
		Collection<String> all = this.binder.classes().runnableNames();
		return (this.classes.isEmpty() && !this.slots.isAnyFull() && !this.rates.isAnyOut()) ? all : claimable(all);
	}

	/**
	 * Those of the names that a filter leaves.
	 * @param filter the filter
	 * @return the names
	 */
	Collection<String> claimableNames(ClaimFilter filter) {
		return filter.among(claimableNames(), this.binder.classes());
	}

	/**
	 * Whether this process would claim jobs of some classes now.
	 * @param names the names of the classes
	 * @return whether all of them are known here, and nothing holds them back
	 */
	public boolean areClaimable(Collection<String> names) {
		return claimableNames().containsAll(names);
	}

	/**
	 * The classes of which this process starts no jobs now.
	 * @return the names of those that throttles leave out, or of which as many run as may
	 */
	public List<String> heldBack() {
		return this.binder.classes().all().stream().filter(this::isHeldBack).map(JobClass::name).toList();
	}

	private boolean isHeldBack(JobClass<?> jobClass) {
		return this.classes.has(jobClass.name()) || this.slots.isFull(jobClass) || this.rates.isOut(jobClass);
	}

	/**
	 * Those of some names under which jobs wait that this process may run now.
	 */
	List<String> claimable(Collection<String> names) {
		return names.stream().filter((name) -> {
			JobClass<?> jobClass = this.binder.classes().find(name);
			return jobClass == null || !isHeldBack(jobClass);
		}).toList();
	}

	/**
	 * Whether jobs of a class are claimed one by one: each needs a place to run, or a
	 * throttle has left the class out and was not asked since.
	 */
	boolean isClaimedSingly(String type) {
		JobClass<?> jobClass = this.binder.classes().find(type);
		return jobClass != null && (this.classes.had(jobClass.name()) || this.slots.isLimited(type));
	}

	/** What they have said holds no longer. */
	void forget() {
		this.classes.forgetAll();
		this.rates.forget();
	}

	/**
	 * How long until something that is left out is to be tried again.
	 * @return the time, or {@code null} when nothing is left out
	 */
	public @Nullable Duration recheck() {
		return Stream
			.of(Optional.ofNullable(this.classes.next()), Optional.ofNullable(this.slots.recheck()),
					Optional.ofNullable(this.rates.recheck()))
			.flatMap(Optional::stream)
			.min(Duration::compareTo)
			.orElse(null);
	}

	/**
	 * Asks the throttles of a claimed job, which is to be started at once if they let it.
	 * @param claimed the job
	 * @return what the first of them says that does not let it start
	 */
	public Answer ask(ClaimedJob claimed) {
		JobClass<?> jobClass = this.binder.classes().find(claimed.job().type());
		if (jobClass == null) {
			return GO;
		}
		Answer answer = askThrottles(claimed, jobClass);
		return (answer != GO || jobClass.plugins().rates().isEmpty()) ? answer : askRates(jobClass);
	}

	/**
	 * A start is spent at last, when nothing else holds the job back.
	 */
	private Answer askRates(JobClass<?> jobClass) {
		try {
			return this.rates.start(jobClass.name()) ? GO : LEFT_OUT_ALREADY;
		}
		catch (RuntimeException ex) {
			return isDatabaseAway(ex) ? later("the database was away") : new Failed(ex);
		}
	}

	private Answer askThrottles(ClaimedJob claimed, JobClass<?> jobClass) {
		if (jobClass.plugins().throttles().isEmpty()) {
			return GO;
		}
		if (this.classes.has(jobClass.name())) {
			// it was claimed together with one of which they have said so
			return LEFT_OUT_ALREADY;
		}
		return ask(claimed.job(), jobClass.plugins().throttles());
	}

	/**
	 * Asks throttles of a job.
	 * @param job the job
	 * @param throttles what to ask
	 * @return what the first of them says that does not let it go on
	 */
	public Answer ask(JobRecord job, List<Throttle> throttles) {
		JobClass<?> jobClass = this.binder.classes().find(job.type());
		if (jobClass == null) {
			return GO;
		}
		JobView view = this.binder.view(job, jobClass);
		try {
			for (Throttle throttle : throttles) {
				Decision decision = throttle.check(view);
				if (!(decision instanceof Decision.Go)) {
					return new Decided(decision);
				}
			}
			return GO;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return later("the server is stopping");
		}
		catch (Throwable ex) {
			if (isDatabaseAway(ex)) {
				return later("the database was away");
			}
			return new Failed(ex);
		}
	}

	private static Answer later(String reason) {
		return new Decided(Decision.leaveOut(Decision.What.CLASS, SHORTLY, reason));
	}

	private static boolean isDatabaseAway(Throwable thrown) {
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (DatabaseErrors.isPassing(each) || each instanceof MongoInterruptedException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Does what throttles have said of a claimed job.
	 * @param claimed the job
	 * @param answer what they have said
	 * @param failure fails the job where a throttle has thrown
	 * @return whether the job may start; if not, it is no longer held
	 */
	public boolean letsStart(ClaimedJob claimed, Answer answer, Consumer<Throwable> failure) {
		if (answer instanceof Failed failed) {
			failure.accept(failed.thrown());
			return false;
		}
		if (answer instanceof Decided decided) {
			return letsStart(claimed, decided.decision());
		}
		release(claimed, this.updates.release(claimed.job()));
		return false;
	}

	private boolean letsStart(ClaimedJob claimed, Decision decision) {
		JobRecord job = claimed.job();
		if (decision instanceof Decision.Go) {
			this.classes.forgetIfOver(job.type());
			return true;
		}
		if (decision instanceof Postpone postpone) {
			Instant now = this.store.clock().now();
			Instant runAt = postpone.runAt().isAfter(now) ? postpone.runAt() : now.plus(SHORTLY);
			Document update = this.updates.release(job, runAt, shown(job, postpone.reason()));
			JobClass<?> jobClass = this.binder.classes().find(job.type());
			Instant expiresAt = TransitionUpdates.movedExpiry(job,
					(jobClass != null) ? jobClass.defaults().expiresAfter() : null, runAt);
			Document set = update.get("$set", Document.class).append(JobFields.RUN_AT, Date.from(runAt));
			if (expiresAt != null) {
				set.append(JobFields.EXPIRES_AT, Date.from(expiresAt));
			}
			release(claimed, update);
		}
		else if (decision instanceof LeaveOut leaveOut && leaveOut.what() == Decision.What.JOB) {
			Instant dueAt = this.store.clock().now().plus(leaveOut.recheck());
			release(claimed, this.updates.release(job, dueAt, shown(job, leaveOut.reason())));
		}
		else if (decision instanceof LeaveOut leaveOut) {
			leaveOut(job, leaveOut);
			release(claimed, this.updates.release(job));
		}
		return false;
	}

	/**
	 * Undoes the claim of a job that is not to run beside what runs here.
	 * @param claimed the job
	 * @param recheck after which time it may be claimed again
	 * @param reason why
	 */
	public void holdBack(ClaimedJob claimed, Duration recheck, String reason) {
		release(claimed, this.updates.release(claimed.job(), this.store.clock().now().plus(recheck), reason));
	}

	private void release(ClaimedJob claimed, Document update) {
		boolean held = new RetriedWrite(claimed).make(() -> this.store.jobs()
			.updateOne(JobStore.held(claimed.id(), claimed.token()), update)
			.getMatchedCount() == 1);
		logger.debug("{} {}", claimed, held ? "is held back by a throttle" : "is no longer held");
		this.recorder.throttled(claimed.job().type());
		this.slots.released(claimed.job());
		this.signal.noteOlderWork();
	}

	/**
	 * A reason without values that must not be shown.
	 */
	private String shown(JobRecord job, String reason) {
		return this.binder.fields(job).redaction().text(reason);
	}

	/**
	 * Leaves a class out, or all that share a group with it.
	 */
	private void leaveOut(JobRecord job, LeaveOut decision) {
		JobClass<?> jobClass = this.binder.classes().find(job.type());
		if (jobClass == null) {
			return;
		}
		String reason = shown(job, decision.reason());
		Set<String> groups = jobClass.plugins().runningLimits().keySet();
		for (JobClass<?> each : this.binder.classes().all()) {
			boolean shares = decision.what() == Decision.What.GROUP
					&& each.plugins().runningLimits().keySet().stream().anyMatch(groups::contains);
			if (shares || each == jobClass) {
				this.classes.add(each.name(), decision.recheck());
				tellOthers(each.name(), decision.recheck(), reason);
			}
		}
	}

	private void tellOthers(String name, Duration recheck, String reason) {
		Document waiting = TransitionUpdates.waiting(this.store.clock().now().plus(recheck), reason);
		try {
			reasons().updateOne(new Document(JobFields.ID, name), new Document("$set", waiting),
					new UpdateOptions().upsert(true));
		}
		catch (MongoException ex) {
			// it is for people: another server has said so at the same time, or the
			// database is away
			logger.debug("Why the class {} is left out is not stored", name, ex);
		}
	}

	private MongoCollection<Document> reasons() {
		return this.store.mongo().collection(COLLECTION, List.of());
	}

	/**
	 * The classes that throttles leave out now, in any process.
	 * @return why, by the name of the class
	 */
	public Map<String, String> leftOut() {
		Map<String, String> reasons = new TreeMap<>();
		reasons().find(new Document("until", new Document("$gt", Date.from(this.store.clock().now()))))
			.limit(MOST_LEFT_OUT)
			.forEach((waiting) -> reasons.put(waiting.getString(JobFields.ID), waiting.getString("reason")));
		return reasons;
	}

	/**
	 * What a throttle makes a job wait for.
	 * @param job the job as it was read
	 * @return the reason, or {@code null}
	 */
	public @Nullable String waitingFor(JobRecord job) {
		Document waiting = job.part(JobFields.WAITING);
		if (job.state() == JobState.RUNNING) {
			// one that a worker holds has been let go
			return job.has(JobFields.CLAIM) ? null : reason(waiting);
		}
		if (job.state() != JobState.QUEUED) {
			return null;
		}
		Instant dueAt = job.instant(JobFields.DUE_AT);
		if (dueAt != null) {
			// else a user has moved it since
			return (waiting != null && dueAt.equals(TransitionUpdates.instant(waiting, "until")))
					? waiting.getString("reason") : null;
		}
		if (!job.has(JobFields.CLAIMABLE)) {
			return null;
		}
		String full = this.slots.whyNone(job.type());
		full = (full != null) ? full : this.rates.whyNone(job.type());
		return (full != null) ? full : reasonOfClass(job.type());
	}

	private @Nullable String reasonOfClass(String type) {
		JobClass<?> jobClass = this.binder.classes().find(type);
		boolean never = jobClass != null && jobClass.plugins().throttles().isEmpty()
				&& jobClass.plugins().runningLimits().isEmpty();
		return never ? null : reason(
				reasons().find(new Document(JobFields.ID, (jobClass != null) ? jobClass.name() : type)).first());
	}

	private @Nullable String reason(@Nullable Document waiting) {
		if (waiting == null || !waiting.getDate("until").toInstant().isAfter(this.store.clock().now())) {
			return null;
		}
		return waiting.getString("reason");
	}

	/**
	 * What throttles say of a job.
	 */
	public sealed interface Answer {

	}

	/**
	 * They have decided.
	 *
	 * @param decision what the first of them says that does not let the job go on
	 */
	public record Decided(Decision decision) implements Answer {
	}

	/**
	 * One of them has failed.
	 *
	 * @param thrown what it has thrown
	 */
	public record Failed(Throwable thrown) implements Answer {
	}

	/** They were not asked, because they have left the class out already. */
	private record LeftOutAlready() implements Answer {
	}

}
