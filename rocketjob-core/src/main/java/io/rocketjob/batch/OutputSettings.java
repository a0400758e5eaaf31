package io.rocketjob.batch;

import java.util.List;

import io.rocketjob.Serializer;
import io.rocketjob.batch.record.RecordFormat;
import org.bson.Document;

/**
 * How the output of a category is collected. Stored with the job.
 *
 * @param name the category
 * @param serializer how slices are stored
 * @param nulls whether null is output as well
 * @param format how records are written in files
 */
record OutputSettings(String name, Serializer serializer, boolean nulls, String format) {

	/**
	 * Says what is wrong.
	 * @param problems receives a text for each wrong value
	 */
	void check(List<String> problems) {
		CategoryName.check("output", this.name, problems);
		if (this.serializer.isText() && !this.format.equals(RecordFormat.LINES)) {
			problems.add("output." + this.name + ".format: " + this.serializer + " stores raw lines, which cannot be "
					+ this.format + " any more; use the serializer COMPRESSED or ENCRYPTED for it");
		}
	}

	Document toDocument() {
		return new Document("category", this.name).append("serializer", this.serializer.name())
			.append("nulls", this.nulls)
			.append("format", this.format);
	}

	static OutputSettings of(Document document) {
		return new OutputSettings(document.getString("category"), Serializer.valueOf(document.getString("serializer")),
				document.getBoolean("nulls", false), document.getString("format"));
	}

}
