package io.rocketjob.embedded.server;

import de.bwaldvogel.mongo.bson.Document;

/**
 * Where the documents of one collection are kept beside the memory.
 */
interface DocumentStore {

	/**
	 * Keeps nothing.
	 */
	DocumentStore NONE = new DocumentStore() {

		@Override
		public void put(long position, Document document) {
		}

		@Override
		public void remove(long position) {
		}

	};

	void put(long position, Document document);

	void remove(long position);

}
