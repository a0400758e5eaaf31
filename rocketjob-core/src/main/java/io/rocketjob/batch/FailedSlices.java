package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import io.rocketjob.FailedSlice;
import io.rocketjob.FailureGroup;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The failed slices of a job.
 */
final class FailedSlices {

	private static final Document FAILED = new Document(SliceDocument.STATE, SliceDocument.FAILED);

	private static final Document KIND = new Document(SliceDocument.EXCEPTION + ".class", 1)
		.append(SliceDocument.EXCEPTION + "." + FailurePattern.FIELD, 1);

	private static final Document WITHOUT_DATA = new Document(SliceDocument.DATA, 0).append(SliceDocument.PARTIAL, 0);

	/** How many groups there are at most, beside those by class alone. */
	private static final int MOST = 1_000;

	private static final int PATIENCE_SECONDS = 5;

	private static final String OTHERS = "*";

	private static final Document CLASSES = new Document(SliceDocument.EXCEPTION + ".class", 1)
		.append(SliceDocument.EXCEPTION + ".causes.class", 1);

	private final SliceCorrections corrections;

	private final JobRecord job;

	FailedSlices(SliceCorrections corrections, JobRecord job) {
		this.corrections = corrections;
		this.job = job;
	}

	/**
	 * Groups the failed slices by the class of their exception and by what their messages
	 * have in common. Reads little of each slice, and all of the examples only.
	 * @return the groups, most frequent first
	 */
	List<FailureGroup> groups() {
		return groups(Integer.MAX_VALUE);
	}

	/**
	 * Groups the first failed slices.
	 * @param most how many slices to look at
	 * @return the groups, most frequent first
	 */
	List<FailureGroup> groups(int most) {
		Map<Kind, Group> groups = new LinkedHashMap<>();
		int[] left = { most };
		for (Segment segment : Segment.readable(this.job)) {
			if (left[0] > 0) {
				failed(segment).limit(left[0]).projection(KIND).forEach((slice) -> {
					left[0]--;
					group(groups, Kind.of(slice)).add(segment, slice.getLong(SliceDocument.ID));
				});
			}
		}
		return groups.entrySet()
			.stream()
			.sorted(Comparator.comparingLong((Map.Entry<Kind, Group> group) -> group.getValue().slices).reversed())
			.map((group) -> toGroup(group.getKey(), group.getValue()))
			.filter(Objects::nonNull)
			.toList();
	}

	/** What does not fit any more is grouped by its class alone. */
	private static Group group(Map<Kind, Group> groups, Kind kind) {
		boolean fits = groups.size() < MOST || groups.containsKey(kind);
		return groups.computeIfAbsent(fits ? kind : new Kind(kind.className(), OTHERS), (missing) -> new Group());
	}

	/**
	 * Reads the examples.
	 * @return the group, or {@code null} when they are no longer failed
	 */
	private @Nullable FailureGroup toGroup(Kind kind, Group group) {
		List<FailedSlice> examples = new ArrayList<>();
		group.examples.forEach((segment, ids) -> this.corrections.collections()
			.input(segment)
			.find(new Document(FAILED).append(SliceDocument.ID, new Document("$in", ids)))
			.hint(new Document(SliceDocument.ID, 1))
			.sort(new Document(SliceDocument.ID, 1))
			.projection(WITHOUT_DATA)
			.forEach((slice) -> examples.add(new StoredFailedSlice(this.corrections, this.job, segment, slice))));
		if (examples.isEmpty()) {
			return null;
		}
		return new FailureGroup(Objects.requireNonNullElse(kind.className(), "unknown"), kind.pattern(),
				examples.get(0).exception().message(), group.slices, List.copyOf(examples));
	}

	/**
	 * Takes one failure of each kind: what is to be retried is decided by their classes
	 * and those of their causes.
	 * @return the stored form of the exceptions, those of the most frequent kind first
	 */
	List<Document> kinds() {
		Map<Document, ByClass> kinds = new LinkedHashMap<>();
		for (Segment segment : Segment.readable(this.job)) {
			failed(segment).projection(CLASSES)
				.forEach((slice) -> kinds.computeIfAbsent(
						FailureDocument.kind(slice.get(SliceDocument.EXCEPTION, new Document())),
						(missing) -> new ByClass(segment, slice.getLong(SliceDocument.ID))).count++);
		}
		return kinds.values()
			.stream()
			.sorted(Comparator.comparingLong((ByClass kind) -> kind.count).reversed())
			.map(this::exception)
			.filter(Objects::nonNull)
			.toList();
	}

	private @Nullable Document exception(ByClass kind) {
		Document slice = this.corrections.collections()
			.input(kind.segment)
			.find(new Document(SliceDocument.ID, kind.example))
			.projection(new Document(SliceDocument.EXCEPTION, 1))
			.first();
		return (slice != null) ? slice.get(SliceDocument.EXCEPTION, Document.class) : null;
	}

	/**
	 * Reads some failed slices, in the order of their ids.
	 * @param place the id of the slice after which to begin
	 * @param backwards whether to read those before it, the last first
	 * @param like what they have in common, empty for all
	 * @param most how many to read
	 * @return the slices
	 */
	List<FailedSlice> next(long place, boolean backwards, Document like, int most) {
		List<Segment> segments = new ArrayList<>(Segment.readable(this.job));
		if (backwards) {
			Collections.reverse(segments);
		}
		Document filter = new Document(FAILED).append(SliceDocument.ID, new Document(backwards ? "$lt" : "$gt", place));
		filter.putAll(like);
		List<FailedSlice> slices = new ArrayList<>();
		for (Segment segment : segments) {
			if (slices.size() < most) {
				this.corrections.collections()
					.input(segment)
					.find(filter)
					.hintString(SliceDocument.STATE_INDEX)
					.sort(new Document(SliceDocument.ID, backwards ? -1 : 1))
					.limit(most - slices.size())
					.maxTime(PATIENCE_SECONDS, TimeUnit.SECONDS)
					.projection(WITHOUT_DATA)
					.forEach((slice) -> slices.add(new StoredFailedSlice(this.corrections, this.job, segment, slice)));
			}
		}
		return slices;
	}

	Stream<FailedSlice> stream() {
		return Segment.readable(this.job).stream().flatMap(this::stream);
	}

	private Stream<FailedSlice> stream(Segment segment) {
		MongoCursor<Document> cursor = failed(segment).projection(WITHOUT_DATA).cursor();
		Iterable<Document> slices = () -> cursor;
		return StreamSupport.stream(slices.spliterator(), false)
			.map((slice) -> (FailedSlice) new StoredFailedSlice(this.corrections, this.job, segment, slice))
			.onClose(cursor::close);
	}

	private FindIterable<Document> failed(Segment segment) {
		return this.corrections.collections()
			.input(segment)
			.find(FAILED)
			.hintString(SliceDocument.STATE_INDEX)
			.sort(new Document(SliceDocument.ID, 1));
	}

	/**
	 * Finds a failed slice by its place, without reading the others.
	 * @param category the input category
	 * @param firstRecord the number of its first record in the category
	 * @return the slice, or {@code null} when there is none that begins there and has
	 * failed
	 */
	@Nullable FailedSlice find(String category, long firstRecord) {
		for (Segment segment : Segment.readable(this.job)) {
			if (segment.category().equals(category) && segment.mayHave(firstRecord)) {
				Document slice = this.corrections.collections()
					.input(segment)
					.find(new Document(FAILED).append(SliceDocument.ID,
							segment.sliceId(firstRecord - segment.offset())))
					.hint(new Document(SliceDocument.ID, 1))
					.projection(WITHOUT_DATA)
					.first();
				if (slice != null) {
					return new StoredFailedSlice(this.corrections, this.job, segment, slice);
				}
			}
		}
		return null;
	}

	private record Kind(@Nullable String className, @Nullable String pattern) {

		static Kind of(Document slice) {
			Document exception = slice.get(SliceDocument.EXCEPTION, new Document());
			return new Kind(exception.getString("class"), exception.getString(FailurePattern.FIELD));
		}

	}

	private static final class ByClass {

		private final Segment segment;

		private final long example;

		private long count;

		ByClass(Segment segment, long example) {
			this.segment = segment;
			this.example = example;
		}

	}

	private static final class Group {

		private final Map<Segment, List<Long>> examples = new LinkedHashMap<>();

		private int exampleCount;

		private long slices;

		void add(Segment segment, long id) {
			this.slices++;
			if (this.exampleCount < FailureGroup.EXAMPLES) {
				this.exampleCount++;
				this.examples.computeIfAbsent(segment, (missing) -> new ArrayList<>()).add(id);
			}
		}

	}

}
