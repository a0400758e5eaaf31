package io.rocketjob.batch;

import java.util.List;

import io.rocketjob.BatchUploads;
import io.rocketjob.Serializer;
import io.rocketjob.batch.record.RecordFormat;
import org.bson.Document;

/**
 * How the slices of an input category are made. Stored with each segment, so that a job
 * is not touched by a later change of its class.
 *
 * @param name the category
 * @param sliceSize how many records a slice has
 * @param serializer how slices are stored
 * @param format how records are written in files
 */
record InputSettings(String name, int sliceSize, Serializer serializer, String format) {

	/** Of a category of which nothing is said. */
	static final InputSettings DEFAULTS = new InputSettings(BatchUploads.MAIN, 100, Serializer.COMPRESSED,
			RecordFormat.LINES);

	/** A slice is in the memory of its worker, and is what a crash repeats. */
	static final int LARGEST_SLICE = 100_000;

	/**
	 * Says what is wrong.
	 * @param problems receives a text for each wrong value
	 */
	void check(List<String> problems) {
		CategoryName.check("input", this.name, problems);
		if (this.sliceSize < 1 || this.sliceSize > LARGEST_SLICE) {
			problems.add("input." + this.name + ".sliceSize: must be from 1 to " + LARGEST_SLICE + ", but is "
					+ this.sliceSize);
		}
		if (this.serializer.isText()) {
			problems.add("input." + this.name + ".serializer: " + this.serializer
					+ " is for output only; input can be NONE, COMPRESSED or ENCRYPTED");
		}
	}

	Document toDocument() {
		return new Document("category", this.name).append("sliceSize", this.sliceSize)
			.append("serializer", this.serializer.name())
			.append("format", this.format);
	}

	static InputSettings of(Document document) {
		return new InputSettings(document.getString("category"), document.getInteger("sliceSize"),
				Serializer.valueOf(document.getString("serializer")), document.getString("format"));
	}

}
