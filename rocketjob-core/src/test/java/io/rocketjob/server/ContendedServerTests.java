package io.rocketjob.server;

import com.mongodb.MongoWriteException;
import io.rocketjob.ServerAnswers;
import io.rocketjob.TestLine;
import io.rocketjob.TestLine.Answer;
import io.rocketjob.TestSystem;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Registrations that a server such as FerretDB answers in its own way, because many want
 * a name at the same moment.
 */
@Timeout(60)
class ContendedServerTests {

	private static final int ATTEMPTS = 5;

	private final TestLine line = TestLine.to(TestDatabase.get().connectionString());

	private final TestSystem system = TestSystem.with().withoutRecovery().through(this.line).start();

	private final ServerRepository servers = new ServerRepository(this.system.mongo);

	@AfterEach
	void close() {
		this.system.close();
		this.line.close();
	}

	@Test
	void aServerGetsTheNameItWantsThoughItsWriteWasTheVictimOfADeadlock() {
		Answer deadlock = this.line.answer("update", ServerRepository.COLLECTION, 1, ServerAnswers.DEADLOCK);
		ObjectId id = new ObjectId();
		assertThat(register(id)).isTrue();
		assertThat(deadlock.given()).isOne();
		assertThat(this.system.servers().find()).singleElement()
			.satisfies((server) -> assertThat(server).containsEntry("_id", id).containsEntry("name", "wanted"));
		assertThat(register(new ObjectId())).as("the name is taken").isFalse();
	}

	@Test
	void aServerWhoseWriteIsAVictimEachTimeIsNotRegisteredAndIsTold() {
		Answer deadlock = this.line.answer("update", ServerRepository.COLLECTION, 2 * ATTEMPTS, ServerAnswers.DEADLOCK);
		assertThatExceptionOfType(MongoWriteException.class).isThrownBy(() -> register(new ObjectId()))
			.withMessageContaining("deadlock detected");
		assertThat(deadlock.given()).isEqualTo(ATTEMPTS);
		assertThat(this.system.servers().countDocuments()).isZero();
	}

	private boolean register(ObjectId id) {
		return this.servers.register(id, "wanted", new Document(), new Document());
	}

}
