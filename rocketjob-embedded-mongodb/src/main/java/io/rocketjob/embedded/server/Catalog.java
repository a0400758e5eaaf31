package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * All collections by database and name. A database exists as long as it has a collection.
 */
final class Catalog {

	private final Storage storage;

	private final ConcurrentMap<String, ConcurrentMap<String, IndexedCollection>> databases = new ConcurrentHashMap<>();

	Catalog(Storage storage) {
		this.storage = storage;
		for (String namespace : storage.namespaces()) {
			load(namespace);
		}
	}

	private void load(String namespace) {
		IndexedCollection collection = new IndexedCollection(namespace, this.storage.documents(namespace));
		this.storage.open(namespace, collection::load)
			.forEach((description) -> collection.addIndex(IndexSpec.parse(description)));
		collections(database(namespace)).put(name(namespace), collection);
	}

	static String database(String namespace) {
		return namespace.substring(0, namespace.indexOf('.'));
	}

	static String name(String namespace) {
		return namespace.substring(namespace.indexOf('.') + 1);
	}

	private ConcurrentMap<String, IndexedCollection> collections(String database) {
		return this.databases.computeIfAbsent(database, (key) -> new ConcurrentHashMap<>());
	}

	List<String> databaseNames() {
		TreeSet<String> names = new TreeSet<>();
		this.databases.forEach((name, collections) -> {
			if (!collections.isEmpty()) {
				names.add(name);
			}
		});
		return List.copyOf(names);
	}

	List<String> collectionNames(String database) {
		Map<String, IndexedCollection> collections = this.databases.get(database);
		return (collections != null) ? List.copyOf(new TreeSet<>(collections.keySet())) : List.of();
	}

	@Nullable IndexedCollection find(String database, String name) {
		Map<String, IndexedCollection> collections = this.databases.get(database);
		return (collections != null) ? collections.get(name) : null;
	}

	/**
	 * Returns a collection, which is created if need be.
	 */
	synchronized IndexedCollection findOrCreate(String database, String name) {
		IndexedCollection known = find(database, name);
		if (known != null) {
			return known;
		}
		checkName(database, name);
		String namespace = database + "." + name;
		IndexedCollection created = new IndexedCollection(namespace, this.storage.documents(namespace));
		describe(created);
		collections(database).put(name, created);
		return created;
	}

	private static void checkName(String database, String name) {
		boolean wrong = name.isEmpty() || name.startsWith(".") || name.endsWith(".") || name.contains("$")
				|| name.indexOf('\0') >= 0 || name.startsWith("system.") || database.isEmpty() || database.length() > 63
				|| database.chars().anyMatch((c) -> "/\\. \"$\0".indexOf(c) >= 0);
		if (wrong || database.length() + 1 + name.length() > 255) {
			throw ServerError.of(73, "InvalidNamespace", "Invalid namespace specified '" + database + "." + name + "'");
		}
	}

	/**
	 * Runs a write on a collection, which is created if need be.
	 */
	<T> T write(String database, String name, Function<IndexedCollection, T> action) {
		while (true) {
			IndexedCollection collection = findOrCreate(database, name);
			List<T> result = new ArrayList<>(1);
			collection.writing(() -> collection.isDropped() || result.add(action.apply(collection)));
			if (!result.isEmpty()) {
				return result.get(0);
			}
		}
	}

	/**
	 * Notes which indexes a collection has.
	 */
	void describe(IndexedCollection collection) {
		this.storage.describe(collection.namespace(),
				collection.indexSpecs().stream().map(IndexSpec::description).toList());
	}

	/**
	 * Drops a collection.
	 * @return whether there was one
	 */
	synchronized boolean drop(String database, String name) {
		IndexedCollection collection = collections(database).remove(name);
		if (collection == null) {
			return false;
		}
		collection.writing(() -> {
			collection.drop();
			this.storage.drop(collection.namespace());
			return true;
		});
		return true;
	}

	synchronized void dropDatabase(String database) {
		collectionNames(database).forEach((name) -> drop(database, name));
	}

	/**
	 * Gives a collection another name.
	 */
	synchronized void rename(String from, String to, boolean dropTarget) {
		IndexedCollection collection = find(database(from), name(from));
		if (collection == null) {
			throw ServerError.of(26, "NamespaceNotFound", "Source collection " + from + " does not exist");
		}
		checkName(database(to), name(to));
		if (find(database(to), name(to)) != null) {
			if (!dropTarget) {
				throw ServerError.of(48, "NamespaceExists", "target namespace exists");
			}
			drop(database(to), name(to));
		}
		collection.writing(() -> {
			this.storage.rename(from, to);
			collection.rename(to);
			collections(database(from)).remove(name(from));
			return collections(database(to)).put(name(to), collection);
		});
	}

}
