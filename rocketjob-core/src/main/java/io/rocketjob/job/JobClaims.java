package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.mongodb.ExplainVerbosity;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.WorkerActivity;
import io.rocketjob.job.JobClaimer.Claimant;
import io.rocketjob.mongo.DatabaseAbilities;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.QueryPlan;
import io.rocketjob.plugin.Series;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.function.SingletonSupplier;

/**
 * Internal: the one place where jobs are claimed, made due, and taken back. Thread-safe.
 */
public final class JobClaims implements HeldWork {

	private static final Logger logger = LoggerFactory.getLogger(JobClaims.class);

	private static final Document CANDIDATE = new Document(JobDocument.TYPE, 1).append(JobDocument.PRIORITY, 1);

	/** Without a hint the database might walk through the index of claimable jobs. */
	private static final UpdateOptions BY_ID = new UpdateOptions().hint(JobDocument.BY_ID);

	/** How many jobs are made claimable in one step. */
	private static final int PROMOTED = 200;

	/** How long the database may look for a job that matches a query. */
	private static final Duration CHECK_TIME = Duration.ofSeconds(1);

	private static final Duration A_DAY = Duration.ofDays(1);

	/** How often another place is tried when others take them. */
	private static final int PLACE_ATTEMPTS = 5;

	/** How often to look where a claim may miss what is there. */
	private static final int LOOKS = 3;

	/** How many unknown job classes are reported at a time. */
	private static final int UNKNOWN_LIMIT = 20;

	private final JobEngine engine;

	/** Kept, because the registry makes a new one each time. */
	private final Supplier<Codec<Document>> codec;

	JobClaims(JobEngine engine) {
		this.engine = engine;
		this.codec = SingletonSupplier.of(() -> jobs().getCodecRegistry().get(Document.class));
	}

	/**
	 * Claims the first job that this process can run: lowest priority number, then
	 * oldest. Jobs that have expired are deleted on the way.
	 * @param server the id of this server
	 * @param worker the name of the worker that will run it
	 * @return the job, if there is one
	 */
	public Optional<ClaimedJob> next(ObjectId server, String worker) {
		return Optional.ofNullable(first(ClaimRange.all(this.engine.throttles().claimableNames()), server, worker));
	}

	/**
	 * Claims the first job of a range.
	 * @param range the range
	 * @param server the id of this server
	 * @param worker the name of the worker that will run it
	 * @return the job, or {@code null} when there is none
	 */
	@Nullable ClaimedJob first(ClaimRange range, ObjectId server, String worker) {
		ClaimRange open = range;
		while (!open.types().isEmpty()) {
			ClaimRange part = part(open);
			ClaimedJob claimed = (part == null) ? null : claim(part, server, worker);
			if (claimed == null && part != null && !part.equals(open)) {
				// there may be jobs of other classes: others were faster, or this class
				// has
				// no place
				open = open.of(this.engine.throttles().claimable(open.types()));
				continue;
			}
			if (claimed == null || !dropExpired(List.of(claimed)).isEmpty()) {
				return claimed;
			}
		}
		return null;
	}

	/**
	 * A range, if one command can claim the first of it; else the part that has the first
	 * job: of one class where there are too many, or where its jobs need a place to run.
	 */
	private @Nullable ClaimRange part(ClaimRange range) {
		RunningSlots slots = this.engine.slots();
		if (range.isMergeable() && range.types().stream().noneMatch(slots::isLimited)) {
			return range;
		}
		// most often there is none at all, which one look tells
		List<Document> first = (range.isMergeable() || isAnythingClaimable()) ? candidates(range, 1) : List.of();
		if (first.isEmpty()) {
			return null;
		}
		String type = JobDocument.type(first.get(0));
		return range.of((range.isMergeable() && !slots.isLimited(type))
				? range.types().stream().filter((each) -> !slots.isLimited(each)).toList() : List.of(type));
	}

	private @Nullable ClaimedJob claim(ClaimRange range, ObjectId server, String worker) {
		FindOneAndUpdateOptions options = this.engine.mongo()
			.hint(new FindOneAndUpdateOptions().sort(range.sort()), JobDocument.CLAIM_INDEX);
		DatabaseAbilities abilities = this.engine.mongo().abilities();
		Document filter = range.filterOfFirst(abilities);
		for (int attempt = 1;; attempt++) {
			ClaimedJob claimed = claim(range.types().get(0), filter, server, worker, options);
			if (claimed != null || !abilities.mayMiss() || attempt == LOOKS || candidates(range, 1).isEmpty()) {
				return claimed;
			}
		}
	}

	private boolean isAnythingClaimable() {
		return jobs().find(new Document(JobDocument.CLAIMABLE, true).append(JobDocument.TYPE, JobDocument.ANY_TYPE))
			.hintString(JobDocument.CLAIM_INDEX)
			.projection(CANDIDATE)
			.first() != null;
	}

	/**
	 * What may be claimed together.
	 * @param range the range
	 * @param limit how many jobs at most
	 * @return the ids, types and priorities of the first jobs
	 */
	List<Document> candidates(ClaimRange range, int limit) {
		return range.isMergeable() ? read(range, limit)
				: range.parts()
					.stream()
					.flatMap((part) -> read(part, limit).stream())
					.sorted(ClaimRange.Place.OF_JOBS)
					.limit(limit)
					.toList();
	}

	private List<Document> read(ClaimRange range, int limit) {
		return jobs().find(range.filter())
			.hintString(JobDocument.CLAIM_INDEX)
			.sort(range.sort())
			.limit(limit)
			// all in the first answer, which says then that there is no other
			.batchSize(limit + 1)
			.projection(CANDIDATE)
			.into(new ArrayList<>());
	}

	/**
	 * Claims jobs together, those of them that nobody else has taken.
	 * @param ids the ids of the jobs
	 * @param token a fresh token
	 * @param server in whose name
	 * @return the jobs, in the order of the queue
	 */
	List<ClaimedJob> take(List<ObjectId> ids, ObjectId token, Claimant server) {
		Document filter = new Document(JobDocument.ID, new Document("$in", ids)).append(JobDocument.CLAIMABLE, true);
		long taken = jobs()
			.updateMany(server.filter().addTo(filter),
					JobDocument.claim(token, server.id(), server.name(), this.engine.clock().now(), List.of()), BY_ID)
			.getMatchedCount();
		return (taken > 0) ? taken(ids, token, server.name()) : List.of();
	}

	/**
	 * Whether the database finds the first jobs of several classes without sorting all
	 * that wait. It is asked how it would.
	 * @return whether it reads the index in its order
	 */
	public boolean isOrdered() {
		ClaimRange several = ClaimRange.all(List.of("", "a"));
		try {
			return !QueryPlan.sorts(jobs().find(several.filter())
				.hintString(JobDocument.CLAIM_INDEX)
				.sort(several.sort())
				.limit(1)
				.explain(ExplainVerbosity.QUERY_PLANNER));
		}
		catch (MongoException ex) {
			if (DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			// some servers do not explain; there is nothing to complain about then
			return true;
		}
	}

	/**
	 * Lets the database judge the query of a filter, so that it does not refuse it when
	 * jobs are claimed.
	 * @param filter the filter
	 * @throws IllegalArgumentException when it refuses the query, saying why
	 * @throws MongoException when it cannot be reached
	 */
	public void check(ClaimFilter filter) {
		if (!filter.hasQuery()) {
			return;
		}
		try {
			jobs().find(filter.addTo(new Document()))
				.projection(new Document(JobDocument.ID, 1))
				.limit(1)
				.maxTime(CHECK_TIME.toMillis(), TimeUnit.MILLISECONDS)
				.first();
		}
		catch (MongoExecutionTimeoutException ex) {
			// it has understood the query, and not found such a job yet
		}
		catch (MongoException ex) {
			if (DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			throw new IllegalArgumentException(
					"MongoDB refuses the query " + filter.filter().where() + " of the filter: " + ex.getMessage(), ex);
		}
	}

	/**
	 * The jobs that a claim has taken.
	 * @param ids the ids of the jobs that it wanted
	 * @param token its token
	 * @param name the name of the server
	 * @return the jobs, in the order of the queue
	 */
	List<ClaimedJob> taken(List<ObjectId> ids, ObjectId token, String name) {
		List<ClaimedJob> claimed = new ArrayList<>(ids.size());
		rawJobs().find(held(ids, token))
			.hint(JobDocument.BY_ID)
			.batchSize(ids.size() + 1)
			.forEach((job) -> claimed.add(new ClaimedJob(decode(job), token, name)));
		claimed.sort(ClaimedJob.IN_ORDER);
		return claimed;
	}

	/**
	 * Claims one job, due or not.
	 * @param id the id of the job
	 * @param server the id of this server
	 * @param worker the name of the worker that will run it
	 * @return the job, unless it is not queued
	 * @throws JobStateException when there is no place for it, because only some jobs of
	 * its class may run at a time
	 */
	public Optional<ClaimedJob> one(ObjectId id, ObjectId server, String worker) {
		Document known = jobs().find(new Document(JobDocument.ID, id)).projection(CANDIDATE).first();
		if (known == null) {
			return Optional.empty();
		}
		String type = JobDocument.type(known);
		Document filter = new Document(JobDocument.ID, id).append(JobDocument.STATE, JobState.QUEUED.value())
			.append("$or", List.of(new Document(JobDocument.CLAIMABLE, true),
					new Document(JobDocument.DUE_AT, new Document("$exists", true))));
		ClaimedJob claimed = claim(type, filter, server, worker, new FindOneAndUpdateOptions());
		String full = (claimed == null) ? this.engine.slots().whyNone(type) : null;
		if (full != null && jobs().find(filter).first() != null) {
			throw new JobStateException(type, id, JobState.QUEUED, "it cannot run now, because " + full);
		}
		return Optional.ofNullable(claimed);
	}

	/**
	 * Claims a job, with the places it needs. Which are free may change between the look
	 * and the claim, which the database refuses then.
	 */
	private @Nullable ClaimedJob claim(String type, Document filter, ObjectId server, String worker,
			FindOneAndUpdateOptions options) {
		JobClass<?> limited = this.engine.slots().limited(type);
		if (limited == null) {
			return claim(filter, server, worker, options, List.of());
		}
		for (int attempt = 0; attempt < PLACE_ATTEMPTS; attempt++) {
			List<String> slots = this.engine.slots().free(limited);
			if (slots.isEmpty()) {
				return null;
			}
			try {
				return claim(filter, server, worker, options, slots);
			}
			catch (MongoException ex) {
				if (!DatabaseErrors.isDuplicateKey(ex) && !DatabaseErrors.isDeadlock(ex)) {
					throw ex;
				}
				// somebody was faster to take the place
			}
		}
		this.engine.slots().leaveToOthers(limited);
		return null;
	}

	private @Nullable ClaimedJob claim(Document filter, ObjectId server, String worker, FindOneAndUpdateOptions options,
			List<String> slots) {
		ObjectId token = new ObjectId();
		RawBsonDocument job = rawJobs().findOneAndUpdate(filter,
				JobDocument.claim(token, server, worker, this.engine.clock().now(), slots),
				options.returnDocument(ReturnDocument.AFTER));
		return (job != null) ? new ClaimedJob(decode(job), token, worker) : null;
	}

	/**
	 * Decodes a job that was claimed, and learns how large those of its class are.
	 */
	private Document decode(RawBsonDocument raw) {
		Document job = raw.decode(this.codec.get());
		this.engine.costs().read(JobDocument.type(job), raw.getByteBuffer().remaining());
		return job;
	}

	private MongoCollection<RawBsonDocument> rawJobs() {
		return jobs().withDocumentClass(RawBsonDocument.class);
	}

	/**
	 * Deletes those of some jobs that have expired.
	 * @param claimed the jobs, not yet started
	 * @return the others
	 */
	List<ClaimedJob> dropExpired(List<ClaimedJob> claimed) {
		Instant now = this.engine.clock().now();
		Predicate<ClaimedJob> isExpired = (job) -> {
			Instant expiresAt = JobDocument.instant(job.document(), JobDocument.EXPIRES_AT);
			return expiresAt != null && !expiresAt.isAfter(now);
		};
		List<ClaimedJob> expired = claimed.stream().filter(isExpired).toList();
		if (expired.isEmpty()) {
			return claimed;
		}
		expired.stream()
			.filter((job) -> this.engine.successions().concern(job.document()))
			.forEach((job) -> this.engine.successions().handOver(job.document(), job.held(), Series.Moment.END));
		List<ClaimedJob> left = new ArrayList<>(expired);
		left.removeIf((job) -> !ownsData(job));
		byToken(expired.stream().filter((job) -> !ownsData(job)).toList()).forEach((token, ids) -> {
			if (jobs().deleteMany(heldAlone(ids, token)).getDeletedCount() < ids.size()) {
				// jobs wait for some of them, or somebody else has taken them
				Set<ObjectId> present = present(ids);
				expired.stream().filter((job) -> present.contains(job.id())).forEach(left::add);
			}
		});
		List<ClaimedJob> dropped = new ArrayList<>(expired);
		dropped.removeIf((job) -> left.contains(job) && !new StoredHold(job, this.engine).destroy("it expired"));
		dropped.forEach((job) -> {
			logger.info("Dropped {}: it expired at {} before it could start", job,
					JobDocument.instant(job.document(), JobDocument.EXPIRES_AT));
			this.engine.recorder().expired(JobDocument.type(job.document()));
		});
		return claimed.stream().filter((job) -> !expired.contains(job)).toList();
	}

	private boolean ownsData(ClaimedJob job) {
		return this.engine.kinds().of(job.document()).ownsData();
	}

	private Set<ObjectId> present(List<ObjectId> ids) {
		Set<ObjectId> present = new HashSet<>();
		jobs().find(new Document(JobDocument.ID, new Document("$in", ids)))
			.projection(new Document(JobDocument.ID, 1))
			.forEach((job) -> present.add(JobDocument.id(job)));
		return present;
	}

	/**
	 * Puts jobs back to where they were before they were claimed, as far as they are
	 * still held.
	 * @param claimed the jobs, not yet started
	 */
	public void undo(Collection<ClaimedJob> claimed) {
		claimed.stream()
			.filter(this::goesOn)
			.forEach((job) -> jobs().updateOne(held(job.id(), job.token()), JobDocument.holdBack(true)));
		byToken(claimed.stream().filter((job) -> !goesOn(job)).toList())
			.forEach((token, ids) -> jobs().updateMany(held(ids, token), JobDocument.undoClaim(), BY_ID));
		claimed.forEach((job) -> this.engine.slots().released(job.document()));
	}

	private boolean goesOn(ClaimedJob job) {
		return this.engine.kinds().of(job.document()).goesOn(job.document());
	}

	private static Map<ObjectId, List<ObjectId>> byToken(Collection<ClaimedJob> jobs) {
		return jobs.stream()
			.collect(Collectors.groupingBy(ClaimedJob::token, LinkedHashMap::new,
					Collectors.mapping(ClaimedJob::id, Collectors.toList())));
	}

	/**
	 * Makes jobs claimable whose time has come, the first {@value #PROMOTED} of them:
	 * when a million fall due at once, workers need not wait for the last.
	 * @return zero when there were such jobs, else how long until the next job falls due,
	 * at most a day
	 */
	public Duration promoteDue() {
		Instant now = this.engine.clock().now();
		Document first = due(1).first();
		Instant next = (first != null) ? JobDocument.instant(first, JobDocument.DUE_AT) : null;
		if (next == null || next.isAfter(now.plus(A_DAY))) {
			return A_DAY;
		}
		if (next.isAfter(now)) {
			return Duration.between(now, next);
		}
		List<ObjectId> due = new ArrayList<>();
		for (Document job : due(PROMOTED)) {
			due.add(JobDocument.id(job));
		}
		jobs().updateMany(
				new Document(JobDocument.ID, new Document("$in", due)).append(JobDocument.DUE_AT,
						new Document("$lte", Date.from(now))),
				new Document("$set", new Document(JobDocument.CLAIMABLE, true)).append("$unset",
						new Document(JobDocument.DUE_AT, "")));
		return Duration.ZERO;
	}

	/**
	 * The jobs that fall due next.
	 */
	private FindIterable<Document> due(int limit) {
		return jobs().find(new Document(JobDocument.DUE_AT, new Document("$gt", new Date(0))))
			.hintString(JobDocument.DUE_INDEX)
			.sort(new Document(JobDocument.DUE_AT, 1))
			.limit(limit)
			.projection(new Document(JobDocument.DUE_AT, 1));
	}

	@Override
	public Set<ObjectId> holders() {
		return jobs()
			.distinct(JobDocument.CLAIM_SERVER,
					new Document(JobDocument.CLAIM_SERVER, new Document("$gt", new ObjectId(0, 0))), ObjectId.class)
			.into(new HashSet<>());
	}

	@Override
	public Set<Held> heldBy(ObjectId server) {
		Set<Held> held = new HashSet<>();
		jobs().find(new Document(JobDocument.CLAIM_SERVER, server))
			.projection(new Document(JobDocument.CLAIM, 1))
			.forEach((job) -> held.add(JobDocument.held(job)));
		return held;
	}

	@Override
	public Set<Held> attended() {
		return this.engine.runs().attended();
	}

	@Override
	public int takeBack(ObjectId server, Predicate<Held> which, String reason) {
		int count = 0;
		for (Held held : heldBy(server)) {
			// one after the other: together they may be large
			Document job = which.test(held) ? jobs().find(held((ObjectId) held.id(), held.token())).first() : null;
			if (job != null && takeBack(job, reason)) {
				count++;
			}
		}
		if (count > 0) {
			this.engine.signalOlderWork(null);
		}
		return count;
	}

	private boolean takeBack(Document job, String reason) {
		try {
			boolean won = this.engine.transitions().requeue(job, reason);
			if (won) {
				logger.warn("Queued {} {} again: {} (it was held by worker {})", JobDocument.type(job),
						JobDocument.id(job), reason, job.getString(JobDocument.WORKER_NAME));
				this.engine.recorder().jobRequeued(JobDocument.type(job));
			}
			return won;
		}
		catch (RuntimeException ex) {
			if (DatabaseErrors.isPassing(ex) || ex instanceof MongoInterruptedException) {
				throw ex;
			}
			// one job that cannot be taken back must not keep the others
			logger.error("Could not queue {} {} again; this is tried again", JobDocument.type(job), JobDocument.id(job),
					this.engine.exceptionLogging().loggable(ex, Redaction.NONE));
			return false;
		}
	}

	/**
	 * Which claims are no longer there.
	 * @param claims the jobs that this process believes to hold
	 * @return those that it does not hold any more
	 */
	public Set<Held> lost(Set<Held> claims) {
		Set<Held> lost = new HashSet<>(claims);
		List<Object> ids = claims.stream().map(Held::id).distinct().toList();
		jobs().find(new Document(JobDocument.ID, new Document("$in", ids)))
			.projection(new Document(JobDocument.CLAIM, 1))
			.forEach((job) -> {
				if (job.containsKey(JobDocument.CLAIM)) {
					lost.remove(JobDocument.held(job));
				}
			});
		return lost;
	}

	/**
	 * What the workers of a server are at, but for slices.
	 * @param server the id of the server
	 * @return the jobs that are held in its name
	 */
	public List<WorkerActivity> activity(ObjectId server) {
		List<WorkerActivity> activity = new ArrayList<>();
		jobs().find(new Document(JobDocument.CLAIM_SERVER, server))
			.projection(new Document(JobDocument.TYPE, 1).append(JobDocument.WORKER_NAME, 1)
				.append(JobDocument.STARTED_AT, 1))
			.forEach((job) -> {
				String worker = job.getString(JobDocument.WORKER_NAME);
				Instant since = JobDocument.instant(job, JobDocument.STARTED_AT);
				if (worker != null && since != null) {
					activity
						.add(new WorkerActivity(worker, JobDocument.type(job), JobDocument.id(job), null, null, since));
				}
			});
		return activity;
	}

	/**
	 * Names under which jobs wait that this process cannot run. Looks only at the edges
	 * of the index, not at the jobs.
	 * @return at most {@value #UNKNOWN_LIMIT} names
	 */
	public Set<String> unknownNames() {
		Set<String> known = new HashSet<>(this.engine.classes().runnableNames());
		Set<String> unknown = new HashSet<>();
		while (unknown.size() < UNKNOWN_LIMIT) {
			Document filter = new Document(JobDocument.CLAIMABLE, true).append(JobDocument.TYPE,
					new Document("$nin", List.copyOf(known)));
			Document job = jobs().find(filter)
				.hintString(JobDocument.CLAIM_INDEX)
				.projection(new Document(JobDocument.TYPE, 1))
				.first();
			if (job == null) {
				break;
			}
			unknown.add(JobDocument.type(job));
			known.add(JobDocument.type(job));
		}
		return unknown;
	}

	/**
	 * Matches a job while a claim holds it.
	 * @param id the job
	 * @param token the token of the claim
	 * @return the filter of each write of the holder
	 */
	public static Document held(ObjectId id, ObjectId token) {
		return new Document(JobDocument.ID, id).append(JobDocument.CLAIM_TOKEN, token);
	}

	/**
	 * Matches those of some jobs that a claim holds.
	 * @param ids the jobs
	 * @param token the token of the claim
	 * @return the filter
	 */
	static Document held(List<ObjectId> ids, ObjectId token) {
		return new Document(JobDocument.ID, new Document("$in", ids)).append(JobDocument.CLAIM_TOKEN, token);
	}

	/**
	 * Matches those of some jobs that a claim holds and no other job may wait for.
	 * @param ids the jobs
	 * @param token the token of the claim
	 * @return the filter of their deletion
	 */
	static Document heldAlone(List<ObjectId> ids, ObjectId token) {
		return held(ids, token).append(JobDocument.DEPENDENTS, null);
	}

	private MongoCollection<Document> jobs() {
		return this.engine.jobs();
	}

}
