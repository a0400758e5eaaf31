package io.rocketjob.embedded.server;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

final class StandInBackend extends MemoryBackend {

	static StandInBackend open(@Nullable Path directory) {
		return new StandInBackend();
	}

	@Override
	public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
		if (command.equals("hello") || command.equalsIgnoreCase("ismaster")) {
			return new Document("helloOk", true).append("isWritablePrimary", true)
				.append("ismaster", true)
				.append("maxBsonObjectSize", 16 * 1024 * 1024)
				.append("maxMessageSizeBytes", 48_000_000)
				.append("maxWriteBatchSize", 100_000)
				.append("localTime", Instant.now().truncatedTo(ChronoUnit.MILLIS))
				.append("minWireVersion", 0)
				.append("maxWireVersion", 21)
				.append("ok", 1.0);
		}
		return super.handleCommand(channel, databaseName, command, query);
	}

}
