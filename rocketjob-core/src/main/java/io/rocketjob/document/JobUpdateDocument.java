package io.rocketjob.document;

import java.util.List;

import io.rocketjob.JobHistoryEntry;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Collects an update of a job document. A name that is set last is set, one that is unset
 * last is unset.
 */
public final class JobUpdateDocument {

	private final Document set = new Document();

	private final Document unset = new Document();

	private final Document increment = new Document();

	private final Document push = new Document();

	private final Document min = new Document();

	public JobUpdateDocument set(String name, Object value) {
		return setNullable(name, value);
	}

	/**
	 * Sets a name, where {@code null} is a value like any other.
	 */
	public JobUpdateDocument setNullable(String name, @Nullable Object value) {
		this.unset.remove(name);
		this.set.put(name, value);
		return this;
	}

	public JobUpdateDocument setOrUnset(String name, @Nullable Object value) {
		return (value != null) ? set(name, value) : unset(name);
	}

	public JobUpdateDocument unset(String name) {
		this.set.remove(name);
		this.unset.put(name, "");
		return this;
	}

	public JobUpdateDocument increment(String name) {
		this.increment.put(name, 1);
		return this;
	}

	public JobUpdateDocument min(String name, Object value) {
		this.min.put(name, value);
		return this;
	}

	public JobUpdateDocument push(String name, List<Document> entries) {
		this.push.put(name, new Document("$each", entries).append("$slice", -JobHistoryEntry.LIMIT));
		return this;
	}

	public Document build() {
		Document update = new Document();
		append(update, "$set", this.set);
		append(update, "$unset", this.unset);
		append(update, "$inc", this.increment);
		append(update, "$push", this.push);
		append(update, "$min", this.min);
		return update;
	}

	private static void append(Document update, String operator, Document values) {
		if (!values.isEmpty()) {
			update.append(operator, values);
		}
	}

}
