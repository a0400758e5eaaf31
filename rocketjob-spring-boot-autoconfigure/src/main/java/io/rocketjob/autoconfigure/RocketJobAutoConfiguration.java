package io.rocketjob.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.mongodb.client.MongoClient;
import io.rocketjob.Events;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.ServerFilter;
import io.rocketjob.Servers;
import io.rocketjob.batch.BatchDefaults;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.BatchKind;
import io.rocketjob.batch.BatchSettings;
import io.rocketjob.batch.LineJson;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.csv.PsvFormat;
import io.rocketjob.batch.record.csv.TsvFormat;
import io.rocketjob.batch.record.fixed.FixedFormat;
import io.rocketjob.batch.record.json.JsonFormat;
import io.rocketjob.batch.record.lines.LinesFormat;
import io.rocketjob.batch.record.xlsx.XlsxFormat;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.EncryptionException;
import io.rocketjob.encryption.PgpEncryption;
import io.rocketjob.encryption.PgpSettings;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.job.Instrumentation;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobObservations;
import io.rocketjob.job.JobStore;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.jobs.ConversionJob;
import io.rocketjob.mongo.DatabaseClock;
import io.rocketjob.mongo.FieldsConverters;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.operation.OperationListener;
import io.rocketjob.operation.OperationPolicy;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.StoredAudit;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.server.ServerSettings;
import io.rocketjob.server.ServerSubscriber;
import io.rocketjob.server.StoredServers;
import io.rocketjob.server.Supervisor;
import io.rocketjob.server.WorkerSubscriber;
import io.rocketjob.stream.FileSettings;
import io.rocketjob.work.WorkRecorder;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.util.unit.DataSize;

/**
 * Auto-configuration for Rocket Job. Uses the application's {@link MongoDatabaseFactory},
 * so that its transactions include the creation of jobs, and declares no bean of Spring
 * Data's types, so that those of the application stay as they are.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = DataMongoAutoConfiguration.class,
		afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
				"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration",
				"org.springframework.cloud.autoconfigure.RefreshAutoConfiguration" })
@ConditionalOnClass({ MongoClient.class, MongoDatabaseFactory.class })
@Conditional(RocketJobSwitch.class)
@ConditionalOnBooleanProperty(name = "rocketjob.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RocketJobProperties.class)
@Import({ PluginConfiguration.class, EventConfiguration.class, ObservationConfiguration.class,
		JacksonConfiguration.class, PerformanceConfiguration.class, LogTailConfiguration.class,
		HousekeepingConfiguration.class, DirmonConfiguration.class, DirmonOperationsConfiguration.class,
		BuiltInJobConfiguration.class })
public final class RocketJobAutoConfiguration {

	private static final String LIFECYCLE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private final RocketJobProperties properties;

	RocketJobAutoConfiguration(RocketJobProperties properties, Environment environment) {
		new WrittenSettings(environment).check("rocketjob", properties);
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	JobClasses rocketJobClasses(ConfigurableListableBeanFactory beans, ObjectProvider<FieldsConverters> converters,
			ObjectProvider<Encryption> encryption, Environment environment) {
		PluginProperties plugins = new PluginProperties(environment);
		Map<String, JobDefaults> configured = new LinkedHashMap<>();
		this.properties.jobs()
			.forEach((name, options) -> configured.put(name, new JobDefaults(options.description(), options.priority(),
					options.destroyOnComplete(), options.expiresAfter(), options.timeout(), options.logLevel())));
		FieldsMapper mapper = new FieldsMapper(converters.orderedStream().toList(), encryption.getIfAvailable(),
				beans.getBeanClassLoader());
		// so that a wrong name is found where it has only options of plugins
		Set<String> names = configured.keySet().stream().map(JobClasses::canonical).collect(Collectors.toSet());
		plugins.jobs()
			.stream()
			.filter((name) -> !names.contains(JobClasses.canonical(name)))
			.forEach((name) -> configured.put(name, new JobDefaults(null, null, null, null, null, null)));
		return new JobClasses(beans, mapper, configured, plugins);
	}

	@Bean
	PropertyNames rocketJobPropertyNames(ListableBeanFactory beans, Environment environment) {
		return new PropertyNames(beans, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	JobDatabase rocketJobDatabase(ListableBeanFactory beans, ObjectProvider<MongoDatabaseFactory> factories,
			Environment environment) {
		new FormerConnectionProperties(beans, environment).check();
		MongoDatabaseFactory factory = new DatabaseFactorySelection(beans, factories)
			.select(this.properties.mongodb().factory());
		return new JobDatabase(new RocketJobMongo(factory, this.properties.mongodb().createIndexes()));
	}

	@Bean
	@ConditionalOnMissingBean
	BatchKind rocketJobBatchKind(SliceDatabase slices) {
		return new BatchKind(slices.mongo());
	}

	@Bean
	@ConditionalOnMissingBean
	JobEngine rocketJobEngine(JobDatabase database, BatchKind batches, ObjectProvider<Clock> clock, JobClasses classes,
			ObjectProvider<Validator> validator, ObjectProvider<WorkRecorder> recorders, JobObservations observations) {
		DatabaseClock time = new DatabaseClock(clock.getIfUnique(Clock::systemUTC));
		JobStore store = new JobStore(database.mongo(), time, List.of(batches), this.properties.createAfterCommit());
		return new JobEngine(store, classes, validator.getIfAvailable(), this.properties.logging().exceptions(),
				new Instrumentation(WorkRecorder.of(recorders.orderedStream().toList()), observations));
	}

	@Bean
	@ConditionalOnMissingBean
	BatchEngine rocketJobBatchEngine(JobEngine engine, BatchKind kind, ObjectProvider<Encryption> encryption,
			ObjectProvider<PgpEncryption> pgp, RecordFormats formats, ListableBeanFactory beans) {
		Duration recheckInterval = this.properties.server().recheckInterval();
		Resource fileKeyset = this.properties.encryption().fileKeyset();
		if (fileKeyset != null && this.properties.encryption().keyset() == null) {
			throw new InvalidSettingException("rocketjob.encryption.file-keyset", fileKeyset,
					"It needs rocketjob.encryption.keyset beside it.");
		}
		Map<String, BatchDefaults> classes = new LinkedHashMap<>();
		this.properties.jobs().forEach((name, options) -> classes.put(name, batchDefaults(options)));
		return new BatchEngine(engine, kind, encryption.getIfAvailable(), formats, beans,
				new BatchSettings(recheckInterval, classes, fileSettings(pgp.getIfAvailable())));
	}

	private FileSettings fileSettings(@Nullable PgpEncryption pgp) {
		RocketJobProperties.Pgp keys = this.properties.pgp();
		if (pgp == null && (!keys.recipients().isEmpty() || keys.signer() != null || keys.signatureRequired())) {
			throw new InvalidSettingException("rocketjob.pgp", null,
					"It needs rocketjob.pgp.public-keys for recipients and required signatures, and"
							+ " rocketjob.pgp.secret-keys for a signer.");
		}
		RocketJobProperties.Files files = this.properties.files();
		InvalidSettingException.checkSize("rocketjob.files.max-size", files.maxSize(), DataSize.ofBytes(1));
		InvalidSettingException.checkSize("rocketjob.files.max-window", files.maxWindow(), DataSize.ofMegabytes(1));
		return new FileSettings(files.maxSize().toBytes(), files.maxRatio(), FileSettings.DEFAULTS.ratioFrom(),
				files.maxWindow().toBytes(), pgp);
	}

	@Bean
	@ConditionalOnMissingBean
	RecordFormats rocketJobRecordFormats(ObjectProvider<RecordFormat> formats) {
		return new RecordFormats(formats.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	LinesFormat rocketJobLinesFormat() {
		return new LinesFormat();
	}

	@Bean
	@ConditionalOnMissingBean
	CsvFormat rocketJobCsvFormat() {
		return new CsvFormat();
	}

	@Bean
	@ConditionalOnMissingBean
	TsvFormat rocketJobTsvFormat() {
		return new TsvFormat();
	}

	@Bean
	@ConditionalOnMissingBean
	PsvFormat rocketJobPsvFormat() {
		return new PsvFormat();
	}

	@Bean
	@ConditionalOnMissingBean
	JsonFormat rocketJobJsonFormat() {
		return new JsonFormat();
	}

	@Bean
	@ConditionalOnMissingBean
	FixedFormat rocketJobFixedFormat() {
		return new FixedFormat();
	}

	@Bean
	@ConditionalOnMissingBean
	XlsxFormat rocketJobXlsxFormat() {
		return new XlsxFormat();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.conversion.enabled")
	ConversionJob rocketJobConversionJob(ObjectProvider<RocketJobTemplate> rocketJob, RecordFormats formats,
			ResourceLoader resources) {
		return new ConversionJob(rocketJob, formats, resources);
	}

	private static BatchDefaults batchDefaults(RocketJobProperties.JobOptions options) {
		Map<String, BatchDefaults.Input> input = new LinkedHashMap<>();
		options.input()
			.forEach((name, each) -> input.put(name,
					new BatchDefaults.Input(each.sliceSize(), each.serializer(), each.format(), each.options())));
		Map<String, BatchDefaults.Output> output = new LinkedHashMap<>();
		options.output()
			.forEach((name, each) -> output.put(name,
					new BatchDefaults.Output(each.serializer(), each.nulls(), each.format(), each.options())));
		return new BatchDefaults(options.throttleRunningWorkers(), options.failFastSlices(), options.failFastPercent(),
				input, output);
	}

	@Bean
	ChosenLineJson rocketJobChosenLineJson(ObjectProvider<LineJson> json) {
		return new ChosenLineJson(json.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	SliceDatabase rocketJobSliceDatabase(ListableBeanFactory beans, ObjectProvider<MongoDatabaseFactory> factories,
			JobDatabase jobs) {
		return SliceDatabase.select(this.properties.slices(), jobs.mongo(), this.properties.mongodb().createIndexes(),
				new DatabaseFactorySelection(beans, factories), beans);
	}

	@Bean
	@ConditionalOnMissingBean
	Heartbeat rocketJobHeartbeat(BatchEngine engine, ServerSettings settings) {
		return new Heartbeat(engine, settings, this.properties.server().enabled());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.server.enabled", matchIfMissing = true)
	Supervisor rocketJobSupervisor(BatchEngine engine, Heartbeat heartbeat, ServerSettings settings) {
		return new Supervisor(engine, heartbeat, settings);
	}

	@Bean
	@ConditionalOnMissingBean
	RocketJobTemplate rocketJobTemplate(BatchEngine engine, Heartbeat heartbeat, Events events, Servers servers) {
		return engine.template(heartbeat, events, servers);
	}

	@Bean
	@ConditionalOnMissingBean(Servers.class)
	StoredServers rocketJobServers(BatchEngine engine, Events events) {
		return new StoredServers(engine, events);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.audit.enabled", matchIfMissing = true)
	StoredAudit rocketJobStoredAudit(JobEngine engine) {
		return new StoredAudit(engine.store(), this.properties.audit().keep());
	}

	@Bean
	@ConditionalOnMissingBean
	Operations rocketJobOperations(BatchEngine engine, RocketJobTemplate rocketJob, Servers servers,
			ObjectProvider<Supervisor> supervisor, Heartbeat heartbeat, ObjectProvider<OperationPolicy> policies,
			ObjectProvider<OperationListener> listeners) {
		boolean server = supervisor.getIfAvailable() != null;
		return new Operations(engine, rocketJob, servers, () -> server ? heartbeat.vitals() : null,
				policies.orderedStream().toList(), listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	ServerSettings rocketJobServerSettings(Environment environment) {
		RocketJobProperties.Server server = this.properties.server();
		InvalidSettingException.checkSwitch("rocketjob.server.enabled", environment);
		if (server.name() != null && server.name().isBlank()) {
			throw new InvalidSettingException("rocketjob.server.name", server.name(),
					"It must not be blank; without it the name is that of the host and the number of the process.");
		}
		if (server.reservedWorkers() >= server.maxWorkers()) {
			throw new InvalidSettingException("rocketjob.server.reserved-workers", server.reservedWorkers(),
					"It must be less than rocketjob.server.max-workers, which is " + server.maxWorkers()
							+ "; otherwise no worker is left for batches.");
		}
		Duration phase = environment.getProperty(LIFECYCLE_TIMEOUT, Duration.class, Duration.ofSeconds(30));
		if (server.enabled() && server.shutdownTimeout().compareTo(phase) >= 0) {
			throw new InvalidSettingException("rocketjob.server.shutdown-timeout", server.shutdownTimeout(),
					"It must be less than " + LIFECYCLE_TIMEOUT + ", which is " + phase
							+ "; otherwise Spring does not wait until unfinished jobs are given back.");
		}
		return new ServerSettings(server.name(), server.maxWorkers(), server.heartbeatInterval(), server.pollInterval(),
				server.shutdownTimeout(), Threading.VIRTUAL.isActive(environment), server.maxGroupSize(),
				filter(server), server.reservedWorkers(), server.maxCrashes());
	}

	/**
	 * What events can tell this process as a server.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "rocketjob.server.enabled", matchIfMissing = true)
	static class ServerControlConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ServerSubscriber rocketJobServerSubscriber(Supervisor supervisor) {
			return new ServerSubscriber(supervisor);
		}

		@Bean
		@ConditionalOnMissingBean
		WorkerSubscriber rocketJobWorkerSubscriber(Supervisor supervisor) {
			return new WorkerSubscriber(supervisor);
		}

	}

	/**
	 * Keys from the configuration.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("rocketjob.encryption.keyset")
	static class KeysetConfiguration {

		@Bean
		@ConditionalOnMissingBean
		Encryption rocketJobEncryption(RocketJobProperties properties) {
			RocketJobProperties.Encryption keys = properties.encryption();
			Resource keyset = keys.keyset();
			if (keyset == null) {
				throw new InvalidSettingException("rocketjob.encryption.keyset", "", WrittenSettings.BLANK_KEYSET);
			}
			try {
				return TinkEncryption.of(keyset, keys.fileKeyset());
			}
			catch (EncryptionException ex) {
				String reason = String.valueOf(ex.getMessage());
				throw TinkEncryption.isUsable() ? new InvalidSettingException("rocketjob.encryption", null, reason, ex)
						: InvalidSettingException.missing("rocketjob.encryption", reason,
								"Add the dependency com.google.crypto.tink:tink to your build. What needs no keys can do"
										+ " without the property.");
			}
		}

	}

	/**
	 * Keys for OpenPGP from the configuration.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnPgpKeys.class)
	static class PgpConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PgpEncryption rocketJobPgpEncryption(RocketJobProperties properties) {
			RocketJobProperties.Pgp pgp = properties.pgp();
			try {
				return PgpEncryption.of(new PgpSettings(pgp.publicKeys(), pgp.secretKeys(), pgp.passphrase(),
						pgp.recipients(), pgp.signer(), pgp.signatureRequired()));
			}
			catch (EncryptionException ex) {
				String reason = String.valueOf(ex.getMessage());
				throw PgpEncryption.isUsable() ? new InvalidSettingException("rocketjob.pgp", null, reason, ex)
						: InvalidSettingException.missing("rocketjob.pgp", reason,
								"Add the dependency org.bouncycastle:bcpg-jdk18on to your build. What needs no keys can do"
										+ " without the properties.");
			}
		}

	}

	/** Whether there are any. */
	static class OnPgpKeys extends AnyNestedCondition {

		OnPgpKeys() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnProperty("rocketjob.pgp.public-keys")
		static class PublicKeys {

		}

		@ConditionalOnProperty("rocketjob.pgp.secret-keys")
		static class SecretKeys {

		}

	}

	private static ServerFilter filter(RocketJobProperties.Server server) {
		checkFilter("include", server.include(), (value) -> new ServerFilter(value, null, null));
		checkFilter("exclude", server.exclude(), (value) -> new ServerFilter(null, value, null));
		checkFilter("where", server.where(), (value) -> new ServerFilter(null, null, value));
		return new ServerFilter(server.include(), server.exclude(), server.where());
	}

	private static void checkFilter(String name, @Nullable String value, Consumer<String> parser) {
		try {
			if (value != null) {
				parser.accept(value);
			}
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingException("rocketjob.server." + name, value, String.valueOf(ex.getMessage()));
		}
	}

}
