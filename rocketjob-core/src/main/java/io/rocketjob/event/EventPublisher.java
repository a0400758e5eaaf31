package io.rocketjob.event;

import java.util.Map;

import io.rocketjob.Events;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Internal: publishes events by storing them. Thread-safe.
 */
public final class EventPublisher implements Events {

	private static final int LARGEST = 64 * 1024;

	private static final DocumentCodec CODEC = new DocumentCodec();

	private final EventStore store;

	public EventPublisher(EventStore store) {
		this.store = store;
	}

	@Override
	public void publish(String name, String action, Map<String, ? extends @Nullable Object> parameters) {
		Assert.hasText(name, "An event needs the name of its subscribers");
		Assert.hasText(action, () -> "An event for '" + name + "' needs an action");
		Document event = this.store.event(name, action, StorableValues.of(parameters));
		int size = size(event);
		if (size > LARGEST) {
			throw new IllegalArgumentException(
					"An event must not be larger than 64 kB, and '" + action + "' for '" + Problems.printable(name)
							+ "' has " + size + " bytes: store what it is about, and publish the id of that");
		}
		this.store.mongo().translating(() -> {
			this.store.store(event);
			return event;
		});
	}

	private static int size(Document event) {
		BasicOutputBuffer buffer = new BasicOutputBuffer();
		try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
			CODEC.encode(writer, event, EncoderContext.builder().build());
			return buffer.getSize();
		}
	}

}
