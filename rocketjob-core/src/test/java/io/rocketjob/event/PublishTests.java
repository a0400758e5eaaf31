package io.rocketjob.event;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What can be published, and how it is stored. */
class PublishTests {

	private final TestSystem system = TestSystem.with().start();

	@AfterEach
	void close() {
		this.system.close();
	}

	private void publish(String name, String action, Map<String, ?> parameters) {
		this.system.rocketJob.events().publish(name, action, parameters);
	}

	private List<Document> stored() {
		return this.system.collection(EventCollection.NAME).find().into(new ArrayList<>());
	}

	@Test
	void anEventIsStoredWithTheTimeOfTheDatabase() {
		publish("cache", "evict", Map.of("key", "today"));
		assertThat(stored()).singleElement().satisfies((event) -> {
			assertThat(event).containsEntry("name", "cache")
				.containsEntry("action", "evict")
				.containsEntry("parameters", new Document("key", "today"));
			assertThat(event.getString("from")).startsWith("test/");
			assertThat(event.getDate("at")).isNotNull();
		});
	}

	@Test
	void anEventNeedsNoParameters() {
		this.system.rocketJob.events().publish("cache", "clear");
		assertThat(stored()).singleElement()
			.satisfies((event) -> assertThat(event).containsEntry("parameters", new Document()));
	}

	@Test
	void anEventIsStoredByOneCommandOnceTheCollectionIsThere() {
		publish("cache", "evict", Map.of());
		List<String> others = List.of("insert", "find", "listCollections", "findAndModify", "create", "getMore",
				"listIndexes");
		long before = others.stream().mapToLong(this.system::commands).sum();
		long updates = this.system.commands("update");
		publish("cache", "evict", Map.of());
		assertThat(this.system.commands("update") - updates).isOne();
		assertThat(others.stream().mapToLong(this.system::commands).sum()).isEqualTo(before);
	}

	@Test
	void aNameAndAnActionMustNotBeBlank() {
		assertThatIllegalArgumentException().isThrownBy(() -> publish(" ", "evict", Map.of()))
			.withMessageContaining("name");
		assertThatIllegalArgumentException().isThrownBy(() -> publish("cache", "", Map.of()))
			.withMessageContaining("'cache'");
		assertThat(stored()).isEmpty();
	}

	@Test
	void whatCannotBeStoredIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> publish("cache", "evict", Map.of("what", new Object())))
			.withMessageContaining("'what'")
			.withMessageContaining("java.lang.Object");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> publish("cache", "evict", Map.of("a", Map.of("b", List.of(new StringBuilder(), this)))))
			.withMessageContaining("'a.b.[]'");
		assertThat(stored()).isEmpty();
	}

	@Test
	void namesOfParametersMustBeNames() {
		for (String name : List.of("", " ", "$set", "a.b", "a\0b")) {
			assertThatIllegalArgumentException().as(name)
				.isThrownBy(() -> publish("cache", "evict", Map.of(name, 1)))
				.withMessageContaining("name of a parameter");
		}
		Map<String, Object> missing = new HashMap<>();
		missing.put(null, 1);
		assertThatIllegalArgumentException().isThrownBy(() -> publish("cache", "evict", missing));
		assertThatIllegalArgumentException().isThrownBy(() -> publish("cache", "evict", Map.of("a", Map.of(1, 2))))
			.withMessageContaining("'a'");
	}

	@Test
	void anEventMustNotBeLargerThan64Kilobytes() {
		publish("cache", "evict", Map.of("key", "x".repeat(65_000)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> publish("cache", "evict", Map.of("key", "x".repeat(65_536))))
			.withMessageContaining("64 kB");
		assertThat(stored()).hasSize(1);
	}

	@Test
	void whatContainsItselfIsRefused() {
		Map<String, Object> circle = new HashMap<>();
		circle.put("again", circle);
		assertThatIllegalArgumentException().isThrownBy(() -> publish("cache", "evict", circle))
			.withMessageContaining("'again'");
	}

	@Test
	void aBigNumberKeepsItsDigits() {
		BigInteger number = BigInteger.TEN.pow(60).add(BigInteger.ONE);
		publish("cache", "evict", Map.of("number", number, "state", JobState.QUEUED));
		assertThat(stored().get(0).get("parameters"))
			.isEqualTo(new Document("number", number.toString()).append("state", "QUEUED"));
	}

	@Test
	void anEventTakesNoPartInTheTransactionOfTheCaller() {
		assumeTrue(TestDatabase.get().supportsTransactions(), "the server has no transactions");
		new TransactionTemplate(new MongoTransactionManager(this.system.factory)).executeWithoutResult((status) -> {
			publish("cache", "evict", Map.of());
			status.setRollbackOnly();
		});
		assertThat(stored()).hasSize(1);
	}

	@Test
	void aDatabaseThatIsAwayIsToldTheWayOfSpring() {
		try (EventProcess away = EventProcess.at("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50",
				this.system.databaseName)) {
			assertThatExceptionOfType(DataAccessException.class)
				.isThrownBy(() -> away.events.publish("cache", "evict", Map.of()));
		}
	}

}
