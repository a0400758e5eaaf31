package io.rocketjob.job;

import java.util.List;

import io.rocketjob.JobHistoryEntry;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Collects an update of a job document. A name that is set last is set, one that is unset
 * last is unset.
 */
final class JobUpdateDocument {

	private final Document set = new Document();

	private final Document unset = new Document();

	private final Document increment = new Document();

	private final Document push = new Document();

	JobUpdateDocument set(String name, Object value) {
		return setNullable(name, value);
	}

	/**
	 * Sets a name, where {@code null} is a value like any other.
	 */
	JobUpdateDocument setNullable(String name, @Nullable Object value) {
		this.unset.remove(name);
		this.set.put(name, value);
		return this;
	}

	JobUpdateDocument setOrUnset(String name, @Nullable Object value) {
		return (value != null) ? set(name, value) : unset(name);
	}

	JobUpdateDocument unset(String name) {
		this.set.remove(name);
		this.unset.put(name, "");
		return this;
	}

	JobUpdateDocument increment(String name) {
		this.increment.put(name, 1);
		return this;
	}

	JobUpdateDocument push(String name, Document entry) {
		this.push.put(name, new Document("$each", List.of(entry)).append("$slice", -JobHistoryEntry.LIMIT));
		return this;
	}

	Document build() {
		Document update = new Document();
		append(update, "$set", this.set);
		append(update, "$unset", this.unset);
		append(update, "$inc", this.increment);
		append(update, "$push", this.push);
		return update;
	}

	private static void append(Document update, String operator, Document values) {
		if (!values.isEmpty()) {
			update.append(operator, values);
		}
	}

}
