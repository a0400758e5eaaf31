package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.bson.Document;

/**
 * Puts slices of output together that are small, so that each is worth the work of
 * another thread, and compresses well. Used by one thread.
 */
final class SliceChunks implements Iterator<SliceChunks.Chunk> {

	private static final long LEAST_BYTES = 64 * 1024;

	private static final int MOST_SLICES = 100;

	private final Iterator<Document> slices;

	private long records;

	/**
	 * Makes it.
	 * @param slices the slices in their order
	 */
	SliceChunks(Iterator<Document> slices) {
		this.slices = slices;
	}

	@Override
	public boolean hasNext() {
		return this.slices.hasNext();
	}

	@Override
	public Chunk next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		List<Document> chunk = new ArrayList<>();
		long before = this.records;
		long bytes = 0;
		while (bytes < LEAST_BYTES && chunk.size() < MOST_SLICES && this.slices.hasNext()) {
			Document slice = this.slices.next();
			if (StoredOutput.isThere(slice)) {
				chunk.add(slice);
				bytes += SliceDocument.data(slice).length;
				this.records += slice.getInteger(SliceDocument.COUNT);
			}
		}
		return new Chunk(chunk, before, this.records - before, bytes);
	}

	/**
	 * Slices that follow each other.
	 *
	 * @param slices the slices, each with data
	 * @param before how many records come before them
	 * @param records how many records they have
	 * @param bytes how large they are as they are stored
	 */
	record Chunk(List<Document> slices, long before, long records, long bytes) {
	}

}
