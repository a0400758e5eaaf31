package io.rocketjob.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import io.rocketjob.JobBean;
import io.rocketjob.JobInstance;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.util.Assert;

/**
 * A query on the collection of jobs. Conditions on states add the markers that their
 * indexes are about.
 *
 * @param <F> the type of the fields
 */
final class StoredJobQuery<F extends @Nullable Object> implements JobQuery<F> {

	private static final int BATCH = 500;

	private final JobEngine engine;

	private final List<Document> conditions;

	/** The names of the classes it is about, or {@code null} for all. */
	private final @Nullable List<String> types;

	private final Sort sort;

	private final int skip;

	private final int limit;

	StoredJobQuery(JobEngine engine) {
		this(engine, List.of(), null, Sort.by(JobDocument.ID), 0, 0);
	}

	private StoredJobQuery(JobEngine engine, List<Document> conditions, @Nullable List<String> types, Sort sort,
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
		return and(new Document(JobDocument.TYPE, new Document("$in", names)), names);
	}

	@Override
	public JobQuery<F> ofClass(String name) {
		return and(new Document(JobDocument.TYPE, name), List.of(name));
	}

	@Override
	public JobQuery<F> ids(Collection<ObjectId> ids) {
		return and(new Document(JobDocument.ID, new Document("$in", List.copyOf(ids))));
	}

	@Override
	public JobQuery<F> in(JobState... states) {
		if (states.length == 0) {
			throw new IllegalArgumentException("A query by state needs at least one state");
		}
		List<Document> each = Arrays.stream(states).map(StoredJobQuery::state).toList();
		return and((each.size() == 1) ? each.get(0) : new Document("$or", each));
	}

	private static Document state(JobState state) {
		Document condition = new Document(JobDocument.STATE, state.value());
		return switch (state) {
			case QUEUED -> new Document("$or",
					List.of(new Document(condition).append(JobDocument.CLAIMABLE, true),
							new Document(condition).append(JobDocument.DUE_AT, new Document("$exists", true)),
							new Document(condition).append(JobDocument.UPLOADING_SERVER, new Document("$exists", true)),
							new Document(condition).append(JobDocument.WAITS_FOR, new Document("$exists", true))));
			case RUNNING -> new Document("$or",
					List.of(new Document(condition).append(JobDocument.CLAIM_SERVER, new Document("$exists", true)),
							new Document(condition).append(JobDocument.PROCESSING, true)));
			case COMPLETED, FAILED, PAUSED, ABORTED ->
				condition.append(JobDocument.COMPLETED_AT, new Document("$exists", true));
		};
	}

	@Override
	public JobQuery<F> scheduled() {
		return and(new Document(JobDocument.DUE_AT, new Document("$exists", true)));
	}

	@Override
	public JobQuery<F> waiting() {
		return and(new Document(JobDocument.STATE, JobState.QUEUED.value()).append(JobDocument.WAITS_FOR,
				new Document("$exists", true)));
	}

	@Override
	public JobQuery<F> waitingFor(ObjectId job) {
		return and(new Document(JobDocument.WAITS_FOR, job));
	}

	@Override
	public JobQuery<F> queuedNow() {
		return and(new Document(JobDocument.CLAIMABLE, true));
	}

	@Override
	public JobQuery<F> where(Criteria criteria) {
		return and(this.engine.mapper().query(criteria.getCriteriaObject()));
	}

	private StoredJobQuery<F> and(Document condition) {
		return and(condition, this.types);
	}

	private <G extends @Nullable Object> StoredJobQuery<G> and(Document condition, @Nullable List<String> about) {
		List<Document> all = new ArrayList<>(this.conditions);
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
		return this.engine.mongo().translating(() -> find().map(this::job).into(new ArrayList<>()));
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
		return this.engine.mongo().translating(() -> {
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
		return this.engine.mongo().translating(() -> this.engine.transactionalJobs().countDocuments(filter()));
	}

	@Override
	public long delete() {
		return this.engine.mongo().translating(() -> this.engine.deleteAll(filter()));
	}

	private FindIterable<Document> find() {
		checkEncrypted(this.sort.stream().map(Sort.Order::getProperty).toList());
		Document order = new Document();
		this.sort.forEach((by) -> order.append(by.getProperty(), by.isAscending() ? 1 : -1));
		return this.engine.transactionalJobs().find(filter()).sort(order).skip(this.skip).limit(this.limit);
	}

	private Document filter() {
		this.conditions.forEach((condition) -> checkEncrypted(EncryptedConditions.compared(condition)));
		return switch (this.conditions.size()) {
			case 0 -> new Document();
			case 1 -> this.conditions.get(0);
			default -> new Document("$and", this.conditions);
		};
	}

	private void checkEncrypted(Collection<String> paths) {
		if (paths.stream().anyMatch((path) -> path.startsWith(JobDocument.FIELDS))) {
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
		return new StoredJob<>(document, this.engine);
	}

}
