package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import com.mongodb.MongoTimeoutException;
import io.rocketjob.BatchInstance;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.spy;

/** Slices that one worker claims while others work. */
@Timeout(60)
class SlicesAheadTests {

	private static final int SLICES = 60;

	private static final int GROUP = 10;

	private final TestSystem system = TestSystem.with(LineJob.class).withoutRecovery().start();

	private final ObjectId server = new ObjectId();

	private final SliceClaims claims = spy(this.system.batches.claims());

	private final SliceGroupClaimer supply = new SliceGroupClaimer(this.claims, this.system.engine.runs(), GROUP);

	/** What each claim of several is to do before it is made. */
	private volatile Runnable before = () -> {
	};

	private @Nullable JobRecord job;

	@BeforeEach
	void openABatchWithBriefSlices() {
		BatchInstance<Fields> batch = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.upload(IntStream.range(0, 10 * SLICES).mapToObj((i) -> "line " + i).toList())
			.create();
		this.system.batches.runner()
			.run(this.system.engine.claims().one(batch.id(), this.server, "w").orElseThrow(), "s");
		this.job = this.system.engine.store().reload(batch.id());
		willAnswer((call) -> {
			this.before.run();
			return call.callRealMethod();
		}).given(this.claims).take(any(), any());
		this.supply.join();
		this.supply.join();
		this.supply.worked(next(), Duration.ofNanos(1));
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void theNextOnesAreClaimedWhenHalfOfThoseBeforeAreBegun() {
		List<Long> begun = new ArrayList<>();
		for (int i = 0; i < GROUP / 2 - 1; i++) {
			begun.add(next().id());
			assertThat(running()).isEqualTo(1 + GROUP);
		}
		begun.add(next().id());
		assertThat(running()).as("half of the first group waits still").isEqualTo(1 + 2 * GROUP);
		while (begun.size() < SLICES - 1) {
			begun.add(next().id());
		}
		assertThat(begun).isEqualTo(LongStream.range(1, SLICES).map((i) -> 10 * i + 1).boxed().toList());
		assertThat(nextOrNull()).isNull();
	}

	@Test
	void othersTakeWhatWaitsWhileOneClaims() throws Exception {
		for (int i = 0; i < GROUP / 2 - 1; i++) {
			next();
		}
		CountDownLatch claiming = new CountDownLatch(1);
		CountDownLatch open = new CountDownLatch(1);
		this.before = () -> {
			claiming.countDown();
			await(open);
		};
		CompletableFuture<ClaimedSlice> claimer = CompletableFuture.supplyAsync(this::next);
		claiming.await();
		List<Long> taken = new ArrayList<>();
		for (int i = 0; i < GROUP / 2; i++) {
			taken.add(next().id());
		}
		assertThat(claimer).isNotDone();
		CompletableFuture<ClaimedSlice> waiter = CompletableFuture.supplyAsync(this::next);
		open.countDown();
		assertThat(List.of(claimer.get().id(), waiter.get().id())).doesNotHaveDuplicates()
			.doesNotContainAnyElementsOf(taken);
	}

	@Test
	void anErrorOfAClaimThatIsMadeAheadLosesNoSlice() {
		for (int i = 0; i < GROUP / 2 - 1; i++) {
			next();
		}
		this.before = () -> {
			throw new MongoTimeoutException("stands for an outage");
		};
		for (int i = 0; i < GROUP / 2 + 1; i++) {
			assertThat(next().id()).isEqualTo(10L * (GROUP / 2 + i) + 1);
		}
		assertThatExceptionOfType(MongoTimeoutException.class).as("when none is left").isThrownBy(this::next);
		this.before = () -> {
		};
		assertThat(next().id()).isEqualTo(10L * (GROUP + 1) + 1);
	}

	@Test
	void whatIsGivenBackWhileOthersClaimIsFoundAgain() {
		next();
		this.supply.release();
		assertThat(running()).isEqualTo(2);
		assertThat(next().id()).isEqualTo(21L);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private ClaimedSlice next() {
		ClaimedSlice next = nextOrNull();
		assertThat(next).isNotNull();
		return next;
	}

	private @Nullable ClaimedSlice nextOrNull() {
		return this.supply.next(this.job, Segment.readable(this.job), this.server, "s", "w");
	}

	private long running() {
		return this.system.batches.collections()
			.input(Segment.readable(this.job).get(0))
			.countDocuments(new Document("state", "running"));
	}

}
