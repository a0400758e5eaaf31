package io.rocketjob.embedded.server;

import java.util.List;
import java.util.function.BiConsumer;

import de.bwaldvogel.mongo.bson.Document;

/**
 * Where collections are kept beside the memory.
 */
interface Storage {

	/**
	 * Keeps nothing.
	 */
	Storage NONE = new Storage() {

		@Override
		public List<String> namespaces() {
			return List.of();
		}

		@Override
		public List<Document> open(String namespace, BiConsumer<Long, Document> loader) {
			return List.of();
		}

		@Override
		public DocumentStore documents(String namespace) {
			return DocumentStore.NONE;
		}

		@Override
		public void describe(String namespace, List<Document> indexes) {
		}

		@Override
		public void drop(String namespace) {
		}

		@Override
		public void rename(String namespace, String target) {
		}

		@Override
		public void commit() {
		}

		@Override
		public void close() {
		}

	};

	/**
	 * Returns the full names of the collections that are stored.
	 */
	List<String> namespaces();

	/**
	 * Reads all documents of a collection.
	 * @return the descriptions of its indexes
	 */
	List<Document> open(String namespace, BiConsumer<Long, Document> loader);

	/**
	 * Returns where the documents of a collection go.
	 */
	DocumentStore documents(String namespace);

	/**
	 * Notes that there is a collection with such indexes.
	 */
	void describe(String namespace, List<Document> indexes);

	void drop(String namespace);

	void rename(String namespace, String target);

	/**
	 * Returns when all that has been written before this call will survive the end of the
	 * process.
	 */
	void commit();

	void close();

}
