package io.rocketjob.embedded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.UpdateOptions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IndexComparisonTests extends MongoComparison {

	@Test
	void indexesAreListedAndDropped() {
		things().createIndex(doc("{a: 1}"));
		things().createIndex(doc("{'b.c': -1, d: 1}"), new IndexOptions().name("bcd").sparse(true));
		things().createIndex(doc("{e: 1}"),
				new IndexOptions().unique(true).partialFilterExpression(doc("{f: {$gt: 1}}")));
		List<Document> indexes = things().listIndexes().into(new ArrayList<>());
		assertThat(indexes).extracting((index) -> index.getString("name")).containsExactly("_id_", "a_1", "bcd", "e_1");
		assertThat(indexes.get(2)).containsEntry("key", doc("{'b.c': -1, d: 1}")).containsEntry("sparse", true);
		assertThat(indexes.get(3)).containsEntry("unique", true)
			.containsEntry("partialFilterExpression", doc("{f: {$gt: 1}}"));
		things().dropIndex("bcd");
		things().dropIndex(doc("{a: 1}"));
		assertThat(things().listIndexes()).hasSize(2);
		assertThat(database().getCollection("none").listIndexes()).isEmpty();
		assertThatExceptionOfType(MongoException.class).isThrownBy(() -> things().dropIndex("nope"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(27));
	}

	@Test
	void creatingAnIndexAgainDoesNothingButItsOptionsCannotChange() {
		things().createIndex(doc("{a: 1}"), new IndexOptions().name("x"));
		assertThat(things().createIndex(doc("{a: 1}"), new IndexOptions().name("x"))).isEqualTo("x");
		assertThat(things().listIndexes()).hasSize(2);
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().createIndex(doc("{b: 1}"), new IndexOptions().name("x")))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(86));
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().createIndex(doc("{a: 1}"), new IndexOptions().name("x").unique(true)))
			.satisfies((ex) -> assertThat(ex.getCode()).isIn(85, 86));
	}

	@Test
	void hintsThatNameNoIndexAreRefused() {
		things().createIndex(doc("{a: 1}"), new IndexOptions().name("a"));
		insert("{_id: 1, a: 1}");
		List<ThrowingCallable> operations = List.of(() -> things().find().hintString("b").first(),
				() -> things().find().hint(doc("{a: -1}")).first(),
				() -> things().countDocuments(doc("{a: 1}"), new CountOptions().hintString("b")),
				() -> things().findOneAndUpdate(doc("{a: 1}"), doc("{$set: {b: 1}}"),
						new FindOneAndUpdateOptions().hintString("b")),
				() -> things().updateOne(doc("{a: 1}"), doc("{$set: {b: 1}}"), new UpdateOptions().hintString("b")),
				() -> things().deleteOne(doc("{a: 1}"), new DeleteOptions().hintString("b")));
		for (ThrowingCallable operation : operations) {
			assertThatExceptionOfType(MongoException.class).isThrownBy(operation)
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(2));
		}
		assertThat(the(1)).isEqualTo(doc("{_id: 1, a: 1}"));
		assertThat(database().getCollection("none").find().hintString("b")).isEmpty();
	}

	@Test
	void theSameIndexIsNotMadeTwice() {
		things().createIndex(doc("{a: 1}"), new IndexOptions().name("x").partialFilterExpression(doc("{b: true}")));
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().createIndex(doc("{a: 1}"),
					new IndexOptions().name("y").partialFilterExpression(doc("{b: true}"))))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(85));
		assertThat(things().listIndexes()).hasSize(2);
	}

	@Test
	void hintsNameAnIndexOrItsKey() {
		things().createIndex(doc("{a: 1, b: 1}"), new IndexOptions().name("ab"));
		insert("{_id: 1, a: 1, b: 2}", "{_id: 2, a: 1, b: 1}", "{_id: 3, a: 2, b: 1}");
		assertThat(ids(things().find(doc("{a: 1}")).hintString("ab"))).containsExactly(2, 1);
		assertThat(ids(things().find(doc("{a: 1}")).hint(doc("{a: 1, b: 1}")))).containsExactly(2, 1);
		assertThat(ids(things().find(doc("{b: 1}")).hint(doc("{_id: 1}")))).containsExactly(2, 3);
		assertThat(ids(things().find(doc("{b: 1}")).hint(doc("{$natural: 1}")))).containsExactly(2, 3);
		assertThat(things().countDocuments(doc("{a: 1}"), new CountOptions().hintString("ab"))).isEqualTo(2);
		assertThat(things().aggregate(List.of(doc("{$match: {a: 1}}"))).hintString("ab")).hasSize(2);
		assertThat(things().updateMany(doc("{a: 1}"), doc("{$set: {c: 1}}"), new UpdateOptions().hintString("ab"))
			.getModifiedCount()).isEqualTo(2);
		assertThat(things().findOneAndUpdate(doc("{a: 1}"), doc("{$set: {c: 2}}"),
				new FindOneAndUpdateOptions().sort(doc("{b: 1}")).hintString("ab")))
			.containsEntry("_id", 2);
		assertThat(things().deleteMany(doc("{a: 1}"), new DeleteOptions().hintString("ab")).getDeletedCount())
			.isEqualTo(2);
	}

	@Test
	void claimsComeInOrderOfPriorityAndIdAcrossTypes() {
		things().createIndex(doc("{type: 1, priority: 1, _id: 1}"),
				new IndexOptions().name("claim").partialFilterExpression(doc("{claimable: true}")));
		Random random = new Random(7);
		List<Document> jobs = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			Document job = new Document("_id", i).append("type", "abcd".substring(random.nextInt(4)).substring(0, 1))
				.append("priority", 1 + random.nextInt(5));
			if (random.nextInt(3) > 0) {
				job.append("claimable", true);
			}
			jobs.add(job);
		}
		things().insertMany(jobs);
		List<Object> expected = jobs.stream()
			.filter((job) -> job.containsKey("claimable") && !job.get("type").equals("d"))
			.sorted(Comparator.<Document>comparingInt((job) -> job.getInteger("priority"))
				.thenComparing((job) -> job.getInteger("_id")))
			.map((job) -> job.get("_id"))
			.toList();
		List<Object> claimed = new ArrayList<>();
		Document job;
		do {
			job = things().findOneAndUpdate(doc("{claimable: true, type: {$in: ['c', 'a', 'b', 'unknown']}}"),
					doc("{$set: {state: 'running'}, $unset: {claimable: 1}}"),
					new FindOneAndUpdateOptions().sort(doc("{priority: 1, _id: 1}")).hintString("claim"));
			if (job != null) {
				claimed.add(job.get("_id"));
			}
		}
		while (job != null);
		assertThat(claimed).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(longs = { 42, 15, 4 })
	void withAndWithoutIndexesTheAnswersAreTheSame(long seed) {
		MongoCollection<Document> plain = database().getCollection("plain");
		things().createIndex(doc("{a: 1, b: -1, _id: 1}"));
		things().createIndex(doc("{b: 1}"));
		things().createIndex(doc("{c: 1}"), new IndexOptions().sparse(true));
		things().createIndex(doc("{d: -1, a: 1}"), new IndexOptions().partialFilterExpression(doc("{d: {$gte: 2}}")));
		things().createIndex(doc("{l: 1, a: 1}"));
		Random random = new Random(seed);
		Object[] values = { 0, 1, 2, 3, 2.5, 3L, "x", "y", null, true, List.of(1, 3), List.of(), new Document("z", 1) };
		for (int i = 0; i < 400; i++) {
			Document thing = new Document("_id", i);
			for (String field : List.of("a", "b", "c", "d")) {
				if (random.nextInt(5) > 0) {
					thing.append(field, values[random.nextInt(10)]);
				}
			}
			thing.append("l", values[random.nextInt(values.length)]);
			things().insertOne(thing);
			plain.insertOne(thing);
		}
		String[] operators = { "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$exists" };
		String[] fields = { "a", "b", "c", "d", "l", "_id" };
		String[] sorts = { "{_id: 1}", "{a: 1, b: -1, _id: 1}", "{a: -1, b: 1, _id: -1}", "{b: 1, _id: 1}",
				"{b: -1, _id: 1}", "{c: 1, _id: 1}", "{d: -1, a: 1, _id: 1}", "{_id: -1}" };
		for (int round = 0; round < 600; round++) {
			Document filter = new Document();
			for (int n = random.nextInt(3); n >= 0; n--) {
				String operator = operators[random.nextInt(operators.length)];
				String field = fields[random.nextInt(fields.length)];
				Object value = values[random.nextInt(10)];
				if (value == null && field.equals("c") && operator.matches("\\$[gl]te")) {
					// MongoDB answers it from the sparse index, without those that lack
					// the
					// field, which the same filter matches elsewhere
					continue;
				}
				Object operand = switch (operator) {
					case "$in" ->
						java.util.Arrays.asList(value, values[random.nextInt(10)], values[random.nextInt(10)]);
					case "$exists" -> random.nextBoolean();
					default -> value;
				};
				filter.append(field, new Document(operator, operand));
			}
			Document sort = doc(sorts[random.nextInt(sorts.length)]);
			int limit = random.nextInt(4) * 5;
			assertThat(ids(things().find(filter).sort(sort).limit(limit))).as(filter + " " + sort + " " + limit)
				.isEqualTo(ids(plain.find(filter).sort(sort).limit(limit).hint(doc("{$natural: 1}"))));
			assertThat(things().countDocuments(filter)).as(filter.toString()).isEqualTo(plain.countDocuments(filter));
			if (round % 3 == 0) {
				Document change = new Document("$set",
						new Document(fields[random.nextInt(5)], values[random.nextInt(10)]));
				Document which = new Document("_id", new Document("$gte", random.nextInt(400)));
				int skip = random.nextInt(20);
				for (MongoCollection<Document> collection : List.of(things(), plain)) {
					List<Object> some = ids(collection.find(which).sort(doc("{_id: 1}")).skip(skip).limit(5));
					collection.updateMany(new Document("_id", new Document("$in", some)), change);
				}
			}
		}
	}

}
