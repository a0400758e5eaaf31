package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import io.rocketjob.document.JobRecord;
import org.bson.Document;

/**
 * The slices of one upload, in a collection of their own. Described in the document of
 * the job, under {@code batch.segments.s<number>}.
 *
 * @param number its position among the segments of the job
 * @param settings how its slices are made
 * @param collection the name of its collection
 * @param offset how many records its category has before it
 * @param records how many records it has; 0 until it is committed
 * @param slices how many slices it was made of; 0 until it is committed
 * @param state whether it counts
 */
record Segment(int number, InputSettings settings, String collection, long offset, long records, long slices,
		State state) {

	/** How many bits of the id of a slice tell its place within the segment. */
	private static final int SHIFT = 40;

	private static final long MASK = (1L << SHIFT) - 1;

	/** What becomes of the slices of a segment. */
	enum State {

		/** It is being uploaded, and is not read. */
		UPLOADING,

		/** It is being uploaded, and workers process it. */
		LIVE,

		/** It is complete. */
		READY

	}

	String category() {
		return this.settings.name();
	}

	/**
	 * The field of the job document that describes it.
	 * @return the path
	 */
	String path() {
		return path(this.number);
	}

	static String path(int number) {
		return BatchDocument.BATCH + ".segments." + key(number);
	}

	static String key(int number) {
		return "s" + number;
	}

	/**
	 * The id of a slice.
	 * @param position the position of its first record in this segment, from 1
	 * @return the id
	 */
	long sliceId(long position) {
		return ((long) this.number << SHIFT) + position;
	}

	/**
	 * The number of the first record of a slice.
	 * @param sliceId the id of the slice
	 * @return the number in the category, from 1
	 */
	long firstRecord(long sliceId) {
		return this.offset + (sliceId & MASK);
	}

	/**
	 * Whether a slice of this segment could begin with a record.
	 * @param record the number of the record in the category
	 * @return whether its position is one that the id of a slice can tell
	 */
	boolean mayHave(long record) {
		return record > this.offset && record - this.offset <= MASK;
	}

	/**
	 * What the data of a slice is bound to when it is encrypted.
	 * @param sliceId the id of the slice
	 * @return the text to encrypt with
	 */
	String binding(long sliceId) {
		return SliceCodec.binding(this.collection, sliceId);
	}

	Document toDocument() {
		return this.settings.toDocument()
			.append("number", this.number)
			.append("collection", this.collection)
			.append("offset", this.offset)
			.append("records", this.records)
			.append("slices", this.slices)
			.append("state", this.state.name());
	}

	private static Segment of(Document document) {
		return new Segment(document.getInteger("number"), InputSettings.of(document), document.getString("collection"),
				document.getLong("offset"), document.getLong("records"), document.getLong("slices"),
				State.valueOf(document.getString("state")));
	}

	/**
	 * The segments of a job.
	 * @param job the job
	 * @return the segments in the order in which they are worked on
	 */
	static List<Segment> of(JobRecord job, Predicate<Segment> which) {
		List<Segment> segments = new ArrayList<>();
		BatchDocument.of(job).get("segments", new Document()).values().forEach((value) -> {
			Segment segment = of((Document) value);
			if (which.test(segment)) {
				segments.add(segment);
			}
		});
		segments.sort(Comparator.comparingInt(Segment::number));
		return segments;
	}

	/**
	 * The segments of a job that workers may read.
	 * @param job the job
	 * @return the segments in the order in which they are worked on
	 */
	static List<Segment> readable(JobRecord job) {
		return of(job, (segment) -> segment.state() != State.UPLOADING);
	}

}
