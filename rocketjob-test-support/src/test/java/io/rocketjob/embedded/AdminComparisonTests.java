package io.rocketjob.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

class AdminComparisonTests extends MongoComparison {

	@Test
	void helloDescribesTheServer() {
		Document hello = database().runCommand(doc("{hello: 1}"));
		assertThat(hello).containsEntry("isWritablePrimary", true)
			.containsEntry("maxBsonObjectSize", 16 * 1024 * 1024)
			.containsEntry("ok", 1.0)
			.containsKeys("localTime", "maxWireVersion", "minWireVersion", "maxMessageSizeBytes", "maxWriteBatchSize");
		assertThat(database().runCommand(doc("{ping: 1}"))).containsEntry("ok", 1.0);
		assertThat(database().runCommand(doc("{buildInfo: 1}"))).containsKeys("version", "versionArray");
	}

	@Test
	void unknownCommandsAreRefused() {
		assertThatExceptionOfType(MongoCommandException.class)
			.isThrownBy(() -> database().runCommand(doc("{doSomething: 1}")))
			.satisfies((ex) -> {
				assertThat(ex.getErrorCode()).isEqualTo(59);
				assertThat(ex.getErrorCodeName()).isEqualTo("CommandNotFound");
			});
	}

	@Test
	void collectionsAndDatabasesComeAndGo() {
		assertThat(database().listCollectionNames()).isEmpty();
		insert("{_id: 1}");
		database().createCollection("others");
		assertThat(database().listCollectionNames()).containsExactlyInAnyOrder("things", "others");
		assertThat(client().listDatabaseNames()).contains(database().getName());
		things().drop();
		things().drop();
		assertThat(database().listCollectionNames()).containsExactly("others");
		database().drop();
		assertThat(database().listCollectionNames()).isEmpty();
		assertThat(client().listDatabaseNames()).doesNotContain(database().getName());
		insert("{_id: 1}");
		assertThat(ids("{}")).containsExactly(1);
	}

	@Test
	void collectionsCanBeRenamed() {
		things().createIndex(doc("{a: 1}"));
		insert("{_id: 1, a: 1}");
		things().renameCollection(new com.mongodb.MongoNamespace(database().getName(), "renamed"));
		MongoCollection<Document> renamed = database().getCollection("renamed");
		assertThat(renamed.find(doc("{a: 1}"))).hasSize(1);
		assertThat(renamed.listIndexes()).hasSize(2);
		assertThat(database().listCollectionNames()).containsExactly("renamed");
	}

	@Test
	void manyClientsAtOnceLoseNothingAndClaimNothingTwice() throws Exception {
		int clients = 30;
		int each = 40;
		things().createIndex(doc("{claimable: 1, _id: 1}"));
		ExecutorService executor = Executors.newFixedThreadPool(clients);
		try {
			List<Future<List<Object>>> running = new ArrayList<>();
			for (int c = 0; c < clients; c++) {
				int number = c;
				running.add(executor.submit(() -> work(number, each)));
			}
			List<Object> claimed = new ArrayList<>();
			for (Future<List<Object>> future : running) {
				claimed.addAll(future.get());
			}
			assertThat(claimed).doesNotHaveDuplicates().hasSize(clients * each);
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(things().countDocuments(doc("{done: true, n: 1}"))).isEqualTo((long) clients * each);
	}

	private List<Object> work(int number, int each) {
		List<Object> claimed = new ArrayList<>();
		for (int i = 0; i < each; i++) {
			things().insertOne(new Document("_id", number * 1000 + i).append("claimable", true)
				.append("n", 0)
				.append("fields", new Document("a", List.of(1, 2, 3))));
			Document job = things().findOneAndUpdate(doc("{claimable: true}"), doc(
					"{$set: {done: true, 'fields.b': 1}, $unset: {claimable: 1}, $inc: {n: 1}, $push: {'fields.a': 4}}"),
					new FindOneAndUpdateOptions().sort(doc("{_id: 1}")));
			claimed.add(job.get("_id"));
			assertThat(things().find(doc("{'fields.b': 1}")).limit(20)).allSatisfy(
					(thing) -> assertThat(thing.get("fields", Document.class).getList("a", Integer.class)).hasSize(4));
		}
		return claimed;
	}

}
