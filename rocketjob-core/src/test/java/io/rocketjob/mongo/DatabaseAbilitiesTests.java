package io.rocketjob.mongo;

import java.util.List;

import io.rocketjob.TestSystem;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the server of the tests says that it can do, and what follows from that.
 */
class DatabaseAbilitiesTests {

	private static final DatabaseAbilities WITH_HINTS = new DatabaseAbilities("MongoDB 8", "replica set", true, true);

	private static final DatabaseAbilities WITHOUT = new DatabaseAbilities("FerretDB 2", "alone", false, false);

	private final TestSystem system = TestSystem.with().start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void theServerTellsWhatItCanDo() {
		DatabaseAbilities abilities = this.system.mongo.abilities();
		assertThat(abilities.product()).matches("[A-Z].+ \\d+\\.\\d+.*");
		assertThat(abilities.topology()).isIn("alone", "replica set", "sharded cluster");
		assertThat(abilities.transactions()).isEqualTo(TestDatabase.get().supportsTransactions());
		assertThat(this.system.database().listCollectionNames()).as("asking stores nothing")
			.noneMatch((name) -> name.contains("none"));
	}

	@Test
	void nobodyTakesTheStandInForTheRealOne() {
		assertThat(this.system.mongo.abilities().product().startsWith("Embedded stand-in"))
			.isEqualTo(TestDatabase.get().isEmbedded());
	}

	@Test
	void itIsAskedOnce() {
		this.system.mongo.abilities();
		long asked = this.system.commands("hello");
		this.system.mongo.abilities();
		assertThat(this.system.commands("hello")).isEqualTo(asked);
	}

	@Test
	void oneLineTellsPeople() {
		assertThat(WITH_HINTS).hasToString("MongoDB 8, replica set; transactions, hints");
		assertThat(WITHOUT).hasToString("FerretDB 2, alone; no transactions, no hints");
	}

	@Test
	void oneValueAloneIsNotAskedForWhereThatIsSorted() {
		assertThat(WITH_HINTS.firstOf(List.of("a"))).isEqualTo(new Document("$in", List.of("a")));
		assertThat(WITHOUT.firstOf(List.of("a"))).isEqualTo(new Document("$in", List.of("a", "")));
		assertThat(WITHOUT.firstOf(List.of("a", "b"))).isEqualTo(new Document("$in", List.of("a", "b")));
	}

}
