package io.rocketjob.batch;

import java.util.Map;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The format of a file whose text the records of a slice are. Stored within the slice, so
 * that it is compressed and encrypted with them, and each slice can be worked on by
 * itself.
 *
 * @param name the name of the format
 * @param file the name of the file, {@code null} when it has none
 * @param layout what its parser has to know of the file
 */
record SliceFormat(String name, @Nullable String file, Map<String, Object> layout) {

	SliceFormat {
		layout = Map.copyOf(layout);
	}

	Document toDocument() {
		Document document = new Document("name", this.name);
		if (this.file != null) {
			document.append("file", this.file);
		}
		return document.append("layout", new Document(this.layout));
	}

	static SliceFormat of(Document document) {
		return new SliceFormat(document.getString("name"), document.getString("file"),
				document.get("layout", Document.class));
	}

}
