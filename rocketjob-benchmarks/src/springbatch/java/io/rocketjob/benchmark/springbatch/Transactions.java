package io.rocketjob.benchmark.springbatch;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.benchmark.process.SkippedException;
import org.bson.Document;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;

/**
 * The transactions that Spring Batch cannot do without.
 */
@Configuration(proxyBeanMethods = false)
class Transactions {

	@Bean
	MongoTransactionManager transactionManager(MongoDatabaseFactory databases) {
		return new MongoTransactionManager(databases);
	}

	/**
	 * Checks that the server can do transactions, by what it says about itself.
	 * @param uri where it is
	 * @throws SkippedException when it is neither a member of a replica set nor a router
	 */
	static void require(String uri) {
		try (MongoClient client = MongoClients.create(uri)) {
			Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));
			if (!hello.containsKey("setName") && !"isdbgrid".equals(hello.get("msg"))) {
				throw new SkippedException("needs a replica set (transactions)");
			}
		}
	}

}
