package io.rocketjob.benchmark.process;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionDescription;
import com.mongodb.connection.ServerId;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandCounterTests {

	private static final ConnectionDescription CONNECTION = new ConnectionDescription(
			new ServerId(new ClusterId(), new ServerAddress()));

	private final CommandCounter counter = new CommandCounter();

	private int request;

	@Test
	void commandsAreCountedByName() {
		send("insert", "{insert: 'rocketjob.jobs'}", "{n: 1}");
		send("insert", "{insert: 'other'}", "{n: 1}");
		send("hello", "{hello: 1}", "{}");
		assertThat(this.counter.counts()).containsOnlyKeys("insert").containsEntry("insert", 2L);
		assertThat(this.counter.claims()).isZero();
	}

	@Test
	void aFindAndModifyThatClaimsAndGetsNothingIsInVain() {
		String claim = "{findAndModify: 'rocketjob.jobs', update: {$set: {state: 'running', claim: {token: 1}}}}";
		send("findAndModify", claim, "{value: {_id: 1}}");
		send("findAndModify", claim, "{value: null}");
		assertThat(this.counter.claims()).isEqualTo(2);
		assertThat(this.counter.claimsInVain()).isEqualTo(1);
	}

	@Test
	void anUpdateThatClaimsAndMatchesNothingIsInVain() {
		String claim = "{update: 'rocketjob.jobs', updates: [{q: {}, u: {$set: {'claim.token': 1}}, multi: true}]}";
		send("update", claim, "{n: 150}");
		send("update", claim, "{n: 0}");
		assertThat(this.counter.claims()).isEqualTo(2);
		assertThat(this.counter.claimsInVain()).isEqualTo(1);
	}

	@Test
	void whatClaimsNoJobIsNoClaim() {
		send("findAndModify", "{findAndModify: 'rocketjob.inputs.1', update: {$set: {claim: {token: 1}}}}",
				"{value: null}");
		send("findAndModify", "{findAndModify: 'rocketjob.jobs', update: {$set: {state: 'failed'}}}", "{value: null}");
		send("update", "{update: 'rocketjob.jobs', updates: [{q: {}, u: {$unset: {claim: ''}}}]}", "{n: 0}");
		assertThat(this.counter.claims()).isZero();
		assertThat(this.counter.claimsInVain()).isZero();
	}

	private void send(String name, String command, String reply) {
		this.request++;
		this.counter.commandStarted(new CommandStartedEvent(null, this.request, this.request, CONNECTION, "db", name,
				BsonDocument.parse(command)));
		this.counter.commandSucceeded(new CommandSucceededEvent(null, this.request, this.request, CONNECTION, "db",
				name, BsonDocument.parse(reply), 1));
	}

}
