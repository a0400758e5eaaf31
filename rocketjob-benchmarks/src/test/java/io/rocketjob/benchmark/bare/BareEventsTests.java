package io.rocketjob.benchmark.bare;

import java.nio.file.Path;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.scenario.DatabaseUnderTest;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class BareEventsTests {

	@Test
	void anEventOfAnotherProcessIsHeardOnceWhateverTheOrderOfIds(@TempDir Path directory) throws Exception {
		try (DatabaseUnderTest server = DatabaseUnderTest.embedded("128m", directory.resolve("log"));
				MongoClient client = MongoClients.create(server.uri())) {
			MongoDatabase database = client.getDatabase("events");
			try (BareEvents events = new BareEvents(database)) {
				assertThat(events.await()).as("its own").isTrue();
				assertThat(events.await()).isFalse();
				// less than all ids that were made in this second
				ObjectId less = new ObjectId(new ObjectId().getTimestamp(), 0);
				database.getCollection("bare.events").insertOne(new Document("_id", less));
				assertThat(events.await()).isTrue();
				assertThat(events.await()).isFalse();
			}
		}
	}

}
