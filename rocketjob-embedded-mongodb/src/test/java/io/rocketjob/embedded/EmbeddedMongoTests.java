package io.rocketjob.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class EmbeddedMongoTests {

	@TempDir
	private Path directory;

	@Test
	void dataInMemoryIsGoneAfterAClose() {
		for (int i = 0; i < 2; i++) {
			try (EmbeddedMongo mongo = EmbeddedMongo.builder().start(); MongoClient client = connect(mongo)) {
				assertThat(things(client).countDocuments()).isZero();
				things(client).insertOne(new Document("_id", 1));
			}
		}
	}

	@Test
	void dataInADirectoryIsThereAgainWithItsIndexes() {
		try (EmbeddedMongo mongo = EmbeddedMongo.builder().directory(this.directory).start();
				MongoClient client = connect(mongo)) {
			things(client).createIndex(Document.parse("{k: 1}"),
					new IndexOptions().unique(true).partialFilterExpression(Document.parse("{on: true}")));
			for (int i = 0; i < 100; i++) {
				things(client).insertOne(new Document("_id", i).append("k", i).append("on", true));
			}
			things(client).updateOne(new Document("_id", 5), Document.parse("{$set: {'m.n': {'a.b': 1}}}"));
			things(client).deleteOne(new Document("_id", 6));
			client.getDatabase("test").getCollection("dropped").insertOne(new Document("_id", 1));
			client.getDatabase("test").getCollection("dropped").drop();
			client.getDatabase("other").getCollection("a.b").insertOne(new Document("_id", 1));
		}
		try (EmbeddedMongo mongo = EmbeddedMongo.builder().directory(this.directory).start();
				MongoClient client = connect(mongo)) {
			assertThat(things(client).countDocuments()).isEqualTo(99);
			assertThat(things(client).find(new Document("_id", 5)).first()).isEqualTo(
					Document.parse("{_id: 5, k: 5, on: true}").append("m", new Document("n", new Document("a.b", 1))));
			assertThat(things(client).listIndexes()).hasSize(2);
			assertThat(client.getDatabase("test").listCollectionNames()).containsExactly("things");
			assertThat(client.getDatabase("other").getCollection("a.b").countDocuments()).isEqualTo(1);
			assertThatExceptionOfType(com.mongodb.MongoWriteException.class)
				.isThrownBy(() -> things(client).insertOne(Document.parse("{_id: 200, k: 7, on: true}")));
			things(client).insertOne(Document.parse("{_id: 200, k: 6, on: true}"));
			assertThat(things(client).find().map((thing) -> thing.get("_id")).into(new ArrayList<>())).endsWith(99,
					200);
		}
	}

	@Test
	void collectionsThatWereDroppedAreGoneAfterARestartAndOthersAreThere() {
		try (EmbeddedMongo mongo = EmbeddedMongo.builder().directory(this.directory).start();
				MongoClient client = connect(mongo)) {
			for (int i = 0; i < 300; i++) {
				makeSlices(client, i);
			}
			for (int i = 0; i < 300; i++) {
				if (i % 100 != 0) {
					slices(client, i).drop();
				}
			}
			makeSlices(client, 7);
			slices(client, 8).updateOne(new Document("_id", 1), Document.parse("{$set: {a: 1}}"));
			client.getDatabase("dropped").getCollection("things").insertOne(new Document("_id", 1));
			client.getDatabase("dropped").drop();
		}
		for (int restart = 0; restart < 2; restart++) {
			try (EmbeddedMongo mongo = EmbeddedMongo.builder().directory(this.directory).start();
					MongoClient client = connect(mongo)) {
				assertThat(client.getDatabase("test").listCollectionNames()).containsExactlyInAnyOrder("slices.0",
						"slices.100", "slices.200", "slices.7");
				assertThat(client.listDatabaseNames()).doesNotContain("dropped");
				assertThat(slices(client, 100).listIndexes()).hasSize(3);
				assertThat(slices(client, 7).find(Document.parse("{state: 'queued'}")).first()).containsEntry("_id",
						7L);
				assertThatExceptionOfType(com.mongodb.MongoWriteException.class)
					.isThrownBy(() -> slices(client, 7).insertOne(Document.parse("{_id: 9, k: 7}")));
				slices(client, 1).drop();
				makeSlices(client, 1);
				assertThat(slices(client, 1).listIndexes()).hasSize(3);
				slices(client, 1).drop();
			}
		}
	}

	private static void makeSlices(MongoClient client, int number) {
		slices(client, number).createIndex(Document.parse("{state: 1, _id: 1}"));
		slices(client, number).createIndex(Document.parse("{k: 1}"), new IndexOptions().unique(true));
		slices(client, number)
			.insertOne(new Document("_id", (long) number).append("state", "queued").append("k", number));
	}

	private static MongoCollection<Document> slices(MongoClient client, int number) {
		return client.getDatabase("test").getCollection("slices." + number);
	}

	@Test
	void aDirectoryBelongsToOneServer() {
		try (EmbeddedMongo first = EmbeddedMongo.builder().directory(this.directory).start()) {
			assertThat(first.port()).isPositive();
			assertThatIllegalStateException()
				.isThrownBy(() -> EmbeddedMongo.builder().directory(this.directory).start())
				.withMessageContaining(this.directory.toString());
		}
		EmbeddedMongo.builder().directory(this.directory).start().close();
		assertThat(Files.exists(this.directory)).isTrue();
	}

	@Test
	void aPortCanBeChosenUnlessItIsTaken() {
		try (EmbeddedMongo first = EmbeddedMongo.builder().start()) {
			assertThatIllegalStateException().isThrownBy(() -> EmbeddedMongo.builder().port(first.port()).start())
				.withMessageContaining(String.valueOf(first.port()));
			assertThat(first.connectionString()).isEqualTo("mongodb://127.0.0.1:" + first.port());
			assertThat(new ConnectionString(first.connectionString()).getHosts())
				.containsExactly("127.0.0.1:" + first.port());
		}
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedMongo.builder().port(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedMongo.builder().port(65536));
	}

	@Test
	void closingTwiceIsHarmless() {
		EmbeddedMongo mongo = EmbeddedMongo.builder().start();
		mongo.close();
		mongo.close();
		assertThat(mongo.port()).isPositive();
	}

	private static MongoClient connect(EmbeddedMongo mongo) {
		return MongoClients.create(mongo.connectionString());
	}

	private static MongoCollection<Document> things(MongoClient client) {
		return client.getDatabase("test").getCollection("things");
	}

}
