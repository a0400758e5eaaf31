package io.rocketjob.job;

import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.job.FieldAnnotationsTests.Contact;
import io.rocketjob.job.FieldAnnotationsTests.SsnJob;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What can be asked of encrypted fields. */
class EncryptedConditionsTests {

	private static final String SSN = "123-45-6789";

	private final TestSystem system = TestSystem.with(SsnJob.class, PlainJob.class)
		.encryption(FieldAnnotationsTests.encryption(Keysets.newValues()))
		.start();

	@BeforeEach
	void create() {
		this.system.rocketJob.create(SsnJob.class,
				new SsnJob.Fields("acme", SSN, List.of(new Contact("Ann", "555-0100"))));
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aQueryForAnEncryptedValueIsAnError() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.system.rocketJob.jobs()
				.where(new Criteria().andOperator(Criteria.where("fields.ssn").is(SSN)))
				.list())
			.withMessageContaining("fields.ssn is encrypted in SsnJob")
			.satisfies((ex) -> assertThat(ex).hasMessageNotContaining(SSN));
		assertThatIllegalArgumentException().isThrownBy(() -> this.system.rocketJob.jobs(SsnJob.class)
			.where(Criteria.where("fields.contacts.phone").regex("555"))
			.delete());
		assertThatIllegalArgumentException().isThrownBy(
				() -> this.system.rocketJob.jobs(SsnJob.class).where(Criteria.where("fields.number").gt(5)).count());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.system.rocketJob.jobs(SsnJob.class).sort(Sort.by("fields.ssn")).list());
	}

	@Test
	void whetherAnEncryptedFieldIsThereAndWhatOthersHaveInTheClearCanBeAsked() {
		assertThat(this.system.rocketJob.jobs().where(Criteria.where("fields.ssn").exists(true)).count()).isOne();
		assertThat(this.system.rocketJob.jobs().where(Criteria.where("fields.ssn").is(null)).count()).isZero();
		assertThat(this.system.rocketJob.jobs().where(Criteria.where("fields.ssn").ne(null)).count()).isOne();
		assertThat(this.system.rocketJob.jobs(SsnJob.class).where(Criteria.where("fields.account").is("acme")).count())
			.isOne();
		this.system.rocketJob.create(PlainJob.class, new PlainJob.Fields(7));
		assertThat(this.system.rocketJob.jobs().where(Criteria.where("fields.number").is(7)).count()).isOne();
		assertThat(this.system.rocketJob.jobs(PlainJob.class).where(Criteria.where("fields.number").is(7)).list())
			.hasSize(1);
	}

	@RocketJob
	static class PlainJob implements Job<PlainJob.Fields> {

		record Fields(int number) {
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

}
