package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

import com.mongodb.client.MongoCollection;
import org.bson.Document;

/**
 * Inserts slices into the collection of one segment, which nothing else writes to. Used
 * by one thread.
 */
final class SegmentWriter extends SliceCutter {

	/** How many slices are inserted together. */
	private static final int MOST_SLICES = 50;

	/** How many bytes are inserted together, unless one slice has more. */
	private static final int MOST_BYTES = 1024 * 1024;

	private static final long PROGRESS_NANOS = 500_000_000;

	private final SliceData data;

	private final MongoCollection<Document> collection;

	private final Segment segment;

	private final LongConsumer progress;

	private final List<Document> slices = new ArrayList<>();

	private int bytes;

	private long sliceCount;

	private long nextProgress = System.nanoTime() + PROGRESS_NANOS;

	/**
	 * Makes a writer.
	 * @param intake what it takes to cut records
	 * @param jobClass the name of the class of the job
	 * @param collection where to write
	 * @param segment what is written there
	 * @param progress is told now and then how many records have been written; throws
	 * when no more are wanted
	 */
	SegmentWriter(RecordIntake intake, String jobClass, MongoCollection<Document> collection, Segment segment,
			LongConsumer progress) {
		super(intake, jobClass, segment.settings(), segment.offset());
		this.data = intake.data();
		this.collection = collection;
		this.segment = segment;
		this.progress = progress;
	}

	@Override
	void slice(long position, int records, byte[] unpacked) {
		long id = this.segment.sliceId(position);
		byte[] packed = this.data.pack(this.segment, id, unpacked);
		if (packed.length > SliceCodec.PACKED_LIMIT) {
			throw tooLarge(packed.length);
		}
		if (this.bytes + packed.length > MOST_BYTES) {
			insert();
		}
		this.slices.add(SliceDocument.queued(id, records, packed));
		this.bytes += packed.length;
		this.sliceCount++;
		if (this.slices.size() >= MOST_SLICES) {
			insert();
		}
		tellProgress();
	}

	private void insert() {
		if (!this.slices.isEmpty()) {
			this.collection.insertMany(this.slices);
			this.slices.clear();
			this.bytes = 0;
		}
	}

	private void tellProgress() {
		long now = System.nanoTime();
		if (now - this.nextProgress >= 0) {
			insert();
			this.progress.accept(count());
			this.nextProgress = now + PROGRESS_NANOS;
		}
	}

	/**
	 * Inserts what is left.
	 * @return the segment with what it has now
	 */
	Segment finish() {
		endLastSlice();
		insert();
		return new Segment(this.segment.number(), this.segment.settings(), this.segment.collection(),
				this.segment.offset(), count(), this.sliceCount, Segment.State.READY);
	}

}
