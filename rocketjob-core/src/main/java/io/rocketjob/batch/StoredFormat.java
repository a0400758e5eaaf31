package io.rocketjob.batch;

import java.util.Map;

import io.rocketjob.batch.record.FormatSettings;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The format of a category as it is stored with the job.
 */
final class StoredFormat {

	private static final String NAME = "format";

	private static final String OPTIONS = "formatOptions";

	private StoredFormat() {
	}

	static Document add(FormatSettings format, Document category) {
		category.append(NAME, format.name());
		if (!format.options().isEmpty()) {
			category.append(OPTIONS, new Document(format.options()));
		}
		return category;
	}

	static FormatSettings of(Document category) {
		@Nullable Document options = category.get(OPTIONS, Document.class);
		return new FormatSettings(category.getString(NAME), (options != null) ? options : Map.of());
	}

}
