package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.mongodb.client.FindIterable;
import io.rocketjob.job.JobStore;
import io.rocketjob.operation.AuditEntry.Outcome;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * How an operator sees who did what, as far as {@link StoredAudit} has stored it. Throws
 * an {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AuditOperations {

	private static final int DEFAULT_SIZE = 50;

	private static final int LARGEST_SIZE = 200;

	private static final int PATIENCE_SECONDS = 2;

	private static final String BEFORE = "before_";

	private static final String AFTER = "after_";

	private final JobStore store;

	private final OperationGuard guard;

	private final DatabasePing database;

	AuditOperations(JobStore store, OperationGuard guard) {
		this.store = store;
		this.guard = guard;
		this.database = DatabasePing.ofJobs(store.mongo());
	}

	/**
	 * Lists what was done, the last first; entries about what an {@link OperationPolicy}
	 * does not show are left out. Needs {@code audit:read}; reasons are hidden without
	 * {@code value:read}. A page begins after an entry, not after a number of entries.
	 * @param operator who asks
	 * @param filter which entries
	 * @return the page
	 */
	public Page list(Operator operator, Filter filter) {
		return this.guard.read(operator, Permission.AUDIT_READ, OperationTarget.JOBS, () -> {
			int size = Given.number("size", filter.size(), DEFAULT_SIZE, 1, LARGEST_SIZE);
			List<Document> conditions = conditions(filter);
			String page = StringUtils.hasText(filter.page()) ? filter.page().strip() : "";
			boolean backwards = page.startsWith(AFTER);
			if (!page.isEmpty()) {
				String id = page.substring(page.indexOf('_') + 1);
				if (!ObjectId.isValid(id) || !(backwards || page.startsWith(BEFORE))) {
					throw OperationException
						.badRequest("page is not a page of this list; leave it out to see the first page");
				}
				conditions.add(new Document(StoredAudit.ID, new Document(backwards ? "$gt" : "$lt", new ObjectId(id))));
			}
			this.database.check();
			List<Document> found = find(conditions, backwards ? 1 : -1, size + 1);
			boolean more = found.size() > size;
			List<Document> entries = new ArrayList<>(more ? found.subList(0, size) : found);
			if (backwards) {
				Collections.reverse(entries);
			}
			boolean older = backwards || more;
			boolean newer = backwards ? more : !page.isEmpty();
			return new Page(visible(operator, entries),
					(newer && !entries.isEmpty()) ? AFTER + entries.get(0).getObjectId(StoredAudit.ID) : null,
					(older && !entries.isEmpty()) ? BEFORE + entries.get(entries.size() - 1).getObjectId(StoredAudit.ID)
							: null);
		});
	}

	private List<Document> find(List<Document> conditions, int direction, int most) {
		Document condition = new Document("$and", conditions);
		FindIterable<Document> entries = StoredAudit.collection(this.store, Duration.ofSeconds(PATIENCE_SECONDS))
			.find(condition)
			.sort(new Document(StoredAudit.ID, direction))
			.limit(most)
			.maxTime(PATIENCE_SECONDS, TimeUnit.SECONDS);
		return entries.into(new ArrayList<>());
	}

	private List<AuditEntry> visible(Operator operator, List<Document> entries) {
		return entries.stream()
			.map(StoredAudit::read)
			.filter((entry) -> this.guard.permits(operator, Permission.AUDIT_READ, entry.target(), null))
			.map((entry) -> {
				boolean shown = this.guard.permits(operator, Permission.VALUE_READ, entry.target(), null);
				return shown ? entry : entry.withoutReason();
			})
			.toList();
	}

	private List<Document> conditions(Filter filter) {
		List<Document> conditions = new ArrayList<>();
		conditions.add(new Document(StoredAudit.EXPIRES_AT, new Document("$gt", Date.from(this.store.clock().now()))));
		add("action", filter.action(), conditions);
		add(StoredAudit.OPERATOR, filter.operator(), conditions);
		add(StoredAudit.TARGET_ID, filter.target(), conditions);
		if (StringUtils.hasText(filter.outcome())) {
			String outcome = filter.outcome().strip().toLowerCase(Locale.ROOT);
			List<String> outcomes = Arrays.stream(Outcome.values()).map(StoredAudit::text).toList();
			if (!outcomes.contains(outcome)) {
				throw OperationException
					.badRequest("outcome must be one of " + outcomes.stream().collect(Collectors.joining(", ")));
			}
			conditions.add(new Document("outcome", outcome));
		}
		Instant from = Given.time("from", StringUtils.hasText(filter.from()) ? filter.from() : null);
		if (from != null) {
			conditions.add(new Document(StoredAudit.ID, new Document("$gte", first(from))));
			conditions.add(new Document(StoredAudit.AT, new Document("$gte", Date.from(from))));
		}
		Instant to = Given.time("to", StringUtils.hasText(filter.to()) ? filter.to() : null);
		if (to != null) {
			conditions.add(new Document(StoredAudit.ID, new Document("$lt", first(to.plusSeconds(1)))));
			conditions.add(new Document(StoredAudit.AT, new Document("$lt", Date.from(to))));
		}
		return conditions;
	}

	private static void add(String name, @Nullable String value, List<Document> conditions) {
		if (StringUtils.hasText(value)) {
			conditions.add(new Document(name, value.strip()));
		}
	}

	/** The least id of a second. */
	private static ObjectId first(Instant time) {
		long second = Math.max(0, Math.min(time.getEpochSecond(), Integer.MAX_VALUE));
		return new ObjectId(String.format("%08x0000000000000000", second));
	}

	/**
	 * Which entries, as an operator has written it. All can be left out.
	 *
	 * @param operator only what this user did
	 * @param action only this action, such as {@code retry}
	 * @param target only what was done with the job or server of this id
	 * @param outcome only {@code done}, {@code denied} or {@code failed}
	 * @param from only what was done at this time or later, such as
	 * {@code 2027-01-31T08:00:00Z}
	 * @param to only what was done before this time
	 * @param page which page, as {@link Page#next()} or {@link Page#previous()} say
	 * @param size how many entries a page has, at most 200; 50 when left out
	 */
	public record Filter(@Nullable String operator, @Nullable String action, @Nullable String target,
			@Nullable String outcome, @Nullable String from, @Nullable String to, @Nullable String page,
			@Nullable String size) {

		/** All entries. */
		public static final Filter ALL = new Filter(null, null, null, null, null, null, null, null);

		/**
		 * What was done with a job or a server.
		 * @param id its id
		 * @return the filter
		 */
		public static Filter of(String id) {
			return new Filter(null, null, id, null, null, null, null, null);
		}

	}

	/**
	 * A page of entries.
	 *
	 * @param entries the entries, the last first
	 * @param previous the page before, with what was done later; {@code null} on the
	 * first page
	 * @param next the page after; {@code null} when there is none
	 */
	public record Page(List<AuditEntry> entries, @Nullable String previous, @Nullable String next) {
	}

}
