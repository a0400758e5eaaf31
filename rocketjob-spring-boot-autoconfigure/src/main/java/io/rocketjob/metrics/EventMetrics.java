package io.rocketjob.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rocketjob.event.EventReader;
import io.rocketjob.event.EventStore;
import io.rocketjob.event.Subscribers;

/**
 * Counts the events of this process.
 *
 * @since 0.1.0
 */
public final class EventMetrics implements MeterBinder {

	private final EventStore store;

	private final EventReader reader;

	private final Subscribers subscribers;

	/**
	 * Makes the counters.
	 * @param store tells how many events this process has published
	 * @param reader tells how many it has read
	 * @param subscribers tell how many were dropped
	 */
	public EventMetrics(EventStore store, EventReader reader, Subscribers subscribers) {
		this.store = store;
		this.reader = reader;
		this.subscribers = subscribers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("rocketjob.events.published", this.store, EventStore::published)
			.description("Events that this process has published")
			.register(registry);
		FunctionCounter.builder("rocketjob.events.received", this.reader, EventReader::received)
			.description("Events that this process has read")
			.register(registry);
		FunctionCounter.builder("rocketjob.events.dropped", this.subscribers, Subscribers::dropped)
			.description("Events that were dropped, because subscribers of this process do not keep up")
			.register(registry);
	}

}
