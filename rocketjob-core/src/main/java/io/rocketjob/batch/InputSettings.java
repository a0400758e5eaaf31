package io.rocketjob.batch;

import java.util.List;

import io.rocketjob.BatchUploads;
import io.rocketjob.Serializer;
import io.rocketjob.batch.record.FormatSettings;
import org.bson.Document;

/**
 * How the slices of an input category are made. Stored with each segment, so that a job
 * is not touched by a later change of its class.
 *
 * @param name the category
 * @param sliceSize how many records a slice has
 * @param serializer how slices are stored
 * @param format how records are written in files, with the options of the format
 */
record InputSettings(String name, int sliceSize, Serializer serializer, FormatSettings format) {

	/** Of a category of which nothing is said. */
	static final InputSettings DEFAULTS = new InputSettings(BatchUploads.MAIN, 100, Serializer.COMPRESSED,
			FormatSettings.LINES);

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
		return StoredFormat.add(this.format, new Document("category", this.name).append("sliceSize", this.sliceSize)
			.append("serializer", this.serializer.name()));
	}

	static InputSettings of(Document document) {
		return new InputSettings(document.getString("category"), document.getInteger("sliceSize"),
				Serializer.valueOf(document.getString("serializer")), StoredFormat.of(document));
	}

	InputSettings withSliceSize(int records) {
		return new InputSettings(this.name, records, this.serializer, this.format);
	}

	InputSettings withSerializer(Serializer other) {
		return new InputSettings(this.name, this.sliceSize, other, this.format);
	}

	InputSettings withFormat(FormatSettings other) {
		return new InputSettings(this.name, this.sliceSize, this.serializer, other);
	}

}
