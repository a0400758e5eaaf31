package io.rocketjob.benchmark.bare;

import java.nio.file.Path;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.scenario.DatabaseUnderTest;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class JobCopiesTests {

	@Test
	void manyCopiesAreStoredByThreadsEachOnceAndWithItsNumber(@TempDir Path directory) {
		try (DatabaseUnderTest server = DatabaseUnderTest.embedded("128m", directory.resolve("log"));
				MongoClient client = MongoClients.create(server.uri())) {
			MongoDatabase sample = client.getDatabase("sample");
			sample.getCollection(JobCopies.COLLECTION).insertOne(new Document("type", "NoOpJob"));
			MongoDatabase database = client.getDatabase("copies");
			JobCopies.of(sample).insertAll(database, 5_001, (job, number) -> job.append("number", number));
			assertThat(database.getCollection(JobCopies.COLLECTION).countDocuments()).isEqualTo(5_001);
			assertThat(database.getCollection(JobCopies.COLLECTION).distinct("number", Integer.class)).hasSize(5_001)
				.contains(0, 5_000);
		}
	}

	@Test
	void thereMayBeNothingToStore(@TempDir Path directory) {
		try (DatabaseUnderTest server = DatabaseUnderTest.embedded("128m", directory.resolve("log"));
				MongoClient client = MongoClients.create(server.uri())) {
			MongoDatabase sample = client.getDatabase("sample");
			sample.getCollection(JobCopies.COLLECTION).insertOne(new Document("type", "NoOpJob"));
			JobCopies.of(sample).insertAll(sample, 0, (job, number) -> job.append("number", number));
			JobCopies.of(sample).insertAll(sample, -5, (job, number) -> job.append("number", number));
			assertThat(sample.getCollection(JobCopies.COLLECTION).countDocuments()).isEqualTo(1);
		}
	}

}
