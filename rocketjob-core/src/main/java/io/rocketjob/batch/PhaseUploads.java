package io.rocketjob.batch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.BatchUploads;
import io.rocketjob.RecordSource;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.Run;
import io.rocketjob.work.ClaimedJob;
import org.jspecify.annotations.Nullable;

/**
 * What {@code beforeBatch} uploads: into segments and lookups of this attempt, which
 * count when the batch is opened.
 */
final class PhaseUploads implements BatchUploads<Object, Long> {

	private final SegmentWriters segments;

	private final ClaimedJob claimed;

	private final BatchOpening handle;

	private final Run<@Nullable Object> run;

	private final Map<String, SegmentWriter> writers = new LinkedHashMap<>();

	PhaseUploads(SegmentWriters segments, ClaimedJob claimed, BatchOpening handle, Run<@Nullable Object> run) {
		this.segments = segments;
		this.claimed = claimed;
		this.handle = handle;
		this.run = run;
	}

	@Override
	public Long upload(String category, RecordSource<Object> source) {
		return this.writers.computeIfAbsent(category, this::begin).takeFrom(source);
	}

	private SegmentWriter begin(String category) {
		JobRecord job = this.claimed.job();
		InputSettings settings = BatchDocument.inputs(job).get(category);
		if (settings == null) {
			throw new IllegalArgumentException(
					"There is no input category '" + category + "'; there are " + BatchDocument.inputs(job).keySet());
		}
		List<Segment> present = Segment.of(job, (segment) -> true);
		if (present.stream()
			.anyMatch((segment) -> segment.category().equals(category) && segment.state() == Segment.State.LIVE)) {
			throw new IllegalStateException(
					"Records are being uploaded to '" + category + "' by somebody else at the same time");
		}
		int number = present.stream().mapToInt(Segment::number).max().orElse(-1) + 1 + this.writers.size();
		long offset = present.stream()
			.filter((segment) -> segment.category().equals(category))
			.mapToLong(Segment::records)
			.sum();
		Segment segment = new Segment(number, settings,
				BatchCollections.input(this.claimed.id(), category, this.claimed.token().toHexString()), offset, 0, 0,
				Segment.State.UPLOADING);
		this.handle.stage(segment.collection());
		this.segments.collections().create(segment);
		return this.segments.of(job.type(), segment, (count) -> this.run.checkCancelled());
	}

	/**
	 * Makes the collection of a lookup.
	 * @param name the name of the lookup
	 * @return the name of the collection
	 */
	String makeLookup(String name) {
		CategoryName.checkLookup(name);
		String collection = BatchCollections.lookup(this.claimed.id(), name, this.claimed.token().toHexString());
		this.handle.stage(collection);
		this.handle.lookedUp(name, collection);
		return collection;
	}

	long recordCount() {
		return this.writers.values().stream().mapToLong(SegmentWriter::count).sum();
	}

	/** Inserts what is left. */
	void finish() {
		this.writers.values().forEach((writer) -> this.handle.uploaded(writer.finish()));
	}

}
