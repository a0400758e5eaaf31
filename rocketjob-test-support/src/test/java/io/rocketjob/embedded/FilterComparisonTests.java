package io.rocketjob.embedded;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FilterComparisonTests extends MongoComparison {

	@Test
	void equalityComparesNumbersByValueWhateverTheirTypes() {
		things().insertMany(List.of(new Document("_id", 1).append("n", 5), new Document("_id", 2).append("n", 5L),
				new Document("_id", 3).append("n", 5.0),
				new Document("_id", 4).append("n", new Decimal128(new BigDecimal("5.00"))),
				new Document("_id", 5).append("n", "5")));
		assertThat(ids("{n: 5}")).containsExactly(1, 2, 3, 4);
		assertThat(ids("{n: {$gte: 5, $lt: 5.5}}")).containsExactly(1, 2, 3, 4);
		assertThat(ids("{n: {$gt: 5}}")).isEmpty();
		assertThat(ids("{n: {$in: [{$numberLong: '5'}]}}")).containsExactly(1, 2, 3, 4);
	}

	@Test
	void largeNumbersAreComparedExactly() {
		long large = (1L << 53) + 1;
		things().insertMany(
				List.of(new Document("_id", 1).append("n", large), new Document("_id", 2).append("n", large - 1),
						new Document("_id", 3).append("n", (double) (1L << 53))));
		assertThat(ids("{n: {$numberLong: '" + large + "'}}")).containsExactly(1);
		assertThat(ids("{n: {$lt: {$numberLong: '" + large + "'}}}")).containsExactly(2, 3);
		assertThat(things().find(Filters.gt("n", 3_000_000_000.5))
			.sort(doc("{n: 1, _id: 1}"))
			.map((thing) -> thing.get("_id"))).containsExactly(2, 3, 1);
	}

	@Test
	void rangesMatchOneTypeOnly() {
		insert("{_id: 1, v: 5}", "{_id: 2, v: 'b'}", "{_id: 3, v: true}", "{_id: 4, v: null}", "{_id: 5}",
				"{_id: 6, v: {a: 1}}", "{_id: 7, v: {$date: '2020-01-01T00:00:00Z'}}");
		assertThat(ids("{v: {$gt: 1}}")).containsExactly(1);
		assertThat(ids("{v: {$lt: 'c'}}")).containsExactly(2);
		assertThat(ids("{v: {$gte: false}}")).containsExactly(3);
		assertThat(ids("{v: {$lte: {$date: '2021-01-01T00:00:00Z'}}}")).containsExactly(7);
	}

	@Test
	void nullMatchesMissingFields() {
		insert("{_id: 1, a: null}", "{_id: 2}", "{_id: 3, a: 1}", "{_id: 4, a: [null]}", "{_id: 5, a: {b: null}}");
		assertThat(ids("{a: null}")).containsExactly(1, 2, 4);
		assertThat(ids("{a: {$ne: null}}")).containsExactly(3, 5);
		assertThat(ids("{a: {$in: [null, 1]}}")).containsExactly(1, 2, 3, 4);
		assertThat(ids("{a: {$exists: true}}")).containsExactly(1, 3, 4, 5);
		assertThat(ids("{a: {$exists: false}}")).containsExactly(2);
		assertThat(ids("{'a.b': null}")).contains(1, 2, 3, 5);
	}

	@Test
	void dottedPathsGoThroughDocumentsAndArrays() {
		insert("{_id: 1, a: {b: 1}}", "{_id: 2, a: [{b: 1}, {b: 2}]}", "{_id: 3, a: {b: [1, 3]}}", "{_id: 4, a: 1}");
		assertThat(ids("{'a.b': 1}")).containsExactly(1, 2, 3);
		assertThat(ids("{'a.b': 2}")).containsExactly(2);
		assertThat(ids("{'a.1.b': 2}")).containsExactly(2);
		assertThat(ids("{'a.b.1': 3}")).containsExactly(3);
		assertThat(ids("{'a.b': {$exists: true}}")).containsExactly(1, 2, 3);
	}

	@Test
	void elemMatchWantsOneElementThatMatchesAll() {
		insert("{_id: 1, a: [{x: 1, y: 2}, {x: 2, y: 1}]}", "{_id: 2, a: [{x: 1, y: 1}]}");
		assertThat(ids("{a: {$elemMatch: {x: 1, y: 1}}}")).containsExactly(2);
		assertThat(ids("{'a.x': 1, 'a.y': 1}")).containsExactly(1, 2);
		assertThat(ids("{a: {$elemMatch: {$or: [{x: 2}, {x: 3}]}}}")).containsExactly(1);
	}

	@Test
	void logicalOperatorsCombine() {
		insert("{_id: 1, a: 1, b: 1}", "{_id: 2, a: 1, b: 2}", "{_id: 3, a: 2, b: 2}");
		assertThat(ids("{$or: [{a: 2}, {b: 1}]}")).containsExactly(1, 3);
		assertThat(ids("{$and: [{a: 1}, {b: 2}]}")).containsExactly(2);
		assertThat(ids("{$nor: [{a: 2}, {b: 1}]}")).containsExactly(2);
		assertThat(ids("{a: {$not: {$gt: 1}}}")).containsExactly(1, 2);
		assertThat(ids("{c: {$not: {$gt: 1}}}")).containsExactly(1, 2, 3);
		assertThat(ids("{a: 1, $or: [{b: 2}, {b: 3}]}")).containsExactly(2);
		assertThat(ids("{$expr: {$eq: ['$a', '$b']}}")).containsExactly(1, 3);
	}

	@Test
	void regularExpressionsMatchStringsOnly() {
		insert("{_id: 1, s: 'Hello'}", "{_id: 2, s: 'help'}", "{_id: 3, s: ['x', 'hell']}", "{_id: 4, s: 5}",
				"{_id: 5}");
		assertThat(ids("{s: {$regex: '^hel'}}")).containsExactly(2, 3);
		assertThat(ids("{s: {$regex: '^hel', $options: 'i'}}")).containsExactly(1, 2, 3);
		assertThat(ids("{s: {$in: [{$regularExpression: {pattern: '^H', options: ''}}, 5]}}")).containsExactly(1, 4);
	}

	@Test
	void documentsAreEqualWithTheSameFieldsInTheSameOrder() {
		insert("{_id: 1, d: {a: 1, b: 2}}", "{_id: 2, d: {b: 2, a: 1}}", "{_id: 3, d: {a: 1, b: 2, c: 3}}");
		assertThat(ids("{d: {a: 1, b: 2}}")).containsExactly(1);
		assertThat(ids("{'d.a': 1}")).containsExactly(1, 2, 3);
	}

	@Test
	void objectIdsDatesUuidsAndBinariesCompare() {
		ObjectId first = new ObjectId("000000000000000000000001");
		ObjectId second = new ObjectId("f00000000000000000000002");
		UUID uuid = UUID.fromString("f0000000-0000-0000-8000-000000000001");
		Date date = Date.from(Instant.ofEpochMilli(1_600_000_000_123L));
		things().insertMany(
				List.of(new Document("_id", first).append("u", uuid), new Document("_id", second).append("d", date)
					.append("b", new Binary(new byte[] { 1, 2, (byte) 255 }))));
		assertThat(ids(things().find(Filters.gt("_id", first)))).containsExactly(second);
		assertThat(ids(things().find(Filters.lte("_id", first)))).containsExactly(first);
		assertThat(ids(things().find(Filters.eq("u", uuid)))).containsExactly(first);
		assertThat(ids(things().find(Filters.gte("d", date)))).containsExactly(second);
		assertThat(ids(things().find(Filters.eq("b", new Binary(new byte[] { 1, 2, (byte) 255 })))))
			.containsExactly(second);
		assertThat(the(first).get("u")).isEqualTo(uuid);
		assertThat(the(second).getDate("d")).isEqualTo(date);
	}

	@Test
	void typesAndRemaindersCanBeAskedFor() {
		insert("{_id: 1, v: 4}", "{_id: 2, v: 'x'}", "{_id: 3, v: [7]}", "{_id: 4, v: 2.5}");
		assertThat(ids("{v: {$type: 'number'}}")).containsExactly(1, 3, 4);
		assertThat(ids("{v: {$type: ['string', 'double']}}")).containsExactly(2, 4);
		assertThat(ids("{v: {$mod: [4, 3]}}")).containsExactly(3);
	}

	@Test
	void sortOrdersAllTypes() {
		things().insertMany(Arrays.asList(new Document("_id", "minkey").append("v", new org.bson.types.MinKey()),
				new Document("_id", "null").append("v", null), new Document("_id", "int").append("v", 7),
				new Document("_id", "long").append("v", 8L), new Document("_id", "string").append("v", "a"),
				new Document("_id", "document").append("v", new Document("a", 1)),
				new Document("_id", "binary").append("v", new Binary(new byte[1])),
				new Document("_id", "id").append("v", new ObjectId()),
				new Document("_id", "boolean").append("v", false),
				new Document("_id", "date").append("v", Instant.EPOCH),
				new Document("_id", "maxkey").append("v", new org.bson.types.MaxKey())));
		Object[] order = { "minkey", "null", "int", "long", "string", "document", "binary", "id", "boolean", "date",
				"maxkey" };
		assertThat(ids(things().find().sort(doc("{v: 1}")))).containsExactly(order);
		things().createIndex(doc("{v: 1}"));
		assertThat(ids(things().find().sort(doc("{v: 1}")).hint(doc("{v: 1}")))).containsExactly(order);
		assertThat(ids(things().find(doc("{v: {$gt: 7}}")).hint(doc("{v: 1}")))).containsExactly("long");
	}

	@Test
	void arraysSortByTheirLeastOrGreatestElement() {
		insert("{_id: 1, v: [3, 10]}", "{_id: 2, v: 4}", "{_id: 3, v: [1, 20]}", "{_id: 4, v: []}", "{_id: 5}");
		assertThat(ids(things().find().sort(doc("{v: 1, _id: 1}")))).containsExactly(4, 5, 3, 1, 2);
		assertThat(ids(things().find().sort(doc("{v: -1, _id: 1}")))).containsExactly(3, 1, 2, 5, 4);
	}

}
