package io.rocketjob.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.CursorType;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.ServerCursor;
import com.mongodb.client.FindIterable;
import com.mongodb.client.ListCollectionsIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.RETURNS_SELF;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * What is made of what a cursor at the end of a capped collection answers. The answers
 * are those of MongoDB; {@link EventTests} asks the server itself where it has such
 * cursors.
 */
@SuppressWarnings("unchecked")
class CappedTailTests {

	private static final long START = 1_000_000_000_000L;

	private final FindIterable<Document> find = mock(FindIterable.class, RETURNS_SELF);

	private final MongoCollection<Document> collection = mock(MongoCollection.class);

	private final MongoDatabase database = mock(MongoDatabase.class, RETURNS_SELF);

	private final ReadingPosition position = new ReadingPosition();

	private final CappedTail.Waiting waiting = new CappedTail.Waiting();

	private final List<Integer> heard = new ArrayList<>();

	private EventStore store;

	@BeforeEach
	void prepare() {
		MongoDatabaseFactory factory = mock(MongoDatabaseFactory.class);
		given(factory.getMongoDatabase()).willReturn(this.database);
		given(this.database.getWriteConcern()).willReturn(com.mongodb.WriteConcern.MAJORITY);
		given(this.database.getCollection(anyString())).willReturn(this.collection);
		given(this.collection.find(any(Bson.class))).willReturn(this.find);
		this.store = new EventStore(new RocketJobMongo(factory, true), "test");
		this.position.start(id(0), START);
	}

	private static Document event(int number, long at) {
		return new Document(EventDocument.ID, id(number)).append(EventDocument.NAME, "test")
			.append(EventDocument.PARAMETERS, new Document("n", number))
			.append(EventDocument.AT, new Date(at));
	}

	private static ObjectId id(int number) {
		return new ObjectId(number, 0);
	}

	private FakeCursor cursor(Document... events) {
		FakeCursor cursor = new FakeCursor(events);
		given(this.find.cursor()).willReturn(cursor);
		return cursor;
	}

	private CappedTail tail() {
		return new CappedTail(this.store, this.position, this.waiting);
	}

	private void read(CappedTail tail) {
		tail.read((event) -> this.heard.add(EventDocument.parameters(event).getInteger("n")));
	}

	@Test
	void itBeginsAfterTheLastEventSeen() {
		cursor(event(8, START - 20_000), event(9, START - 500), event(0, START), event(1, START), event(2, START + 1));
		read(tail());
		assertThat(this.heard).containsExactly(1, 2);
	}

	@Test
	void aNewCursorGoesOnAfterTheLastEventSeen() {
		cursor(event(0, START), event(1, START), event(2, START));
		read(tail());
		cursor(event(0, START), event(1, START), event(2, START), event(3, START), event(4, START + 5));
		read(tail());
		assertThat(this.heard).containsExactly(1, 2, 3, 4);
	}

	@Test
	void idsHaveNoOrder() {
		cursor(event(0, START), event(100, START), event(50, START));
		read(tail());
		cursor(event(0, START), event(100, START), event(50, START), event(70, START));
		read(tail());
		assertThat(this.heard).containsExactly(100, 50, 70);
	}

	@Test
	void whenTheLastEventSeenIsGoneItGoesByTime() {
		this.position.reach(START + 60_000);
		cursor(event(8, START + 30_000), event(9, START + 59_000), event(10, START + 61_000));
		read(tail());
		assertThat(this.heard).containsExactly(9, 10);
	}

	@Test
	void whatIsStoredBehindTheEndIsNewWhateverItsTime() {
		FakeCursor cursor = cursor(event(0, START));
		CappedTail tail = tail();
		read(tail);
		read(tail);
		cursor.add(event(1, START - 3_600_000));
		read(tail);
		assertThat(this.heard).containsExactly(1);
	}

	@Test
	void itWaitsOnTheServer() {
		cursor(event(0, START));
		read(tail());
		verify(this.find).cursorType(CursorType.TailableAwait);
		verify(this.find).maxAwaitTime(10_000, TimeUnit.MILLISECONDS);
	}

	@Test
	void itWaitsLessThanTheClientOfTheApplicationDoes() {
		given(this.collection.getTimeout(any())).willReturn(3_000L);
		cursor(event(0, START));
		read(tail());
		verify(this.find).maxAwaitTime(1_500, TimeUnit.MILLISECONDS);
	}

	@Test
	void whenTheClientDoesNotWaitThatLongItWaitsShorter() {
		FakeCursor cursor = cursor(event(0, START));
		CappedTail tail = tail();
		read(tail);
		cursor.failure = new MongoSocketReadTimeoutException("for a test", new ServerAddress(), null);
		read(tail);
		assertThat(tail.isOver()).isTrue();
		cursor(event(0, START));
		read(tail());
		ArgumentCaptor<Long> waits = ArgumentCaptor.forClass(Long.class);
		verify(this.find, atLeastOnce()).maxAwaitTime(waits.capture(), any());
		assertThat(waits.getAllValues()).containsExactly(10_000L, 5_000L);
	}

	@Test
	void aServerThatNeverAnswersIsAnOutage() {
		for (int i = 0; i < 5; i++) {
			this.waiting.shorten();
		}
		FakeCursor cursor = cursor(event(0, START));
		CappedTail tail = tail();
		read(tail);
		cursor.failure = new MongoSocketReadTimeoutException("for a test", new ServerAddress(), null);
		assertThatThrownBy(() -> read(tail)).isSameAs(cursor.failure);
	}

	@Test
	void aCursorThatTheServerHasEndedIsReplaced() {
		for (int code : new int[] { 43, 136, 175, 237 }) {
			FakeCursor cursor = cursor(event(0, START));
			CappedTail tail = tail();
			read(tail);
			assertThat(tail.isOver()).isFalse();
			cursor.failure = new MongoQueryException(response(code), new ServerAddress());
			read(tail);
			assertThat(tail.isOver()).isTrue();
		}
	}

	@Test
	void anotherErrorIsAnOutage() {
		FakeCursor cursor = cursor(event(0, START));
		CappedTail tail = tail();
		read(tail);
		cursor.failure = new MongoCommandException(response(13), new ServerAddress());
		assertThatThrownBy(() -> read(tail)).isSameAs(cursor.failure);
	}

	private static BsonDocument response(int code) {
		return new BsonDocument("ok", new BsonInt32(0)).append("code", new BsonInt32(code))
			.append("errmsg", new BsonString("for a test"));
	}

	@Test
	void anEmptyCollectionGetsAnEventBecauseNoCursorStaysAtItsEnd() {
		FakeCursor cursor = cursor();
		cursor.alive = false;
		given(this.database.listCollections()).willReturn(mock(ListCollectionsIterable.class, RETURNS_SELF));
		given(this.collection.findOneAndUpdate(any(Bson.class), any(Bson.class), any())).willReturn(new Document());
		CappedTail tail = tail();
		read(tail);
		assertThat(tail.isOver()).isTrue();
		verify(this.collection).findOneAndUpdate(any(Bson.class), any(Bson.class), any());
	}

	@Test
	void aCursorThatWaitsIsWokenByAnEventThatNobodyListensTo() {
		cursor(event(0, START));
		given(this.collection.withTimeout(anyLong(), any())).willReturn(this.collection);
		CappedTail tail = tail();
		read(tail);
		tail.cancel();
		verify(this.collection).updateOne(any(Bson.class), any(Bson.class), any(UpdateOptions.class));
	}

	private EventFeed feed() {
		ListCollectionsIterable<Document> collections = mock(ListCollectionsIterable.class, RETURNS_SELF);
		given(this.database.listCollections()).willReturn(collections);
		given(collections.first()).willReturn(new Document("options", new Document("capped", true)));
		given(this.collection.findOneAndUpdate(any(Bson.class), any(Bson.class), any())).willReturn(event(0, START));
		return new EventFeed(this.store);
	}

	@Test
	void aServerThatEndsCursorsInsteadOfLettingThemWaitIsPolled() {
		EventFeed feed = feed();
		for (int i = 0; i < 4; i++) {
			cursor(event(0, START)).alive = false;
			feed.open();
			assertThat(feed.isTailing()).isTrue();
			feed.read((event) -> {
			});
		}
		feed.open();
		assertThat(feed.isTailing()).isFalse();
	}

	@Test
	void aServerThatRefusesSuchACursorIsPolled() {
		EventFeed feed = feed();
		given(this.find.cursor()).willThrow(new MongoCommandException(response(2), new ServerAddress()));
		feed.read((event) -> {
		});
		feed.open();
		assertThat(feed.isTailing()).isFalse();
	}

	@Test
	void cursorsThatTheServerEndsAgainAndAgainAreOpenedLessOften() {
		EventFeed feed = feed();
		List<Duration> pauses = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			FakeCursor cursor = cursor(event(0, START));
			feed.read((event) -> {
			});
			feed.read((event) -> {
			});
			cursor.failure = new MongoQueryException(response(43), new ServerAddress());
			pauses.add(feed.read((event) -> {
			}));
		}
		assertThat(pauses).containsExactly(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200),
				Duration.ofMillis(400));
	}

	/** Answers like the driver: an empty batch when there is nothing new. */
	private static final class FakeCursor implements MongoCursor<Document> {

		private static final long ID = 4711;

		private final Deque<Document> events = new ArrayDeque<>();

		private boolean alive = true;

		private RuntimeException failure;

		private FakeCursor(Document... events) {
			this.events.addAll(List.of(events));
		}

		private void add(Document event) {
			this.events.add(event);
		}

		@Override
		public Document tryNext() {
			if (this.failure != null) {
				throw this.failure;
			}
			return this.events.poll();
		}

		@Override
		public int available() {
			return this.events.size();
		}

		@Override
		public ServerCursor getServerCursor() {
			return this.alive ? new ServerCursor(ID, new ServerAddress()) : null;
		}

		@Override
		public ServerAddress getServerAddress() {
			return new ServerAddress();
		}

		@Override
		public boolean hasNext() {
			throw new UnsupportedOperationException("would wait for ever");
		}

		@Override
		public Document next() {
			throw new UnsupportedOperationException("would wait for ever");
		}

		@Override
		public void close() {
			this.alive = false;
		}

	}

}
