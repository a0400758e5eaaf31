package io.rocketjob.embedded.server;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The place of one document in a collection. The document itself is never changed: an
 * update puts another one here.
 */
final class Slot {

	private final long position;

	private volatile @Nullable Document document;

	Slot(long position, Document document) {
		this.position = position;
		this.document = document;
	}

	/**
	 * Returns the position, which grows in the order of the inserts.
	 */
	long position() {
		return this.position;
	}

	/**
	 * Returns the document, {@code null} when it has been deleted.
	 */
	@Nullable Document document() {
		return this.document;
	}

	void replace(@Nullable Document replacement) {
		this.document = replacement;
	}

}
