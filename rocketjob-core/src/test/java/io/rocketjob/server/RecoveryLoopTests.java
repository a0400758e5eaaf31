package io.rocketjob.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.rocketjob.batch.BatchEngine;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.ContextLoader;
import io.rocketjob.server.ServerRepository.ServerRecord;
import io.rocketjob.work.RecoverableWork;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;

/** Which rounds of the recovery a server makes for all. */
@Timeout(60)
class RecoveryLoopTests {

	private static final int ROUNDS = 100;

	private final BatchEngine batches = mock(BatchEngine.class);

	private final JobEngine engine = mock(JobEngine.class, RETURNS_DEEP_STUBS);

	private final ServerRepository servers = mock(ServerRepository.class);

	private final Heartbeat heartbeat = mock(Heartbeat.class);

	private final RecoverableWork work = mock(RecoverableWork.class);

	private final ObjectId me = new ObjectId();

	/** How many rounds have looked at what this server holds itself, and for how many. */
	private final AtomicInteger own = new AtomicInteger();

	private final AtomicInteger all = new AtomicInteger();

	private RecoveryLoop loop;

	@BeforeEach
	void prepare() {
		given(this.batches.jobs()).willReturn(this.engine);
		given(this.batches.recoverable()).willReturn(List.of(this.work));
		given(this.engine.contextLoader()).willReturn(mock(ContextLoader.class));
		given(this.heartbeat.registration()).willReturn(this.me);
		given(this.heartbeat.inTouchFor()).willReturn(Duration.ZERO);
		given(this.servers.beatAndTellTime(any())).willReturn(Instant.EPOCH);
		given(this.servers.all()).willAnswer((call) -> {
			this.all.incrementAndGet();
			return List.of();
		});
		given(this.work.claimants()).willReturn(Set.of(this.me));
		given(this.work.attended()).willReturn(Set.of());
		given(this.work.claimsOf(this.me)).willAnswer((call) -> {
			this.own.incrementAndGet();
			return Collections.emptySet();
		});
		this.loop = new RecoveryLoop(this.batches, this.servers, this.heartbeat, new ServerSettings(null, 1,
				Duration.ofMillis(1), Duration.ofMillis(200), Duration.ofSeconds(4), false, 1));
	}

	@AfterEach
	void stop() {
		this.loop.stop();
	}

	@Test
	void aServerAmongFewMakesEachRoundForAll() {
		given(this.heartbeat.serverCount()).willReturn(10);
		makeRounds();
		assertThat(this.all.get()).isGreaterThanOrEqualTo(this.own.get());
	}

	@Test
	void aServerAmongManyLeavesMostRoundsToOthersAndNoMoreThanFourInARow() {
		given(this.heartbeat.serverCount()).willReturn(100_000);
		makeRounds();
		assertThat(this.all.get()).isBetween(this.own.get() / 5 - 1, this.own.get() / 5 + 8);
	}

	@Test
	void thoseThatAreDeadOrPausedAreNotAmongThem() {
		given(this.heartbeat.serverCount()).willReturn(1);
		Date now = Date.from(Instant.EPOCH);
		Date longAgo = Date.from(Instant.EPOCH.minusSeconds(61));
		given(this.servers.all()).willReturn(List.of(server(now, false), server(now, true), server(now, false),
				server(longAgo, false), server(now, false)));
		this.loop.start();
		then(this.heartbeat).should(timeout(30_000).atLeastOnce()).serverCount(3);
	}

	private static ServerRecord server(Date heartbeatAt, boolean paused) {
		return new ServerRecord(new ObjectId(), "server", heartbeatAt, Duration.ofSeconds(60), paused);
	}

	private void makeRounds() {
		this.loop.start();
		await().until(() -> this.own.get() >= ROUNDS);
		this.loop.stop();
	}

}
