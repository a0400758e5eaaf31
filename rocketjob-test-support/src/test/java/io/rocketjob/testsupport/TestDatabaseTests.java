package io.rocketjob.testsupport;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TestDatabaseTests {

	@Test
	void theSharedServerGivesFreshNamesAndDrops() {
		TestDatabase database = TestDatabase.get();
		assertThat(TestDatabase.get()).isSameAs(database);
		String name = database.newDatabaseName();
		assertThat(name).matches("rocketjob_test_\\d+_[0-9a-f]{10}").isNotEqualTo(database.newDatabaseName());
		try (MongoClient client = MongoClients.create(database.connectionString())) {
			client.getDatabase(name).getCollection("things").insertOne(new Document());
			assertThat(client.listDatabaseNames()).contains(name);
			database.dropDatabase(name);
			assertThat(client.listDatabaseNames()).doesNotContain(name);
			Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));
			assertThat(database.supportsTransactions())
				.isEqualTo(hello.containsKey("setName") || "isdbgrid".equals(hello.get("msg")));
		}
	}

}
