package io.rocketjob.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.mongodb.MongoClientSettings;
import com.mongodb.ConnectionString;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test whose assertions are true of MongoDB 4.4 and later. Runs against that where
 * {@link TestDatabase} finds one, otherwise against the embedded server, which so is
 * compared with it.
 */
abstract class MongoComparison {

	private static MongoClient client;

	private MongoDatabase database;

	private MongoCollection<Document> things;

	@BeforeAll
	static void connect() {
		client = MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(TestDatabase.get().connectionString()))
			.uuidRepresentation(UuidRepresentation.STANDARD)
			.build());
	}

	@AfterAll
	static void disconnect() {
		client.close();
	}

	@BeforeEach
	void createDatabase() {
		this.database = client.getDatabase(TestDatabase.get().newDatabaseName());
		this.things = this.database.getCollection("things");
	}

	@AfterEach
	void dropDatabase() {
		this.database.drop();
	}

	static MongoClient client() {
		return client;
	}

	MongoDatabase database() {
		return this.database;
	}

	MongoCollection<Document> things() {
		return this.things;
	}

	int wireVersion() {
		return this.database.runCommand(new Document("hello", 1)).getInteger("maxWireVersion");
	}

	static Document doc(String json) {
		return Document.parse(json);
	}

	void insert(String... json) {
		this.things.insertMany(Arrays.stream(json).map(Document::parse).toList());
	}

	Document the(Object id) {
		return this.things.find(new Document("_id", id)).first();
	}

	List<Object> ids(String filter) {
		return ids(this.things.find(doc(filter)).sort(doc("{_id: 1}")));
	}

	static List<Object> ids(FindIterable<Document> found) {
		return found.map((document) -> document.get("_id")).into(new ArrayList<>());
	}

}
