package io.rocketjob.embedded.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.Unpooled;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.jspecify.annotations.Nullable;

/**
 * Where collections are kept beside the memory: nowhere, or in one file of H2's MVStore
 * with a map of encoded documents for each collection. A commit has written to the file
 * when it returns, but leaves it to the operating system when that reaches the disk: what
 * is committed survives the end of the process in any way, but not a loss of power.
 */
final class Storage {

	private static final String FILE = "embedded-mongodb.mv.db";

	private static final String NAMES = ".system.namespaces";

	private final @Nullable MVStore store;

	private Storage(@Nullable MVStore store) {
		this.store = store;
	}

	/**
	 * Opens the file of a directory, or none.
	 * @throws IllegalStateException if that cannot be done, or another server does so
	 */
	static Storage open(@Nullable Path directory) {
		if (directory == null) {
			return new Storage(null);
		}
		try {
			Files.createDirectories(directory);
			MVStore store = new MVStore.Builder().fileName(directory.resolve(FILE).toString())
				.autoCommitDisabled()
				.open();
			store.setVersionsToKeep(0);
			store.setRetentionTime(0);
			return new Storage(store);
		}
		catch (IOException | MVStoreException ex) {
			throw new IllegalStateException("Cannot keep data in " + directory.toAbsolutePath()
					+ ": it may be in use by another server, or not writable", ex);
		}
	}

	List<String> databaseNames() {
		return (this.store == null) ? List.of()
				: this.store.getMapNames()
					.stream()
					.filter((name) -> name.endsWith(NAMES))
					.map((name) -> name.substring(0, name.length() - NAMES.length()))
					.toList();
	}

	/**
	 * Returns the documents of a collection by position, or {@code null} where they are
	 * not stored.
	 */
	@Nullable MVMap<Long, byte[]> map(String namespace) {
		return (this.store == null) ? null : this.store.openMap(namespace,
				new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
	}

	void rename(@Nullable MVMap<?, ?> map, String namespace) {
		if (this.store != null && map != null) {
			this.store.renameMap(map, namespace);
		}
	}

	void remove(@Nullable MVMap<?, ?> map) {
		if (this.store != null && map != null) {
			this.store.removeMap(map);
		}
	}

	void commit() {
		if (this.store != null && this.store.hasUnsavedChanges()) {
			this.store.commit();
		}
	}

	void close() {
		if (this.store != null) {
			this.store.close();
		}
	}

	static byte[] encode(Document document) {
		byte[] bytes = new byte[BsonSize.of(document)];
		BsonEncoder.encodeDocument(document, Unpooled.wrappedBuffer(bytes).clear());
		return bytes;
	}

	static Document decode(byte[] bytes) {
		return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
	}

	/**
	 * Fails if a document is larger than MongoDB allows.
	 */
	static void checkSize(Document document) {
		int size = BsonSize.of(document);
		if (size > BsonConstants.MAX_BSON_OBJECT_SIZE) {
			throw new MongoServerError(10334, "BSONObjectTooLarge", "BSONObj size: " + size + " is invalid");
		}
	}

}
