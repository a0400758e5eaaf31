package io.rocketjob.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What work on the slices of a batch asks of the database.
 */
class BatchComparisonTests extends MongoComparison {

	private static final long LARGE = 1L << 50;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{$min: {'batch.next': 3}}                               | {batch: {next: 3, active: [{token: 'a', n: 1}, {token: 'b', n: 2}]}}
					{$min: {'batch.next': 9, 'batch.low': 1}}               | {batch: {next: 7, active: [{token: 'a', n: 1}, {token: 'b', n: 2}], low: 1}}
					{$inc: {'batch.next': 2}, $unset: {'batch.active': 1}}  | {batch: {next: 9}}
					{$pull: {'batch.active': {token: 'a'}}}                 | {batch: {next: 7, active: [{token: 'b', n: 2}]}}
					{$pull: {'batch.active': {token: 'x'}}}                 | {batch: {next: 7, active: [{token: 'a', n: 1}, {token: 'b', n: 2}]}}
					{$pull: {'batch.active': {token: {$in: ['a', 'b']}}}}   | {batch: {next: 7, active: []}}
					{$pull: {'batch.active': {n: {$gte: 2}}}}               | {batch: {next: 7, active: [{token: 'a', n: 1}]}}
					{$pull: {'batch.none': {token: 'a'}, 'none.x': {y: 1}}} | {batch: {next: 7, active: [{token: 'a', n: 1}, {token: 'b', n: 2}]}}
					{$pull: {'batch.active': {token: 'b'}}, $inc: {'batch.done': 1}, $set: {s: 'x'}} | {batch: {next: 7, active: [{token: 'a', n: 1}], done: 1}, s: 'x'}
					{$push: {'batch.active': {token: 'c'}}}                 | {batch: {next: 7, active: [{token: 'a', n: 1}, {token: 'b', n: 2}, {token: 'c'}]}}
					{$push: {'batch.errors': {$each: [{e: 1}, {e: 2}], $slice: 1}}}   | {batch: {next: 7, active: [{token: 'a', n: 1}, {token: 'b', n: 2}], errors: [{e: 1}]}}
					{$push: {'batch.active': {$each: [{token: 'c'}], $slice: -2}}}    | {batch: {next: 7, active: [{token: 'b', n: 2}, {token: 'c'}]}}
					{$push: {'batch.active': {$each: [{token: 'c'}], $slice: 2}}}     | {batch: {next: 7, active: [{token: 'a', n: 1}, {token: 'b', n: 2}]}}
					""")
	void anUpdateOfABatchGivesTheJobAsItIsThen(String update, String after) {
		insert("{_id: 1, batch: {next: 7, active: [{token: 'a', n: 1}, {token: 'b', n: 2}]}}");
		Document expected = doc("{_id: 1}");
		expected.putAll(doc(after));
		Document before = things().findOneAndUpdate(doc("{_id: 1}"), doc(update));
		assertThat(before)
			.isEqualTo(doc("{_id: 1, batch: {next: 7, active: [{token: 'a', n: 1}, {token: 'b', n: 2}]}}"));
		assertThat(the(1)).isEqualTo(expected);
		assertThat(things().findOneAndUpdate(doc("{_id: 1}"), doc("{$set: {_z: 1}}"),
				new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER).projection(doc("{_z: 0}"))))
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{'a.list.2': {$exists: false}}                         | 1,2,4,5,6
			{'a.list.2': {$exists: true}}                          | 3
			{'a.list.0': {$exists: true}}                          | 2,3,6
			{'a.list.0.token': 'x'}                                | 2,3
			{'a.list.1.token': {$exists: false}}                   | 1,2,4,5,6
			{'top.1': {$exists: false}}                            | 1,2,3,5,6
			{'top.1': {$exists: true}}                             | 4
			{'a.list.token': 'y', 'a.list.2': {$exists: false}}    | 6
			{'a.list': {$elemMatch: {token: 'y', n: {$gt: 1}}}}    | 3
			{'a.list': {$size: 1}}                                 | 2,6
			{_id: 2, 'a.list.1': {$exists: false}}                 | 2
			""")
	void arraysAreSelectedByTheirLength(String filter, String expected) {
		insert("{_id: 1, a: {list: []}}", "{_id: 2, a: {list: [{token: 'x'}]}}",
				"{_id: 3, a: {list: [{token: 'x'}, {token: 'y', n: 2}, {token: 'z'}]}}", "{_id: 4, top: [1, 2]}",
				"{_id: 5, a: {}, top: [1]}", "{_id: 6, a: {list: [{token: 'y', n: 1}]}}");
		List<Object> ids = new ArrayList<>();
		for (String id : expected.split(",")) {
			ids.add(Integer.valueOf(id));
		}
		assertThat(ids(filter)).isEqualTo(ids);
	}

	@Test
	void aListIsFilledUpToItsBoundOnly() {
		insert("{_id: 1, batch: {next: 0}}");
		for (int i = 0; i < 5; i++) {
			Document job = things().findOneAndUpdate(doc("{_id: 1, 'batch.active.2': {$exists: false}}"),
					new Document("$push", new Document("batch.active", new Document("token", i))).append("$inc",
							doc("{'batch.next': 1}")));
			assertThat(job != null).isEqualTo(i < 3);
		}
		assertThat(the(1)).isEqualTo(doc("{_id: 1, batch: {next: 3, active: [{token: 0}, {token: 1}, {token: 2}]}}"));
	}

	@Test
	void longIdsAreInTheOrderOfTheirValues() {
		List<Long> values = List.of(0L, 1L, 9L, 10L, Integer.MAX_VALUE + 1L, (1L << 41) + 1, (1L << 41) + 2, LARGE,
				LARGE + 1);
		List<Long> mixed = new ArrayList<>(values);
		Collections.shuffle(mixed, new Random(1));
		mixed.forEach((id) -> things().insertOne(new Document("_id", id)));
		assertThat(ids("{}")).isEqualTo(values);
		assertThat(ids(things().find().sort(doc("{_id: -1}")).limit(2))).containsExactly(LARGE + 1, LARGE);
		assertThat(ids(things().find(new Document("_id", new Document("$gt", 1L << 41).append("$lt", LARGE + 1)))
			.sort(doc("{_id: 1}")))).containsExactly((1L << 41) + 1, (1L << 41) + 2, LARGE);
		assertThat(ids(things().find(new Document("_id", new Document("$gte", LARGE + 1))))).containsExactly(LARGE + 1);
		assertThat(ids(things().find(doc("{_id: {$lte: 9}}")).sort(doc("{_id: 1}")))).containsExactly(0L, 1L, 9L);
		assertThat(the(10)).isEqualTo(new Document("_id", 10L));
		assertThat(things().deleteMany(new Document("_id", new Document("$in", List.of(LARGE, (1L << 41) + 1, 77L))))
			.getDeletedCount()).isEqualTo(2);
		assertThat(things().findOneAndUpdate(doc("{_id: {$gt: 10}}"), doc("{$set: {a: 1}}"),
				new FindOneAndUpdateOptions().sort(doc("{_id: 1}"))))
			.isEqualTo(new Document("_id", Integer.MAX_VALUE + 1L));
	}

	@Test
	void onlyWhatIsStillClaimedIsDeleted() {
		insert("{_id: 1, claim: {token: 't'}}", "{_id: 2, claim: {token: 'u'}}", "{_id: 3, claim: {token: 't'}}",
				"{_id: 4}", "{_id: 5, claim: {token: 't'}}");
		assertThat(things().deleteMany(doc("{_id: {$in: [1, 2, 3, 4, 9]}, 'claim.token': 't'}")).getDeletedCount())
			.isEqualTo(2);
		assertThat(ids("{}")).containsExactly(2, 4, 5);
		assertThat(things().deleteOne(doc("{_id: 5, 'claim.token': 'x'}")).getDeletedCount()).isZero();
		assertThat(things().deleteOne(doc("{_id: 5, 'claim.token': 't'}")).getDeletedCount()).isEqualTo(1);
		assertThat(ids("{}")).containsExactly(2, 4);
	}

	@Test
	void slicesAreClaimedInOrderByAnIndexAmongAHundredThousand() {
		int count = TestDatabase.get().isEmbedded() ? 100_000 : 10_000;
		things().createIndex(doc("{state: 1, _id: 1}"));
		List<Document> slices = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			slices.add(new Document("_id", (long) i)
				.append("state", (i % 10 < 8) ? "queued" : (i % 10 < 9) ? "running" : "failed")
				.append("data", new Binary(new byte[50])));
			if (slices.size() == 10_000) {
				things().insertMany(slices);
				slices.clear();
			}
		}
		long start = System.nanoTime();
		for (int i = 0; i < 100; i++) {
			Document found = things().find(doc("{state: {$in: ['running', 'failed']}}"))
				.sort(doc("{_id: 1}"))
				.limit(3)
				.projection(doc("{state: 1}"))
				.into(new ArrayList<>())
				.get(2);
			assertThat(found).isEqualTo(new Document("_id", 18L).append("state", "running"));
			assertThat(
					things().find(doc("{state: {$in: ['running', 'failed']}}")).limit(50).projection(doc("{_id: 1}")))
				.hasSize(50);
			Document claimed = things().findOneAndUpdate(doc("{state: 'queued'}"),
					doc("{$set: {state: 'claimed', claim: {token: 't'}}, $inc: {attempt: 1}}"),
					new FindOneAndUpdateOptions().sort(doc("{_id: 1}")).returnDocument(ReturnDocument.AFTER));
			assertThat(claimed).containsEntry("_id", (long) (i / 8 * 10 + i % 8));
			assertThat(things().find(doc("{state: 'queued'}")).sort(doc("{_id: -1}")).first().getLong("_id"))
				.isEqualTo(count - 3L);
		}
		if (TestDatabase.get().isEmbedded()) {
			assertThat((System.nanoTime() - start) / 1e9).isLessThan(5);
		}
		assertThat(
				things().countDocuments(doc("{state: 'queued'}"), new CountOptions().hint(doc("{state: 1, _id: 1}"))))
			.isEqualTo(count / 10 * 8 - 100);
	}

	@Test
	void groupsAreCountedAndSummed() {
		insert("{_id: 1, state: 'a', n: 2}", "{_id: 2, state: 'a', n: 3}", "{_id: 3, state: 'b'}");
		things().insertOne(new Document("_id", 4).append("state", "b").append("n", LARGE));
		things().createIndex(doc("{state: 1, _id: 1}"));
		MongoCollection<Document> collection = things();
		assertThat(collection.aggregate(List.of(doc("{$group: {_id: '$state', count: {$sum: 1}, sum: {$sum: '$n'}}}"))))
			.containsExactlyInAnyOrder(doc("{_id: 'a', count: 2, sum: 5}"),
					doc("{_id: 'b', count: 2}").append("sum", LARGE));
		assertThat(collection.aggregate(List.of(doc("{$match: {state: 'a'}}"),
				doc("{$group: {_id: null, count: {$sum: 1}, least: {$min: '$_id'}, most: {$max: '$n'}}}"))))
			.containsExactly(doc("{_id: null, count: 2, least: 1, most: 3}"));
	}

}
