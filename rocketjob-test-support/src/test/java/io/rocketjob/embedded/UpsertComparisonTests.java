package io.rocketjob.embedded;

import java.util.List;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.UpdateResult;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Upserts whose filter demands more than an identifier: they fence writers that are late.
 */
class UpsertComparisonTests extends MongoComparison {

	private static final Document EARLIER = doc("{_id: 5, attempt: {$lt: 3}}");

	private static final ReplaceOptions REPLACE = new ReplaceOptions().upsert(true);

	private static final UpdateOptions UPDATE = new UpdateOptions().upsert(true);

	@Test
	void aReplacementIsInsertedWithTheIdOfTheFilterWhereThereIsNone() {
		UpdateResult result = things().replaceOne(EARLIER, doc("{attempt: 3, data: 'x'}"), REPLACE);
		assertThat(result.getMatchedCount()).isZero();
		assertThat(result.getUpsertedId().asInt32().getValue()).isEqualTo(5);
		assertThat(the(5)).isEqualTo(doc("{_id: 5, attempt: 3, data: 'x'}"));
	}

	@Test
	void aReplacementTakesThePlaceOfAnEarlierOne() {
		insert("{_id: 5, attempt: 2, data: 'old', more: 1}");
		UpdateResult result = things().replaceOne(EARLIER, doc("{_id: 5, attempt: 3, data: 'x'}"), REPLACE);
		assertThat(result.getModifiedCount()).isEqualTo(1);
		assertThat(result.getUpsertedId()).isNull();
		assertThat(the(5)).isEqualTo(doc("{_id: 5, attempt: 3, data: 'x'}"));
	}

	@Test
	void aReplacementThatIsLateFailsAndChangesNothing() {
		insert("{_id: 5, attempt: 3, data: 'new'}");
		assertThatExceptionOfType(MongoWriteException.class)
			.isThrownBy(() -> things().replaceOne(EARLIER, doc("{attempt: 3, data: 'x'}"), REPLACE))
			.satisfies((ex) -> assertThat(ex.getError().getCode()).isEqualTo(11000));
		assertThatExceptionOfType(MongoCommandException.class)
			.isThrownBy(() -> things().findOneAndReplace(EARLIER, doc("{attempt: 3, data: 'x'}"),
					new FindOneAndReplaceOptions().upsert(true)))
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(11000));
		assertThat(the(5)).isEqualTo(doc("{_id: 5, attempt: 3, data: 'new'}"));
		assertThat(ids("{}")).containsExactly(5);
	}

	@Test
	void anUpdateThatIsLateFailsAndChangesNothing() {
		insert("{_id: 5, attempt: 7, n: 1}");
		Document update = doc("{$set: {attempt: 3}, $inc: {n: 1}}");
		assertThatExceptionOfType(MongoWriteException.class)
			.isThrownBy(() -> things().updateOne(EARLIER, update, UPDATE))
			.satisfies((ex) -> assertThat(ex.getError().getCode()).isEqualTo(11000));
		assertThatExceptionOfType(MongoCommandException.class)
			.isThrownBy(() -> things().findOneAndUpdate(EARLIER, update, new FindOneAndUpdateOptions().upsert(true)))
			.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(11000));
		assertThat(the(5)).isEqualTo(doc("{_id: 5, attempt: 7, n: 1}"));
	}

	@Test
	void anUpdateIsInsertedWithoutWhatTheFilterCompares() {
		assertThat(things().updateOne(EARLIER, doc("{$set: {data: 'x'}, $min: {low: 4}, $inc: {n: 2}}"), UPDATE)
			.getUpsertedId()
			.asInt32()
			.getValue()).isEqualTo(5);
		assertThat(the(5)).isEqualTo(doc("{_id: 5, data: 'x', low: 4, n: 2}"));
		assertThat(things().findOneAndUpdate(doc("{_id: 6, attempt: {$lt: 3}}"), doc("{$set: {attempt: 3}}"),
				new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)))
			.isEqualTo(doc("{_id: 6, attempt: 3}"));
		assertThat(things().updateOne(doc("{_id: 6, attempt: {$lt: 4}}"), doc("{$set: {attempt: 4}}"), UPDATE)
			.getModifiedCount()).isEqualTo(1);
		assertThat(the(6)).isEqualTo(doc("{_id: 6, attempt: 4}"));
	}

	@Test
	void anOrderedBulkOfUpdatesStopsAtTheFirstError() {
		insert("{_id: 5, attempt: 3}", "{_id: 6, n: 0}");
		assertThatExceptionOfType(MongoBulkWriteException.class)
			.isThrownBy(() -> things().bulkWrite(List.of(new UpdateOneModel<>(doc("{_id: 6}"), doc("{$inc: {n: 1}}")),
					new UpdateOneModel<>(EARLIER, doc("{$set: {a: 1}}"), UPDATE),
					new UpdateOneModel<>(doc("{_id: 6}"), doc("{$inc: {n: 1}}")))))
			.satisfies((ex) -> {
				assertThat(ex.getWriteErrors()).singleElement()
					.satisfies((error) -> assertThat(error.getIndex()).isEqualTo(1));
				assertThat(ex.getWriteResult().getModifiedCount()).isEqualTo(1);
			});
		assertThat(the(6)).isEqualTo(doc("{_id: 6, n: 1}"));
	}

}
