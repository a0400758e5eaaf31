package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.rocketjob.TestSystem;
import io.rocketjob.job.RateLedger.Block;
import io.rocketjob.job.RateLedger.Grant;
import io.rocketjob.jobclass.ClassPlugins.Rate;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What servers are handed out of the starts of a group. */
class RateLedgerTests {

	private final TestSystem system = TestSystem.with().start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void whateverServersTakeAndGiveBackNoTimeHasMoreThanTheLimit() {
		Random random = new Random(42);
		long per = Duration.ofSeconds(10).toMillis();
		RateLedger[] servers = { ledger(20, per), ledger(20, per), ledger(20, per) };
		Block[] held = { Block.NONE, Block.NONE, Block.NONE };
		List<Long> started = new ArrayList<>();
		for (int step = 0; step < 1500; step++) {
			this.system.clock.move(Duration.ofMillis(random.nextInt(80)));
			int i = random.nextInt(servers.length);
			long now = this.system.engine.store().measuredNow().toEpochMilli();
			if (held[i].starts() > 0 && held[i].part() == servers[i].part()) {
				started.add(now);
				held[i] = new Block(held[i].part(), held[i].starts() - 1);
			}
			else {
				held[i] = servers[i].take(1 + random.nextInt(6), held[i]).block();
			}
		}
		assertThat(started).hasSizeGreaterThan(60);
		assertThat(most(started, per)).isBetween(15, 20);
	}

	private static int most(List<Long> sorted, long length) {
		int most = 0;
		for (int first = 0, last = 0; last < sorted.size(); last++) {
			while (sorted.get(last) - sorted.get(first) >= length) {
				first++;
			}
			most = Math.max(most, last - first + 1);
		}
		return most;
	}

	@Test
	void whatWasNotUsedIsGivenBackOnce() {
		long per = Duration.ofHours(1).toMillis();
		RateLedger ledger = ledger(10, per);
		Block block = ledger.take(8, Block.NONE).block();
		assertThat(block.starts()).isEqualTo(8);
		assertThat(ledger.take(5, Block.NONE).block().starts()).isEqualTo(2);
		Grant none = ledger.take(1, Block.NONE);
		assertThat(none.block().starts()).isZero();
		assertThat(none.retry()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(72));
		this.system.clock.move(Duration.ofSeconds(73));
		Block next = ledger.take(4, new Block(block.part(), 6)).block();
		assertThat(next.starts()).isEqualTo(4);
		assertThat(ledger.take(9, Block.NONE).block().starts()).isEqualTo(2);
		assertThat(ledger.take(1, Block.NONE).block().starts()).isZero();
	}

	@Test
	void aBlockIsOneWriteOnceThePartHasBegun() {
		RateLedger ledger = ledger(1000, Duration.ofMinutes(10).toMillis());
		ledger.take(1, Block.NONE);
		assertThat(this.system.commandsOf(() -> ledger.take(200, Block.NONE))).hasSize(1);
	}

	@Test
	void theDocumentStaysSmall() {
		RateLedger ledger = ledger(5, Duration.ofSeconds(5).toMillis());
		for (int i = 0; i < 200; i++) {
			this.system.clock.move(Duration.ofMillis(500));
			ledger.take(1, Block.NONE);
		}
		Document stored = this.system.collection(RateLedger.COLLECTION).find().first();
		assertThat(stored.get("starts", Document.class).size()).isLessThanOrEqualTo(52);
	}

	private RateLedger ledger(int limit, long per) {
		return new RateLedger(this.system.engine.store(), "group", new Rate(limit, Duration.ofMillis(per)));
	}

}
