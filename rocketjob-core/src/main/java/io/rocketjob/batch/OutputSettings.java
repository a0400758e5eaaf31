package io.rocketjob.batch;

import java.util.List;

import io.rocketjob.Serializer;
import io.rocketjob.batch.record.FormatSettings;
import org.bson.Document;

/**
 * How the output of a category is collected. Stored with the job.
 *
 * @param name the category
 * @param serializer how slices are stored
 * @param nulls whether null is output as well
 * @param format how records are written in files, with the options of the format
 */
record OutputSettings(String name, Serializer serializer, boolean nulls, FormatSettings format) {

	/**
	 * Says what is wrong.
	 * @param problems receives a text for each wrong value
	 */
	void check(List<String> problems) {
		CategoryName.check("output", this.name, problems);
	}

	Document toDocument() {
		return StoredFormat.add(this.format,
				new Document("category", this.name).append("serializer", this.serializer.name())
					.append("nulls", this.nulls));
	}

	static OutputSettings of(Document document) {
		return new OutputSettings(document.getString("category"), Serializer.valueOf(document.getString("serializer")),
				document.getBoolean("nulls", false), StoredFormat.of(document));
	}

	OutputSettings withSerializer(Serializer other) {
		return new OutputSettings(this.name, other, this.nulls, this.format);
	}

	OutputSettings withNulls(boolean keep) {
		return new OutputSettings(this.name, this.serializer, keep, this.format);
	}

	OutputSettings withFormat(FormatSettings other) {
		return new OutputSettings(this.name, this.serializer, this.nulls, other);
	}

}
