package io.rocketjob.embedded.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * Collections in one file of H2's MVStore: one map for each, of encoded documents by
 * position, and one map that describes them all. Nothing is written in the background: a
 * commit writes to the file before it returns, though it leaves it to the operating
 * system when that reaches the disk. So what is committed survives the end of the process
 * in any way, but not a loss of power.
 */
final class MvStorage implements Storage {

	static final String FILE = "embedded-mongodb.mv.db";

	private static final String COLLECTIONS = "collections";

	private final MVStore store;

	private final MVMap<String, byte[]> descriptions;

	private final Map<String, MVMap<Long, byte[]>> maps = new ConcurrentHashMap<>();

	private final AtomicLong lastId = new AtomicLong();

	private final AtomicLong asked = new AtomicLong();

	private final Object commitLock = new Object();

	private long committed;

	private MvStorage(MVStore store) {
		this.store = store;
		this.descriptions = store.openMap(COLLECTIONS,
				new MVMap.Builder<String, byte[]>().keyType(StringDataType.INSTANCE)
					.valueType(ByteArrayDataType.INSTANCE));
		for (String namespace : this.descriptions.keySet()) {
			long id = ((Number) description(namespace).getOrDefault("id", 0L)).longValue();
			this.lastId.accumulateAndGet(id, Math::max);
			this.maps.put(namespace, openMap(id));
		}
	}

	/**
	 * Opens the file of a directory.
	 * @throws IllegalStateException if that cannot be done, or another server does so
	 */
	static MvStorage open(Path directory) {
		try {
			Files.createDirectories(directory);
			MVStore store = new MVStore.Builder().fileName(directory.resolve(FILE).toString())
				.autoCommitDisabled()
				.open();
			store.setVersionsToKeep(0);
			store.setRetentionTime(0);
			return new MvStorage(store);
		}
		catch (IOException | MVStoreException ex) {
			throw new IllegalStateException("Cannot keep data in " + directory.toAbsolutePath()
					+ ": it may be in use by another server, or not writable", ex);
		}
	}

	private MVMap<Long, byte[]> openMap(long id) {
		return this.store.openMap("documents." + id,
				new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
	}

	private Document description(String namespace) {
		byte[] description = this.descriptions.get(namespace);
		return (description != null) ? decode(description) : new Document();
	}

	private static byte[] encode(Document document) {
		ByteBuf buffer = Unpooled.buffer(512);
		try {
			BsonEncoder.encodeDocument(document, buffer);
			return ByteBufUtil.getBytes(buffer);
		}
		finally {
			buffer.release();
		}
	}

	private static Document decode(byte[] bytes) {
		return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
	}

	@Override
	public List<String> namespaces() {
		return List.copyOf(this.descriptions.keySet());
	}

	@Override
	public List<Document> open(String namespace, BiConsumer<Long, Document> loader) {
		map(namespace).forEach((position, bytes) -> loader.accept(position, decode(bytes)));
		Object indexes = description(namespace).get("indexes");
		return (indexes instanceof List<?> list) ? list.stream().map(Document.class::cast).toList() : List.of();
	}

	private MVMap<Long, byte[]> map(String namespace) {
		return this.maps.computeIfAbsent(namespace, (name) -> openMap(this.lastId.incrementAndGet()));
	}

	@Override
	public DocumentStore documents(String namespace) {
		MVMap<Long, byte[]> map = map(namespace);
		return new DocumentStore() {

			@Override
			public void put(long position, Document document) {
				map.put(position, encode(document));
			}

			@Override
			public void remove(long position) {
				map.remove(position);
			}

		};
	}

	@Override
	public void describe(String namespace, List<Document> indexes) {
		String name = map(namespace).getName();
		long id = Long.parseLong(name.substring(name.indexOf('.') + 1));
		this.descriptions.put(namespace, encode(new Document("id", id).append("indexes", indexes)));
	}

	@Override
	public void drop(String namespace) {
		this.descriptions.remove(namespace);
		MVMap<Long, byte[]> map = this.maps.remove(namespace);
		if (map != null) {
			this.store.removeMap(map);
		}
	}

	@Override
	public void rename(String namespace, String target) {
		byte[] description = this.descriptions.remove(namespace);
		MVMap<Long, byte[]> map = this.maps.remove(namespace);
		if (description != null && map != null) {
			this.maps.put(target, map);
			this.descriptions.put(target, description);
		}
	}

	/**
	 * One thread commits for all that wait.
	 */
	@Override
	public void commit() {
		long ticket = this.asked.incrementAndGet();
		synchronized (this.commitLock) {
			if (this.committed < ticket) {
				long upTo = this.asked.get();
				this.store.commit();
				this.committed = upTo;
			}
		}
	}

	@Override
	public void close() {
		this.store.close();
	}

}
