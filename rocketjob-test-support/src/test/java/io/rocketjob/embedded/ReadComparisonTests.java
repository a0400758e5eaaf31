package io.rocketjob.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.client.MongoCursor;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReadComparisonTests extends MongoComparison {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{a: 1}                     | {_id: 1, a: 1}
			{_id: 0, b: 1}             | {b: {c: 1, d: 2}}
			{'b.c': 1}                 | {_id: 1, b: {c: 1}}
			{'b.c': 1, 'b.x': 1}       | {_id: 1, b: {c: 1}}
			{'l.x': 1}                 | {_id: 1, l: [{x: 1}, {x: 3}]}
			{x: 1}                     | {_id: 1}
			{_id: 1}                   | {_id: 1}
			{_id: 0, a: 0, l: 0, n: 0} | {b: {c: 1, d: 2}}
			{'b.c': 0, l: 0, n: 0}     | {_id: 1, a: 1, b: {d: 2}}
			{'l.x': 0, n: 0, b: 0}     | {_id: 1, a: 1, l: [{y: 2}, {}, 5]}
			{a: 1, n: {$slice: -2}}    | {_id: 1, a: 1, n: [4, 5]}
			{a: 1, n: {$slice: [1, 2]}} | {_id: 1, a: 1, n: [2, 3]}
			{a: 1, l: {$elemMatch: {x: 3}}} | {_id: 1, a: 1, l: [{x: 3}]}
			""")
	void projectionsSelectFields(String projection, String expected) {
		insert("{_id: 1, a: 1, b: {c: 1, d: 2}, l: [{x: 1, y: 2}, {x: 3}, 5], n: [1, 2, 3, 4, 5]}");
		assertThat(things().find().projection(doc(projection)).first()).isEqualTo(doc(expected));
	}

	@Test
	void sortSkipAndLimitPage() {
		for (int i = 0; i < 20; i++) {
			things().insertOne(new Document("_id", i).append("a", i % 3).append("b", new Document("c", -i)));
		}
		assertThat(ids(things().find().sort(doc("{a: -1, 'b.c': 1}")).skip(2).limit(3))).containsExactly(11, 8, 5);
		assertThat(ids(things().find(doc("{a: 0}")).sort(doc("{_id: -1}")).limit(2))).containsExactly(18, 15);
		assertThat(ids(things().find(doc("{_id: {$gt: 17}}")).sort(doc("{_id: 1}")).limit(1))).containsExactly(18);
		assertThat(ids(things().find().skip(100))).isEmpty();
		assertThat(ids(things().find().sort(doc("{$natural: -1}")).limit(2))).containsExactly(19, 18);
	}

	@Test
	void countsAndDistinctValues() {
		insert("{_id: 1, a: {b: 1}, t: 'x'}", "{_id: 2, a: {b: 2}, t: 'x'}", "{_id: 3, a: {b: [2, 3]}, t: 'x'}",
				"{_id: 4, a: {b: 9}, t: 'y'}", "{_id: 5, t: 'x'}");
		assertThat(things().countDocuments()).isEqualTo(5);
		assertThat(things().countDocuments(doc("{t: 'x'}"))).isEqualTo(4);
		assertThat(things().countDocuments(doc("{t: 'z'}"))).isZero();
		assertThat(
				things().countDocuments(doc("{t: 'x'}"), new com.mongodb.client.model.CountOptions().limit(3).skip(2)))
			.isEqualTo(2);
		assertThat(things().estimatedDocumentCount()).isEqualTo(5);
		assertThat(things().distinct("a.b", doc("{t: 'x'}"), Integer.class)).containsExactlyInAnyOrder(1, 2, 3);
		assertThat(database().getCollection("none").countDocuments()).isZero();
		assertThat(database().getCollection("none").distinct("a", Integer.class)).isEmpty();
		assertThat(database().getCollection("none").find()).isEmpty();
	}

	@Test
	void aCursorIsNotDisturbedByWrites() {
		List<Document> many = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			many.add(new Document("_id", i).append("n", 0));
		}
		things().insertMany(many);
		Set<Object> seen = new java.util.HashSet<>();
		int count = 0;
		try (MongoCursor<Document> cursor = things().find(doc("{_id: {$lt: 3000}}"))
			.sort(doc("{_id: 1}"))
			.batchSize(50)
			.iterator()) {
			while (cursor.hasNext()) {
				int id = cursor.next().getInteger("_id");
				seen.add(id);
				count++;
				if (id % 100 == 0) {
					things().updateMany(doc("{_id: {$gte: " + id + ", $lt: " + (id + 10) + "}}"),
							doc("{$inc: {n: 1}, $set: {text: 'longer than before'}}"));
					things().insertOne(new Document("_id", 10_000 + id));
					things().deleteOne(new Document("_id", id));
				}
			}
		}
		assertThat(count).isEqualTo(3000);
		assertThat(seen).hasSize(3000);
	}

	@Test
	void smallBatchesReadAHundredThousandDocuments() {
		List<Document> many = new ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			many.add(new Document("_id", i).append("a", i % 7));
			if (many.size() == 20_000) {
				things().insertMany(many);
				many.clear();
			}
		}
		int count = 0;
		long sum = 0;
		for (Document thing : things().find().batchSize(1000)) {
			count++;
			sum += thing.getInteger("_id");
		}
		assertThat(count).isEqualTo(100_000);
		assertThat(sum).isEqualTo(99_999L * 50_000);
		assertThat(things().find(doc("{a: 3}")).batchSize(333)).hasSize(14_286);
		assertThat(things().find().sort(doc("{a: -1, _id: -1}")).batchSize(10).first()).containsEntry("_id", 99_994);
	}

	@Test
	void aClosedCursorIsGone() {
		insert("{_id: 1}", "{_id: 2}", "{_id: 3}");
		try (MongoCursor<Document> cursor = things().find().batchSize(1).iterator()) {
			cursor.next();
			long id = cursor.getServerCursor().getId();
			Document killed = database()
				.runCommand(new Document("killCursors", "things").append("cursors", List.of(id, 987654321L)));
			assertThat(killed.getList("cursorsKilled", Long.class)).containsExactly(id);
			assertThat(killed.getList("cursorsNotFound", Long.class)).containsExactly(987654321L);
			assertThatExceptionOfType(MongoCursorNotFoundException.class).isThrownBy(() -> {
				while (cursor.hasNext()) {
					cursor.next();
				}
			});
		}
	}

	@Test
	void largeDocumentsComeInSeveralMessages() {
		String text = "x".repeat(6 * 1024 * 1024);
		for (int i = 0; i < 6; i++) {
			things().insertOne(new Document("_id", i).append("t", text));
		}
		assertThat(ids("{}")).hasSize(6);
	}

	@Test
	void nestedNullsAndEmptyValuesAreKept() {
		Document thing = doc("{_id: 1, n: null, d: {n: null, e: {}}, a: [null, [], {}, [1, [2]]], s: ''}");
		things().insertOne(thing);
		assertThat(the(1)).isEqualTo(thing);
	}

}
