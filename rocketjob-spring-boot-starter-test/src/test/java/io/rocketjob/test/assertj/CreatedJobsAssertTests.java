package io.rocketjob.test.assertj;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.rocketjob.Encrypted;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.test.JobQueue;
import io.rocketjob.test.MovableClock;
import io.rocketjob.test.autoconfigure.RocketJobTest;
import io.rocketjob.test.sample.ImportBatch;
import io.rocketjob.test.sample.NightlyJob;
import io.rocketjob.test.sample.ReportJob;
import io.rocketjob.test.sample.ReportService;
import io.rocketjob.test.sample.SampleApplication;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

import static io.rocketjob.test.assertj.RocketJobAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is said of the jobs that were created. */
@RocketJobTest
@ContextConfiguration(classes = SampleApplication.class)
@Import({ ReportService.class, CreatedJobsAssertTests.PinJob.class, CreatedJobsAssertTests.Inverting.class })
class CreatedJobsAssertTests {

	@Autowired
	private RocketJobTemplate rocketJob;

	@Autowired
	private JobQueue queue;

	@Autowired
	private MovableClock clock;

	@Test
	void jobsAreFoundByTheirFieldsWhateverTheirState() {
		create("acme");
		JobInstance<?> ran = create("ajax");
		this.queue.runNext();
		ran.abort(null);
		create("acme");
		assertThat(this.queue).created(ReportJob.class).times(3);
		assertThat(this.queue).created(ReportJob.class).withFields(new ReportJob.Fields("acme")).times(2);
		assertThat(this.queue).created(ReportJob.class)
			.withFieldsSatisfying((fields) -> assertThat(fields.account()).startsWith("aj"))
			.times(1)
			.jobs()
			.singleElement()
			.satisfies((job) -> assertThat(job).isAborted());
		assertThat(this.queue).hasNotCreated(NightlyJob.class).hasNotCreated(ImportBatch.class);
	}

	@Test
	void jobsAreFoundByPriorityAndTime() {
		Instant time = this.clock.instant().plus(1, ChronoUnit.HOURS);
		this.rocketJob.create(ReportJob.class, new ReportJob.Fields("acme"),
				(options) -> options.priority(7).runAt(time));
		create("acme");
		assertThat(this.queue).created(ReportJob.class).withPriority(7).scheduledFor(time).times(1);
		this.clock.set(time);
		this.queue.drain();
		assertThat(this.queue).created(ReportJob.class).withPriority(7).scheduledFor(time).times(1);
		assertFails(() -> assertThat(this.queue).created(ReportJob.class).withPriority(30).scheduledFor(time),
				"Expected a job of %s to be created with priority 30 and the time %s, but created were:%n  "
					.formatted(ReportJob.class.getName(), time.truncatedTo(ChronoUnit.MILLIS)));
	}

	@Test
	void jobsThatHaveRunAndAreGoneCount() {
		Instant time = this.clock.instant().plus(1, ChronoUnit.HOURS);
		JobInstance<?> gone = this.rocketJob.create(ReportJob.class, new ReportJob.Fields("acme"),
				(options) -> options.destroyOnComplete(true).runAt(time));
		this.rocketJob.batch(ImportBatch.class).upload(List.of("a")).create();
		this.clock.set(time);
		this.queue.drain();
		assertThat(gone).isDeleted();
		assertThat(this.queue).created(ReportJob.class)
			.withFields(new ReportJob.Fields("acme"))
			.scheduledFor(time)
			.times(1);
		assertThat(this.queue).created(ImportBatch.class).times(1);
		assertFails(() -> assertThat(this.queue).hasNotCreated(ReportJob.class),
				"to be created, but 1 were:%n  %s with {\"account\": \"acme\"} and priority 30 for %s, has run and is gone"
					.formatted(gone.id(), gone.runAt()));
	}

	@Test
	void whatWasCreatedIsListed() {
		assertFails(() -> assertThat(this.queue).created(ReportJob.class),
				"Expected a job of %s to be created, but created were: none".formatted(ReportJob.class.getName()));
		JobInstance<?> job = create("acme 100%");
		String listed = "%n  %s with {\"account\": \"acme 100%%\"} and priority 30, is queued".formatted(job.id());
		assertFails(() -> assertThat(this.queue).created(ReportJob.class).withFields(new ReportJob.Fields("ajax")),
				("Expected a job of %s to be created with the fields%n  Fields[account=ajax], but created were:" + "%s")
					.formatted(ReportJob.class.getName(), listed));
		assertFails(
				() -> assertThat(this.queue).created(ReportJob.class)
					.withFieldsSatisfying((fields) -> assertThat(fields.account()).isEmpty()),
				"with fields that satisfy the requirements, but created were:" + listed);
		assertFails(() -> assertThat(this.queue).created(ReportJob.class).times(2),
				"Expected 2 jobs of %s to be created, but 1 were. Created were:%s".formatted(ReportJob.class.getName(),
						listed));
		assertFails(() -> assertThat(this.queue).hasNotCreated(ReportJob.class),
				"Expected no job of %s to be created, but 1 were:%s".formatted(ReportJob.class.getName(), listed));
		assertThatThrownBy(() -> assertThat(this.queue).as("after the order").created(ReportJob.class).times(2))
			.hasMessageStartingWith("[after the order]");
	}

	@Test
	void encryptedFieldsAreComparedAndNotShown() {
		this.rocketJob.create(PinJob.class, new PinJob.Fields("acme", "1234"));
		assertThat(this.queue).created(PinJob.class).withFields(new PinJob.Fields("acme", "1234"));
		assertThatThrownBy(() -> assertThat(this.queue).created(PinJob.class).withPriority(1))
			.hasMessageMatching("(?s).*\\{\"account\": \"acme\", \"pin\": \"\\(\\d+ bytes\\)\"\\}.*")
			.message()
			.doesNotContain("1234");
	}

	private JobInstance<ReportJob.Fields> create(String account) {
		return this.rocketJob.create(ReportJob.class, new ReportJob.Fields(account));
	}

	private static void assertFails(ThrowingCallable assertion, String message) {
		assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining(message);
	}

	@RocketJob
	static class PinJob implements Job<PinJob.Fields> {

		@Override
		public Object perform(Fields fields, JobContext context) {
			return fields.pin().length();
		}

		record Fields(String account, @Encrypted String pin) {

		}

	}

	/** Enough to see what is shown of encrypted bytes. */
	static class Inverting implements Encryption {

		@Override
		public byte[] encrypt(byte[] plain, byte[] associatedData) {
			byte[] inverted = plain.clone();
			for (int i = 0; i < inverted.length; i++) {
				inverted[i] = (byte) ~inverted[i];
			}
			return inverted;
		}

		@Override
		public byte[] decrypt(byte[] encrypted, byte[] associatedData) {
			return encrypt(encrypted, associatedData);
		}

		@Override
		public InputStream decrypting(InputStream encrypted) {
			throw new UnsupportedOperationException();
		}

		@Override
		public OutputStream encrypting(OutputStream encrypted) {
			throw new UnsupportedOperationException();
		}

	}

}
