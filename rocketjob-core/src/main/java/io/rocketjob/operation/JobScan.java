package io.rocketjob.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import io.rocketjob.document.JobFields;
import io.rocketjob.operation.JobRun.Access;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs of jobs in their order from a place on, for as long as it may take. Where an
 * index does not know all that is asked for, it looks at a part of the run after the
 * other, so that it knows how far it has come when the time is up. One for each question.
 */
final class JobScan {

	/** How many jobs are sorted by the database at most. */
	private static final int MOST_SORTED = 20_000;

	private static final int FIRST_PART = 1_000;

	private static final int LARGEST_PART = 20_000;

	private static final int PATIENCE_SECONDS = 5;

	private final MongoCollection<Document> jobs;

	private final Document fields;

	private final long end;

	/**
	 * Makes it.
	 * @param jobs the jobs
	 * @param patience after which time it begins no other part
	 * @param fields which fields to read besides what the order needs
	 */
	JobScan(MongoCollection<Document> jobs, Duration patience, String... fields) {
		this.jobs = jobs;
		this.end = System.nanoTime() + patience.toNanos();
		this.fields = new Document(JobFields.ID, 1);
		for (String field : fields) {
			this.fields.append(field, 1);
		}
	}

	private boolean isTimeUp() {
		return System.nanoTime() - this.end >= 0;
	}

	/**
	 * Reads the first jobs of some runs that have the same order.
	 * @param runs the runs
	 * @param after the place after which to begin, {@code null} for the beginning
	 * @param most how many jobs to read
	 * @return the jobs in their order, and how far it has looked
	 */
	Found read(List<JobRun> runs, @Nullable Place after, int most) {
		if (runs.isEmpty()) {
			return new Found(List.of(), null);
		}
		List<Found> parts = runs.stream().map((run) -> read(run, after, most)).toList();
		Comparator<Place> order = Place.order(runs.get(0));
		Place bound = parts.stream().map(Found::until).filter((until) -> until != null).min(order).orElse(null);
		List<Row> rows = parts.stream()
			.flatMap((part) -> part.rows().stream())
			.filter((row) -> bound == null || order.compare(row.place(), bound) <= 0)
			.sorted(Comparator.comparing(Row::place, order))
			.toList();
		return new Found(rows, bound);
	}

	private Found read(JobRun given, @Nullable Place after, int most) {
		JobRun run = resolved(given);
		if (run.access() == Access.ORDERED && !run.rest().isEmpty()) {
			return readInParts(run, after, most);
		}
		List<Row> rows = new ArrayList<>();
		if (after != null && run.first() != null && after.side() == Place.Side.AT) {
			find(run, List.of(same(run, after), beyondId(run, after)), run.sortById(), most, rows);
		}
		if (rows.size() < most) {
			List<Document> narrowing = (after == null) ? List.of()
					: List.of((run.first() != null) ? beyondFirst(run, after) : beyondId(run, after));
			find(run, narrowing, run.sort(), most - rows.size(), rows);
		}
		return new Found(rows, (rows.size() >= most) ? rows.get(rows.size() - 1).place() : null);
	}

	/**
	 * Jobs that no index has in their order are sorted by the database where they are
	 * few, else looked for in the order of ids.
	 */
	private JobRun resolved(JobRun run) {
		if (run.access() != Access.UNORDERED) {
			return run;
		}
		long count = this.jobs.countDocuments(run.filter(List.of(), false), options(run, MOST_SORTED + 1));
		return (count <= MOST_SORTED) ? run.as(Access.FEW) : run.byId();
	}

	private Found readInParts(JobRun run, @Nullable Place after, int most) {
		List<Row> rows = new ArrayList<>();
		Place[] from = { after };
		forParts(run, after, (narrowing, until) -> {
			find(run, narrowing, run.sort(), most - rows.size(), rows);
			from[0] = until;
			return rows.size() < most;
		});
		if (rows.size() >= most) {
			return new Found(rows, rows.get(rows.size() - 1).place());
		}
		return new Found(rows, from[0]);
	}

	/**
	 * Goes through a run in parts of bounded size, as long as there is time.
	 * @param run the run
	 * @param after where to begin
	 * @param action does something with each part, and says whether to go on
	 */
	private void forParts(JobRun run, @Nullable Place after, PartAction action) {
		Place from = after;
		int size = FIRST_PART;
		do {
			Part part = part(run, from, size);
			if (!action.take(part.narrowing(), part.until()) || part.until() == null) {
				return;
			}
			from = part.until();
			size = Math.min(size * 2, LARGEST_PART);
		}
		while (!isTimeUp());
	}

	private Part part(JobRun run, @Nullable Place from, int size) {
		if (run.first() == null) {
			return partOfIds(run, (from != null) ? List.of(beyondId(run, from)) : List.of(), null, size);
		}
		if (from != null && from.side() != Place.Side.AFTER) {
			return partOfFirst(run, from, size);
		}
		List<Document> narrowing = new ArrayList<>();
		if (from != null) {
			narrowing.add(beyondFirst(run, from));
		}
		Document last = nth(run, narrowing, new Document(run.first(), run.ascending() ? 1 : -1), size);
		if (last == null) {
			return new Part(narrowing, null);
		}
		Object bound = Objects.requireNonNull(last.get(run.first()));
		narrowing.add(new Document(run.first(), new Document(run.before(), bound)));
		return new Part(narrowing, new Place(Place.number(bound), null, Place.Side.BEFORE));
	}

	/** A part of those that have the same first value. */
	private Part partOfFirst(JobRun run, Place from, int size) {
		List<Document> narrowing = new ArrayList<>(List.of(same(run, from)));
		if (from.side() == Place.Side.AT) {
			narrowing.add(beyondId(run, from));
		}
		return partOfIds(run, narrowing, new Place(from.first(), null, Place.Side.AFTER), size);
	}

	private Part partOfIds(JobRun run, List<Document> before, @Nullable Place after, int size) {
		Document last = nth(run, before, run.sortById(), size);
		if (last == null) {
			return new Part(before, after);
		}
		ObjectId id = last.getObjectId(JobFields.ID);
		List<Document> narrowing = new ArrayList<>(before);
		narrowing.add(upToId(run, id));
		return new Part(narrowing, new Place((after != null) ? after.first() : null, id, Place.Side.AT));
	}

	private @Nullable Document nth(JobRun run, List<Document> narrowing, Document sort, int number) {
		Document keys = new Document(JobFields.ID, 1);
		if (run.first() != null) {
			keys.append(run.first(), 1);
		}
		return hinted(this.jobs.find(run.filter(narrowing, false)), run).sort(sort)
			.skip(number - 1)
			.limit(1)
			.projection(keys)
			.first();
	}

	private void find(JobRun run, List<Document> narrowing, Document sort, int most, List<Row> rows) {
		Document keys = new Document(this.fields);
		if (run.first() != null) {
			keys.append(run.first(), 1);
		}
		hinted(this.jobs.find(run.filter(narrowing, true)), run).sort(sort)
			.limit(most)
			.projection(keys)
			.forEach((document) -> rows.add(Row.of(document, run)));
	}

	private static FindIterable<Document> hinted(FindIterable<Document> find, JobRun run) {
		find.maxTime(PATIENCE_SECONDS, TimeUnit.SECONDS);
		return (run.index() != null) ? find.hintString(run.index())
				: run.conditions().isEmpty() ? find.hint(new Document(JobFields.ID, 1)) : find;
	}

	private static CountOptions options(JobRun run, int most) {
		CountOptions options = new CountOptions().limit(most).maxTime(PATIENCE_SECONDS, TimeUnit.SECONDS);
		return (run.index() != null) ? options.hintString(run.index())
				: run.conditions().isEmpty() ? options.hint(new Document(JobFields.ID, 1)) : options;
	}

	/**
	 * Counts the jobs of some runs.
	 * @param runs the runs
	 * @return how many there are, as far as was worth counting
	 */
	BoundedCount count(List<JobRun> runs) {
		BoundedCount sum = new BoundedCount(0, true);
		for (JobRun run : runs) {
			sum = sum.plus(count(run));
		}
		return sum.bounded();
	}

	private BoundedCount count(JobRun given) {
		if (given.rest().isEmpty()) {
			return BoundedCount
				.of(this.jobs.countDocuments(given.filter(List.of(), true), options(given, BoundedCount.MOST + 1)));
		}
		JobRun run = resolved(given);
		if (run.access() == Access.FEW) {
			return BoundedCount
				.of(this.jobs.countDocuments(run.filter(List.of(), true), options(run, BoundedCount.MOST + 1)));
		}
		long[] counted = { 0 };
		boolean[] whole = { false };
		forParts(run, null, (narrowing, until) -> {
			counted[0] += this.jobs.countDocuments(run.filter(narrowing, true), options(run, BoundedCount.MOST + 1));
			whole[0] = until == null;
			return counted[0] <= BoundedCount.MOST;
		});
		BoundedCount count = BoundedCount.of(counted[0]);
		return whole[0] ? count : new BoundedCount(count.count(), false);
	}

	private static Document same(JobRun run, Place place) {
		return new Document(run.first(), place.typed(run));
	}

	private static Document beyondFirst(JobRun run, Place place) {
		return new Document(run.first(), new Document(
				(place.side() == Place.Side.BEFORE) ? run.beyond() + "e" : run.beyond(), place.typed(run)));
	}

	private static Document beyondId(JobRun run, Place place) {
		return new Document(JobFields.ID, new Document(run.beyond(), place.id()));
	}

	private static Document upToId(JobRun run, ObjectId last) {
		return new Document(JobFields.ID, new Document(run.before() + "e", last));
	}

	/** Does something with a part of a run. */
	@FunctionalInterface
	private interface PartAction {

		/**
		 * Takes a part.
		 * @param narrowing the conditions of the part
		 * @param until where it ends, {@code null} when it is the last
		 * @return whether to go on
		 */
		boolean take(List<Document> narrowing, @Nullable Place until);

	}

	/**
	 * A part of a run.
	 *
	 * @param narrowing its conditions
	 * @param until where it ends, {@code null} when it is the last
	 */
	private record Part(List<Document> narrowing, @Nullable Place until) {
	}

	/**
	 * Some jobs of runs.
	 *
	 * @param rows the jobs in their order
	 * @param until up to where all that match are there, {@code null} for the end
	 */
	record Found(List<Row> rows, @Nullable Place until) {
	}

	/**
	 * A job of a run.
	 *
	 * @param document the fields that were read
	 * @param place where it is
	 */
	record Row(Document document, Place place) {

		static Row of(Document document, JobRun run) {
			Object first = (run.first() != null) ? document.get(run.first()) : null;
			return new Row(document, new Place((first != null) ? Place.number(first) : null,
					document.getObjectId(JobFields.ID), Place.Side.AT));
		}

		ObjectId id() {
			return this.document.getObjectId(JobFields.ID);
		}

	}

	/**
	 * A place in a run.
	 *
	 * @param first what is ordered by before the id
	 * @param id the id, {@code null} beside all ids
	 * @param side at the id, or before or after all jobs with the same first value
	 */
	record Place(@Nullable Long first, @Nullable ObjectId id, Side side) {

		/** On which side of what it names. */
		enum Side {

			/** Before all with the first value. */
			BEFORE,

			/** At the id. */
			AT,

			/** After all with the first value. */
			AFTER

		}

		static Comparator<Place> order(JobRun run) {
			Comparator<Place> firsts = Comparator.comparing(Place::first,
					Comparator.nullsFirst(Comparator.naturalOrder()));
			Comparator<Place> ids = Comparator.comparing(Place::id, Comparator.nullsFirst(Comparator.naturalOrder()));
			Comparator<Place> sides = Comparator.comparing(Place::side);
			return run.ascending() ? firsts.thenComparing(sides).thenComparing(ids)
					: firsts.reversed().thenComparing(sides).thenComparing(ids.reversed());
		}

		static Long number(Object first) {
			return (first instanceof Date date) ? date.getTime() : ((Number) first).longValue();
		}

		@Nullable Object typed(JobRun run) {
			if (this.first == null) {
				return null;
			}
			return JobFields.PRIORITY.equals(run.first()) ? (Object) this.first.intValue() : new Date(this.first);
		}

	}

}
