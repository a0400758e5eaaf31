package io.rocketjob.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LargeDocumentComparisonTests extends MongoComparison {

	private static final int MEGABYTE = 1024 * 1024;

	@Test
	void binaryDataOfSomeMegabytesIsUpdated() {
		Binary first = binary(3 * MEGABYTE, 1);
		Binary second = binary(5 * MEGABYTE, 2);
		things().insertOne(new Document("_id", 1).append("data", first).append("n", 1));
		assertThat(things().findOneAndUpdate(doc("{_id: 1}"), doc("{$inc: {n: 1}}"),
				new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
			.isEqualTo(new Document("_id", 1).append("data", first).append("n", 2));
		things().updateOne(doc("{_id: 1}"), new Document("$set", new Document("data", second)));
		assertThat(the(1).get("data")).isEqualTo(second);
		assertThat(things().replaceOne(doc("{_id: 1}"), new Document("data", first)).getModifiedCount()).isEqualTo(1);
		assertThat(the(1)).isEqualTo(new Document("_id", 1).append("data", first));
	}

	@Test
	void documentsOfAlmostSixteenMegabytesAreKept() {
		Binary data = binary(16 * MEGABYTE - 100, 1);
		things().insertOne(new Document("_id", 1).append("data", data));
		things().insertOne(new Document("_id", 2).append("data", data));
		things().updateOne(doc("{_id: 1}"), doc("{$set: {a: 1}}"));
		assertThat(the(1)).isEqualTo(new Document("_id", 1).append("data", data).append("a", 1));
		assertThat(things().find().sort(doc("{_id: 1}"))).hasSize(2)
			.allSatisfy((thing) -> assertThat(thing.get("data")).isEqualTo(data));
		Binary smaller = binary(16 * MEGABYTE - 1000, 2);
		things().replaceOne(doc("{_id: 2}"), new Document("data", smaller));
		assertThat(things().findOneAndDelete(doc("{_id: 2}")))
			.isEqualTo(new Document("_id", 2).append("data", smaller));
	}

	@Test
	void aFirstBatchIsNoLargerThanADocumentMayBe() {
		insertLarge(40);
		for (int i = 0; i < 2; i++) {
			Document answer = database().runCommand(
					(i == 0) ? doc("{find: 'things'}") : doc("{aggregate: 'things', pipeline: [], cursor: {}}"));
			Document cursor = answer.get("cursor", Document.class);
			assertThat(cursor.getList("firstBatch", Document.class)).hasSize(33);
			Document rest = database()
				.runCommand(new Document("getMore", cursor.getLong("id")).append("collection", "things"));
			assertThat(rest.get("cursor", Document.class).getList("nextBatch", Document.class)).hasSize(7);
			assertThat(rest.get("cursor", Document.class).getLong("id")).isZero();
		}
	}

	@Test
	void manyLargeDocumentsAreReadWhateverTheBatchSize() {
		insertLarge(120);
		assertThat(ids(things().find())).hasSize(120);
		assertThat(ids(things().find().batchSize(1000))).hasSize(120);
		assertThat(ids(things().find().batchSize(1))).hasSize(120);
		assertThat(ids(things().find().limit(50))).hasSize(50);
		assertThat(things().aggregate(List.of(doc("{$match: {_id: {$gte: 20}}}")))).hasSize(100);
		assertThat(things().find().limit(-60)).hasSizeLessThan(60);
	}

	@Test
	void anAggregationIsReadInBatches() {
		List<Document> many = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			many.add(new Document("_id", i));
		}
		things().insertMany(many);
		List<Integer> read = new ArrayList<>();
		try (MongoCursor<Document> cursor = things()
			.aggregate(List.of(doc("{$sort: {_id: -1}}"), doc("{$project: {n: '$_id'}}")))
			.batchSize(7)
			.iterator()) {
			cursor.next();
			assertThat(cursor.getServerCursor()).isNotNull();
			assertThat(cursor.available()).isEqualTo(6);
			cursor.forEachRemaining((thing) -> read.add(thing.getInteger("n")));
		}
		assertThat(read).hasSize(999).startsWith(998, 997).endsWith(1, 0);
	}

	@Test
	void manyLargeDocumentsAreInsertedAtOnce() {
		List<Document> slices = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			slices.add(new Document("_id", (long) i).append("data", binary(500_000, i)));
		}
		assertThat(things().insertMany(slices).getInsertedIds()).hasSize(16);
		assertThat(things().find().sort(doc("{_id: 1}"))).containsExactlyElementsOf(slices);
	}

	private void insertLarge(int count) {
		Binary data = binary(500_000, 1);
		for (int i = 0; i < count; i++) {
			things().insertOne(new Document("_id", i).append("data", data));
		}
	}

	private static Binary binary(int size, int seed) {
		byte[] bytes = new byte[size];
		new Random(seed).nextBytes(bytes);
		return new Binary(bytes);
	}

}
