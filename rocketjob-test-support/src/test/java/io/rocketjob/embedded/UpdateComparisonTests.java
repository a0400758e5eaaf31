package io.rocketjob.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import org.bson.Document;
import org.bson.types.BSONTimestamp;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

class UpdateComparisonTests extends MongoComparison {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{a: 1}                    | {$set: {a: 2, 'b.c': 3}}                        | {a: 2, b: {c: 3}}
					{a: {b: 1, c: 2}}         | {$unset: {'a.b': ''}}                           | {a: {c: 2}}
					{a: [1, 2, 3]}            | {$unset: {'a.1': ''}}                           | {a: [1, null, 3]}
					{a: 1}                    | {$unset: {'x.y': ''}}                           | {a: 1}
					{a: 1}                    | {$inc: {a: 2, b: 5, 'c.d': -1}}                 | {a: 3, b: 5, c: {d: -1}}
					{a: 3}                    | {$mul: {a: 2, b: 5}}                            | {a: 6, b: 0}
					{a: 3, b: 3}              | {$min: {a: 2, b: 9, c: 1}}                      | {a: 2, b: 3, c: 1}
					{a: 3, b: 3}              | {$max: {a: 2, b: 9, 'c.d': 1}}                  | {a: 3, b: 9, c: {d: 1}}
					{a: null, b: 'x'}         | {$max: {a: 5, b: 100}}                          | {a: 5, b: 'x'}
					{a: 1, b: 2}              | {$rename: {a: 'c.d'}}                           | {b: 2, c: {d: 1}}
					{a: [1]}                  | {$push: {a: 2, b: 3}}                           | {a: [1, 2], b: [3]}
					{a: [1]}                  | {$push: {a: [2, 3]}}                            | {a: [1, [2, 3]]}
					{a: [1, 2]}               | {$push: {a: {$each: [3, 4], $slice: -3}}}       | {a: [2, 3, 4]}
					{a: [1, 2]}               | {$push: {a: {$each: [3, 4], $slice: 3}}}        | {a: [1, 2, 3]}
					{a: [1, 2]}               | {$push: {a: {$each: [9], $position: 0}}}        | {a: [9, 1, 2]}
					{a: [1, 2]}               | {$push: {a: {$each: [9], $position: -1}}}       | {a: [1, 9, 2]}
					{a: [3, 1]}               | {$push: {a: {$each: [2], $sort: 1}}}            | {a: [1, 2, 3]}
					{a: [{x: 2}, {x: 1}]}     | {$push: {a: {$each: [], $sort: {x: 1}}}}        | {a: [{x: 1}, {x: 2}]}
					{a: {b: [1]}}             | {$push: {'a.b': {$each: [2], $slice: -5}}}      | {a: {b: [1, 2]}}
					{a: [1, 2]}               | {$push: {a: {$each: [], $slice: 0}}}            | {a: []}
					{a: [1, 2, 1]}            | {$pull: {a: 1}}                                 | {a: [2]}
					{a: [1, 5, 9]}            | {$pull: {a: {$gte: 5}}}                         | {a: [1]}
					{a: [{x: 1, y: 2}, {x: 2}]} | {$pull: {a: {x: 1}}}                          | {a: [{x: 2}]}
					{a: ['x', 'y']}           | {$pull: {a: {$in: ['x', 'z']}}}                 | {a: ['y']}
					{a: 1}                    | {$pull: {b: 1}}                                 | {a: 1}
					{a: [1, 2, 3]}            | {$pullAll: {a: [1, 3]}}                         | {a: [2]}
					{a: [1, 2, 3]}            | {$pop: {a: 1}}                                  | {a: [1, 2]}
					{a: [1, 2, 3]}            | {$pop: {a: -1}}                                 | {a: [2, 3]}
					{a: [1]}                  | {$addToSet: {a: 1, b: 1}}                       | {a: [1], b: [1]}
					{a: [1]}                  | {$addToSet: {a: {$each: [1, 2, 2]}}}            | {a: [1, 2]}
					{a: [{x: 1}]}             | {$addToSet: {a: {x: 1}}}                        | {a: [{x: 1}]}
					{a: [1, 2]}               | {$set: {'a.0': 9, 'a.3': 4}}                    | {a: [9, 2, null, 4]}
					{a: [{b: 1}]}             | {$set: {'a.0.b': 2}}                            | {a: [{b: 2}]}
					{a: [1, 2]}               | {$inc: {'a.$[]': 10}}                           | {a: [11, 12]}
					{a: 1}                    | {$setOnInsert: {b: 1}, $set: {c: 1}}            | {a: 1, c: 1}
					{a: 1}                    | {$set: {b: {$numberLong: '1'}, n: null}}        | {a: 1, b: {$numberLong: '1'}, n: null}
					""")
	void operatorsChangeWhatIsAtTheirPath(String before, String update, String after) {
		things().insertOne(new Document("_id", 1).append("untouched", true));
		Document given = new Document("_id", 2);
		given.putAll(doc(before));
		things().insertOne(given);
		UpdateResult result = things().updateOne(doc("{_id: 2}"), doc(update));
		Document expected = new Document("_id", 2);
		expected.putAll(doc(after));
		assertThat(the(2)).isEqualTo(expected);
		assertThat(result.getMatchedCount()).isEqualTo(1);
		assertThat(result.getModifiedCount()).isEqualTo(before.equals(after) ? 0 : 1);
		assertThat(the(1)).isEqualTo(doc("{_id: 1, untouched: true}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{a: 'x'}     | {$inc: {a: 1}}                         | 14
			{a: 1}       | {$push: {a: 1}}                        | 2
			{a: 1}       | {$pull: {a: 1}}                        | 2
			{a: 1}       | {$set: {'a.b': 1}}                     | 28
			{a: [1]}     | {$set: {'a.b': 1}}                     | 28
			{a: 1}       | {$set: {a: 1}, $unset: {a: 1}}         | 40
			{a: 1}       | {$set: {'b.c': 1, b: 1}}               | 40
			{a: 1}       | {$foo: {a: 1}}                         | 9
			{a: 1}       | {$set: {_id: 9}}                       | 66
			""")
	void updatesThatAreImpossibleAreRefused(String before, String update, int code) {
		Document given = new Document("_id", 1);
		given.putAll(doc(before));
		things().insertOne(given);
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().updateOne(doc("{_id: 1}"), doc(update)))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(code));
		assertThat(the(1)).isEqualTo(given);
	}

	@Test
	void numbersKeepOrWidenTheirType() {
		things().insertOne(new Document("_id", 1).append("i", Integer.MAX_VALUE)
			.append("l", 1L)
			.append("d", 1.5)
			.append("x", Decimal128.parse("1.10"))
			.append("same", 1L));
		things().updateOne(doc("{_id: 1}"), doc("{$inc: {i: 1, l: 1, d: 1, x: 1}}"));
		assertThat(the(1)).isEqualTo(new Document("_id", 1).append("i", Integer.MAX_VALUE + 1L)
			.append("l", 2L)
			.append("d", 2.5)
			.append("x", Decimal128.parse("2.10"))
			.append("same", 1L));
	}

	@Test
	void currentDateIsThatOfTheServerInMilliseconds() {
		insert("{_id: 1}");
		Instant before = Instant.now();
		things().updateOne(doc("{_id: 1}"),
				doc("{$currentDate: {a: true, 'b.c': {$type: 'date'}, t: {$type: 'timestamp'}}}"));
		Document thing = the(1);
		Date date = thing.getDate("a");
		assertThat(Duration.between(before, date.toInstant()).abs()).isLessThan(Duration.ofMinutes(5));
		assertThat(thing.getEmbedded(List.of("b", "c"), Date.class)).isEqualTo(date);
		assertThat(thing.get("t")).isInstanceOf(org.bson.BsonTimestamp.class).isNotInstanceOf(BSONTimestamp.class);
		assertThat(things().countDocuments(Filters.eq("a", date))).isEqualTo(1);
	}

	@Test
	void keysWithDotsAndDollarsInsideValuesAreKept() {
		assumeThat(wireVersion()).isGreaterThanOrEqualTo(13);
		Document fields = new Document("a.b", 1).append("$c", 2)
			.append("m", new Document("x.y.z", new Document("$d", List.of(new Document("e.f", 1)))));
		things().insertOne(new Document("_id", 1).append("fields", fields));
		things().insertOne(new Document("_id", 2));
		things().updateOne(doc("{_id: 2}"), new Document("$set", new Document("fields", fields)));
		things().insertOne(new Document("_id", 3));
		things().findOneAndUpdate(doc("{_id: 3}"), new Document("$set", new Document("fields", fields)));
		things().replaceOne(doc("{_id: 4}"), new Document("fields", fields),
				new com.mongodb.client.model.ReplaceOptions().upsert(true));
		for (int id = 1; id <= 4; id++) {
			assertThat(the(id).get("fields")).isEqualTo(fields);
		}
		things().updateMany(new Document(), doc("{$set: {other: 1}}"));
		assertThat(the(1).get("fields")).isEqualTo(fields);
	}

	@Test
	void upsertsMakeADocumentOfFilterAndUpdate() {
		UpdateResult result = things().updateOne(doc("{_id: 7, 'a.b': 1, c: {$gt: 5}, d: {$eq: 4}}"),
				doc("{$set: {x: 1}, $setOnInsert: {y: 2}, $inc: {n: 1}}"), new UpdateOptions().upsert(true));
		assertThat(result.getMatchedCount()).isZero();
		assertThat(result.getUpsertedId().asInt32().getValue()).isEqualTo(7);
		assertThat(the(7)).isEqualTo(doc("{_id: 7, a: {b: 1}, d: 4, n: 1, x: 1, y: 2}"));
		result = things().updateOne(doc("{_id: 7}"), doc("{$inc: {n: 1}, $setOnInsert: {y: 9}}"),
				new UpdateOptions().upsert(true));
		assertThat(result.getMatchedCount()).isEqualTo(1);
		assertThat(result.getUpsertedId()).isNull();
		assertThat(the(7)).containsEntry("n", 2).containsEntry("y", 2);
		things().updateOne(doc("{k: 'new'}"), doc("{$set: {x: 1}}"), new UpdateOptions().upsert(true));
		assertThat(things().find(doc("{k: 'new'}")).first().getObjectId("_id")).isNotNull();
	}

	@Test
	void updateManyCountsWhatMatchedAndWhatChanged() {
		insert("{_id: 1, a: 1}", "{_id: 2, a: 1, done: true}", "{_id: 3, a: 2}");
		UpdateResult result = things().updateMany(doc("{a: 1}"), doc("{$set: {done: true}}"));
		assertThat(result.getMatchedCount()).isEqualTo(2);
		assertThat(result.getModifiedCount()).isEqualTo(1);
		assertThat(ids("{done: true}")).containsExactly(1, 2);
		assertThat(things().updateOne(doc("{a: 99}"), doc("{$set: {a: 1}}")).getMatchedCount()).isZero();
	}

	@Test
	void updateManyOnAnIndexedFieldTouchesEachDocumentOnce() {
		things().createIndex(doc("{n: 1}"));
		for (int i = 0; i < 50; i++) {
			things().insertOne(new Document("_id", i).append("n", i));
		}
		assertThat(things().updateMany(doc("{n: {$gte: 10}}"), doc("{$inc: {n: 5}}")).getModifiedCount()).isEqualTo(40);
		assertThat(the(10)).containsEntry("n", 15);
		assertThat(the(49)).containsEntry("n", 54);
	}

	@Test
	void replaceKeepsTheId() {
		insert("{_id: 1, a: 1, b: 2}");
		assertThat(things().replaceOne(doc("{a: 1}"), doc("{c: 3}")).getModifiedCount()).isEqualTo(1);
		assertThat(the(1)).isEqualTo(doc("{_id: 1, c: 3}"));
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().replaceOne(doc("{_id: 1}"), doc("{_id: 2, c: 3}")))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(66));
	}

	@Test
	void thePositionalOperatorChangesTheElementThatMatched() {
		insert("{_id: 1, a: [{x: 1, n: 0}, {x: 2, n: 0}]}");
		things().updateOne(doc("{_id: 1, 'a.x': 2}"), doc("{$set: {'a.$.n': 5}}"));
		assertThat(the(1)).isEqualTo(doc("{_id: 1, a: [{x: 1, n: 0}, {x: 2, n: 5}]}"));
		things().updateOne(doc("{_id: 1}"), Updates.set("a.$[e].n", 7),
				new UpdateOptions().arrayFilters(List.of(doc("{'e.x': 1}"))));
		assertThat(the(1)).isEqualTo(doc("{_id: 1, a: [{x: 1, n: 7}, {x: 2, n: 5}]}"));
	}

	@Test
	void documentsCannotGrowPastSixteenMegabytes() {
		String large = "x".repeat(9 * 1024 * 1024);
		things().insertOne(new Document("_id", 1).append("a", large));
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().updateOne(doc("{_id: 1}"), Updates.set("b", large)))
			.satisfies((ex) -> assertThat(ex.getCode()).isIn(10334, 17419, 17420));
		assertThat(the(1)).containsOnlyKeys("_id", "a");
	}

}
