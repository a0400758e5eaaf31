package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import io.rocketjob.ServerFilter;
import io.rocketjob.TestSystem;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.QueueWindow;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.spy;

/** Groups of jobs that are read and taken before they are asked for. */
@Timeout(60)
class ClaimAheadTests {

	private static final int GROUP = 20;

	private static final Need TEN_IDLE = new Need(10, 10);

	private final TestSystem system = TestSystem.with(ScriptJob.class).withoutRecovery().start();

	private final JobEngine engine = this.system.engine;

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private Claimant server = new Claimant(new ObjectId(), "server", "server:1");

	@AfterEach
	void close() {
		this.executor.shutdownNow();
		this.system.close();
	}

	@Test
	void theNextGroupIsTakenWhileOneIsRead() {
		List<ObjectId> created = create(100);
		GroupClaimer claimer = claimer();
		assertThat(ids(next(claimer))).isEqualTo(created.subList(0, 20));
		await().until(() -> claimable() == 60);
		assertThat(ids(next(claimer))).as("in the order of the queue").isEqualTo(created.subList(20, 40));
		Set<ObjectId> all = new HashSet<>();
		for (List<ClaimedJob> group = next(claimer); !group.isEmpty(); group = next(claimer)) {
			all.addAll(ids(group));
		}
		assertThat(all).hasSize(60);
		assertThat(claimable()).isZero();
	}

	@Test
	void whatWasTakenAheadIsHeldUntilItIsWithdrawn() {
		List<ObjectId> created = create(60);
		Document before = stored(created.get(20));
		GroupClaimer claimer = claimer();
		next(claimer);
		await().until(() -> claimable() == 20);
		assertThat(claimer.hasOverdue()).isFalse();
		await().until(claimer::hasOverdue);
		List<ClaimedJob> withdrawn = claimer.withdraw();
		assertThat(ids(withdrawn)).isEqualTo(created.subList(20, 40));
		assertThat(this.engine.runs().attended()).as("the recovery lets them alone")
			.containsAll(withdrawn.stream().map(ClaimedJob::claimKey).toList());
		assertThat(claimer.hasOverdue()).isFalse();
		assertThat(claimer.withdraw()).as("once").isEmpty();
		this.engine.unbegun().release(withdrawn);
		assertThat(stored(created.get(20))).isEqualTo(before);
	}

	@Test
	void nothingIsTakenAheadWhereARunLastsLongerThanAClaim() {
		create(60);
		this.engine.runs().costs().ran("ScriptJob", Duration.ofSeconds(5));
		GroupClaimer claimer = claimer();
		assertThat(next(claimer)).hasSize(1);
		assertNothingAhead(claimer, 59);
	}

	@Test
	void norWhereOnlyAPartOfTheQueueIsWanted() {
		create(60);
		GroupClaimer claimer = claimer();
		assertThat(claimer.next(this.server, TEN_IDLE, 50)).hasSize(GROUP);
		assertNothingAhead(claimer, 40);
	}

	@Test
	void norBehindAGroupThatIsNotWhole() {
		create(19);
		GroupClaimer claimer = claimer();
		assertThat(next(claimer)).hasSize(19);
		create(3);
		assertNothingAhead(claimer, 3);
	}

	@Test
	void anErrorOfAClaimThatWasMadeAheadIsThatOfTheNextOneAndLosesNothing() {
		List<ObjectId> created = create(60);
		// the second write is made, and its answer is lost
		GroupClaimer claimer = claimer(losingAnswer(2), this.executor);
		assertThat(ids(next(claimer))).isEqualTo(created.subList(0, 20));
		assertThatExceptionOfType(MongoSocketReadException.class).isThrownBy(() -> next(claimer));
		assertThat(ids(next(claimer))).isEqualTo(created.subList(20, 40));
		assertThat(ids(next(claimer))).isEqualTo(created.subList(40, 60));
		assertThat(claimable()).isZero();
	}

	@Test
	void whereNothingIsLeftOfAGroupTheOneAheadIsAwaited() {
		Instant soon = this.system.clock.instant().plusSeconds(10);
		for (int i = 0; i < GROUP; i++) {
			this.system.rocketJob.create(ScriptJob.class, new Fields("text"), (options) -> options.expiresAt(soon));
		}
		List<ObjectId> created = create(GROUP);
		this.system.clock.move(Duration.ofSeconds(11));
		JobClaims claims = spy(this.engine.claims());
		CountDownLatch never = new CountDownLatch(1);
		AtomicInteger writes = new AtomicInteger();
		willAnswer((call) -> {
			if (writes.incrementAndGet() == 2) {
				// longer than it takes to read and drop the first group
				assertThat(never.await(500, TimeUnit.MILLISECONDS)).isFalse();
			}
			return call.callRealMethod();
		}).given(claims).take(any(), any(), any());
		GroupClaimer claimer = claimer(claims, this.executor);
		assertThat(ids(next(claimer))).isEqualTo(created);
		assertThat(claimer.withdraw()).isEmpty();
		assertThat(writes).as("nothing is taken beside the one ahead").hasValue(2);
		assertThat(claimable()).isZero();
	}

	@Test
	void whatAServerHasTakenUnderAnotherRegistrationIsNotItsOwn() {
		create(60);
		GroupClaimer claimer = claimer(losingAnswer(1), null);
		assertThatExceptionOfType(MongoSocketReadException.class).isThrownBy(() -> next(claimer));
		this.server = new Claimant(new ObjectId(), "server", "server:1");
		List<ClaimedJob> claimed = next(claimer);
		assertThat(claimed).hasSize(GROUP);
		assertThat(this.engine.recovery().claimsOf(this.server.id())).hasSize(GROUP);
	}

	@Test
	void groupsAreReadSeveralAtATimeWhileNobodyElseWantsThem() {
		List<ObjectId> created = create(200);
		GroupClaimer claimer = claimer(this.engine.claims(), null);
		List<ObjectId> claimed = new ArrayList<>(ids(next(claimer)));
		long before = this.system.commands("find");
		for (int i = 0; i < 4; i++) {
			claimed.addAll(ids(next(claimer)));
		}
		assertThat(this.system.commands("find") - before)
			.as("one look at the queue for four groups, or one more at the head")
			.isBetween(1L + 4, 2L + 4);
		assertThat(claimed).isEqualTo(created.subList(0, 100));
	}

	@Test
	void nothingIsLostOfWhatOthersHaveTakenOrLeftAmongThat() {
		List<ObjectId> created = create(200);
		GroupClaimer claimer = claimer(this.engine.claims(), null);
		GroupClaimer other = claimer(this.engine.claims(), null);
		List<ObjectId> claimed = new ArrayList<>();
		List<ClaimedJob> group;
		do {
			group = next(claimer);
			claimed.addAll(ids(group));
			claimed.addAll(ids(next(other)));
		}
		while (!group.isEmpty());
		assertThat(claimed).containsExactlyInAnyOrderElementsOf(created);
	}

	@Test
	void whatWasReadForOtherJobsIsNotUsedWhenTheFilterChanges() {
		create(100);
		GroupClaimer claimer = claimer(this.engine.claims(), null);
		next(claimer);
		next(claimer);
		ClaimFilter none = new ClaimFilter(new ServerFilter(null, null, "{'priority': 99}"));
		this.server = new Claimant(this.server.id(), "server", "server:1", none);
		assertThat(next(claimer)).isEmpty();
	}

	private void assertNothingAhead(GroupClaimer claimer, int claimable) {
		// waits until anything that is taken ahead has been
		assertThat(claimer.withdraw()).isEmpty();
		assertThat(claimable()).isEqualTo(claimable);
	}

	/** Claims whose answer to one of the writes is lost. */
	private JobClaims losingAnswer(int number) {
		JobClaims claims = spy(this.engine.claims());
		int[] writes = new int[1];
		willAnswer((call) -> {
			Object taken = call.callRealMethod();
			if (++writes[0] == number) {
				throw new MongoSocketReadException("stands for a lost answer", new ServerAddress());
			}
			return taken;
		}).given(claims).take(any(), any(), any());
		return claims;
	}

	private GroupClaimer claimer() {
		return claimer(this.engine.claims(), this.executor);
	}

	/** One that knows already that runs are short. */
	private GroupClaimer claimer(JobClaims claims, @Nullable ExecutorService ahead) {
		this.engine.runs().costs().ran("ScriptJob", Duration.ofNanos(1));
		GroupClaimer claimer = new GroupClaimer(claims, this.engine.throttles(), this.engine.runs(),
				this.engine.recorder(), new QueueWindow<>(claims::candidates, this.engine.signal()::olderWork, GROUP),
				ahead);
		ObjectId one = this.system.rocketJob
			.create(ScriptJob.class, new Fields("text"), (options) -> options.priority(1))
			.id();
		assertThat(ids(next(claimer))).containsExactly(one);
		this.engine.runs().endedByHand((held) -> held.id().equals(one), "the test wants it", "the test wants it");
		this.system.jobs().deleteOne(new Document("_id", one));
		return claimer;
	}

	private List<ClaimedJob> next(GroupClaimer claimer) {
		return claimer.next(this.server, TEN_IDLE, null);
	}

	private static List<ObjectId> ids(List<ClaimedJob> claimed) {
		return claimed.stream().map(ClaimedJob::id).toList();
	}

	private List<ObjectId> create(int count) {
		return this.system.rocketJob.createAll(ScriptJob.class, Collections.nCopies(count, new Fields("text")));
	}

	private Document stored(ObjectId id) {
		return this.engine.store().reload(id).document();
	}

	private long claimable() {
		return this.system.jobs().countDocuments(new Document("claimable", true));
	}

}
