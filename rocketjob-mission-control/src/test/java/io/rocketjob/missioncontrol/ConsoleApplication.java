package io.rocketjob.missioncontrol;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Editable;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.test.JobQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application with a job of each kind.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ ConsoleApplication.ReportJob.class, ConsoleApplication.ImportJob.class, ConsoleApplication.ExportJob.class,
		ConsoleApplication.TransferJob.class, ConsoleApplication.NightlyJob.class })
class ConsoleApplication {

	@Bean
	JobQueue queue(BatchEngine engine, Heartbeat heartbeat) {
		return new JobQueue(engine, heartbeat);
	}

	/** Fails when it is told to. */
	@RocketJob(name = "ReportJob", destroyOnComplete = false, priority = 40)
	static class ReportJob implements Job<ReportJob.Fields> {

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			if (fields.fails() != null) {
				throw new IllegalStateException(fields.fails(), new IllegalArgumentException("no such account"));
			}
			return "report of " + fields.account();
		}

		record Fields(@Editable String account, @Nullable String fails) {
		}

	}

	/** Fails at each line that begins with an exclamation mark. */
	@RocketJob(name = "ImportJob", destroyOnComplete = false)
	@InputCategory(sliceSize = 3)
	static class ImportJob implements BatchJob<Void, String, Object> {

		@Override
		public @Nullable Object perform(String line, BatchContext<Void> context) {
			context.statistics().increment("lines");
			if (line.startsWith("!")) {
				throw new IllegalStateException("not a customer: " + line);
			}
			return null;
		}

	}

	/** Fails at each transfer to nobody. */
	@RocketJob(name = "TransferJob", destroyOnComplete = false)
	static class TransferJob implements BatchJob<Void, TransferJob.Transfer, Object> {

		@Override
		public @Nullable Object perform(Transfer transfer, BatchContext<Void> context) {
			if (transfer.to().isEmpty()) {
				throw new IllegalStateException("no account to transfer to");
			}
			return null;
		}

		record Transfer(String from, String to, BigDecimal amount, Instant at) {
		}

	}

	/** Has each line as its output, in capitals. */
	@RocketJob(name = "ExportJob", destroyOnComplete = false)
	@InputCategory(sliceSize = 3)
	@OutputCategory
	static class ExportJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line.toUpperCase(Locale.ROOT);
		}

	}

	/** Runs until it is told to end. */
	@RocketJob(name = "ReconciliationJob", destroyOnComplete = false, priority = 20)
	static class PatientJob implements Job<Void> {

		private static final Logger logger = LoggerFactory.getLogger("com.example.bank.ReconciliationJob");

		final CountDownLatch end = new CountDownLatch(1);

		@Override
		public @Nullable Object perform(Void fields, JobContext context) throws InterruptedException {
			context.percentComplete(40);
			for (int day = 1; day <= 28; day++) {
				LocalDate date = LocalDate.of(2026, 11, day);
				logger.info("Read {}: {} bookings of {} accounts", date, 311 * day, 17 + day);
				if (day % 9 == 0) {
					logger.warn("The booking {} of {} has no account; it is put aside", 40_000 + day, date);
				}
			}
			this.end.await();
			return null;
		}

	}

	/** Has a schedule. */
	@RocketJob(name = "NightlyJob")
	@Cron(schedule = "0 3 * * * Europe/Berlin")
	static class NightlyJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
