package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Date;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.encryption.PgpEncryption;
import io.rocketjob.testsupport.TestDatabase;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPBESecretKeyEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Keys and limits of files. */
class FileAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withBean(LineJob.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=false");

	@TempDir
	private Path directory;

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void openPgpKeysAreReadFromTheirFilesAndUsedForFiles() throws Exception {
		writeKeys();
		Path file = Files.writeString(this.directory.resolve("a.txt"), "one\ntwo\n");
		this.runner.withPropertyValues(keys("secret")).run((context) -> {
			RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
			BatchInstance<?> batch = rocketJob.batch(LineJob.class).upload(file).create();
			rocketJob.performNow(batch.id());
			Path encrypted = this.directory.resolve("a.txt.pgp");
			batch.download(encrypted);
			assertThat(Files.readAllBytes(encrypted)[0]).isNegative();
			assertThat(rocketJob.batch(LineJob.class).upload(encrypted).create().recordCount()).isEqualTo(2);
		});
		this.runner.withPropertyValues(keys("wrong"))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("The passphrase does not open the OpenPGP secret key"));
	}

	@Test
	void withoutKeysThereIsNoOpenPgp() throws IOException {
		Path file = Files.write(this.directory.resolve("a.pgp"), new byte[10]);
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(PgpEncryption.class);
			assertThatExceptionOfType(RocketJobException.class)
				.isThrownBy(() -> context.getBean(RocketJobTemplate.class).batch(LineJob.class).upload(file).create())
				.withMessageContaining("set rocketjob.pgp.secret-keys to read");
		});
	}

	@Test
	void withoutTheLibrariesOfFilesAllElseWorks() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.txt"), "one\n");
		this.runner.withClassLoader(new FilteredClassLoader("org.bouncycastle", "org.tukaani"))
			.run((context) -> assertThat(
					context.getBean(RocketJobTemplate.class).batch(LineJob.class).upload(file).create().recordCount())
				.isOne());
	}

	@Test
	void theLimitsOfFilesAreBound() throws IOException {
		Path file = this.directory.resolve("a.gz");
		try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(file))) {
			output.write("a line\n".repeat(1000).getBytes());
		}
		this.runner.withPropertyValues("rocketjob.files.max-size=5KB")
			.run((context) -> assertThatExceptionOfType(RocketJobException.class)
				.isThrownBy(() -> context.getBean(RocketJobTemplate.class).batch(LineJob.class).upload(file).create())
				.withMessageContaining("more than 5120 bytes")
				.withMessageContaining("rocketjob.files.max-size"));
	}

	private String[] keys(String passphrase) {
		return List
			.of("rocketjob.pgp.public-keys=file:" + this.directory.resolve("public.gpg"),
					"rocketjob.pgp.secret-keys=file:" + this.directory.resolve("secret.gpg"),
					"rocketjob.pgp.passphrase=" + passphrase, "rocketjob.pgp.recipients=ann@example.com",
					"rocketjob.pgp.signer=ann@example.com", "rocketjob.pgp.signature-required=true")
			.toArray(String[]::new);
	}

	private void writeKeys() throws PGPException, IOException {
		RSAKeyPairGenerator pairs = new RSAKeyPairGenerator();
		pairs.init(new RSAKeyGenerationParameters(BigInteger.valueOf(0x10001), new SecureRandom(), 1024, 12));
		BcPGPKeyPair pair = new BcPGPKeyPair(PublicKeyPacket.VERSION_4, PublicKeyAlgorithmTags.RSA_GENERAL,
				pairs.generateKeyPair(), new Date());
		PGPDigestCalculator sha1 = new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1);
		PGPKeyRingGenerator rings = new PGPKeyRingGenerator(PGPSignature.POSITIVE_CERTIFICATION, pair,
				"Ann <ann@example.com>", sha1, null, null,
				new BcPGPContentSignerBuilder(PublicKeyAlgorithmTags.RSA_GENERAL, HashAlgorithmTags.SHA256),
				new BcPBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_128, sha1)
					.build("secret".toCharArray()));
		Files.write(this.directory.resolve("public.gpg"), rings.generatePublicKeyRing().getEncoded());
		Files.write(this.directory.resolve("secret.gpg"), rings.generateSecretKeyRing().getEncoded());
	}

	/** Passes lines on. */
	@RocketJob(destroyOnComplete = false)
	@OutputCategory
	static class LineJob implements BatchJob<Void, String, String> {

		@Override
		public @Nullable String perform(String line, BatchContext<Void> context) {
			return line;
		}

	}

}
