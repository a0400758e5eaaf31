package io.rocketjob.event;

import java.time.Duration;
import java.util.function.Consumer;

import org.bson.Document;

/**
 * A way to read what is new in the collection of the events. Used by one thread, except
 * for {@link #cancel}.
 */
interface EventSource {

	/**
	 * Reads what is new by one command, which may wait on the server for something.
	 * @param sink gets each event once, in order
	 * @return how long to wait until the next call
	 */
	Duration read(Consumer<Document> sink);

	/**
	 * Whether the collection has to be looked at again before more can be read.
	 * @return whether this source has come to its end
	 */
	boolean isOver();

	/**
	 * Gives back what is held on the server.
	 */
	void close();

	/**
	 * Ends a command that waits on the server, if there is one. Called by another thread.
	 */
	void cancel();

}
