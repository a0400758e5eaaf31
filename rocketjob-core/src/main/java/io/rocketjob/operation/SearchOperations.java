package io.rocketjob.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.mongodb.MongoExecutionTimeoutException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.operation.JobPage.Order;
import io.rocketjob.operation.JobScan.Found;
import io.rocketjob.operation.JobScan.Place;
import io.rocketjob.operation.JobScan.Row;
import io.rocketjob.operation.JobSearch.Completion;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * How an operator finds jobs among very many. A search is a text of words; all of them
 * must hold:
 * <ul>
 * <li>{@code class:ImportJob,Report*} is the class of the job, {@code state:failed} its
 * state as it is shown, so with {@code scheduled} and {@code waiting} apart from
 * {@code queued}; several are separated by commas
 * <li>{@code priority:<20}, {@code failures:>3}, {@code 10..20}: comparisons
 * <li>{@code failed:<2h}, {@code completed:}, {@code paused:}, {@code aborted:},
 * {@code started:}, {@code created:}: how long ago ({@code <2h} is within the last two
 * hours, {@code >2h} is before), or dates in UTC ({@code yesterday}, {@code 2026-11-28},
 * {@code >2026-11-28T08:00:00Z}); {@code runs:<1h}: in which time
 * <li>{@code field.account:acme} and {@code description:nightly}, which need
 * {@code value:read}
 * <li>{@code exception:IOException}, {@code worker:host3}: a part of the name
 * <li>{@code id:} and {@code waitsfor:}; an id may stand alone
 * <li>any other word, or a text in quotation marks, is looked for in the class and in the
 * class of the exception, and with {@code value:read} in the description and the message
 * of the exception.
 * </ul>
 * The states that a search asks for decide its order: see {@link Order}. A page and a
 * count take a bounded time however many jobs there are: where no index knows what is
 * asked for, a page is {@link JobPage#partial() partial} and a count is a least one. Each
 * method throws an {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SearchOperations {

	/** The states of jobs as they are shown, in this order. */
	public static final List<String> STATES = SearchParser.STATES;

	private static final int DEFAULT_SIZE = 20;

	private static final int LARGEST_SIZE = 200;

	private static final int MOST_COMPLETIONS = 12;

	/** How many jobs are looked at to say of which classes they are. */
	private static final int MOST_OF_CLASSES = 5_000;

	/** How many jobs are counted where a policy has to see each of them. */
	private static final int MOST_SEEN = 1_000;

	private static final Duration OF_A_PAGE = Duration.ofMillis(200);

	private static final Duration OF_A_COUNT = Duration.ofSeconds(1);

	private final JobEngine engine;

	private final OperationGuard guard;

	private final DatabasePing database;

	private final JobRuns runs;

	private final JobRows rows;

	private final StateCounts counting = new StateCounts();

	SearchOperations(RocketJobTemplate rocketJob, JobEngine engine, OperationGuard guard, DatabasePing database) {
		this.engine = engine;
		this.guard = guard;
		this.database = database;
		this.runs = new JobRuns(engine);
		this.rows = new JobRows(rocketJob, engine, guard);
	}

	/**
	 * Reads a page of the jobs that a search finds; those that an {@link OperationPolicy}
	 * does not show are left out. Needs {@code job:read}. A page begins after a place,
	 * not after a number of jobs: what is added or goes meanwhile moves nothing.
	 * @param operator who asks
	 * @param search what to look for, and which page of it
	 * @return the page
	 */
	public JobPage page(Operator operator, JobSearch search) {
		return read(operator, () -> {
			int size = Given.number("size", search.size(), DEFAULT_SIZE, 1, LARGEST_SIZE);
			SearchConditions conditions = parse(operator, search.text());
			Order order = JobRuns.order(conditions);
			PageToken token = PageToken.of(search.page(), order);
			this.database.check();
			List<JobRun> forwards = this.runs.of(conditions, order);
			JobScan scan = new JobScan(this.engine.store().jobs(), OF_A_PAGE);
			if (token != null && token.backwards()) {
				Found before = scan.read(forwards.stream().map(JobRun::backwards).toList(), token.place(), size + 1);
				if (before.until() != null || before.rows().size() > size) {
					return page(operator, conditions, order, before, size, token);
				}
				// it is the first page, which is to be full
				token = null;
			}
			Found found = scan.read(forwards, (token != null) ? token.place() : null, size + 1);
			return page(operator, conditions, order, found, size, token);
		});
	}

	/** Those of some jobs that an operator may see. */
	List<JobRecord> visible(Operator operator, List<ObjectId> ids) {
		return this.rows.visible(operator, ids, false);
	}

	private JobPage page(Operator operator, SearchConditions conditions, Order order, Found found, int size,
			@Nullable PageToken from) {
		boolean backwards = from != null && from.backwards();
		List<Row> page = found.rows().subList(0, Math.min(size, found.rows().size()));
		Place end = (found.rows().size() > size) ? page.get(size - 1).place() : found.until();
		Place begin = page.isEmpty() ? null : page.get(0).place();
		String onwards = (end != null) ? new PageToken(order, backwards, end).text() : null;
		String back = (from != null && begin != null) ? new PageToken(order, !backwards, begin).text() : null;
		List<ObjectId> ids = new ArrayList<>(page.stream().map(Row::id).toList());
		if (backwards) {
			Collections.reverse(ids);
		}
		List<JobRecord> jobs = ids.isEmpty() ? List.of() : this.rows.visible(operator, ids, conditions.values());
		return new JobPage(this.rows.describe(operator, jobs), order, backwards ? onwards : back,
				backwards ? back : onwards, end != null && page.size() < size);
	}

	/**
	 * Counts the jobs that a search finds, hidden ones too. Needs {@code job:read}.
	 * @param operator who asks
	 * @param text what to look for
	 * @return the count; it is not exact beyond 100,000, or when the time was up
	 */
	public BoundedCount count(Operator operator, @Nullable String text) {
		return read(operator, () -> {
			SearchConditions conditions = parse(operator, text);
			this.database.check();
			List<JobRun> all = this.runs.of(conditions, JobRuns.order(conditions));
			JobScan scan = new JobScan(this.engine.store().jobs(), OF_A_COUNT);
			if (!conditions.values() || !this.guard.hasPolicies()) {
				return scan.count(all);
			}
			// else a count would tell of the values of jobs that a policy hides
			Found found = scan.read(all, null, MOST_SEEN);
			int visible = this.rows.visible(operator, found.rows().stream().map(Row::id).toList(), true).size();
			return new BoundedCount(visible, found.until() == null);
		});
	}

	/**
	 * Counts the jobs in each state as it is shown, each up to 100,000. Needs
	 * {@code job:read}.
	 * @param operator who asks
	 * @return the counts by state: queued, scheduled, waiting, running, completed,
	 * failed, paused, aborted
	 */
	public Map<String, BoundedCount> counts(Operator operator) {
		return counts(operator, STATES);
	}

	/**
	 * Counts the jobs in some states as they are shown, each up to 100,000. Needs
	 * {@code job:read}. Costs one command, which reads index entries; on a database that
	 * has no {@code $unionWith} one or more for each state. A user interface that many
	 * people watch asks once for all of them.
	 * @param operator who asks
	 * @param states the states, some of {@link #STATES}
	 * @return the counts by state
	 */
	public Map<String, BoundedCount> counts(Operator operator, Collection<String> states) {
		return read(operator, () -> {
			Map<String, List<JobRun>> parts = new LinkedHashMap<>();
			for (String state : states) {
				SearchConditions conditions = parse(operator, "state:" + state);
				parts.put(state, this.runs.of(conditions, JobRuns.order(conditions)));
			}
			this.database.check();
			return this.counting.of(this.engine.store().jobs(), parts, OF_A_COUNT);
		});
	}

	/**
	 * Reads the first jobs that a search finds, in its order, without how far running
	 * batches are; those that an {@link OperationPolicy} does not show are left out.
	 * Needs {@code job:read}.
	 * @param operator who asks
	 * @param text what to look for
	 * @param most how many jobs to read, at most 200
	 * @return the jobs
	 */
	public List<JobSummaryDescriptor> first(Operator operator, @Nullable String text, int most) {
		return read(operator, () -> {
			SearchConditions conditions = parse(operator, text);
			this.database.check();
			Found found = new JobScan(this.engine.store().jobs(), OF_A_PAGE).read(
					this.runs.of(conditions, JobRuns.order(conditions)), null,
					Math.max(1, Math.min(most, LARGEST_SIZE)));
			List<ObjectId> ids = found.rows().stream().limit(most).map(Row::id).toList();
			return ids.isEmpty() ? List.of()
					: this.rows.summaries(operator, this.rows.visible(operator, ids, conditions.values()));
		});
	}

	/**
	 * Says of which classes the jobs are that a search finds. Needs {@code job:read}.
	 * Looks at the first 5,000 of them.
	 * @param operator who asks
	 * @param text what to look for
	 * @return the classes, the most frequent first
	 */
	public Facets classes(Operator operator, @Nullable String text) {
		return read(operator, () -> {
			SearchConditions conditions = parse(operator, text);
			this.database.check();
			Found found = new JobScan(this.engine.store().jobs(), OF_A_PAGE, JobFields.TYPE)
				.read(this.runs.of(conditions, JobRuns.order(conditions)), null, MOST_OF_CLASSES);
			Map<String, Long> counts = found.rows()
				.stream()
				.collect(Collectors.groupingBy((row) -> row.document().getString(JobFields.TYPE),
						Collectors.counting()));
			Map<String, Long> sorted = new LinkedHashMap<>();
			counts.entrySet()
				.stream()
				.sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
					.thenComparing(Map.Entry.comparingByKey()))
				.forEach((entry) -> sorted.put(entry.getKey(), entry.getValue()));
			return new Facets(sorted, found.rows().size(), found.until() == null);
		});
	}

	/**
	 * Says how the word at a position of a search can go on. Needs {@code job:read}. Asks
	 * no database.
	 * @param operator who asks
	 * @param text the search so far, wrong or not
	 * @param position where the operator types: how many characters are before it
	 * @return what can stand there, at most 12
	 */
	public List<Completion> completions(Operator operator, String text, int position) {
		return read(operator, () -> {
			int end = Math.max(0, Math.min(position, text.length()));
			int begin = end;
			while (begin > 0 && !Character.isWhitespace(text.charAt(begin - 1))) {
				begin--;
			}
			boolean values = operator.permissions().contains(Permission.VALUE_READ);
			return new SearchCompletions(this.engine.classes(), values).of(text.substring(begin, end), begin, end)
				.stream()
				.limit(MOST_COMPLETIONS)
				.toList();
		});
	}

	private SearchConditions parse(Operator operator, @Nullable String text) {
		boolean values = this.guard.permits(operator, Permission.VALUE_READ, OperationTarget.JOBS, null);
		return new SearchParser(this.engine, values).parse(text);
	}

	private <T> T read(Operator operator, Supplier<T> operation) {
		return this.guard.read(operator, Permission.JOB_READ, OperationTarget.JOBS, () -> {
			try {
				return operation.get();
			}
			catch (MongoExecutionTimeoutException ex) {
				throw OperationException.unavailable("The database was not done with this search in time;"
						+ " narrow it by state:, class: or a time such as failed:<2h");
			}
		});
	}

	/**
	 * Of which classes jobs are.
	 *
	 * @param classes how many jobs there are of each class, the most frequent first
	 * @param of how many jobs were looked at
	 * @param exact whether these are all
	 */
	public record Facets(Map<String, Long> classes, int of, boolean exact) {
	}

	/**
	 * A place in a list, as it is in an address.
	 *
	 * @param order the order of the list
	 * @param backwards whether what comes before is wanted
	 * @param place the place
	 */
	private record PageToken(Order order, boolean backwards, Place place) {

		private static final Set<Order> ORDERS = Set.of(Order.values());

		static @Nullable PageToken of(@Nullable String text, Order order) {
			if (text == null || text.isBlank()) {
				return null;
			}
			String[] parts = text.strip().split("_", -1);
			try {
				if (parts.length == 5) {
					PageToken token = new PageToken(Order.valueOf(parts[0].toUpperCase(Locale.ROOT)),
							parts[1].equals("before"),
							new Place(parts[3].isEmpty() ? null : Long.valueOf(parts[3], Character.MAX_RADIX),
									parts[4].isEmpty() ? null : new ObjectId(parts[4]),
									Place.Side.valueOf(parts[2].toUpperCase(Locale.ROOT))));
					if (token.order == order && token.isWhole()) {
						return token;
					}
				}
			}
			catch (IllegalArgumentException ex) {
				// is told below
			}
			throw OperationException
				.badRequest("page is not a page of this search; leave it out to see the first page");
		}

		private boolean isWhole() {
			return ORDERS.contains(this.order) && (this.place.id() != null) == (this.place.side() == Place.Side.AT)
					&& (this.place.first() == null) == (this.order == Order.CREATED);
		}

		String text() {
			return String
				.join("_",
						Arrays.asList(this.order.name(), this.backwards ? "before" : "after", this.place.side().name(),
								(this.place.first() != null) ? Long.toString(this.place.first(), Character.MAX_RADIX)
										: "",
								(this.place.id() != null) ? this.place.id().toHexString() : ""))
				.toLowerCase(Locale.ROOT);
		}

	}

}
