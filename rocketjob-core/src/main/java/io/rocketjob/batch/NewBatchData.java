package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

import io.rocketjob.RecordSource;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * What is uploaded when a batch is created: its records and its lookups. Used by one
 * thread.
 */
final class NewBatchData {

	private final SegmentWriters writers;

	private final LookupStore store;

	private final JobRecord job;

	private final ObjectId id;

	private final Map<String, List<RecordSource<Object>>> sources;

	private final Map<String, Iterable<? extends Map.Entry<?, ?>>> lookups;

	/**
	 * Makes it.
	 * @param writers write records
	 * @param store writes lookups
	 * @param job the job
	 * @param sources what writes the records, by category
	 * @param lookups the entries of the lookups by name
	 */
	NewBatchData(SegmentWriters writers, LookupStore store, JobRecord job,
			Map<String, List<RecordSource<Object>>> sources, Map<String, Iterable<? extends Map.Entry<?, ?>>> lookups) {
		this.writers = writers;
		this.store = store;
		this.job = job;
		this.id = job.id();
		this.sources = sources;
		this.lookups = lookups;
	}

	boolean isEmpty() {
		return this.sources.isEmpty() && this.lookups.isEmpty();
	}

	/**
	 * The segments of the records.
	 * @param state whether workers read them at once
	 * @return the segments, empty as yet
	 */
	List<Segment> segments(Segment.State state) {
		List<Segment> segments = new ArrayList<>();
		// in the order of the categories, which is that in which they are worked on
		BatchDocument.inputs(this.job).forEach((category, settings) -> {
			if (this.sources.containsKey(category)) {
				segments.add(new Segment(segments.size(), settings, BatchCollections.input(this.id, category, ""), 0, 0,
						0, state));
			}
		});
		return segments;
	}

	/**
	 * Says in the document of the job where its data is going to be.
	 * @param segments the segments
	 */
	void describe(List<Segment> segments) {
		Document batch = BatchDocument.of(this.job);
		Document described = new Document();
		segments.forEach((segment) -> described.append(Segment.key(segment.number()), segment.toDocument()));
		batch.append("segments", described);
		Document named = new Document();
		this.lookups.keySet().forEach((name) -> named.append(name, BatchCollections.lookup(this.id, name, "")));
		if (!named.isEmpty()) {
			batch.append("lookups", named);
		}
	}

	/**
	 * Writes the lookups, and makes the collections of the segments.
	 * @param segments the segments
	 */
	void begin(List<Segment> segments) {
		this.lookups.forEach((name, entries) -> this.store.write(BatchCollections.lookup(this.id, name, ""), entries));
		segments.forEach(this.writers.collections()::create);
	}

	/**
	 * Uploads the records.
	 * @param segments the segments
	 * @param progress is told now and then how many records are uploaded; throws when no
	 * more are wanted
	 * @return the segments with what they have now
	 */
	List<Segment> upload(List<Segment> segments, LongConsumer progress) {
		List<Segment> complete = new ArrayList<>();
		for (Segment segment : segments) {
			long before = complete.stream().mapToLong(Segment::records).sum();
			SegmentWriter writer = this.writers.of(this.job.type(), segment,
					(count) -> progress.accept(before + count));
			this.sources.getOrDefault(segment.category(), List.of()).forEach(writer::takeFrom);
			complete.add(writer.finish());
			progress.accept(before + writer.count());
		}
		return complete;
	}

	/** Drops all that was written. */
	void drop() {
		BatchCollections collections = this.writers.collections();
		segments(Segment.State.UPLOADING).forEach(collections::drop);
		this.lookups.keySet().forEach((name) -> collections.named(BatchCollections.lookup(this.id, name, "")).drop());
	}

}
