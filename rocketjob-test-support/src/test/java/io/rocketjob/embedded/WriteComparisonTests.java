package io.rocketjob.embedded;

import java.util.List;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.FindOneAndDeleteOptions;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WriteComparisonTests extends MongoComparison {

	private static final List<Document> WITH_DUPLICATES = List.of(doc("{_id: 1}"), doc("{_id: 2}"),
			doc("{_id: 1, a: 1}"), doc("{_id: 3}"), doc("{_id: 2, a: 1}"), doc("{_id: 4}"));

	@Test
	void anOrderedInsertStopsAtTheFirstError() {
		assertThatExceptionOfType(MongoBulkWriteException.class).isThrownBy(() -> things().insertMany(WITH_DUPLICATES))
			.satisfies((ex) -> {
				assertThat(ex.getWriteResult().getInsertedCount()).isEqualTo(2);
				assertThat(ex.getWriteErrors()).singleElement().satisfies((error) -> {
					assertThat(error.getIndex()).isEqualTo(2);
					assertThat(error.getCode()).isEqualTo(11000);
					assertThat(error.getMessage()).contains("E11000 duplicate key error",
							things().getNamespace().getFullName(), "_id_", "{ _id: 1 }");
				});
			});
		assertThat(ids("{}")).containsExactly(1, 2);
	}

	@Test
	void anUnorderedInsertGoesOnAfterErrors() {
		assertThatExceptionOfType(MongoBulkWriteException.class)
			.isThrownBy(() -> things().insertMany(WITH_DUPLICATES, new InsertManyOptions().ordered(false)))
			.satisfies((ex) -> {
				assertThat(ex.getWriteResult().getInsertedCount()).isEqualTo(4);
				assertThat(ex.getWriteErrors()).extracting((error) -> error.getIndex()).containsExactly(2, 4);
			});
		assertThat(ids("{}")).containsExactly(1, 2, 3, 4);
	}

	@Test
	void aBulkOfAllKindsCountsEach() {
		insert("{_id: 1, n: 1}", "{_id: 2, n: 1}");
		BulkWriteResult result = things().bulkWrite(List.of(new InsertOneModel<>(doc("{_id: 3, n: 1}")),
				new UpdateOneModel<>(doc("{_id: 1}"), doc("{$set: {n: 5}}")),
				new UpdateManyModel<>(doc("{n: 1}"), doc("{$inc: {n: 1}}")),
				new UpdateOneModel<>(doc("{_id: 9}"), doc("{$set: {n: 9}}"), new UpdateOptions().upsert(true)),
				new DeleteOneModel<>(doc("{_id: 2}"))));
		assertThat(result.getInsertedCount()).isEqualTo(1);
		assertThat(result.getMatchedCount()).isEqualTo(3);
		assertThat(result.getModifiedCount()).isEqualTo(3);
		assertThat(result.getDeletedCount()).isEqualTo(1);
		assertThat(result.getUpserts()).singleElement().satisfies((upsert) -> {
			assertThat(upsert.getIndex()).isEqualTo(3);
			assertThat(upsert.getId().asInt32().getValue()).isEqualTo(9);
		});
		assertThat(ids("{}")).containsExactly(1, 3, 9);
	}

	@Test
	void deletesCountWhatTheyDelete() {
		insert("{_id: 1, a: 1}", "{_id: 2, a: 1}", "{_id: 3, a: 1}", "{_id: 4, a: 2}");
		assertThat(things().deleteOne(doc("{a: 1}")).getDeletedCount()).isEqualTo(1);
		assertThat(things().deleteMany(doc("{a: 1}")).getDeletedCount()).isEqualTo(2);
		assertThat(things().deleteMany(doc("{a: 1}")).getDeletedCount()).isZero();
		assertThat(ids("{}")).containsExactly(4);
	}

	@Test
	void findOneAndUpdateTakesTheFirstInOrder() {
		insert("{_id: 1, p: 2, q: 1}", "{_id: 2, p: 1, q: 1}", "{_id: 3, p: 1, q: 2}");
		Document sort = doc("{p: 1, q: -1}");
		assertThat(things().findOneAndUpdate(doc("{}"), doc("{$set: {done: true}}"),
				new FindOneAndUpdateOptions().sort(sort)))
			.isEqualTo(doc("{_id: 3, p: 1, q: 2}"));
		assertThat(things().findOneAndUpdate(doc("{done: {$exists: false}}"), doc("{$set: {'a.b': 1}}"),
				new FindOneAndUpdateOptions().sort(sort)
					.returnDocument(ReturnDocument.AFTER)
					.projection(doc("{'a.b': 1, p: 1}"))))
			.isEqualTo(doc("{_id: 2, p: 1, a: {b: 1}}"));
		assertThat(things().findOneAndUpdate(doc("{_id: 99}"), doc("{$set: {a: 1}}"))).isNull();
		assertThat(things().findOneAndUpdate(doc("{'a.b': 1}"), doc("{$set: {a: 1}}"),
				new FindOneAndUpdateOptions().projection(doc("{_id: 0, a: 1}"))))
			.isEqualTo(doc("{a: {b: 1}}"));
	}

	@Test
	void findOneAndUpdateUpserts() {
		FindOneAndUpdateOptions upsert = new FindOneAndUpdateOptions().upsert(true);
		assertThat(things().findOneAndUpdate(doc("{_id: 1}"), doc("{$inc: {n: 1}, $setOnInsert: {a: 1}}"), upsert))
			.isNull();
		assertThat(things().findOneAndUpdate(doc("{_id: 1}"), doc("{$inc: {n: 1}, $setOnInsert: {a: 2}}"),
				upsert.returnDocument(ReturnDocument.AFTER)))
			.isEqualTo(doc("{_id: 1, n: 2, a: 1}"));
		assertThat(things().findOneAndUpdate(doc("{_id: 2}"), doc("{$inc: {n: 1}}"), upsert))
			.isEqualTo(doc("{_id: 2, n: 1}"));
	}

	@Test
	void findOneAndDeleteAndReplaceGiveWhatWasThere() {
		insert("{_id: 1, a: 2}", "{_id: 2, a: 1}");
		assertThat(things().findOneAndDelete(doc("{}"), new FindOneAndDeleteOptions().sort(doc("{a: 1}"))))
			.isEqualTo(doc("{_id: 2, a: 1}"));
		assertThat(things().findOneAndReplace(doc("{_id: 1}"), doc("{b: 1}"))).isEqualTo(doc("{_id: 1, a: 2}"));
		assertThat(things().findOneAndReplace(doc("{_id: 1}"), doc("{c: 1}"),
				new FindOneAndReplaceOptions().returnDocument(ReturnDocument.AFTER)))
			.isEqualTo(doc("{_id: 1, c: 1}"));
		assertThat(things().findOneAndDelete(doc("{_id: 5}"))).isNull();
		assertThat(ids("{}")).containsExactly(1);
	}

	@Test
	void uniqueIndexesRefuseASecondDocument() {
		things().createIndex(doc("{'a.b': 1, c: 1}"), new IndexOptions().unique(true).name("ab_c"));
		insert("{_id: 1, a: {b: 'x'}, c: 1}", "{_id: 2, a: {b: 'x'}, c: 2}", "{_id: 3}");
		assertThatExceptionOfType(MongoWriteException.class).isThrownBy(() -> insert1("{_id: 4, a: {b: 'x'}, c: 1}"))
			.satisfies((ex) -> {
				assertThat(ex.getError().getCode()).isEqualTo(11000);
				assertThat(ex.getError().getMessage()).contains("index: ab_c dup key: { a.b: \"x\", c: 1 }");
			});
		assertThatExceptionOfType(MongoWriteException.class).isThrownBy(() -> insert1("{_id: 4, z: 1}"))
			.satisfies((ex) -> assertThat(ex.getError().getCode()).isEqualTo(11000));
		assertThatExceptionOfType(MongoWriteException.class)
			.isThrownBy(() -> things().updateOne(doc("{_id: 2}"), doc("{$set: {c: 1}}")))
			.satisfies((ex) -> assertThat(ex.getError().getCode()).isEqualTo(11000));
		assertThatExceptionOfType(MongoCommandException.class)
			.isThrownBy(() -> things().findOneAndUpdate(doc("{_id: 2}"), doc("{$set: {c: 1}}")))
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(11000));
		assertThat(the(2)).containsEntry("c", 2);
		things().updateOne(doc("{_id: 1}"), doc("{$set: {c: 7}}"));
		things().updateOne(doc("{_id: 2}"), doc("{$set: {c: 1}}"));
		things().deleteOne(doc("{_id: 2}"));
		insert1("{_id: 5, a: {b: 'x'}, c: 1}");
	}

	private void insert1(String json) {
		things().insertOne(doc(json));
	}

	@Test
	void sparseUniqueIndexesIgnoreDocumentsWithoutTheField() {
		things().createIndex(doc("{k: 1}"), new IndexOptions().unique(true).sparse(true));
		insert("{_id: 1}", "{_id: 2}", "{_id: 3, k: 1}");
		assertThatExceptionOfType(MongoException.class).isThrownBy(() -> insert1("{_id: 4, k: 1}"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(11000));
		things().updateOne(doc("{_id: 3}"), doc("{$unset: {k: 1}}"));
		insert1("{_id: 4, k: 1}");
	}

	@Test
	void partialUniqueIndexesCoverOnlyWhatMatches() {
		things().createIndex(doc("{k: 1}"),
				new IndexOptions().unique(true).partialFilterExpression(doc("{active: true, n: {$gt: 5}}")));
		insert("{_id: 1, k: 1, active: true, n: 6}", "{_id: 2, k: 1, active: false, n: 6}",
				"{_id: 3, k: 1, active: true, n: 5}");
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().updateOne(doc("{_id: 3}"), doc("{$set: {n: 7}}")))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(11000));
		things().updateOne(doc("{_id: 1}"), doc("{$set: {active: false}}"));
		assertThat(things().updateOne(doc("{_id: 3}"), doc("{$set: {n: 7}}")).getModifiedCount()).isEqualTo(1);
	}

	@Test
	void aUniqueIndexCannotBeMadeOverDuplicates() {
		insert("{_id: 1, k: 1}", "{_id: 2, k: 1}");
		assertThatExceptionOfType(MongoException.class)
			.isThrownBy(() -> things().createIndex(doc("{k: 1}"), new IndexOptions().unique(true)))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(11000));
	}

}
