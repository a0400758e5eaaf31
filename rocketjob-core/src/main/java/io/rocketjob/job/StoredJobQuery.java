package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.JobBean;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.StaleJobException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.util.Assert;

/**
 * A query on the collection of jobs. Conditions on states add the markers that their
 * indexes are about, and a bound on the first key of each: an index of which no key is
 * bound is not considered, and one alternative without an index makes the database look
 * at all jobs.
 *
 * @param <F> the type of the fields
 */
final class StoredJobQuery<F extends @Nullable Object> implements JobQuery<F> {

	private static final Logger logger = LoggerFactory.getLogger(StoredJobQuery.class);

	private static final int BATCH = 500;

	/** What is read of jobs may be that much older than what is done with them. */
	private static final int STEP = 100;

	private final JobEngine engine;

	private final List<Condition> conditions;

	/** The names of the classes it is about, or {@code null} for all. */
	private final @Nullable List<String> types;

	private final Sort sort;

	private final int skip;

	private final int limit;

	StoredJobQuery(JobEngine engine) {
		this(engine, List.of(), null, Sort.by(JobFields.ID), 0, 0);
	}

	private StoredJobQuery(JobEngine engine, List<Condition> conditions, @Nullable List<String> types, Sort sort,
			int skip, int limit) {
		this.engine = engine;
		this.conditions = conditions;
		this.types = types;
		this.sort = sort;
		this.skip = skip;
		this.limit = limit;
	}

	@Override
	public <G extends @Nullable Object> JobQuery<G> ofClass(Class<? extends JobBean<G>> jobClass) {
		Assert.notNull(jobClass, "jobClass must not be null");
		List<String> names = JobClasses.names(this.engine.classes().get(jobClass));
		return and(new Document(JobFields.TYPE, new Document("$in", names)), names);
	}

	@Override
	public JobQuery<F> ofClass(String name) {
		return and(new Document(JobFields.TYPE, name), List.of(name));
	}

	@Override
	public JobQuery<F> ids(Collection<ObjectId> ids) {
		return and(new Document(JobFields.ID, new Document("$in", List.copyOf(ids))));
	}

	@Override
	public JobQuery<F> in(JobState... states) {
		if (states.length == 0) {
			throw new IllegalArgumentException("A query by state needs at least one state");
		}
		List<Document> each = new ArrayList<>();
		Set<String> ended = new LinkedHashSet<>();
		for (JobState state : new LinkedHashSet<>(Arrays.asList(states))) {
			switch (state) {
				case QUEUED -> each.addAll(queued());
				case RUNNING -> each.addAll(running());
				case COMPLETED, FAILED, PAUSED, ABORTED -> ended.add(state.value());
			}
		}
		if (!ended.isEmpty()) {
			return and(new Condition(anyOf(each, ended(ended, new Document("$exists", true))),
					anyOf(each, ended(ended, JobIndexes.AT_ANY_TIME))));
		}
		return and(anyOf(each));
	}

	private static Document anyOf(List<Document> some, Document... others) {
		List<Document> all = new ArrayList<>(some);
		all.addAll(List.of(others));
		return (all.size() == 1) ? all.get(0) : new Document("$or", all);
	}

	private static Document ended(Set<String> states, Document time) {
		return new Document(JobFields.STATE,
				(states.size() == 1) ? states.iterator().next() : new Document("$in", List.copyOf(states)))
			.append(JobFields.COMPLETED_AT, time);
	}

	private List<Document> queued() {
		Document state = new Document(JobFields.STATE, JobState.QUEUED.value());
		List<Document> queued = new ArrayList<>();
		queued.add(new Document(state).append(JobFields.CLAIMABLE, true).append(JobFields.TYPE, JobIndexes.ANY_TYPE));
		queued.add(new Document(state).append(JobFields.DUE_AT, JobIndexes.AT_ANY_TIME));
		this.engine.store().kinds().unready().forEach((subset) -> queued.add(with(state, subset.condition())));
		queued.add(new Document(state).append(JobFields.WAITS_FOR, JobIndexes.ANY_ID));
		return queued;
	}

	private List<Document> running() {
		Document state = new Document(JobFields.STATE, JobState.RUNNING.value());
		List<Document> running = new ArrayList<>();
		running.add(new Document(state).append(JobFields.CLAIM_SERVER, JobIndexes.ANY_ID));
		this.engine.store()
			.kinds()
			.runningWithoutClaim()
			.forEach((subset) -> running.add(with(state, subset.condition())));
		return running;
	}

	private static Document with(Document state, Document condition) {
		Document both = new Document(state);
		both.putAll(condition);
		return both;
	}

	@Override
	public JobQuery<F> scheduled() {
		return and(new Document(JobFields.DUE_AT, JobIndexes.AT_ANY_TIME));
	}

	@Override
	public JobQuery<F> waiting() {
		return and(
				new Document(JobFields.STATE, JobState.QUEUED.value()).append(JobFields.WAITS_FOR, JobIndexes.ANY_ID));
	}

	@Override
	public JobQuery<F> waitingFor(ObjectId job) {
		return and(new Document(JobFields.WAITS_FOR, job));
	}

	@Override
	public JobQuery<F> queuedNow() {
		return and(new Document(JobFields.CLAIMABLE, true).append(JobFields.TYPE, JobIndexes.ANY_TYPE));
	}

	@Override
	public JobQuery<F> where(Criteria criteria) {
		return and(this.engine.mapper().query(criteria.getCriteriaObject()));
	}

	private StoredJobQuery<F> and(Document condition) {
		return and(new Condition(condition, condition));
	}

	private StoredJobQuery<F> and(Condition condition) {
		return and(condition, this.types);
	}

	private <G extends @Nullable Object> StoredJobQuery<G> and(Document condition, List<String> about) {
		return and(new Condition(condition, condition), about);
	}

	private <G extends @Nullable Object> StoredJobQuery<G> and(Condition condition, @Nullable List<String> about) {
		List<Condition> all = new ArrayList<>(this.conditions);
		all.add(condition);
		return new StoredJobQuery<>(this.engine, List.copyOf(all), about, this.sort, this.skip, this.limit);
	}

	@Override
	public JobQuery<F> sort(Sort order) {
		return new StoredJobQuery<>(this.engine, this.conditions, this.types, order, this.skip, this.limit);
	}

	@Override
	public JobQuery<F> skip(int first) {
		if (first < 0) {
			throw new IllegalArgumentException("skip must be 0 or more, but is " + first);
		}
		return new StoredJobQuery<>(this.engine, this.conditions, this.types, this.sort, first, this.limit);
	}

	@Override
	public JobQuery<F> limit(int most) {
		if (most < 1) {
			throw new IllegalArgumentException("limit must be 1 or more, but is " + most);
		}
		return new StoredJobQuery<>(this.engine, this.conditions, this.types, this.sort, this.skip, most);
	}

	@Override
	public List<JobInstance<F>> list() {
		return this.engine.store().mongo().translating(() -> find().map(this::job).into(new ArrayList<>()));
	}

	@Override
	public Page<JobInstance<F>> page(Pageable pageable) {
		JobQuery<F> page = pageable.getSort().isSorted() ? sort(pageable.getSort()) : this;
		if (pageable.isPaged()) {
			page = page.skip(Math.toIntExact(pageable.getOffset())).limit(pageable.getPageSize());
		}
		return new PageImpl<>(page.list(), pageable, count());
	}

	@Override
	public Stream<JobInstance<F>> stream() {
		return this.engine.store().mongo().translating(() -> {
			MongoCursor<Document> cursor = find().batchSize(BATCH).cursor();
			Iterable<Document> documents = () -> cursor;
			Stream<JobInstance<F>> jobs = StreamSupport.stream(documents.spliterator(), false).map(this::job);
			return jobs.onClose(cursor::close);
		});
	}

	@Override
	public Optional<JobInstance<F>> first() {
		return limit(1).list().stream().findFirst();
	}

	@Override
	public long count() {
		return this.engine.store()
			.mongo()
			.translating(() -> this.engine.store().transactionalJobs().countDocuments(filter(Condition::counted)));
	}

	@Override
	public long delete() {
		return this.engine.store()
			.mongo()
			.translating(() -> this.engine.deletion().deleteAll(filter(Condition::found)));
	}

	@Override
	public long each(Consumer<JobInstance<F>> action) {
		Document matching = filter(Condition::found);
		return this.engine.store().mongo().translating(() -> {
			JobRecord last = jobs(new Document()).sort(new Document(JobFields.ID, -1)).map(JobRecord::new).first();
			return (last != null) ? each(matching, last.id(), action) : 0L;
		});
	}

	/**
	 * Goes through the ids in their order, so that each job is met once, wherever an
	 * index has it after it was changed; and no further than a job that is there now.
	 */
	private long each(Document matching, ObjectId last, Consumer<JobInstance<F>> action) {
		Document present = new Document(JobFields.ID, new Document("$lte", last));
		long done = 0;
		try (MongoCursor<ObjectId> ids = jobs(new Document("$and", List.of(matching, present)))
			.sort(new Document(JobFields.ID, 1))
			.batchSize(STEP)
			.map((document) -> document.getObjectId(JobFields.ID))
			.cursor()) {
			while (ids.hasNext()) {
				List<ObjectId> step = new ArrayList<>();
				do {
					step.add(ids.next());
				}
				while (step.size() < STEP && ids.available() > 0);
				Document wanted = new Document(JobFields.ID, new Document("$in", step));
				for (Document job : this.engine.store()
					.transactionalJobs()
					.find(new Document("$and", List.of(wanted, matching)))
					.into(new ArrayList<>())) {
					done += isDone(action, job(job)) ? 1 : 0;
				}
			}
		}
		return done;
	}

	private FindIterable<Document> jobs(Document filter) {
		return this.engine.store().transactionalJobs().find(filter).projection(new Document(JobFields.ID, 1));
	}

	private static <G extends @Nullable Object> boolean isDone(Consumer<JobInstance<G>> action, JobInstance<G> job) {
		try {
			action.accept(job);
			return true;
		}
		catch (JobStateException | StaleJobException | JobNotFoundException | DuplicateJobException ex) {
			logger.debug("{} is left out", job, ex);
			return false;
		}
	}

	private FindIterable<Document> find() {
		checkEncrypted(this.sort.stream().map(Sort.Order::getProperty).toList());
		Document order = new Document();
		this.sort.forEach((by) -> order.append(by.getProperty(), by.isAscending() ? 1 : -1));
		return this.engine.store()
			.transactionalJobs()
			.find(filter(Condition::found))
			.sort(order)
			.skip(this.skip)
			.limit(this.limit);
	}

	private Document filter(Function<Condition, Document> form) {
		List<Document> all = this.conditions.stream().map(form).toList();
		all.forEach((condition) -> checkEncrypted(EncryptedConditions.compared(condition)));
		return switch (all.size()) {
			case 0 -> new Document();
			case 1 -> all.get(0);
			default -> new Document("$and", all);
		};
	}

	private void checkEncrypted(Collection<String> paths) {
		if (paths.stream().anyMatch((path) -> path.startsWith(JobFields.FIELDS))) {
			EncryptedConditions.check(paths, classes(), this.engine.mapper());
		}
	}

	private Collection<JobClass<?>> classes() {
		if (this.types == null) {
			return this.engine.classes().all();
		}
		List<JobClass<?>> known = new ArrayList<>();
		this.types.forEach((name) -> {
			JobClass<?> jobClass = this.engine.classes().find(name);
			if (jobClass != null) {
				known.add(jobClass);
			}
		});
		return known;
	}

	private JobInstance<F> job(Document document) {
		return new StoredJob<>(new JobRecord(document), this.engine);
	}

	/**
	 * A condition in two forms that match the same jobs.
	 *
	 * @param found leaves to the order which index is read
	 * @param counted can be judged by an index alone
	 */
	private record Condition(Document found, Document counted) {
	}

}
