package io.rocketjob.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.rocketjob.Threads;
import io.rocketjob.document.ClaimKey;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/** What a process knows of what it holds. */
class ActiveRunsTests {

	private static final ObjectId TOKEN = new ObjectId();

	private final ActiveRuns runs = new ActiveRuns(new JobCosts(), mock(RunningSlots.class));

	@Test
	void whatWaitsForAWorkerIsAttendedUntilItIsTaken() {
		ClaimKey one = claimKey();
		ClaimKey other = claimKey();
		this.runs.await(List.of(one, other));
		assertThat(this.runs.attended()).containsExactlyInAnyOrder(one, other);
		assertThat(this.runs.stopWaiting(one)).isTrue();
		assertThat(this.runs.stopWaiting(one)).isFalse();
		assertThat(this.runs.attended()).containsExactly(other);
	}

	@Test
	void oneThreadOnlyGetsWhatWaits() throws Exception {
		List<ClaimKey> waiting = IntStream.range(0, 2_000).mapToObj((number) -> claimKey()).toList();
		this.runs.await(waiting);
		List<ClaimKey> taken = Collections.synchronizedList(new ArrayList<>());
		Threads.atOnce(4, () -> {
			waiting.stream().filter(this.runs::stopWaiting).forEach(taken::add);
			return null;
		});
		assertThat(taken).containsExactlyInAnyOrderElementsOf(waiting);
	}

	@Test
	void aRunIsAttendedUntilItIsRemovedUnlessItIsLost() {
		Run<?> run = run(claimKey(), true);
		Run<?> lost = run(claimKey(), true);
		given(lost.isLost()).willReturn(true);
		Run<?> notStored = run(null, true);
		assertThat(this.runs.all()).containsExactlyInAnyOrder(run, lost, notStored);
		assertThat(this.runs.attended()).containsExactly(run.claimKey());
		this.runs.ended(run);
		assertThat(this.runs.attended()).isEmpty();
		assertThat(this.runs.all()).containsExactlyInAnyOrder(lost, notStored);
	}

	@Test
	void claimsAreThoseOfJobsThatAreRunForLongEnough() {
		Run<?> old = run(claimKey(), true);
		given(old.age()).willReturn(Duration.ofSeconds(2));
		given(run(claimKey(), true).age()).willReturn(Duration.ofMillis(1_999));
		given(run(claimKey(), false).age()).willReturn(Duration.ofSeconds(2));
		Run<?> lost = run(claimKey(), true);
		given(lost.age()).willReturn(Duration.ofSeconds(2));
		given(lost.isLost()).willReturn(true);
		assertThat(this.runs.claims(Duration.ofSeconds(2))).containsExactly(old.claimKey());
	}

	@Test
	void aClassIsSlowWhileARunOfItTakesLongButDoesNotHang() {
		runOf("slow", Duration.ofMillis(101));
		runOf("quick", Duration.ofMillis(100));
		runOf("hung", Duration.ofMinutes(1));
		given(runOf("returned", Duration.ofSeconds(1)).hasReturned()).willReturn(true);
		given(runOf("part", Duration.ofSeconds(1)).holdsJob()).willReturn(false);
		assertThat(this.runs.slow()).containsExactly("slow");
	}

	@Test
	void onlyTheRunThatHoldsAClaimIsToldThatItIsGone() {
		ClaimKey held = claimKey();
		Run<?> holder = run(held, true);
		Run<?> claimedAgain = run(new ClaimKey(held.id(), new ObjectId()), true);
		Run<?> claimedTogether = run(claimKey(), true);
		this.runs.lose(new ClaimKey(held.id(), held.token()), "it is gone");
		then(holder).should().lose("it is gone");
		then(claimedAgain).should(never()).lose(any());
		then(claimedTogether).should(never()).lose(any());
	}

	@Test
	void onlyRunsOfPartsLeaveTheirJob() {
		ObjectId job = new ObjectId();
		Run<?> part = run(claimKey(), false);
		given(part.id()).willReturn(job);
		Run<?> partOfAnother = run(claimKey(), false);
		given(partOfAnother.id()).willReturn(new ObjectId());
		Run<?> whole = run(claimKey(), true);
		given(whole.id()).willReturn(job);
		this.runs.leave(job, "paused (secret)", "paused");
		then(part).should().leave("paused (secret)", "paused");
		then(partOfAnother).should(never()).leave(any(), any());
		then(whole).should(never()).leave(any(), any());
	}

	@Test
	void whenAllIsTakenNothingWaitsAndAllThatHoldAreTold() {
		ClaimKey waiting = claimKey();
		this.runs.await(Set.of(waiting));
		Run<?> run = run(claimKey(), true);
		Run<?> notStored = run(null, true);
		this.runs.loseAll("its server was declared dead");
		assertThat(this.runs.stopWaiting(waiting)).isFalse();
		then(run).should().loseWithAll("its server was declared dead");
		then(notStored).should(never()).loseWithAll(any());
	}

	@Test
	void whatIsEndedByHandIsNotBegunAndItsRunIsTold() {
		ClaimKey waiting = claimKey();
		ClaimKey other = claimKey();
		this.runs.await(Set.of(waiting, other));
		Run<?> run = run(claimKey(), true);
		Run<?> part = run(claimKey(), false);
		Run<?> another = run(claimKey(), true);
		Set<ClaimKey> ended = Set.of(waiting, run.claimKey(), part.claimKey());
		this.runs.endedByHand(ended::contains, "aborted (secret)", "aborted");
		assertThat(this.runs.stopWaiting(waiting)).isFalse();
		assertThat(this.runs.stopWaiting(other)).isTrue();
		then(run).should().endedByHand("aborted (secret)", "aborted");
		then(part).should(never()).endedByHand(any(), any());
		then(another).should(never()).endedByHand(any(), any());
	}

	private Run<?> runOf(String jobClass, Duration age) {
		Run<?> run = run(claimKey(), true);
		given(run.jobClass()).willReturn(jobClass);
		given(run.age()).willReturn(age);
		return run;
	}

	private Run<?> run(@Nullable ClaimKey held, boolean holdsJob) {
		Run<?> run = mock(Run.class);
		given(run.claimKey()).willReturn(held);
		given(run.holdsJob()).willReturn(holdsJob);
		this.runs.add(run);
		return run;
	}

	private static ClaimKey claimKey() {
		return new ClaimKey(new ObjectId(), TOKEN);
	}

}
