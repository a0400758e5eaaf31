package io.rocketjob.job;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobCounts;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.singleton.Singleton;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Finding, counting and deleting jobs. */
class QueryTests {

	private final TestSystem system = TestSystem.with(BillJob.class, MailJob.class, AloneJob.class).start();

	private final RocketJobTemplate rocketJob = this.system.rocketJob;

	@BeforeEach
	void createJobs() {
		// completed, failed, aborted, paused, running, then 5 queued and 2 scheduled
		bill(1).runNow();
		bill(-1);
		this.system.queue.drain();
		bill(2).abort(null);
		bill(3).pause();
		bill(4);
		assertThat(this.system.engine.claims().next(this.system.heartbeat.serverId(), "a worker")).isPresent();
		for (int i = 5; i < 10; i++) {
			bill(i);
		}
		for (int i = 0; i < 2; i++) {
			this.rocketJob.create(MailJob.class, null,
					(options) -> options.runAt(this.system.clock.instant().plusSeconds(60)));
		}
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void jobsAreCountedByStateInOneCall() {
		JobCounts counts = this.rocketJob.counts();
		assertThat(counts.byState()).containsOnlyKeys(JobState.values());
		assertThat(counts.count(JobState.COMPLETED)).isEqualTo(1);
		assertThat(counts.count(JobState.FAILED)).isEqualTo(1);
		assertThat(counts.count(JobState.ABORTED)).isEqualTo(1);
		assertThat(counts.count(JobState.PAUSED)).isEqualTo(1);
		assertThat(counts.count(JobState.RUNNING)).isEqualTo(1);
		assertThat(counts.count(JobState.QUEUED)).isEqualTo(7);
		assertThat(counts.scheduled()).isEqualTo(2);
		assertThat(counts.queuedNow()).isEqualTo(5);
		assertThat(counts.total()).isEqualTo(12);
	}

	@Test
	void failedJobsAreRetriedByAQuery() {
		assertThat(this.rocketJob.jobs().retry()).isEqualTo(1);
		assertThat(this.rocketJob.jobs().in(JobState.FAILED).count()).isZero();
		assertThat(this.rocketJob.jobs().retry()).isZero();
	}

	@Test
	void allThatHasNotEndedIsAbortedByAQuery() {
		assertThat(this.rocketJob.jobs(BillJob.class).abort("not needed")).isEqualTo(8);
		assertThat(this.rocketJob.jobs(BillJob.class).in(JobState.ABORTED).count()).isEqualTo(9);
		assertThat(this.rocketJob.jobs(MailJob.class).in(JobState.QUEUED).count()).isEqualTo(2);
	}

	@Test
	void scheduledJobsAreMadeDueByAQuery() {
		assertThat(this.rocketJob.jobs().runNow()).isEqualTo(2);
		assertThat(this.rocketJob.counts().scheduled()).isZero();
	}

	@Test
	void jobsAreChangedByAQueryUnlessTheyHaveEnded() {
		assertThat(this.rocketJob.jobs(BillJob.class).update((change) -> change.priority(7))).isEqualTo(8);
		assertThat(this.rocketJob.jobs(BillJob.class).where(Criteria.where("priority").is(7)).count()).isEqualTo(8);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.rocketJob.jobs().in(JobState.QUEUED).update((change) -> change.priority(101)));
	}

	@Test
	void jobsThatHaveChangedByTheTimeThatItIsTheirTurnAreLeftOut() {
		JobQuery<?> queued = this.rocketJob.jobs().in(JobState.QUEUED);
		assertThat(queued.each((job) -> {
			this.rocketJob.get(job.id()).update((change) -> change.priority(3));
			job.update((change) -> change.priority(4));
		})).isZero();
		assertThat(queued.where(Criteria.where("priority").is(3)).count()).isEqualTo(7);
		assertThat(queued.each((job) -> {
			job.delete();
			job.reload();
		})).isZero();
		assertThat(queued.count()).isZero();
	}

	@Test
	void anyNumberOfJobsIsGoneThroughOnceWithoutThoseThatAreCreatedMeanwhile() {
		JobQuery<BillJob.Fields> jobs = this.rocketJob.jobs(BillJob.class)
			.where(Criteria.where("fields.number").gte(100));
		this.rocketJob.createAll(BillJob.class,
				Stream.iterate(100, (i) -> i + 1)
					.limit(250)
					.map((i) -> new BillJob.Fields(i, LocalDate.of(2026, 4, 1))));
		assertThat(jobs.each((job) -> {
			job.update((change) -> change.priority(99));
			this.rocketJob.create(BillJob.class, job.fields());
		})).isEqualTo(250);
		assertThat(jobs.where(Criteria.where("priority").is(99)).count()).isEqualTo(250);
		assertThat(jobs.count()).isEqualTo(500);
	}

	@Test
	void whatMayNotBeRetriedBesideAnotherIsLeftOut() {
		this.rocketJob.create(AloneJob.class, null).fail("by hand");
		this.rocketJob.create(AloneJob.class, null);
		assertThat(this.rocketJob.jobs(AloneJob.class).retry()).isZero();
		assertThat(this.rocketJob.jobs().retry()).isEqualTo(1);
	}

	@Test
	void anotherErrorEndsItAndTheSameCallGoesOn() {
		JobQuery<?> queued = this.rocketJob.jobs(BillJob.class).in(JobState.QUEUED);
		int[] calls = new int[1];
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> queued.each((job) -> {
			if (++calls[0] == 3) {
				throw new IllegalStateException("enough");
			}
			job.pause();
		}));
		assertThat(queued.count()).isEqualTo(3);
		assertThat(queued.each(JobInstance::pause)).isEqualTo(3);
	}

	@Test
	void theCallsOfTheGuideDoWhatTheySay() {
		JobQuery<BillJob.Fields> bills = this.rocketJob.jobs(BillJob.class);
		assertThat(bills.where(Criteria.where("fields.number").is(-1)).retry()).isEqualTo(1);
		assertThat(bills.in(JobState.QUEUED).update((change) -> change.priority(90))).isEqualTo(6);
		assertThat(this.rocketJob.jobs(MailJob.class).runNow()).isEqualTo(2);
		assertThat(bills.in(JobState.PAUSED).each(JobInstance::resume)).isEqualTo(1);
		assertThat(bills.abort("the customer has left")).isEqualTo(8);
		assertThat(bills.in(JobState.ABORTED).list())
			.filteredOn((job) -> "the customer has left".equals(job.history().get(job.history().size() - 1).reason()))
			.hasSize(8);
	}

	@Test
	void everyStateCanBeAskedFor() {
		JobCounts counts = this.rocketJob.counts();
		for (JobState state : JobState.values()) {
			assertThat(this.rocketJob.jobs().in(state).list()).hasSize((int) counts.count(state))
				.allMatch((job) -> job.state() == state);
		}
		assertThat(this.rocketJob.jobs().in(JobState.QUEUED, JobState.FAILED).count()).isEqualTo(8);
		assertThat(this.rocketJob.jobs().scheduled().list()).hasSize(2).allMatch(JobInstance::isScheduled);
		assertThat(this.rocketJob.jobs().queuedNow().count()).isEqualTo(5);
		assertThatIllegalArgumentException().isThrownBy(() -> this.rocketJob.jobs().in());
	}

	@Test
	void jobsAreFoundByClassAndByFields() {
		assertThat(this.rocketJob.jobs(MailJob.class).count()).isEqualTo(2);
		assertThat(this.rocketJob.jobs().ofClass("MailJob").count()).isEqualTo(2);
		assertThat(this.rocketJob.jobs().ofClass("Nobody").count()).isZero();
		JobQuery<BillJob.Fields> march = this.rocketJob.jobs(BillJob.class)
			.where(Criteria.where("fields.day").is(LocalDate.of(2026, 3, 7)));
		assertThat(march.list()).singleElement().satisfies((job) -> assertThat(job.fields().number()).isEqualTo(7));
		assertThat(
				this.rocketJob.jobs().in(JobState.QUEUED).where(Criteria.where("fields.number").gte(5).lt(8)).count())
			.isEqualTo(3);
		List<ObjectId> ids = march.list().stream().map(JobInstance::id).toList();
		assertThat(this.rocketJob.jobs().ids(ids).list()).extracting((job) -> job.id()).isEqualTo(ids);
		assertThat(this.rocketJob.get(BillJob.class, ids.get(0)).fields().number()).isEqualTo(7);
		assertThatExceptionOfType(JobNotFoundException.class)
			.isThrownBy(() -> this.rocketJob.get(MailJob.class, ids.get(0)))
			.withMessageContaining("is a BillJob, not a MailJob");
		assertThat(this.rocketJob.jobs().where(Criteria.where("state").is(JobState.FAILED)).count()).isOne();
	}

	@Test
	void resultsAreSortedAndPaged() {
		JobQuery<BillJob.Fields> queued = this.rocketJob.jobs(BillJob.class).in(JobState.QUEUED);
		assertThat(numbers(queued.list())).containsExactly(5, 6, 7, 8, 9);
		assertThat(numbers(queued.sort(Sort.by("fields.number").descending()).skip(1).limit(2).list()))
			.containsExactly(8, 7);
		Page<JobInstance<BillJob.Fields>> page = queued
			.page(PageRequest.of(1, 2, Sort.by("fields.number").descending()));
		assertThat(numbers(page.getContent())).containsExactly(7, 6);
		assertThat(page.getTotalElements()).isEqualTo(5);
		assertThat(page.getTotalPages()).isEqualTo(3);
		assertThat(queued.first()).hasValueSatisfying((job) -> assertThat(job.fields().number()).isEqualTo(5));
		assertThatIllegalArgumentException().isThrownBy(() -> queued.skip(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> queued.limit(0));
	}

	@Test
	void jobsAreStreamedInBatches() {
		this.rocketJob.createAll(BillJob.class,
				Stream.iterate(100, (i) -> i + 1)
					.limit(1_500)
					.map((i) -> new BillJob.Fields(i, LocalDate.of(2026, 4, 1)))
					.toList());
		try (Stream<JobInstance<BillJob.Fields>> jobs = this.rocketJob.jobs(BillJob.class)
			.where(Criteria.where("fields.number").gte(100))
			.stream()) {
			assertThat(jobs.mapToInt((job) -> job.fields().number()).sum()).isEqualTo((100 + 1_599) * 1_500 / 2);
		}
	}

	@Test
	void jobsAreDeletedByQuery() {
		assertThat(this.rocketJob.jobs(BillJob.class).in(JobState.QUEUED).delete()).isEqualTo(5);
		assertThat(this.rocketJob.jobs(MailJob.class).delete()).isEqualTo(2);
		assertThat(this.rocketJob.counts().total()).isEqualTo(5);
	}

	@Test
	void aQueryIsNotChangedByNarrowingIt() {
		JobQuery<?> all = this.rocketJob.jobs();
		all.in(JobState.FAILED).count();
		assertThat(all.count()).isEqualTo(12);
	}

	private JobInstance<BillJob.Fields> bill(int number) {
		return this.rocketJob.create(BillJob.class,
				new BillJob.Fields(number, LocalDate.of(2026, 3, Math.max(1, number))));
	}

	private static List<Integer> numbers(List<JobInstance<BillJob.Fields>> jobs) {
		return jobs.stream().map((job) -> job.fields().number()).toList();
	}

	@RocketJob(destroyOnComplete = false)
	static class BillJob implements Job<BillJob.Fields> {

		record Fields(int number, LocalDate day) {
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			if (fields.number() < 0) {
				throw new IllegalStateException("negative");
			}
			return null;
		}

	}

	@RocketJob
	static class MailJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton
	static class AloneJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
