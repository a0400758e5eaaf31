package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.ExplainVerbosity;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.mongo.DatabaseAbilities;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.QueryPlan;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * Internal: the one place where jobs are claimed. Thread-safe.
 */
public final class JobClaims {

	private static final Document CANDIDATE = new Document(JobFields.TYPE, 1).append(JobFields.PRIORITY, 1);

	/** Without a hint the database might walk through the index of claimable jobs. */
	private static final UpdateOptions BY_ID = new UpdateOptions().hint(JobIndexes.BY_ID);

	/** How long the database may look for a job that matches a query. */
	private static final Duration CHECK_TIME = Duration.ofSeconds(1);

	/** How often another place is tried when others take them. */
	private static final int PLACE_ATTEMPTS = 5;

	/** How often to look where a claim may miss what is there. */
	private static final int LOOKS = 3;

	/** How many unknown job classes are reported at a time. */
	private static final int UNKNOWN_LIMIT = 20;

	private static final Document BY_NAME = new Document(JobFields.TYPE, 1).append(JobFields.PRIORITY, 1)
		.append(JobFields.ID, 1);

	private final JobStore store;

	private final JobClasses classes;

	private final JobThrottles throttles;

	private final RunningSlots slots;

	private final ActiveRuns runs;

	private final ExpiredJobs expired;

	/** Kept, because the registry makes a new one each time. */
	private final Supplier<Codec<Document>> codec;

	JobClaims(JobStore store, JobClasses classes, JobThrottles throttles, RunningSlots slots, ActiveRuns runs,
			ExpiredJobs expired) {
		this.store = store;
		this.classes = classes;
		this.throttles = throttles;
		this.slots = slots;
		this.runs = runs;
		this.expired = expired;
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
		return Optional.ofNullable(first(ClaimRange.all(this.throttles.claimableNames()), server, worker));
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
			ClaimedJob claimed = (part == null) ? null : claimWithStart(part, server, worker);
			if (claimed == null && part != null && !part.equals(open)) {
				// there may be jobs of other classes: others were faster, or this class
				// has
				// no place
				open = open.of(this.throttles.claimable(open.types()));
				continue;
			}
			if (claimed == null || !this.expired.drop(List.of(claimed)).isEmpty()) {
				return claimed;
			}
		}
		return null;
	}

	/**
	 * Claims the first job of a range, if a start is there for it where these are
	 * limited.
	 */
	private @Nullable ClaimedJob claimWithStart(ClaimRange part, ObjectId server, String worker) {
		String type = part.types().get(0);
		StartRates rates = this.throttles.rates();
		if (!rates.isRated(type)) {
			return claim(part, server, worker);
		}
		if (!rates.reserve(type)) {
			return null;
		}
		ClaimedJob claimed = claim(part, server, worker);
		if (claimed == null) {
			rates.notClaimed(type);
		}
		return claimed;
	}

	/**
	 * Whether the class of a job must be known before it can be claimed.
	 */
	private boolean isLimited(String type) {
		return this.slots.isLimited(type) || this.throttles.rates().isRated(type);
	}

	/**
	 * A range, if one command can claim the first of it; else the part that has the first
	 * job: of one class where there are too many, or where its jobs need a place to run,
	 * or a start.
	 */
	private @Nullable ClaimRange part(ClaimRange range) {
		if (range.isMergeable() && range.types().stream().noneMatch(this::isLimited)) {
			return range;
		}
		// most often there is none at all, which one look tells
		List<JobRecord> first = (range.isMergeable() || isAnythingClaimable()) ? candidates(range, 1) : List.of();
		if (first.isEmpty()) {
			return null;
		}
		String type = first.get(0).type();
		return range.of((range.isMergeable() && !isLimited(type))
				? range.types().stream().filter((each) -> !isLimited(each)).toList() : List.of(type));
	}

	private @Nullable ClaimedJob claim(ClaimRange range, ObjectId server, String worker) {
		FindOneAndUpdateOptions options = this.store.mongo()
			.hint(new FindOneAndUpdateOptions().sort(range.sort()), JobIndexes.CLAIM_INDEX);
		DatabaseAbilities abilities = this.store.mongo().abilities();
		Document filter = range.filterOfFirst(abilities);
		for (int attempt = 1;; attempt++) {
			ClaimedJob claimed = claim(range.types().get(0), filter, server, worker, options);
			if (claimed != null || !abilities.mayMiss() || attempt == LOOKS || candidates(range, 1).isEmpty()) {
				return claimed;
			}
		}
	}

	private boolean isAnythingClaimable() {
		return jobs().find(new Document(JobFields.CLAIMABLE, true).append(JobFields.TYPE, JobIndexes.ANY_TYPE))
			.hintString(JobIndexes.CLAIM_INDEX)
			.projection(CANDIDATE)
			.map(JobRecord::new)
			.first() != null;
	}

	/**
	 * What may be claimed together.
	 * @param range the range
	 * @param limit how many jobs at most
	 * @return the ids, types and priorities of the first jobs
	 */
	List<JobRecord> candidates(ClaimRange range, int limit) {
		return candidates(range, 0, limit);
	}

	/**
	 * What may be claimed together.
	 * @param range the range
	 * @param skipped how many jobs to leave out at first
	 * @param limit how many jobs at most
	 * @return the ids, types and priorities of the jobs
	 */
	List<JobRecord> candidates(ClaimRange range, int skipped, int limit) {
		return range.isMergeable() ? read(range, skipped, limit)
				: range.parts()
					.stream()
					.flatMap((part) -> read(part, 0, skipped + limit).stream())
					.sorted(ClaimRange.Place.OF_JOBS)
					.skip(skipped)
					.limit(limit)
					.toList();
	}

	private List<JobRecord> read(ClaimRange range, int skipped, int limit) {
		return jobs().find(range.filter())
			.hintString(JobIndexes.CLAIM_INDEX)
			.sort(range.sort())
			.skip(skipped)
			.limit(limit)
			// all in the first answer, which says then that there is no other
			.batchSize(limit + 1)
			.projection(CANDIDATE)
			.map(JobRecord::new)
			.into(new ArrayList<>());
	}

	/**
	 * Claims jobs together, those of them that no other server has taken.
	 * @param ids the ids of the jobs
	 * @param token a fresh token
	 * @param server in whose name
	 * @return how many it were, which are to be {@linkplain #taken read}
	 */
	int take(List<ObjectId> ids, ObjectId token, Claimant server) {
		Document filter = new Document(JobFields.ID, new Document("$in", ids)).append(JobFields.CLAIMABLE, true);
		return (int) jobs()
			.updateMany(server.filter().addTo(filter),
					TransitionUpdates.claimTogether(token, server.id(), server.name(), this.store.clock().now()), BY_ID)
			.getMatchedCount();
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
				.hintString(JobIndexes.CLAIM_INDEX)
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
				.projection(new Document(JobFields.ID, 1))
				.limit(1)
				.maxTime(CHECK_TIME.toMillis(), TimeUnit.MILLISECONDS)
				.map(JobRecord::new)
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
		rawJobs().find(JobStore.held(ids, token))
			.hint(JobIndexes.BY_ID)
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
	 * its class may run at a time, or start within a time
	 */
	public Optional<ClaimedJob> one(ObjectId id, ObjectId server, String worker) {
		JobRecord known = jobs().find(new Document(JobFields.ID, id)).projection(CANDIDATE).map(JobRecord::new).first();
		if (known == null) {
			return Optional.empty();
		}
		String type = known.type();
		Document filter = new Document(JobFields.ID, id).append(JobFields.STATE, JobState.QUEUED.value())
			.append("$or", List.of(new Document(JobFields.CLAIMABLE, true),
					new Document(JobFields.DUE_AT, new Document("$exists", true))));
		boolean mayStart = this.throttles.rates().start(type);
		ClaimedJob claimed = mayStart ? claim(type, filter, server, worker, new FindOneAndUpdateOptions()) : null;
		String full = mayStart ? (claimed == null) ? this.slots.whyNone(type) : null
				: "as many jobs of its class or group have started as may within their time";
		if (full != null && jobs().find(filter).map(JobRecord::new).first() != null) {
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
		JobClass<?> limited = this.slots.limited(type);
		if (limited == null) {
			return claim(filter, server, worker, options, List.of());
		}
		for (int attempt = 0; attempt < PLACE_ATTEMPTS; attempt++) {
			List<String> slots = this.slots.free(limited);
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
				// another server was faster to take the place
			}
		}
		this.slots.leaveToOthers(limited);
		return null;
	}

	private @Nullable ClaimedJob claim(Document filter, ObjectId server, String worker, FindOneAndUpdateOptions options,
			List<String> slots) {
		ObjectId token = new ObjectId();
		RawBsonDocument job = rawJobs().findOneAndUpdate(filter,
				TransitionUpdates.claim(token, server, worker, this.store.clock().now(), slots),
				options.returnDocument(ReturnDocument.AFTER));
		return (job != null) ? new ClaimedJob(decode(job), token, worker) : null;
	}

	/**
	 * Decodes a job that was claimed, and learns how large those of its class are.
	 */
	private JobRecord decode(RawBsonDocument raw) {
		JobRecord job = new JobRecord(raw.decode(this.codec.get()));
		this.runs.costs().read(job.type(), raw.getByteBuffer().remaining());
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
		return this.expired.drop(claimed);
	}

	/**
	 * Names under which jobs wait that this process cannot run. Reads one entry of the
	 * index for each name under which any wait: not all databases skip the entries of
	 * names that are excluded.
	 * @return at most {@value #UNKNOWN_LIMIT} names
	 */
	public Set<String> unknownNames() {
		Set<String> known = Set.copyOf(this.classes.runnableNames());
		Set<String> unknown = new HashSet<>();
		JobRecord job = firstAfter("");
		while (job != null && unknown.size() < UNKNOWN_LIMIT) {
			if (!known.contains(job.type())) {
				unknown.add(job.type());
			}
			job = firstAfter(job.type());
		}
		return unknown;
	}

	private @Nullable JobRecord firstAfter(String name) {
		return jobs().find(new Document(JobFields.CLAIMABLE, true).append(JobFields.TYPE, new Document("$gt", name)))
			.hintString(JobIndexes.CLAIM_INDEX)
			.sort(BY_NAME)
			.projection(new Document(JobFields.TYPE, 1))
			.map(JobRecord::new)
			.first();
	}

	private MongoCollection<Document> jobs() {
		return this.store.jobs();
	}

}
