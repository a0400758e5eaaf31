package io.rocketjob.embedded.server;

import java.util.Objects;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Which documents, in which order.
 *
 * @param filter what they match
 * @param sort the order, {@code null} for any
 * @param hint the name or key of the index to use, {@code null} for any
 * @param skip how many to leave out
 * @param limit how many at most, 0 for all
 */
record Query(Document filter, @Nullable Document sort, @Nullable Object hint, long skip, long limit) {

	static Query of(@Nullable Object filter) {
		return new Query(document(filter), null, null, 0, 0);
	}

	Query sortedBy(@Nullable Object order) {
		return new Query(this.filter, (Document) order, this.hint, this.skip, this.limit);
	}

	/**
	 * Returns this query with a hint as the client gave it.
	 */
	Query hinted(@Nullable Object index) {
		boolean none = index == null || (index instanceof Document pattern && pattern.isEmpty());
		if (!none && !(index instanceof String) && !(index instanceof Document)) {
			throw ServerError.failedToParse("'hint' must be a string or an object");
		}
		return new Query(this.filter, this.sort, none ? null : index, this.skip, this.limit);
	}

	Query limited(long first, long count) {
		return new Query(this.filter, this.sort, this.hint, first, count);
	}

	private static Document document(@Nullable Object filter) {
		if (filter != null && !(filter instanceof Document)) {
			throw ServerError.typeMismatch("Expected field filter to be of type object");
		}
		return Objects.requireNonNullElseGet((Document) filter, Document::new);
	}

}
