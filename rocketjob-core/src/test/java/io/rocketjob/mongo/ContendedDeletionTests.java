package io.rocketjob.mongo;

import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.client.MongoCollection;
import io.rocketjob.TestSystem;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The deletion of one document. */
@Timeout(60)
class ContendedDeletionTests {

	@Test
	void aDocumentThatOthersWriteIsDeleted() throws InterruptedException {
		try (TestSystem system = TestSystem.with().start()) {
			MongoCollection<Document> documents = system.collection("written");
			for (int id = 0; id < 30; id++) {
				Document wanted = new Document("_id", id).append("kind", "a");
				documents.insertOne(wanted);
				AtomicInteger writes = new AtomicInteger();
				Thread writer = new Thread(() -> {
					while (documents.updateOne(wanted, new Document("$inc", new Document("writes", 1)))
						.getMatchedCount() == 1) {
						writes.incrementAndGet();
					}
				});
				writer.start();
				while (writes.get() < 2) {
					Thread.onSpinWait();
				}
				assertThat(ContendedWrite.delete(documents, wanted)).isTrue();
				writer.join();
			}
			assertThat(documents.countDocuments()).isZero();
		}
	}

	@Test
	void whatDoesNotMatchStays() {
		try (TestSystem system = TestSystem.with().start()) {
			MongoCollection<Document> documents = system.collection("kept");
			documents.insertOne(new Document("_id", 1).append("kind", "a"));
			assertThat(ContendedWrite.delete(documents, new Document("_id", 1).append("kind", "b"))).isFalse();
			assertThat(documents.countDocuments()).isOne();
		}
	}

}
