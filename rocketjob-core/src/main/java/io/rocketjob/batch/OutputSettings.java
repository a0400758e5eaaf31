package io.rocketjob.batch;

import java.util.List;

import io.rocketjob.Serializer;
import org.bson.Document;

/**
 * How the output of a category is collected. Stored with the job.
 *
 * @param name the category
 * @param serializer how slices are stored
 * @param nulls whether null is output as well
 */
record OutputSettings(String name, Serializer serializer, boolean nulls) {

	/**
	 * Says what is wrong.
	 * @param problems receives a text for each wrong value
	 */
	void check(List<String> problems) {
		CategoryName.check("output", this.name, problems);
	}

	Document toDocument() {
		return new Document("category", this.name).append("serializer", this.serializer.name())
			.append("nulls", this.nulls);
	}

	static OutputSettings of(Document document) {
		return new OutputSettings(document.getString("category"), Serializer.valueOf(document.getString("serializer")),
				document.getBoolean("nulls", false));
	}

}
