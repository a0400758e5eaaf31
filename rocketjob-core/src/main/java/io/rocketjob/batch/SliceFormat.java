package io.rocketjob.batch;

import java.util.Map;

import org.bson.Document;

/**
 * The format of a file whose text the records of a slice are. Stored within the slice, so
 * that it is compressed and encrypted with them, and each slice can be worked on by
 * itself.
 *
 * @param name the name of the format
 * @param layout what its parser has to know of the file
 */
record SliceFormat(String name, Map<String, Object> layout) {

	SliceFormat {
		layout = Map.copyOf(layout);
	}

	Document toDocument() {
		return new Document("name", this.name).append("layout", new Document(this.layout));
	}

	static SliceFormat of(Document document) {
		return new SliceFormat(document.getString("name"), document.get("layout", Document.class));
	}

}
