package io.rocketjob.batch;

import com.mongodb.client.FindIterable;
import io.rocketjob.document.JobIndexes;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * What the slices of a job have made for one category, as it is stored. Thread-safe.
 *
 * @param outputs what it takes to read it
 * @param job the job
 * @param settings the category
 */
record StoredOutput(BatchOutputs outputs, ObjectId job, OutputSettings settings) {

	/** How many slices the database sends at once at most. */
	private static final int BATCH = 20;

	/**
	 * Reads all in the order of the input.
	 * @return what reads it
	 */
	FindIterable<Document> slices() {
		return find()
			// else a server may sort them all, data included
			.hint(JobIndexes.BY_ID)
			.sort(JobIndexes.BY_ID)
			.batchSize(BATCH);
	}

	/**
	 * Counts the records without reading them.
	 * @return how many there are
	 */
	long count() {
		long count = 0;
		for (Document slice : find().projection(new Document(SliceDocument.COUNT, 1))) {
			count += slice.getInteger(SliceDocument.COUNT);
		}
		return count;
	}

	private FindIterable<Document> find() {
		return this.outputs.collections().output(this.job, this.settings.name()).find();
	}

	/**
	 * Whether a slice has made anything.
	 * @param slice the slice
	 * @return whether it has data
	 */
	static boolean isThere(Document slice) {
		return slice.containsKey(SliceDocument.DATA);
	}

	/**
	 * Undoes the encryption and the compression of what a slice has made.
	 * @param slice the slice, which has made something
	 * @return the data
	 */
	byte[] unpack(Document slice) {
		return this.outputs.data()
			.codec()
			.unpack(SliceDocument.data(slice), this.settings.serializer(), binding(slice));
	}

	/**
	 * Undoes the encryption only.
	 * @param slice the slice, which has made something
	 * @return the data, still compressed
	 */
	byte[] decrypt(Document slice) {
		return this.outputs.data()
			.codec()
			.decrypt(SliceDocument.data(slice), this.settings.serializer(), binding(slice));
	}

	private String binding(Document slice) {
		return BatchCollections.binding(this.job, this.settings.name(), slice.getLong(SliceDocument.ID));
	}

	@Override
	public String toString() {
		return "The output '" + this.settings.name() + "' of job " + this.job;
	}

}
