package io.rocketjob.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.mongodb.MongoException;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AggregationComparisonTests extends MongoComparison {

	@BeforeEach
	void insertThings() {
		insert("{_id: 1, g: 'a', n: 1, tags: ['x', 'y']}", "{_id: 2, g: 'a', n: 3, tags: []}", "{_id: 3, g: 'b', n: 5}",
				"{_id: 4, g: 'b', n: 7, tags: ['y']}", "{_id: 5, n: 9}");
	}

	private List<Document> aggregate(String... stages) {
		return things().aggregate(Arrays.stream(stages).map(Document::parse).toList()).into(new ArrayList<>());
	}

	@Test
	void groupsAreAccumulated() {
		assertThat(aggregate("{$match: {g: {$exists: true}}}", "{$sort: {_id: 1}}",
				"{$group: {_id: '$g', sum: {$sum: '$n'}, count: {$sum: 1}, min: {$min: '$n'}, max: {$max: '$n'},"
						+ " avg: {$avg: '$n'}, first: {$first: '$n'}, last: {$last: '$n'}, all: {$push: '$n'}}}",
				"{$sort: {_id: 1}}"))
			.containsExactly(
					doc("{_id: 'a', sum: 4, count: 2, min: 1, max: 3, avg: 2.0, first: 1, last: 3, all: [1, 3]}"),
					doc("{_id: 'b', sum: 12, count: 2, min: 5, max: 7, avg: 6.0, first: 5, last: 7, all: [5, 7]}"));
		assertThat(aggregate("{$group: {_id: '$g', n: {$sum: 1}}}", "{$sort: {n: 1, _id: 1}}"))
			.containsExactly(doc("{_id: null, n: 1}"), doc("{_id: 'a', n: 2}"), doc("{_id: 'b', n: 2}"));
		assertThat(aggregate("{$group: {_id: null, n: {$sum: '$n'}}}")).containsExactly(doc("{_id: null, n: 25}"));
		assertThat(aggregate("{$match: {_id: 99}}", "{$group: {_id: null, n: {$sum: 1}}}")).isEmpty();
		assertThat(aggregate("{$group: {_id: {g: '$g', big: {$gt: ['$n', 4]}}, n: {$sum: 1}}}")).hasSize(3);
	}

	@Test
	void stagesFollowEachOther() {
		assertThat(aggregate("{$match: {n: {$gt: 1}}}", "{$sort: {n: -1}}", "{$skip: 1}", "{$limit: 2}",
				"{$project: {n: 1, _id: 0}}"))
			.containsExactly(doc("{n: 7}"), doc("{n: 5}"));
		assertThat(aggregate("{$limit: 3}", "{$skip: 2}", "{$project: {g: 1}}"))
			.containsExactly(doc("{_id: 3, g: 'b'}"));
		assertThat(aggregate("{$sort: {_id: 1}}", "{$match: {g: 'b'}}", "{$limit: 1}")).hasSize(1);
		assertThat(aggregate("{$match: {g: 'b'}}", "{$count: 'total'}")).containsExactly(doc("{total: 2}"));
	}

	@Test
	void arraysAreUnwound() {
		assertThat(aggregate("{$unwind: '$tags'}", "{$project: {tags: 1}}", "{$sort: {_id: 1, tags: 1}}"))
			.containsExactly(doc("{_id: 1, tags: 'x'}"), doc("{_id: 1, tags: 'y'}"), doc("{_id: 4, tags: 'y'}"));
		assertThat(aggregate("{$unwind: {path: '$tags', preserveNullAndEmptyArrays: true}}")).hasSize(6);
		assertThat(aggregate("{$unwind: '$tags'}", "{$group: {_id: '$tags', n: {$sum: 1}}}", "{$sort: {_id: 1}}"))
			.containsExactly(doc("{_id: 'x', n: 1}"), doc("{_id: 'y', n: 2}"));
	}

	@Test
	void stagesThatChangeDocumentsLeaveTheStoredOnesAlone() {
		aggregate("{$addFields: {n: 0, 'd': {x: 1}}}", "{$addFields: {d: {y: 2}}}", "{$unset: 'tags'}",
				"{$match: {n: 0}}");
		assertThat(the(1)).isEqualTo(doc("{_id: 1, g: 'a', n: 1, tags: ['x', 'y']}"));
	}

	@Test
	void otherCollectionsCanBeLookedUpAndWritten() {
		database().getCollection("names")
			.insertMany(List.of(doc("{_id: 'a', name: 'Anna'}"), doc("{_id: 'b', name: 'Bert'}")));
		assertThat(aggregate("{$match: {_id: 1}}",
				"{$lookup: {from: 'names', localField: 'g', foreignField: '_id', as: 'who'}}", "{$project: {who: 1}}"))
			.containsExactly(doc("{_id: 1, who: [{_id: 'a', name: 'Anna'}]}"));
		aggregate("{$match: {g: 'a'}}", "{$out: 'copy'}");
		assertThat(database().getCollection("copy").countDocuments()).isEqualTo(2);
	}

	@Test
	void resultsComeInBatches() {
		assertThat(things().aggregate(List.of(doc("{$match: {}}"))).batchSize(2)).hasSize(5);
		assertThat(things().aggregate(List.of(doc("{$sort: {n: 1}}"), doc("{$project: {n: 1}}"))).batchSize(2))
			.hasSize(5);
	}

	@Test
	void unknownStagesAreRefused() {
		assertThatExceptionOfType(MongoException.class).isThrownBy(() -> aggregate("{$foo: 1}"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(40324));
	}

}
