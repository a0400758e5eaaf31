package io.rocketjob.actuate.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Encrypted;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.FileSystemResource;

/**
 * An application with a job of each kind.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ EndpointApplication.AccountJob.class, EndpointApplication.LinesJob.class })
public class EndpointApplication {

	@Bean
	Encryption encryption() {
		try {
			Path keys = Files.createTempFile("keys", ".json");
			Files.writeString(keys, Keysets.newValues());
			return TinkEncryption.of(new FileSystemResource(keys), null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Fails when it is told to. */
	@RocketJob(destroyOnComplete = false)
	public static class AccountJob implements Job<AccountJob.Fields> {

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			if (fields.fails() != null) {
				throw new IllegalStateException(fields.fails(), new IllegalArgumentException(fields.fails()));
			}
			return "result of " + fields.account();
		}

		/**
		 * What it works on.
		 *
		 * @param account plain
		 * @param secret encrypted
		 * @param fails the message to fail with
		 */
		public record Fields(String account, @Encrypted @Nullable String secret, @Nullable String fails) {
		}

	}

	/** Fails at each line that begins with an exclamation mark. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 2)
	public static class LinesJob implements BatchJob<Void, String, Object> {

		@Override
		public @Nullable Object perform(String line, BatchContext<Void> context) {
			context.statistics().increment("lines " + line);
			if (line.startsWith("!")) {
				throw new IllegalStateException(line);
			}
			return null;
		}

	}

	static final Duration PATIENCE = Duration.ofSeconds(20);

}
