package io.rocketjob.autoconfigure;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.transaction.SliceTransaction;
import io.rocketjob.server.DatabaseCheck;
import io.rocketjob.server.NewerFormatException;
import io.rocketjob.server.TransactionsMissingException;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * What an application hears at its start of what its database can do.
 */
class DatabaseCheckAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database);

	@Test
	void theDatabaseIsAskedAtTheStart() {
		this.runner.run((context) -> {
			assertThat(context.getBean(DatabaseCheck.class).report()).isNotNull();
			context.getBean(MongoClient.class).getDatabase(this.database).drop();
		});
	}

	@Test
	void classesThatNeedTransactionsFailTheStartWithAnActionWhereThereAreNone() {
		assumeFalse(TestDatabase.get().supportsTransactions(), "the server has transactions");
		this.runner.withUserConfiguration(Transactions.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasCauseInstanceOf(TransactionsMissingException.class);
			FailureAnalysis analysis = new TransactionsMissingFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).startsWith("SlicesJob needs transactions of MongoDB");
			assertThat(analysis.getAction()).contains("replica set", "@SliceTransaction");
		});
	}

	@Test
	void whatANewerBuildHasStoredFailsTheStartWithAnAction() {
		try (MongoClient client = MongoClients.create(TestDatabase.get().connectionString())) {
			client.getDatabase(this.database)
				.getCollection("rocketjob.format")
				.insertOne(new Document("_id", "stored").append("version", 1000));
			this.runner.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).hasCauseInstanceOf(NewerFormatException.class);
				FailureAnalysis analysis = new NewerFormatFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains(this.database, "format 1000");
				assertThat(analysis.getAction()).contains("Start the version of Rocket Job", "spring.mongodb.database");
			});
			client.getDatabase(this.database).drop();
		}
	}

	@Configuration
	static class Transactions {

		@Bean
		MongoTransactionManager transactions(MongoDatabaseFactory factory) {
			return new MongoTransactionManager(factory);
		}

		@Bean
		SlicesJob slicesJob() {
			return new SlicesJob();
		}

	}

	@RocketJob
	@SliceTransaction
	static class SlicesJob implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String record, BatchContext<Void> context) {
			return null;
		}

	}

}
