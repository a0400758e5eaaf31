package io.rocketjob.embedded;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedMongoTests {

	@Test
	void whatIsWrittenCanBeRead() {
		try (EmbeddedMongo mongo = EmbeddedMongo.builder().start();
				MongoClient client = MongoClients.create(mongo.connectionString())) {
			var things = client.getDatabase("test").getCollection("things");
			things.insertOne(new Document("_id", 1).append("name", "a"));
			assertThat(things.find().first()).isEqualTo(new Document("_id", 1).append("name", "a"));
		}
	}

}
