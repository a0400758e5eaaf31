package io.rocketjob.benchmark.bare;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import io.rocketjob.benchmark.process.Abilities;
import io.rocketjob.benchmark.process.CommandCounter;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.mongo.DatabaseAbilities;

/** A client of the bare driver whose commands are counted. */
final class BareClient implements AutoCloseable {

	private final CommandCounter commands = new CommandCounter();

	private final MongoClient client;

	private final MongoDatabase database;

	private final DatabaseAbilities abilities;

	BareClient(ContenderArguments arguments) {
		this.client = MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(arguments.uri()))
			.addCommandListener(this.commands)
			.build());
		this.database = this.client.getDatabase(arguments.database());
		this.abilities = Abilities.of(this.client, arguments.database());
	}

	CommandCounter commands() {
		return this.commands;
	}

	MongoDatabase database() {
		return this.database;
	}

	MongoDatabase database(String name) {
		return this.client.getDatabase(name);
	}

	DatabaseAbilities abilities() {
		return this.abilities;
	}

	/** Lets a find-and-modify use an index, where the server can be told. */
	FindOneAndUpdateOptions hint(FindOneAndUpdateOptions options, String index) {
		return this.abilities.claimHints() ? options.hintString(index) : options;
	}

	@Override
	public void close() {
		this.client.close();
	}

}
