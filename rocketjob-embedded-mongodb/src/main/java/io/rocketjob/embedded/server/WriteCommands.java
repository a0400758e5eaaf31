package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.rocketjob.embedded.server.FieldSelection.Projection;
import io.rocketjob.embedded.server.IndexedCollection.Match;
import org.jspecify.annotations.Nullable;

/**
 * insert, update, delete and findAndModify.
 */
final class WriteCommands {

	private final Catalog catalog;

	WriteCommands(Catalog catalog) {
		this.catalog = catalog;
	}

	Document insert(Arguments arguments) {
		arguments.checkWriteConcern();
		List<Document> documents = arguments.documents("documents");
		Counts counts = new Counts();
		this.catalog.write(arguments.database(), arguments.collection(), (collection) -> {
			forEach(documents.size(), arguments, counts, (index) -> {
				collection.insert(documents.get(index));
				counts.matched++;
			});
			return counts;
		});
		return counts.answer(false);
	}

	Document update(Arguments arguments) {
		arguments.checkWriteConcern();
		List<Document> updates = arguments.documents("updates");
		Counts counts = new Counts();
		forEach(updates.size(), arguments, counts, (index) -> {
			Document statement = updates.get(index);
			if (mayWrite(arguments, Utils.isTrue(statement.get("upsert")))) {
				this.catalog.write(arguments.database(), arguments.collection(), (collection) -> {
					update(collection, statement, index, counts);
					return counts;
				});
			}
		});
		return counts.answer(true);
	}

	/**
	 * Returns whether there is something to write to: only inserts create collections.
	 */
	private boolean mayWrite(Arguments arguments, boolean inserts) {
		return inserts || this.catalog.find(arguments.database(), arguments.collection()) != null;
	}

	private static void update(IndexedCollection collection, Document statement, int index, Counts counts) {
		boolean many = Utils.isTrue(statement.get("multi"));
		Query query = Query.of(statement.get("q")).hinted(statement.get("hint")).limited(0, many ? 0 : 1);
		if (!many) {
			query = query.sortedBy(statement.get("sort"));
		}
		Update update = Update.parse(statement.get("u"), statement.get("arrayFilters"), query.filter());
		if (many && update.isReplacement()) {
			throw ServerError.failedToParse("multi update is not supported for replacement-style update");
		}
		List<Match> matches = new ArrayList<>();
		collection.find(query).forEachRemaining(matches::add);
		for (Match match : matches) {
			if (collection.replace(match, update.of(match.document()))) {
				counts.modified++;
			}
			counts.matched++;
		}
		if (matches.isEmpty() && Utils.isTrue(statement.get("upsert"))) {
			Document inserted = update.upsert(query.filter());
			collection.insert(inserted);
			counts.matched++;
			counts.upserted.add(new Document("index", index).append("_id", inserted.get("_id")));
		}
	}

	Document delete(Arguments arguments) {
		arguments.checkWriteConcern();
		List<Document> deletes = arguments.documents("deletes");
		Counts counts = new Counts();
		if (!mayWrite(arguments, false)) {
			return counts.answer(false);
		}
		forEach(deletes.size(), arguments, counts,
				(index) -> this.catalog.write(arguments.database(), arguments.collection(), (collection) -> {
					Document statement = deletes.get(index);
					long limit = (statement.get("limit") instanceof Number number) ? number.longValue() : 0;
					Query query = Query.of(statement.get("q")).hinted(statement.get("hint")).limited(0, limit);
					List<Match> matches = new ArrayList<>();
					collection.find(query).forEachRemaining(matches::add);
					matches.forEach(collection::delete);
					counts.matched += matches.size();
					return counts;
				}));
		return counts.answer(false);
	}

	/**
	 * Runs all statements, or those before the first error when ordered.
	 */
	private static void forEach(int size, Arguments arguments, Counts counts, IntConsumer statement) {
		boolean ordered = !arguments.has("ordered") || arguments.flag("ordered");
		for (int i = 0; i < size; i++) {
			try {
				statement.accept(i);
			}
			catch (MongoServerError ex) {
				Document error = new Document("index", i);
				ServerError.describe(ex, error);
				counts.errors.add(error);
				if (ordered) {
					return;
				}
			}
		}
	}

	Document findAndModify(Arguments arguments) {
		arguments.checkWriteConcern();
		boolean remove = arguments.flag("remove");
		if (remove == arguments.has("update")) {
			throw ServerError.failedToParse(remove ? "Cannot specify both an update and remove=true"
					: "Either an update or remove=true must be specified");
		}
		if (remove && (arguments.flag("new") || arguments.flag("upsert"))) {
			throw ServerError.failedToParse(
					"Cannot specify both " + (arguments.flag("new") ? "new" : "upsert") + "=true and remove=true");
		}
		Query query = arguments.query("query").limited(0, 1);
		Projection projection = FieldSelection.parse(arguments.document("fields"));
		if (!mayWrite(arguments, arguments.flag("upsert"))) {
			return answer(0, remove, null, null, projection);
		}
		return this.catalog.write(arguments.database(), arguments.collection(), (collection) -> remove
				? remove(collection, query, projection) : update(collection, query, arguments, projection));
	}

	private static Document remove(IndexedCollection collection, Query query, @Nullable Projection projection) {
		Iterator<Match> matches = collection.find(query);
		if (!matches.hasNext()) {
			return answer(0, true, null, null, projection);
		}
		Match match = matches.next();
		collection.delete(match);
		return answer(1, true, null, match.document(), projection);
	}

	private static Document update(IndexedCollection collection, Query query, Arguments arguments,
			@Nullable Projection projection) {
		Update update = Update.parse(arguments.get("update"), arguments.get("arrayFilters"), query.filter());
		Iterator<Match> matches = collection.find(query);
		if (matches.hasNext()) {
			Match match = matches.next();
			Document updated = update.of(match.document());
			collection.replace(match, updated);
			return answer(1, false, null, arguments.flag("new") ? updated : match.document(), projection);
		}
		if (!arguments.flag("upsert")) {
			return answer(0, false, null, null, projection);
		}
		Document inserted = update.upsert(query.filter());
		collection.insert(inserted);
		return answer(1, false, inserted, arguments.flag("new") ? inserted : null, projection);
	}

	private static Document answer(int count, boolean remove, @Nullable Document upserted, @Nullable Document value,
			@Nullable Projection projection) {
		Document last = new Document("n", count);
		if (!remove) {
			last.append("updatedExisting", count == 1 && upserted == null);
		}
		if (upserted != null) {
			last.append("upserted", upserted.get("_id"));
		}
		Document shown = (value != null && projection != null) ? projection.apply(value) : value;
		return new Document("lastErrorObject", last).append("value", shown);
	}

	private static final class Counts {

		private int matched;

		private int modified;

		private final List<Document> upserted = new ArrayList<>();

		private final List<Document> errors = new ArrayList<>();

		private Document answer(boolean ofUpdate) {
			Document answer = new Document("n", this.matched);
			if (ofUpdate) {
				answer.append("nModified", this.modified);
				if (!this.upserted.isEmpty()) {
					answer.append("upserted", this.upserted);
				}
			}
			if (!this.errors.isEmpty()) {
				answer.append("writeErrors", this.errors);
			}
			return answer;
		}

	}

}
