package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.mongodb.client.MongoCursor;
import io.rocketjob.FailedSlice;
import io.rocketjob.FailureGroup;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The failed slices of a job.
 */
final class Failures {

	private static final Document FAILED = new Document(SliceDocument.STATE, SliceDocument.FAILED);

	private final BatchEngine engine;

	private final Document job;

	Failures(BatchEngine engine, Document job) {
		this.engine = engine;
		this.job = job;
	}

	/**
	 * Groups the failed slices by exception.
	 * @return the groups, most frequent first
	 */
	List<FailureGroup> groups() {
		Map<List<@Nullable String>, Group> groups = new LinkedHashMap<>();
		for (Segment segment : Segment.readable(this.job)) {
			this.engine.collections()
				.input(segment)
				.find(FAILED)
				.sort(new Document(SliceDocument.ID, 1))
				.projection(new Document(SliceDocument.DATA, 0).append(SliceDocument.PARTIAL, 0))
				.forEach((slice) -> {
					Document exception = slice.get(SliceDocument.EXCEPTION, new Document());
					groups
						.computeIfAbsent(Arrays.asList(exception.getString("class"), exception.getString("message")),
								Group::new)
						.add(new StoredFailedSlice(this.engine, this.job, segment, slice));
				});
		}
		return groups.values()
			.stream()
			.sorted(Comparator.comparingLong((Group group) -> group.slices).reversed())
			.map(Group::toGroup)
			.toList();
	}

	Stream<FailedSlice> stream() {
		return Segment.readable(this.job).stream().flatMap(this::stream);
	}

	private Stream<FailedSlice> stream(Segment segment) {
		MongoCursor<Document> cursor = this.engine.collections()
			.input(segment)
			.find(FAILED)
			.sort(new Document(SliceDocument.ID, 1))
			.projection(new Document(SliceDocument.DATA, 0).append(SliceDocument.PARTIAL, 0))
			.cursor();
		Iterable<Document> slices = () -> cursor;
		return StreamSupport.stream(slices.spliterator(), false)
			.map((slice) -> (FailedSlice) new StoredFailedSlice(this.engine, this.job, segment, slice))
			.onClose(cursor::close);
	}

	private static final class Group {

		private final List<@Nullable String> exception;

		private final List<FailedSlice> examples = new ArrayList<>();

		private long slices;

		Group(List<@Nullable String> exception) {
			this.exception = exception;
		}

		void add(FailedSlice slice) {
			this.slices++;
			if (this.examples.size() < FailureGroup.EXAMPLES) {
				this.examples.add(slice);
			}
		}

		FailureGroup toGroup() {
			return new FailureGroup(Objects.requireNonNullElse(this.exception.get(0), "unknown"), this.exception.get(1),
					this.slices, List.copyOf(this.examples));
		}

	}

}
