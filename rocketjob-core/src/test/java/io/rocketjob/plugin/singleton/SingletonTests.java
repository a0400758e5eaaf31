package io.rocketjob.plugin.singleton;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.rocketjob.DuplicateJobException;
import io.rocketjob.Encrypted;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

/** Jobs of which only one may be there for each key. */
class SingletonTests {

	private final TestSystem system = TestSystem.with(OnlyOne.class, OneEach.class).withoutRecovery().start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aSecondJobIsRefusedWhileTheFirstIsQueuedRunningOrPaused() {
		JobInstance<Input> first = create(null);
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create(null))
			.withMessageContaining(first.id().toHexString())
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(first.id()));
		JobInstance<Input> paused = first.pause();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create(null));
		paused.resume();
		assertThat(this.system.engine.claims().next(new ObjectId(), "w")).isPresent();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create(null));
		assertThat(this.system.jobs().countDocuments()).isOne();
	}

	@Test
	void completingFailingAbortingAndDeletingMakeRoom() {
		create(null);
		this.system.queue.drain();
		JobInstance<Input> failing = create("fail");
		this.system.queue.drain();
		assertThat(failing.reload().state()).isEqualTo(JobState.FAILED);
		JobInstance<Input> aborted = create(null);
		aborted.abort("not needed");
		JobInstance<Input> deleted = create(null);
		deleted.delete();
		JobInstance<Input> kept = this.system.rocketJob.create(OnlyOne.class, new Input(null, null),
				(options) -> options.destroyOnComplete(false));
		this.system.queue.drain();
		assertThat(kept.reload().state()).isEqualTo(JobState.COMPLETED);
		create(null);
	}

	@Test
	void aFailedJobIsRetriedOnlyWhileThereIsNoOther() {
		JobInstance<Input> failed = create("fail");
		this.system.queue.drain();
		JobInstance<Input> other = create(null);
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(failed.reload()::retry)
			.withMessageContaining(other.id().toHexString());
		assertThat(failed.reload().state()).isEqualTo(JobState.FAILED);
		other.delete();
		failed.reload().retry();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create(null));
	}

	@Test
	void optionsOfAFailedJobAreNotChangedSoThatItTakesNoKey() {
		JobInstance<Input> failed = create("fail");
		this.system.queue.drain();
		assertThatExceptionOfType(JobStateException.class)
			.isThrownBy(() -> failed.reload().update((change) -> change.set(Singleton.class, "key", "")))
			.withMessageContaining("only while a job is queued or paused");
		create(null);
	}

	@Test
	void aCrashLeavesNoLockBehind() {
		JobInstance<Input> job = create(null);
		ObjectId dead = new ObjectId();
		assertThat(this.system.engine.claims().next(dead, "w")).isPresent();
		this.system.engine.recovery().requeue(dead, (held) -> true, "its server is gone");
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> create(null));
		assertThat(this.system.queue.drain()).singleElement().matches((ran) -> ran.id().equals(job.id()));
		create(null);
	}

	@Test
	void ofManyThatCreateAtOnceOneWins() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<Boolean>> created = threads
				.invokeAll(IntStream.range(0, 32).<Callable<Boolean>>mapToObj((i) -> () -> {
					try {
						create(null);
						return true;
					}
					catch (DuplicateJobException ex) {
						return false;
					}
				}).toList());
			int count = 0;
			for (Future<Boolean> each : created) {
				count += each.get() ? 1 : 0;
			}
			assertThat(count).isOne();
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aKeyAllowsOneJobForEachOfItsValues() {
		this.system.rocketJob.create(OneEach.class, new Input(null, "acme"));
		this.system.rocketJob.create(OneEach.class, new Input(null, "other"));
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(OneEach.class, new Input("x", "acme")))
			.withMessageContaining("acme");
	}

	@Test
	void jobsWithoutAKeyAreNotLimited() {
		this.system.rocketJob.create(OneEach.class, new Input(null, null));
		this.system.rocketJob.create(OneEach.class, new Input(null, null));
		assertThat(this.system.jobs().countDocuments()).isEqualTo(2);
	}

	@Test
	void aKeyThatIsTooLongIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(OneEach.class, new Input(null, "x".repeat(501))))
			.withMessageContaining("singleton.key")
			.withMessageContaining("500");
	}

	@Test
	void aKeyWhoseMethodThrowsIsRefused() {
		try (TestSystem system = TestSystem.with(Shortened.class).start()) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> system.rocketJob.create(Shortened.class, new Input(null, "x")))
				.withMessageContaining("singleton.key: 'account.substring(0, 3)' cannot be told from the fields");
			assertThat(system.jobs().countDocuments()).isZero();
		}
	}

	@Test
	void aKeyThatIsMisspelledKeepsTheApplicationFromStarting() {
		assertThatThrownBy(() -> TestSystem.with(Misspelled.class).start())
			.hasMessageContaining("@Singleton: key: 'acount' cannot be told from the fields: " + Input.class.getName()
					+ " has nothing named 'acount' that can be read; there are [account, what]");
	}

	@Test
	void textsThatAreJoinedAreComparedOneByOneAlsoWhenAJobIsRetried() {
		try (TestSystem joined = TestSystem.with(Joined.class).withoutRecovery().start()) {
			JobInstance<Input> failed = joined.rocketJob.create(Joined.class, new Input("fail", "a:b"));
			joined.queue.drain();
			joined.rocketJob.create(Joined.class, new Input("fail:a", "b"));
			failed.reload().retry();
			assertThatExceptionOfType(DuplicateJobException.class)
				.isThrownBy(() -> joined.rocketJob.create(Joined.class, new Input("fail", "a:b")));
		}
	}

	@Test
	void anEncryptedFieldIsNoKeyBecauseKeysAreShown() {
		Encryption none = mock(Encryption.class);
		assertThatThrownBy(() -> TestSystem.with(SecretKey.class).encryption(none).start())
			.hasMessageContaining("@Singleton: key: trim() may tell of what is encrypted")
			.hasMessageContaining("'inner.ssn'");
	}

	@Test
	void aKeyThatContainsAnEncryptedValueOfAnUnknownClassIsRefused() {
		try (TestSystem open = TestSystem.with(OpenKey.class, NamingSecret.class)
			.encryption(TinkEncryption.of(new ByteArrayResource(Keysets.newValues().getBytes(StandardCharsets.UTF_8))))
			.start()) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> open.rocketJob.create(OpenKey.class, new Open("a", new Secret("123-45-6789"))))
				.withMessageContaining("singleton.key: contains the value of an encrypted field")
				.withMessageNotContaining("123-45-6789");
			assertThat(open.jobs().countDocuments()).isZero();
		}
	}

	private JobInstance<Input> create(String what) {
		return this.system.rocketJob.create(OnlyOne.class, new Input(what, null));
	}

	record Secret(@Encrypted String ssn) {
	}

	record Open(String account, Object payload) {
	}

	/** Lets objects of that class be stored behind a type that says nothing. */
	@RocketJob
	static class NamingSecret implements Job<Secret> {

		@Override
		public Object perform(Secret fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton(key = "payload.toString()")
	static class OpenKey implements Job<Open> {

		@Override
		public Object perform(Open fields, JobContext context) {
			return null;
		}

	}

	record Outer(Secret inner) {
	}

	@RocketJob
	@Singleton(key = "inner.ssn.trim()")
	static class SecretKey implements Job<Outer> {

		@Override
		public Object perform(Outer fields, JobContext context) {
			return null;
		}

	}

	record Input(String what, String account) {
	}

	@RocketJob
	@Singleton
	static class OnlyOne implements Job<Input> {

		@Override
		public Object perform(Input fields, JobContext context) {
			if ("fail".equals(fields.what())) {
				throw new IllegalStateException("wanted");
			}
			return null;
		}

	}

	@RocketJob
	@Singleton(key = "account.substring(0, 3)")
	static class Shortened implements Job<Input> {

		@Override
		public Object perform(Input fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton(key = "acount")
	static class Misspelled implements Job<Input> {

		@Override
		public Object perform(Input fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton(key = "what + ':' + account")
	static class Joined implements Job<Input> {

		@Override
		public Object perform(Input fields, JobContext context) {
			throw new IllegalStateException("wanted");
		}

	}

	@RocketJob
	@Singleton(key = "account")
	static class OneEach implements Job<Input> {

		@Override
		public Object perform(Input fields, JobContext context) {
			return null;
		}

	}

}
