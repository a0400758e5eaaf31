package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.rocketjob.batch.FairShare.Stay;
import io.rocketjob.batch.FairShare.Waiting;
import io.rocketjob.batch.FairShare.Workers;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.Work;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FairShareTests {

	private static final ObjectId FIRST = new ObjectId();

	private static final ObjectId SECOND = new ObjectId();

	private static final ObjectId THIRD = new ObjectId();

	private static final ObjectId JOBS = new ObjectId();

	private long now = 1_000_000_000;

	private final FairShare shares = new FairShare(() -> this.now);

	@Test
	void jobsAndBatchesGetOneHalfEach() {
		assertThat(simulate(10, 1, FIRST, JOBS)).isEqualTo(Map.of(FIRST, 5.0, JOBS, 5.0));
	}

	@Test
	void batchesShareTheirHalf() {
		assertThat(simulate(12, 1, FIRST, SECOND, THIRD, JOBS))
			.isEqualTo(Map.of(FIRST, 2.0, SECOND, 2.0, THIRD, 2.0, JOBS, 6.0));
	}

	@Test
	void withoutJobsBatchesShareAll() {
		assertThat(simulate(10, 1, FIRST, SECOND)).isEqualTo(Map.of(FIRST, 5.0, SECOND, 5.0));
	}

	@Test
	void oneWorkerTakesTurns() {
		Map<ObjectId, Double> shares = simulate(1, 400, FIRST, JOBS);
		assertThat(shares.get(FIRST)).isBetween(0.4, 0.6);
		assertThat(shares.get(JOBS)).isBetween(0.4, 0.6);
	}

	@Test
	void fewWorkersTakeTurnsWithManyBatches() {
		Map<ObjectId, Double> shares = simulate(2, 400, FIRST, SECOND, THIRD);
		assertThat(shares.values()).allSatisfy((share) -> assertThat(share).isBetween(0.55, 0.8));
	}

	@Test
	void theOddWorkerChangesSides() {
		Map<ObjectId, Double> shares = simulate(5, 400, FIRST, JOBS);
		assertThat(shares.values()).allSatisfy((share) -> assertThat(share).isBetween(2.3, 2.7));
	}

	@Test
	void aJobThatComesAloneGetsAWorkerAtOnceHoweverManyBatchesThereAre() {
		Workers workers = new Workers();
		List<Stay> stays = new ArrayList<>();
		send(FIRST, workers, stays);
		send(SECOND, workers, stays);
		assertThat(this.shares.crowdedOut(workers, stays, Map.of(50, 1),
				List.of(new Waiting(FIRST, 50, 10), new Waiting(SECOND, 50, 10))))
			.hasSize(1);
	}

	@Test
	void theOddWorkerStaysForItsTurn() {
		Workers workers = new Workers();
		List<Stay> stays = new ArrayList<>();
		send(FIRST, workers, stays);
		this.now += FairShare.TURN.toNanos() - 1;
		assertThat(this.shares.crowdedOut(workers, stays, Map.of(50, 3), List.of())).isEmpty();
		this.now += 1;
		assertThat(this.shares.crowdedOut(workers, stays, Map.of(50, 3), List.of())).hasSize(1);
	}

	@Test
	void whatIsMoreUrgentGetsAllThatItCanUse() {
		Workers workers = new Workers();
		List<Stay> stays = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			send(FIRST, workers, stays);
		}
		assertThat(this.shares.crowdedOut(workers, stays, Map.of(49, 2), List.of(new Waiting(SECOND, 49, 3))))
			.hasSize(5);
		assertThat(this.shares.crowdedOut(workers, stays, Map.of(49, 20), List.of())).hasSize(6);
		assertThat(this.shares.crowdedOut(workers, stays, Map.of(51, 20), List.of(new Waiting(SECOND, 51, 10))))
			.isEmpty();
	}

	@Test
	void aBatchThatGivesUpWorkersIsNotAskedForMoreThanItsShare() {
		Workers workers = new Workers();
		List<Stay> stays = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			send(FIRST, workers, stays);
		}
		assertThat(this.shares.crowdedOut(workers, stays, Map.of(),
				List.of(new Waiting(FIRST, 50, 100), new Waiting(SECOND, 50, 100))))
			.hasSize(4);
	}

	private void send(ObjectId batch, Workers workers, List<Stay> stays) {
		this.shares.sent(50, batch, workers);
		workers.addBatch(batch, 50);
		stays.add(new Stay(batch, 50, new NoWork(batch), Duration.ofMinutes(1)));
	}

	/**
	 * Lets workers do what they are told, step by step, with as much of everything as
	 * they can do.
	 * @return how many workers were at what on the average
	 */
	private Map<ObjectId, Double> simulate(int count, int rounds, ObjectId... all) {
		List<ObjectId> at = new ArrayList<>();
		// all begin with the first batch
		for (int i = 0; i < count; i++) {
			at.add(FIRST);
			this.shares.sent(50, FIRST, workers(at.subList(0, i)));
		}
		Map<ObjectId, Integer> sums = new HashMap<>();
		List<ObjectId> batches = List.of(all).stream().filter((each) -> !each.equals(JOBS)).toList();
		boolean jobs = batches.size() < all.length;
		for (int round = -20; round < rounds; round++) {
			this.now += Duration.ofMillis(100).toNanos();
			List<Stay> stays = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				if (!at.get(i).equals(JOBS)) {
					stays.add(new Stay(at.get(i), 50, new NoWork(i), Duration.ofMillis(100)));
				}
			}
			List<Work> leaving = this.shares.crowdedOut(workers(at), stays, jobs ? Map.of(50, count) : Map.of(),
					batches.stream().map((batch) -> new Waiting(batch, 50, Integer.MAX_VALUE)).toList());
			for (int i = 0; i < count; i++) {
				// a job lasts for a step
				if (at.get(i).equals(JOBS) || leaving.contains(new NoWork(i))) {
					at.set(i, null);
				}
			}
			for (int i = 0; i < count; i++) {
				if (at.get(i) == null) {
					Workers workers = workers(at);
					if (jobs && this.shares.isForJobs(50, workers)) {
						this.shares.gaveJob(50, workers);
						at.set(i, JOBS);
					}
					else {
						ObjectId next = this.shares.order(batches, workers).get(0);
						this.shares.sent(50, next, workers);
						at.set(i, next);
					}
				}
			}
			if (round >= 0) {
				at.forEach((each) -> sums.merge(each, 1, Integer::sum));
			}
		}
		Map<ObjectId, Double> average = new HashMap<>();
		sums.forEach((each, sum) -> average.put(each, (double) sum / rounds));
		return average;
	}

	private static Workers workers(List<ObjectId> at) {
		Workers workers = new Workers();
		at.forEach((each) -> {
			if (JOBS.equals(each)) {
				workers.addJob(50);
			}
			else if (each != null) {
				workers.addBatch(each, 50);
			}
		});
		return workers;
	}

	private record NoWork(Object id) implements Work {

		@Override
		public void run(String server, String worker, BooleanSupplier goOn) {
		}

		@Override
		public ClaimedJob job() {
			return null;
		}

		@Override
		public ObjectId batch() {
			return null;
		}

	}

}
