package io.rocketjob.operation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.Encrypted;
import io.rocketjob.InputCategory;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.operation.OperationException.Kind;
import io.rocketjob.operation.OutputOperations.OutputDescriptor;
import io.rocketjob.operation.OutputOperations.OutputFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static io.rocketjob.operation.OperatedSystem.ALICE;
import static io.rocketjob.operation.OperatedSystem.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What operators can do with the output of batches. */
class OutputOperationTests {

	private TestSystem system;

	private OutputOperations outputs;

	private boolean permitted = true;

	@BeforeEach
	void start() {
		this.system = TestSystem.with(UpperCaseJob.class, SecretJob.class, SealedJob.class)
			.encryption(TinkEncryption.of(new ByteArrayResource(Keysets.newValues().getBytes(StandardCharsets.UTF_8))))
			.start();
		this.outputs = new Operations(this.system.batches, this.system.rocketJob, this.system.servers, () -> null,
				List.of((operator, permission, target, job) -> job == null || this.permitted), List.of())
			.outputs();
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	private BatchInstance<?> upperCase(List<String> lines) {
		return this.system.rocketJob.batch(UpperCaseJob.class).upload(lines).create();
	}

	private static String id(BatchInstance<?> batch) {
		return batch.id().toHexString();
	}

	private static String content(OutputFile file) {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		file.writeTo(content);
		return content.toString(StandardCharsets.UTF_8);
	}

	@Test
	void theOutputOfACategoryIsWrittenInItsFormat() {
		BatchInstance<?> batch = upperCase(List.of("a", "b", "c", "d"));
		this.system.queue.drain();
		OutputFile file = this.outputs.open(ALICE, id(batch), "main");
		assertThat(file.name()).isEqualTo("UpperCaseJob-" + id(batch) + "-main.txt");
		assertThat(content(file)).isEqualTo("A\nB\nC\nD\n");
		assertThat(this.outputs.list(ALICE, id(batch))).containsExactly(
				new OutputDescriptor("main", "lines", new BoundedCount(4, true), true),
				new OutputDescriptor("other", "lines", new BoundedCount(0, true), true));
	}

	@Test
	void aCountEndsAfterSomeSlices() {
		BatchInstance<?> batch = upperCase(IntStream.range(0, 1_002).mapToObj(String::valueOf).toList());
		this.system.queue.drain();
		assertThat(this.outputs.list(ALICE, id(batch)).get(0).records()).isEqualTo(new BoundedCount(1_000, false));
	}

	@Test
	void whatIsNotCompleteIsNotDownloaded() {
		BatchInstance<?> batch = upperCase(List.of("a"));
		assertThat(this.outputs.list(ALICE, id(batch))).noneMatch(OutputDescriptor::downloadable);
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.outputs.open(ALICE, id(batch), "main"))
			.withMessage("The job is queued; its output can be downloaded when it is completed")
			.returns(Kind.CONFLICT, OperationException::kind);
	}

	@Test
	void aCategoryThatIsNotThereIsToldWithThoseThatAre() {
		BatchInstance<?> batch = upperCase(List.of("a"));
		this.system.queue.drain();
		assertThatExceptionOfType(OperationException.class).isThrownBy(() -> this.outputs.open(ALICE, id(batch), "no"))
			.withMessageEndingWith("there are main, other")
			.returns(Kind.NOT_FOUND, OperationException::kind);
	}

	@Test
	void whoMayNotSeeRecordsDownloadsNothing() {
		BatchInstance<?> batch = upperCase(List.of("a"));
		this.system.queue.drain();
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.outputs.open(without(Permission.RECORD_READ), id(batch), "main"))
			.returns(Kind.DENIED, OperationException::kind);
		this.permitted = false;
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.outputs.open(ALICE, id(batch), "main"))
			.returns(Kind.DENIED, OperationException::kind);
		assertThatExceptionOfType(OperationException.class).isThrownBy(() -> this.outputs.list(ALICE, id(batch)))
			.returns(Kind.DENIED, OperationException::kind);
	}

	@Test
	void encryptedValuesAreNotDownloadedButACategoryThatIsEncryptedAsAWholeIs() {
		BatchInstance<?> secret = this.system.rocketJob.batch(SecretJob.class).upload(List.of("a")).create();
		BatchInstance<?> sealed = this.system.rocketJob.batch(SealedJob.class).upload(List.of("a")).create();
		this.system.queue.drain();
		assertThat(this.outputs.list(ALICE, id(secret))).noneMatch(OutputDescriptor::downloadable);
		assertThatExceptionOfType(OperationException.class)
			.isThrownBy(() -> this.outputs.open(ALICE, id(secret), "main"))
			.withMessageContaining("has encrypted values")
			.returns(Kind.CONFLICT, OperationException::kind);
		assertThat(content(this.outputs.open(ALICE, id(sealed), "main"))).isEqualTo("a\n");
	}

	@Test
	void aJobThatIsDeletedMeanwhileIsNotTakenForWhole() {
		BatchInstance<?> batch = upperCase(List.of("a"));
		this.system.queue.drain();
		OutputFile file = this.outputs.open(ALICE, id(batch), "main");
		batch.delete();
		assertThatExceptionOfType(OperationException.class).isThrownBy(() -> content(file))
			.returns(Kind.NOT_FOUND, OperationException::kind);
		assertThatExceptionOfType(OperationException.class).isThrownBy(() -> this.outputs.list(ALICE, id(batch)))
			.returns(Kind.NOT_FOUND, OperationException::kind);
	}

	/** Has two output categories. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 2)
	@OutputCategory
	@OutputCategory(name = "other")
	static class UpperCaseJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line.toUpperCase(java.util.Locale.ROOT);
		}

	}

	/** Has output with encrypted values. */
	@RocketJob(destroyOnComplete = false)
	@OutputCategory
	static class SecretJob implements BatchJob<Void, String, SecretJob.Person> {

		@Override
		public Person perform(String line, BatchContext<Void> context) {
			return new Person(line, line);
		}

		record Person(String name, @Encrypted @Nullable String number) {

		}

	}

	/** Has output that is encrypted as a whole. */
	@RocketJob(destroyOnComplete = false)
	@OutputCategory(serializer = Serializer.ENCRYPTED)
	static class SealedJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line;
		}

	}

}
