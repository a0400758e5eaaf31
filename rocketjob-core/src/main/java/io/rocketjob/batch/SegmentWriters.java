package io.rocketjob.batch;

import java.util.function.LongConsumer;

/**
 * Makes segments and what writes to them. Thread-safe.
 *
 * @param intake what cuts records into slices
 * @param collections where slices are stored
 */
record SegmentWriters(RecordIntake intake, BatchCollections collections) {

	/**
	 * Makes a writer.
	 * @param jobClass the name of the class of the job
	 * @param segment where to write; its collection is there
	 * @param progress is told now and then how many records have been written; throws
	 * when no more are wanted
	 * @return the writer
	 */
	SegmentWriter of(String jobClass, Segment segment, LongConsumer progress) {
		return new SegmentWriter(this.intake, jobClass, this.collections.input(segment), segment, progress);
	}

}
