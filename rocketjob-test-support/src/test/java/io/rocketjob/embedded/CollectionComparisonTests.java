package io.rocketjob.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoQueryException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CollectionComparisonTests extends MongoComparison {

	@Test
	void whatFindsNothingCreatesNoCollection() {
		Document filter = doc("{_id: 1}");
		Document update = doc("{$set: {a: 1}}");
		assertThat(things().updateOne(filter, update).getMatchedCount()).isZero();
		assertThat(things().updateMany(filter, update).getModifiedCount()).isZero();
		assertThat(things().replaceOne(filter, doc("{a: 1}")).getMatchedCount()).isZero();
		assertThat(things().findOneAndUpdate(filter, update)).isNull();
		assertThat(things().findOneAndReplace(filter, doc("{a: 1}"))).isNull();
		assertThat(things().findOneAndDelete(filter)).isNull();
		assertThat(things().deleteOne(filter).getDeletedCount()).isZero();
		assertThat(things().deleteMany(filter).getDeletedCount()).isZero();
		assertThat(things().find(filter)).isEmpty();
		assertThat(things().countDocuments(filter)).isZero();
		assertThat(things().estimatedDocumentCount()).isZero();
		assertThat(things().distinct("a", Integer.class)).isEmpty();
		assertThat(things().aggregate(List.of(doc("{$group: {_id: '$a'}}")))).isEmpty();
		assertThat(things().listIndexes()).isEmpty();
		things().drop();
		assertThat(database().listCollectionNames()).isEmpty();
		assertThat(client().listDatabaseNames()).doesNotContain(database().getName());
	}

	@Test
	void upsertsAndInsertsCreateTheirCollection() {
		database().getCollection("a")
			.updateOne(doc("{_id: 1}"), doc("{$set: {a: 1}}"), new UpdateOptions().upsert(true));
		database().getCollection("b")
			.findOneAndUpdate(doc("{_id: 1}"), doc("{$set: {a: 1}}"), new FindOneAndUpdateOptions().upsert(true));
		database().getCollection("c")
			.bulkWrite(List.of(new UpdateOneModel<>(doc("{_id: 1}"), doc("{$set: {a: 1}}")),
					new UpdateOneModel<>(doc("{_id: 2}"), doc("{$set: {a: 1}}"), new UpdateOptions().upsert(true))));
		database().getCollection("d").insertOne(doc("{_id: 1}"));
		for (String name : List.of("a", "b", "c", "d")) {
			assertThat(database().getCollection(name).countDocuments()).isEqualTo(1);
			assertThat(database().getCollection(name).listIndexes()).hasSize(1);
		}
		assertThat(database().listCollectionNames()).containsExactlyInAnyOrder("a", "b", "c", "d");
	}

	@Test
	void aCollectionThatIsDroppedIsGoneWithItsIndexes() {
		for (int round = 0; round < 3; round++) {
			assertThat(things().createIndex(doc("{state: 1, _id: 1}"), new IndexOptions().name("state")))
				.isEqualTo("state");
			things().createIndex(doc("{k: 1}"), new IndexOptions().name("k").unique(round % 2 == 0));
			insert("{_id: 1, state: 'a', k: 1}", "{_id: 2, state: 'b', k: 2}");
			assertThat(things().listIndexes()).hasSize(3);
			assertThat(things().find(doc("{state: 'b'}")).first()).isEqualTo(doc("{_id: 2, state: 'b', k: 2}"));
			things().drop();
			assertThat(things().listIndexes()).isEmpty();
			assertThat(database().listCollectionNames()).isEmpty();
			assertThat(things().find()).isEmpty();
		}
		insert("{_id: 1, k: 1}", "{_id: 2, k: 1}");
		assertThat(things().listIndexes()).hasSize(1);
	}

	@Test
	void droppingAnIndexLeavesThoseOfOtherCollections() {
		MongoCollection<Document> others = database().getCollection("others");
		for (MongoCollection<Document> collection : List.of(things(), others)) {
			collection.createIndex(doc("{a: 1}"), new IndexOptions().name("a"));
			collection.createIndex(doc("{b: 1}"), new IndexOptions().name("b"));
			collection.createIndex(doc("{c: 1}"), new IndexOptions().name("c"));
		}
		things().dropIndex("a");
		things().dropIndex(doc("{b: 1}"));
		assertThat(things().listIndexes()).hasSize(2);
		things().dropIndexes();
		assertThat(things().listIndexes()).hasSize(1);
		assertThat(others.listIndexes()).hasSize(4);
		assertThatExceptionOfType(MongoCommandException.class).isThrownBy(() -> things().dropIndex("a"))
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(27));
		assertThatExceptionOfType(MongoCommandException.class).isThrownBy(() -> things().dropIndex("_id_"))
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(72));
		others.drop();
		things().createIndex(doc("{a: -1}"), new IndexOptions().name("a"));
		assertThat(things().listIndexes()).hasSize(2);
	}

	@Test
	void hundredsOfCollectionsComeAndGoQuickly() {
		int count = TestDatabase.get().isEmbedded() ? 500 : 20;
		database().createCollection("kept");
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			makeCollection(i);
		}
		assertThat(database().listCollectionNames()).hasSize(count + 1);
		for (int i = 0; i < count; i++) {
			database().getCollection("slices." + i).drop();
		}
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		assertThat(database().listCollectionNames()).containsExactly("kept");
		if (TestDatabase.get().isEmbedded()) {
			assertThat(took).isLessThan(Duration.ofSeconds(20));
		}
		for (int i = 0; i < count; i++) {
			makeCollection(i);
		}
		database().drop();
		assertThat(database().listCollectionNames()).isEmpty();
		makeCollection(1);
		assertThat(database().getCollection("slices.1").listIndexes()).hasSize(3);
	}

	private void makeCollection(int number) {
		MongoCollection<Document> collection = database().getCollection("slices." + number);
		collection.createIndex(doc("{state: 1, _id: 1}"));
		collection.createIndex(doc("{worker: 1}"), new IndexOptions().sparse(true));
		collection.insertOne(doc("{_id: 1, state: 'queued'}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{name: 'slices.1'}                         | slices.1
			{name: 'none'}                             |
			{name: {$regex: '^slices[.]'}}             | slices.1,slices.2
			{name: {$in: ['slices.2', 'things', 'x']}} | slices.2,things
			{name: {$ne: 'things'}, type: 'collection'} | slices.1,slices.2
			{}                                         | slices.1,slices.2,things
			""")
	void collectionsAreListedByAFilter(String filter, String expected) {
		for (String name : List.of("slices.1", "slices.2", "things")) {
			database().createCollection(name);
		}
		List<String> names = (expected != null) ? List.of(expected.split(",")) : List.of();
		assertThat(database().listCollectionNames().filter(doc(filter))).containsExactlyInAnyOrderElementsOf(names);
		assertThat(database().listCollections().filter(doc(filter)).map((found) -> found.getString("name")))
			.containsExactlyInAnyOrderElementsOf(names);
	}

	@Test
	void aListOfNamesHasNothingElse() {
		insert("{_id: 1}");
		Document answer = database().runCommand(doc("{listCollections: 1, nameOnly: true}"));
		assertThat(answer.get("cursor", Document.class).getList("firstBatch", Document.class))
			.containsExactly(doc("{name: 'things', type: 'collection'}"));
		assertThat(database().listCollections().first()).containsKeys("name", "type", "options", "info", "idIndex");
	}

	@Test
	void aCursorEndsWithAnErrorWhenItsCollectionIsDropped() {
		for (int i = 0; i < 10; i++) {
			things().insertOne(new Document("_id", i));
		}
		List<Object> seen = new ArrayList<>();
		try (MongoCursor<Document> cursor = things().find().sort(doc("{_id: 1}")).batchSize(3).iterator()) {
			seen.add(cursor.next().get("_id"));
			things().drop();
			insert("{_id: 100}");
			assertThatExceptionOfType(MongoQueryException.class)
				.isThrownBy(() -> cursor.forEachRemaining((thing) -> seen.add(thing.get("_id"))))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(175));
		}
		assertThat(seen).containsExactly(0, 1, 2);
		assertThat(ids("{}")).containsExactly(100);
	}

	@Test
	void aDatabaseThatIsDroppedTakesItsIndexesAlong() {
		things().createIndex(doc("{k: 1}"), new IndexOptions().unique(true));
		insert("{_id: 1, k: 1}");
		database().drop();
		insert("{_id: 1, k: 1}", "{_id: 2, k: 1}");
		assertThat(things().listIndexes()).hasSize(1);
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().createIndex(doc("{k: 1}"), new IndexOptions().unique(true)))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(11000));
	}

}
