package io.rocketjob.event;

import java.time.Duration;
import java.util.function.Consumer;

import com.mongodb.MongoException;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that come after a position, each once, in the way that the server allows.
 * Goes on at the same position whatever happens to cursor, collection or server. Used by
 * one thread, except for {@link #cancel}.
 */
final class EventFeed {

	private static final Logger logger = LoggerFactory.getLogger(EventFeed.class);

	private static final Duration SHORT_LIFE = Duration.ofSeconds(1);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

	private static final int MOST_ENDED = 4;

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

	private final EventStore store;

	private final ReadingPosition position = new ReadingPosition();

	private final CappedTail.Waiting waiting = new CappedTail.Waiting();

	private volatile @Nullable EventSource source;

	/** How many cursors in a row the server has ended instead of letting them wait. */
	private int endedAtOnce;

	private boolean tailRefused;

	private long openedAt;

	private Duration pause = Duration.ZERO;

	EventFeed(EventStore store) {
		this.store = store;
	}

	/**
	 * Finds out where to begin and how to read. What is stored from now on is new.
	 */
	void open() {
		if (this.source != null) {
			return;
		}
		boolean capped = this.store.collection().prepare();
		if (!this.position.isStarted()) {
			Document mark = this.store.mark();
			this.position.start(mark.get(EventDocument.ID, Object.class), mark.getDate(EventDocument.AT).getTime());
		}
		this.openedAt = System.nanoTime();
		this.source = (capped && !this.tailRefused) ? new CappedTail(this.store, this.position, this.waiting)
				: new TimedPoll(this.store, this.position, !capped);
	}

	/**
	 * Reads what is new.
	 * @param sink gets each event once, in order
	 * @return how long to wait until the next call
	 */
	Duration read(Consumer<Document> sink) {
		open();
		EventSource present = this.source;
		if (present == null) {
			return Duration.ZERO;
		}
		try {
			Duration wanted = present.read(sink);
			if (!present.isOver()) {
				return wanted;
			}
			close();
			judge(present);
			return pauseAfterEnd();
		}
		catch (RuntimeException | Error ex) {
			close();
			if (present instanceof CappedTail tail && !tail.isOpen() && isRefusal(ex)) {
				this.tailRefused = true;
				logger.debug("The server has capped collections, but no cursors that wait at their end; events are"
						+ " polled", ex);
				return Duration.ZERO;
			}
			throw ex;
		}
	}

	/**
	 * Some servers accept such a cursor, and end it all the same.
	 */
	private void judge(EventSource ended) {
		if (!(ended instanceof CappedTail tail)) {
			// asked again now and then
			this.tailRefused = false;
			this.endedAtOnce = 0;
			return;
		}
		this.endedAtOnce = tail.hasWaited() ? 0 : this.endedAtOnce + 1;
		if (this.endedAtOnce >= MOST_ENDED) {
			this.tailRefused = true;
			logger.debug("The server does not let cursors wait; events are polled");
		}
	}

	private static boolean isRefusal(Throwable error) {
		return error instanceof MongoException mongo && mongo.getCode() > 0 && !DatabaseErrors.isPassing(mongo);
	}

	/**
	 * One that ends again and again must not keep the database busy.
	 */
	private Duration pauseAfterEnd() {
		if (System.nanoTime() - this.openedAt > SHORT_LIFE.toNanos()) {
			this.pause = Duration.ZERO;
		}
		else if (this.pause.isZero()) {
			this.pause = FIRST_PAUSE;
		}
		else {
			Duration twice = this.pause.multipliedBy(2);
			this.pause = (twice.compareTo(LONGEST_PAUSE) < 0) ? twice : LONGEST_PAUSE;
		}
		return this.pause;
	}

	void close() {
		EventSource open = this.source;
		this.source = null;
		if (open != null) {
			try {
				open.close();
			}
			catch (RuntimeException ex) {
				logger.debug("A cursor on the events could not be closed", ex);
			}
		}
	}

	/**
	 * Ends a command that waits on the server, if there is one. Called by another thread.
	 */
	void cancel() {
		EventSource open = this.source;
		if (open != null) {
			open.cancel();
		}
	}

	/**
	 * Whether the server tells when there is something new.
	 * @return {@code false} when it has to be asked
	 */
	boolean isTailing() {
		return this.source instanceof CappedTail;
	}

}
