package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Claims of several jobs at a time. */
class GroupClaimTests {

	private static final Need TEN_IDLE = new Need(10, 10);

	private final TestSystem system = TestSystem.with(ScriptJob.class, SlowJob.class).withoutRecovery().start();

	private final Claimant server = new Claimant(new ObjectId(), "server", "server:1");

	private final GroupClaimer claimer = this.system.engine.claimer(20, null);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void shortJobsAreClaimedTogetherInTheOrderOfTheQueue() {
		List<ObjectId> later = create(5, 60);
		List<ObjectId> first = create(5, 10);
		isShort();
		List<ClaimedJob> claimed = group();
		assertThat(ids(claimed)).startsWith(first.toArray(ObjectId[]::new)).endsWith(later.toArray(ObjectId[]::new));
		assertThat(claimed).extracting(ClaimedJob::token).containsOnly(claimed.get(0).token());
		JobRecord stored = this.system.engine.store().reload(first.get(0));
		assertThat(stored.state().value()).isEqualTo("running");
		assertThat(stored.text("workerName")).isEqualTo("server");
		assertThat(stored.has("claimable")).isFalse();
	}

	@Test
	void nothingIsKnownOfAClassThatHasNotRunSoItsJobsAreClaimedOneByOne() {
		create(5, 50);
		assertThat(next(TEN_IDLE)).hasSize(1).first().extracting(ClaimedJob::worker).isEqualTo("server:1");
		assertThat(next(TEN_IDLE)).hasSize(1);
		assertThat(next(new Need(10, 0))).as("none for a worker that is not idle").isEmpty();
	}

	@Test
	void aGroupEndsBeforeTheFirstJobThatTakesLong() {
		create(3, 50);
		ObjectId slow = this.system.rocketJob.create(SlowJob.class, null).id();
		create(3, 50);
		isShort();
		this.system.engine.runs().costs().ran("SlowJob", Duration.ofMillis(101));
		assertThat(group()).hasSize(3);
		assertThat(next(new Need(10, 0))).as("it is not claimed before a worker is idle").isEmpty();
		assertThat(ids(next(TEN_IDLE))).containsExactly(slow);
		assertThat(next(TEN_IDLE)).as("after one that was long, the next is claimed alone").hasSize(1);
		assertThat(group()).hasSize(2);
	}

	@Test
	void aGroupIsNoMoreThanAllWorkersCanDoInATenthOfASecond() {
		create(30, 50);
		this.system.engine.runs().costs().ran("ScriptJob", Duration.ofMillis(50));
		shortWasLast();
		assertThat(next(new Need(3, 3))).hasSize(6);
		assertThat(next(new Need(100, 3))).as("nor than the largest group").hasSize(20);
	}

	@Test
	void whatIsRunningForLongIsNotShortWhateverItsAverageIs() throws Exception {
		isShort();
		create(4, 50);
		ScriptJob job = this.system.bean(ScriptJob.class);
		List<Integer> groups = new ArrayList<>();
		job.script = (fields, context) -> {
			Awaitility.await().until(() -> !this.system.engine.runs().slow().isEmpty());
			shortWasLast();
			groups.add(next(TEN_IDLE).size());
			return null;
		};
		this.system.queue.runNext();
		assertThat(groups).containsExactly(1);
	}

	@Test
	void serversThatWantTheSameJobsGetDifferentOnes() throws Exception {
		List<ObjectId> created = create(2_000, 50);
		isShort();
		List<ObjectId> claimed = Collections.synchronizedList(new ArrayList<>());
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				String name = "server-" + i;
				all.add(threads.submit(() -> {
					GroupClaimer own = this.system.engine.claimer(50, null);
					Claimant me = new Claimant(new ObjectId(), name, name + ":1");
					for (List<ClaimedJob> group = own.next(me, TEN_IDLE, null); !group.isEmpty(); group = own.next(me,
							TEN_IDLE, null)) {
						group.forEach((job) -> claimed.add(job.id()));
					}
				}));
			}
			for (Future<?> one : all) {
				one.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(claimed).hasSize(2_000).containsExactlyInAnyOrderElementsOf(created);
	}

	@Test
	void aServerGoesOnFromWhereItWasAndLooksAtTheHeadOnceInAWhile() {
		List<ObjectId> created = create(200, 50);
		isShort();
		assertThat(ids(group())).isEqualTo(created.subList(0, 20));
		makeClaimable(created.get(3));
		assertThat(ids(group())).as("what is older is not seen at once").isEqualTo(created.subList(20, 40));
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(60))
			.atMost(Duration.ofSeconds(2))
			.until(() -> ids(group()).contains(created.get(3)));
	}

	@Test
	void aServerLooksAtTheHeadWhenItsProcessLearnsOfOlderWork() {
		List<ObjectId> created = create(60, 50);
		JobInstance<Fields> urgent = this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
				(options) -> options.priority(1));
		urgent.pause();
		isShort();
		group();
		urgent.resume();
		assertThat(ids(group())).startsWith(urgent.id()).doesNotContain(created.get(19)).contains(created.get(20));
	}

	@Test
	void onlyWhatIsAsUrgentAsAskedForIsClaimed() {
		List<ObjectId> created = create(30, 50);
		List<ObjectId> urgent = create(2, 10);
		create(2, 70);
		isShort();
		assertThat(ids(this.claimer.next(this.server, TEN_IDLE, 49))).isEqualTo(urgent);
		assertThat(this.claimer.next(this.server, TEN_IDLE, 49)).isEmpty();
		isShort();
		assertThat(ids(this.claimer.next(this.server, TEN_IDLE, 50))).isEqualTo(created.subList(0, 20));
		assertThat(ids(this.claimer.next(this.server, TEN_IDLE, 50))).isEqualTo(created.subList(20, 30));
		assertThat(this.claimer.next(this.server, TEN_IDLE, 50)).isEmpty();
	}

	@Test
	void anUrgentJobThatMayTakeLongIsNotOvertakenUntilAWorkerIsIdle() {
		create(60, 50);
		isShort();
		assertThat(group()).hasSize(20);
		ObjectId urgent = this.system.rocketJob.create(SlowJob.class, null, (options) -> options.priority(1)).id();
		this.system.engine.signal().noteOlderWork();
		assertThat(next(new Need(10, 0))).as("no worker is idle").isEmpty();
		assertThat(ids(next(new Need(10, 1)))).as("one is").containsExactly(urgent);
	}

	@Test
	void norIsItOvertakenByWhatIsAsUrgentAsAnOpenBatch() {
		create(10, 50);
		isShort();
		this.system.rocketJob.create(SlowJob.class, null, (options) -> options.priority(1));
		assertThat(this.claimer.next(this.server, new Need(10, 0), 50)).isEmpty();
	}

	@Test
	void whereRunsAreLongEachClaimTakesTheMostUrgentJob() {
		for (int i = 0; i < 4; i++) {
			this.system.rocketJob.create(SlowJob.class, null);
		}
		this.system.engine.runs().costs().ran("SlowJob", Duration.ofHours(1));
		assertThat(next(TEN_IDLE)).hasSize(1);
		assertThat(next(TEN_IDLE)).hasSize(1);
		ObjectId urgent = this.system.rocketJob.create(SlowJob.class, null, (options) -> options.priority(1)).id();
		assertThat(ids(next(TEN_IDLE))).containsExactly(urgent);
	}

	@Test
	void largeJobsAreClaimedInSmallerGroups() {
		this.system.rocketJob.createAll(ScriptJob.class,
				IntStream.range(0, 20).mapToObj((i) -> new Fields("x".repeat(1024 * 1024))).toList());
		this.system.engine.runs().costs().ran("ScriptJob", Duration.ofMillis(1));
		assertThat(next(TEN_IDLE)).as("the first tells how large they are").hasSize(1);
		assertThat(next(TEN_IDLE)).hasSize(4);
	}

	@Test
	void aLoneJobTakesOneCommandAndThoseAfterItAreClaimedTogether() {
		create(1, 50);
		isShort();
		assertThat(group()).hasSize(1);
		assertThat(next(TEN_IDLE)).isEmpty();
		create(5, 50);
		long before = this.system.commands("find") + this.system.commands("update");
		assertThat(next(TEN_IDLE)).hasSize(1);
		assertThat(this.system.commands("find") + this.system.commands("update")).isEqualTo(before);
		assertThat(group()).hasSize(4);
	}

	@Test
	void veryManyClassesAreReadInPartsAndKeepTheirOrder() {
		List<ObjectId> later = create(2, 60);
		ObjectId first = this.system.rocketJob.create(SlowJob.class, null, (options) -> options.priority(20)).id();
		List<ObjectId> second = create(2, 50);
		List<String> types = new ArrayList<>(List.of("SlowJob"));
		IntStream.range(0, 250).forEach((i) -> types.add("Other" + i));
		types.add("ScriptJob");
		ClaimRange all = ClaimRange.all(types);
		JobClaims claims = this.system.engine.claims();
		assertThat(all.parts()).hasSize(3).allMatch(ClaimRange::isMergeable);
		assertThat(claims.candidates(all, 4)).extracting(JobRecord::id)
			.containsExactly(first, second.get(0), second.get(1), later.get(0));
		List<ObjectId> claimed = new ArrayList<>();
		ClaimedJob next = claims.first(all, this.server.id(), "w");
		while (next != null) {
			claimed.add(next.id());
			next = claims.first(all, this.server.id(), "w");
		}
		assertThat(claimed).containsExactly(first, second.get(0), second.get(1), later.get(0), later.get(1));
	}

	@Test
	void jobsThatHaveExpiredAreDroppedFromAGroup() {
		List<ObjectId> created = create(3, 50);
		JobInstance<Fields> expired = this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
				(options) -> options.expiresAt(this.system.clock.instant().plusSeconds(10)));
		this.system.clock.move(Duration.ofSeconds(11));
		isShort();
		assertThat(ids(group())).isEqualTo(created);
		assertThat(this.system.rocketJob.find(expired.id())).isEmpty();
	}

	@Test
	void whatIsGivenBackIsAsItWasBeforeItWasClaimed() {
		JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
				(options) -> options.expiresAt(this.system.clock.instant().plusSeconds(1_000)));
		JobRecord before = this.system.engine.store().reload(job.id());
		isShort();
		List<ClaimedJob> claimed = group();
		assertThat(this.system.engine.store().reload(job.id())).isNotEqualTo(before);
		this.system.engine.unbegun().release(claimed);
		assertThat(this.system.engine.store().reload(job.id())).isEqualTo(before);
	}

	@Test
	void whatSomebodyElseHasTakenIsNotGivenBack() {
		List<ObjectId> created = create(2, 50);
		isShort();
		List<ClaimedJob> claimed = group();
		this.system.engine.recovery()
			.requeue(this.server.id(), (held) -> held.id().equals(created.get(0)), "it was believed dead");
		ClaimedJob taken = this.system.engine.claims().next(new ObjectId(), "other:1").orElseThrow();
		assertThat(taken.id()).isEqualTo(created.get(0));
		this.system.engine.unbegun().release(claimed);
		assertThat(this.system.rocketJob.find(created.get(0)).orElseThrow().state()).isEqualTo(JobState.RUNNING);
		assertThat(this.system.rocketJob.find(created.get(1)).orElseThrow().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void whatWaitsForAWorkerIsAttendedToUntilItIsEndedByHand() {
		List<ObjectId> created = create(3, 50);
		isShort();
		List<ClaimedJob> claimed = group();
		JobClaims claims = this.system.engine.claims();
		assertThat(this.system.engine.recovery().attended())
			.containsAll(this.system.engine.recovery().claimsOf(this.server.id()))
			.hasSize(3);
		this.system.rocketJob.find(created.get(1)).orElseThrow().abort("no longer wanted");
		this.system.rocketJob.find(created.get(2)).orElseThrow().delete();
		assertThat(claimed).filteredOn((job) -> this.system.engine.runs().stopWaiting(job.claimKey()))
			.extracting(ClaimedJob::id)
			.containsExactly(created.get(0));
	}

	private void isShort() {
		this.system.engine.runs().costs().ran("ScriptJob", Duration.ofMillis(1));
		shortWasLast();
	}

	/** A claimer that has just begun claims one job to see what there is. */
	private void shortWasLast() {
		ObjectId one = this.system.rocketJob
			.create(ScriptJob.class, new Fields("text"), (options) -> options.priority(1))
			.id();
		assertThat(ids(next(TEN_IDLE))).containsExactly(one);
		this.system.engine.runs()
			.endedByHand((held) -> held.id().equals(one), "the test wants it", "the test wants it");
		this.system.jobs().deleteOne(new Document("_id", one));
		// it begins again at the head
		this.system.engine.signal().noteOlderWork();
	}

	private void makeClaimable(ObjectId id) {
		this.system.jobs()
			.updateOne(new Document("_id", id),
					new Document("$set", new Document("claimable", true).append("state", "queued")).append("$unset",
							new Document("claim", "")));
	}

	private List<ClaimedJob> group() {
		List<ClaimedJob> claimed = next(TEN_IDLE);
		assertThat(new HashSet<>(ids(claimed))).hasSameSizeAs(claimed);
		return claimed;
	}

	private List<ClaimedJob> next(Need need) {
		return this.claimer.next(this.server, need, null);
	}

	private static List<ObjectId> ids(List<ClaimedJob> claimed) {
		return claimed.stream().map(ClaimedJob::id).toList();
	}

	private List<ObjectId> create(int count, int priority) {
		return IntStream.range(0, count)
			.mapToObj((i) -> this.system.rocketJob
				.create(ScriptJob.class, new Fields("text"), (options) -> options.priority(priority))
				.id())
			.toList();
	}

	/** Has a name of its own. */
	@RocketJob
	static class SlowJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
