package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.List;

import de.bwaldvogel.mongo.bson.Document;

/**
 * Databases, collections and indexes.
 */
final class AdminCommands {

	private final Catalog catalog;

	private final Cursors cursors;

	AdminCommands(Catalog catalog, Cursors cursors) {
		this.catalog = catalog;
		this.cursors = cursors;
	}

	Document listDatabases(Arguments arguments) {
		checkAdmin(arguments);
		Filter filter = filter(arguments);
		List<Document> databases = new ArrayList<>();
		for (String name : this.catalog.databaseNames()) {
			Document database = new Document("name", name);
			if (!arguments.flag("nameOnly")) {
				database.append("sizeOnDisk", 0L).append("empty", false);
			}
			if (filter.matches(database)) {
				databases.add(database);
			}
		}
		return new Document("databases", databases).append("totalSize", 0L);
	}

	private static void checkAdmin(Arguments arguments) {
		if (!arguments.database().equals("admin")) {
			throw ServerError.of(13, "Unauthorized", arguments.name() + " may only be run against the admin database.");
		}
	}

	private static Filter filter(Arguments arguments) {
		Document filter = arguments.document("filter");
		return (filter != null) ? Filter.parse(filter) : Filter.ALL;
	}

	Document dropDatabase(Arguments arguments) {
		this.catalog.dropDatabase(arguments.database());
		return new Document("dropped", arguments.database());
	}

	Document listCollections(Arguments arguments) {
		Filter filter = filter(arguments);
		List<Document> collections = new ArrayList<>();
		for (String name : this.catalog.collectionNames(arguments.database())) {
			IndexedCollection collection = this.catalog.find(arguments.database(), name);
			if (collection != null) {
				Document description = new Document("name", name).append("type", "collection")
					.append("options", new Document())
					.append("info", new Document("readOnly", false).append("uuid", collection.uuid()))
					.append("idIndex", IndexSpec.id().description());
				if (filter.matches(description)) {
					collections.add(arguments.flag("nameOnly") ? new Document("name", name).append("type", "collection")
							: description);
				}
			}
		}
		return list(arguments.database() + ".$cmd.listCollections", collections, arguments);
	}

	private Document list(String namespace, List<Document> documents, Arguments arguments) {
		Document cursor = arguments.document("cursor");
		int batchSize = (cursor != null && cursor.get("batchSize") instanceof Number number) ? number.intValue()
				: Integer.MAX_VALUE;
		return this.cursors.first(namespace, null, documents.iterator(), batchSize, false);
	}

	Document create(Arguments arguments) {
		for (String option : List.of("capped", "viewOn", "validator", "timeseries", "clusteredIndex", "collation")) {
			if (arguments.has(option) && !Boolean.FALSE.equals(arguments.get(option))) {
				throw ServerError.of(72, "InvalidOptions",
						"The embedded server has no collections with the option '" + option + "'");
			}
		}
		if (this.catalog.find(arguments.database(), arguments.collection()) != null) {
			throw ServerError.of(48, "NamespaceExists", "Collection " + arguments.namespace() + " already exists.");
		}
		this.catalog.findOrCreate(arguments.database(), arguments.collection());
		return new Document();
	}

	Document drop(Arguments arguments) {
		IndexedCollection collection = this.catalog.find(arguments.database(), arguments.collection());
		if (collection == null) {
			return new Document();
		}
		int indexes = collection.indexSpecs().size();
		this.catalog.drop(arguments.database(), arguments.collection());
		return new Document("nIndexesWas", indexes).append("ns", arguments.namespace());
	}

	Document renameCollection(Arguments arguments) {
		checkAdmin(arguments);
		String from = arguments.string("renameCollection");
		String to = arguments.string("to");
		if (from.indexOf('.') < 1 || to.indexOf('.') < 1) {
			throw ServerError.of(73, "InvalidNamespace", "Invalid namespace specified '" + to + "'");
		}
		this.catalog.rename(from, to, arguments.flag("dropTarget"));
		return new Document();
	}

	Document createIndexes(Arguments arguments) {
		arguments.checkWriteConcern();
		boolean created = this.catalog.find(arguments.database(), arguments.collection()) == null;
		List<IndexSpec> specs = arguments.documents("indexes").stream().map(IndexSpec::parse).toList();
		return this.catalog.write(arguments.database(), arguments.collection(), (collection) -> {
			int before = collection.indexSpecs().size();
			specs.forEach(collection::addIndex);
			int after = collection.indexSpecs().size();
			Document answer = new Document("numIndexesBefore", before).append("numIndexesAfter", after)
				.append("createdCollectionAutomatically", created);
			if (before == after) {
				answer.append("note", "all indexes already exist");
			}
			else {
				this.catalog.describe(collection);
			}
			return answer;
		});
	}

	Document listIndexes(Arguments arguments) {
		List<Document> descriptions = existing(arguments).indexSpecs().stream().map(IndexSpec::description).toList();
		return list(arguments.namespace(), descriptions, arguments);
	}

	private IndexedCollection existing(Arguments arguments) {
		IndexedCollection collection = this.catalog.find(arguments.database(), arguments.collection());
		if (collection == null) {
			throw ServerError.of(26, "NamespaceNotFound", "ns does not exist: " + arguments.namespace());
		}
		return collection;
	}

	Document dropIndexes(Arguments arguments) {
		existing(arguments);
		return this.catalog.write(arguments.database(), arguments.collection(), (collection) -> {
			int before = collection.indexSpecs().size();
			try {
				collection.dropIndexes(arguments.get("index"));
			}
			finally {
				this.catalog.describe(collection);
			}
			return new Document("nIndexesWas", before);
		});
	}

	Document collStats(Arguments arguments) {
		IndexedCollection collection = this.catalog.find(arguments.database(), arguments.collection());
		long count = (collection != null) ? collection.count() : 0;
		return new Document("ns", arguments.namespace()).append("count", count)
			.append("nindexes", (collection != null) ? collection.indexSpecs().size() : 0);
	}

	Document dbStats(Arguments arguments) {
		List<String> names = this.catalog.collectionNames(arguments.database());
		long objects = 0;
		int indexes = 0;
		for (String name : names) {
			IndexedCollection collection = this.catalog.find(arguments.database(), name);
			if (collection != null) {
				objects += collection.count();
				indexes += collection.indexSpecs().size();
			}
		}
		return new Document("db", arguments.database()).append("collections", names.size())
			.append("objects", objects)
			.append("indexes", indexes);
	}

}
