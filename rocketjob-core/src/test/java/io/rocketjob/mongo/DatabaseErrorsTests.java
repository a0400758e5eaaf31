package io.rocketjob.mongo;

import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the errors of servers mean. The texts with code 1 are those of FerretDB 2.7.0 on
 * PostgreSQL 18.
 */
class DatabaseErrorsTests {

	private static MongoException command(int code, String message) {
		return new MongoCommandException(new BsonDocument("ok", new BsonInt32(0)).append("code", new BsonInt32(code))
			.append("errmsg", new BsonString(message)), new ServerAddress());
	}

	private static MongoException write(int code, String message) {
		return new MongoWriteException(new WriteError(code, message, new BsonDocument()), new ServerAddress(),
				java.util.Set.of());
	}

	@Test
	void aDuplicateKeyIsOneWhateverTheCommandThatMetIt() {
		assertThat(DatabaseErrors.isDuplicateKey(write(11000, "E11000 duplicate key error"))).isTrue();
		assertThat(DatabaseErrors.isDuplicateKey(command(11000, "E11000 duplicate key error"))).isTrue();
		assertThat(DatabaseErrors.isDuplicateKey(
				command(1, "conflicting key value violates exclusion constraint \"documents_rum_index_9\"")))
			.isTrue();
		assertThat(DatabaseErrors.isDuplicateKey(command(1, "failed to connect to `user=postgres`"))).isFalse();
		assertThat(DatabaseErrors.isDuplicateKey(command(59, "exclusion constraint"))).isFalse();
		assertThat(DatabaseErrors.isDuplicateKey(new IllegalStateException("exclusion constraint"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "failed to connect to `user=postgres database=postgres`: 127.0.0.1:27098: dial error",
			"FATAL: terminating connection due to administrator command (SQLSTATE 57P01)",
			"FATAL: the database system is not yet accepting connections (SQLSTATE 57P03)",
			"FATAL: the database system is starting up (SQLSTATE 57P03)", "unexpected EOF", "conn closed",
			"FATAL: sorry, too many clients already (SQLSTATE 53300)",
			"write failed: write tcp 127.0.0.1:1->127.0.0.1:2: write: broken pipe" })
	void postgresqlBeingAwayIsAnOutageAndNothingElse(String message) {
		MongoException error = command(1, message);
		assertThat(DatabaseErrors.isPassing(error)).isTrue();
		assertThat(DatabaseErrors.isAboutTheDocument(error)).isFalse();
		assertThat(DatabaseErrors.isDuplicateKey(error)).isFalse();
	}

	@Test
	void otherInternalErrorsAreNoOutage() {
		assertThat(DatabaseErrors.isPassing(command(1, "something is wrong"))).isFalse();
		assertThat(DatabaseErrors.isPassing(command(2, "unexpected EOF"))).isFalse();
	}

	@Test
	void whatSpringHasTranslatedMeansTheSame() {
		DataAccessException away = new DataAccessResourceFailureException("away",
				command(1, "terminating connection due to administrator command"));
		assertThat(DatabaseErrors.isPassing(away)).isTrue();
		assertThat(DatabaseErrors.isAboutTheDocument(away)).as("it is tried again").isFalse();
		DataAccessException duplicate = new DuplicateKeyException("duplicate", write(11000, "E11000"));
		assertThat(DatabaseErrors.isDuplicateKey(duplicate)).isTrue();
		assertThat(DatabaseErrors.isAboutTheDocument(duplicate)).as("trying again is of no use").isTrue();
		assertThat(DatabaseErrors.isPassing(new IllegalStateException(command(1, "conn closed"))))
			.as("what a job has made of it")
			.isFalse();
	}

	@Test
	void aDocumentThatIsTooLargeWillNeverBeTaken() {
		assertThat(DatabaseErrors.isAboutTheDocument(write(10334, "too large"))).isTrue();
		assertThat(DatabaseErrors.isAboutTheDocument(write(17419, "too large"))).isTrue();
		assertThat(DatabaseErrors.isAboutTheDocument(write(285999133, "too large"))).isTrue();
	}

	@Test
	void aDeadlockPasses() {
		assertThat(DatabaseErrors.isDeadlock(write(16908292, "deadlock detected"))).isTrue();
		assertThat(DatabaseErrors.isDeadlock(command(1, "deadlock detected"))).isTrue();
		assertThat(DatabaseErrors.isPassing(command(1, "deadlock detected"))).isTrue();
		assertThat(DatabaseErrors.isPassing(write(16908292, "deadlock detected"))).isTrue();
		assertThat(DatabaseErrors.isDeadlock(command(1, "conn closed"))).isFalse();
	}

	@Test
	void theVictimOfADeadlockWritesAgain() {
		AtomicInteger attempts = new AtomicInteger();
		assertThat(ContendedWrite.make(() -> {
			if (attempts.incrementAndGet() < 3) {
				throw write(16908292, "deadlock detected");
			}
			return "written";
		})).isEqualTo("written");
		assertThat(attempts).hasValue(3);
	}

	@Test
	void itDoesNotWriteForEver() {
		AtomicInteger attempts = new AtomicInteger();
		assertThatExceptionOfType(MongoWriteException.class).isThrownBy(() -> ContendedWrite.make(() -> {
			attempts.incrementAndGet();
			throw write(16908292, "deadlock detected");
		}));
		assertThat(attempts).hasValue(5);
	}

	@Test
	void whatIsNoDeadlockIsNotWrittenAgain() {
		AtomicInteger attempts = new AtomicInteger();
		assertThatExceptionOfType(MongoTimeoutException.class).isThrownBy(() -> ContendedWrite.make(() -> {
			attempts.incrementAndGet();
			throw new MongoTimeoutException("for a test");
		}));
		assertThat(attempts).hasValue(1);
	}

}
