package io.rocketjob.operation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Editable;
import io.rocketjob.Encrypted;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.RocketJob;
import io.rocketjob.Servers;
import io.rocketjob.TestSystem;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.plugin.cron.Cron;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ByteArrayResource;

/** Operations on a database of their own, with all that they tell of. */
final class OperatedSystem implements AutoCloseable {

	static final String SECRET = "123-45-6789";

	static final Operator ALICE = new Operator("alice", "test", EnumSet.allOf(Permission.class));

	final TestSystem system;

	final List<AuditEntry> told = new ArrayList<>();

	final Operations operations;

	OperatedSystem(OperationPolicy... policies) {
		this(null, policies);
	}

	OperatedSystem(@Nullable Servers servers, OperationPolicy[] policies) {
		this.system = TestSystem
			.with(ReportJob.class, KeptJob.class, LinesJob.class, PersonJob.class, MemberJob.class, DocumentJob.class,
					NightlyJob.class)
			.encryption(TinkEncryption.of(new ByteArrayResource(Keysets.newValues().getBytes(StandardCharsets.UTF_8))))
			.start();
		this.operations = operations(servers, List.of(policies), List.of(this.told::add));
	}

	Operations operations(@Nullable Servers servers, List<OperationPolicy> policies,
			List<OperationListener> listeners) {
		return new Operations(this.system.batches, this.system.rocketJob,
				(servers != null) ? servers : this.system.servers, () -> null, policies, listeners);
	}

	/** Who may do all but one thing. */
	static Operator without(Permission permission) {
		EnumSet<Permission> others = EnumSet.allOf(Permission.class);
		others.remove(permission);
		return new Operator("bob", "test", others);
	}

	JobInstance<ReportJob.Fields> report(String account) {
		return this.system.rocketJob.create(ReportJob.class,
				new ReportJob.Fields(account, SECRET, 3, LocalDate.EPOCH, null));
	}

	@Override
	public void close() {
		this.system.close();
	}

	/** Fails with what it was given. */
	@RocketJob(destroyOnComplete = false)
	static class ReportJob implements Job<ReportJob.Fields> {

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			throw new IllegalStateException("no " + fields.account(), new IllegalArgumentException(fields.secret()));
		}

		record Fields(@NotBlank @Size(max = 12, message = "'${validatedValue}' is too long") @Editable String account,
				@Encrypted @Nullable String secret, int copies, @Editable @Nullable LocalDate day,
				@Nullable Instant since) {

			/** Is called once, by who makes fields. */
			static @Nullable Runnable whenMade;

			Fields {
				Runnable action = whenMade;
				whenMade = null;
				if (action != null) {
					action.run();
				}
			}

		}

	}

	/** Has a result and no fields. */
	@RocketJob(destroyOnComplete = false)
	static class KeptJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return "the result";
		}

	}

	/** Fails at lines that begin with an exclamation mark. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 3)
	static class LinesJob implements BatchJob<Void, String, Object> {

		@Override
		public @Nullable Object perform(String line, BatchContext<Void> context) {
			if (line.startsWith("!")) {
				throw new IllegalStateException("bad " + line);
			}
			if (line.startsWith("?")) {
				throw new UnsupportedOperationException("odd " + line);
			}
			return null;
		}

	}

	/** Fails at everybody. */
	@RocketJob(destroyOnComplete = false)
	static class PersonJob implements BatchJob<Void, PersonJob.Person, Object> {

		@Override
		public Object perform(Person person, BatchContext<Void> context) {
			throw new IllegalStateException("nobody");
		}

		record Person(String name, @Encrypted @Nullable String number) {

		}

	}

	/** Fails at those without a name. */
	@RocketJob(destroyOnComplete = false)
	static class MemberJob implements BatchJob<Void, MemberJob.Member, Object> {

		@Override
		public @Nullable Object perform(Member member, BatchContext<Void> context) {
			if (member.name().isEmpty()) {
				throw new IllegalStateException("no name");
			}
			return null;
		}

		record Member(String name, int age) {

		}

	}

	/** Fails on documents without a name. */
	@RocketJob(destroyOnComplete = false)
	static class DocumentJob implements BatchJob<Void, Document, Object> {

		final List<Document> performed = new ArrayList<>();

		@Override
		public @Nullable Object perform(Document document, BatchContext<Void> context) {
			if (document.getString("name").isEmpty()) {
				throw new IllegalStateException("no name");
			}
			this.performed.add(document);
			return null;
		}

	}

	/** Runs each night. */
	@RocketJob
	@Cron(schedule = "0 1 * * * Europe/Vienna", createAtStart = false)
	static class NightlyJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
