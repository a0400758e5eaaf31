package io.rocketjob.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rocketjob.Serializer;
import io.rocketjob.dirmon.Announcement;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.logging.ExceptionLogging;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * All settings of Rocket Job.
 *
 * @param enabled Whether to configure Rocket Job
 * @param createAfterCommit Whether a job that is created within a transaction of JPA,
 * JDBC or another database is stored when that is committed; jobs can say else
 * @param server This process as a server
 * @param mongodb Where jobs are stored
 * @param slices Where the slices of batches are stored
 * @param encryption Keys of what is stored encrypted
 * @param pgp Keys of files that are encrypted by OpenPGP
 * @param files What files may be that are uploaded
 * @param logging What goes into the log
 * @param health What the health of the application depends on
 * @param metrics Meters
 * @param throttles How many jobs may run at a time in all servers, by the name of the
 * group
 * @param rates How many jobs may start within a time in all servers, such as 100/1m, by
 * the name of the group
 * @param events Events between processes
 * @param audit Who did what
 * @param performance How long runs take, for people to look at
 * @param conversion The job that converts files
 * @param housekeeping The job that deletes jobs which have ended long ago
 * @param dirmon The directory monitor
 * @param reEncryption The job that encrypts what is stored anew
 * @param fileJobs The jobs that copy and upload files
 * @param onDemand The jobs whose work is an expression
 * @param jobs Options of job classes by their names; they win over the annotation
 * @since 0.1.0
 */
@ConfigurationProperties("rocketjob")
@Validated
public record RocketJobProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("false") boolean createAfterCommit, @DefaultValue @Valid Server server,
		@DefaultValue @Valid Mongodb mongodb, @DefaultValue @Valid Slices slices, @DefaultValue Encryption encryption,
		@DefaultValue Pgp pgp, @DefaultValue @Valid Files files, @DefaultValue Logging logging,
		@DefaultValue Health health, @DefaultValue Metrics metrics,
		@DefaultValue Map<String, @Min(1) Integer> throttles, @DefaultValue Map<String, String> rates,
		@DefaultValue Events events, @DefaultValue @Valid Audit audit, @DefaultValue Performance performance,
		@DefaultValue Conversion conversion, @DefaultValue @Valid Housekeeping housekeeping,
		@DefaultValue @Valid Dirmon dirmon, @DefaultValue ReEncryption reEncryption, @DefaultValue FileJobs fileJobs,
		@DefaultValue OnDemand onDemand, @DefaultValue Map<String, @Valid JobOptions> jobs) {

	/**
	 * This process as a server.
	 *
	 * @param enabled Whether this process runs jobs; otherwise it only creates and
	 * manages them
	 * @param name Name of this server, by default host:pid; when another server has it, a
	 * number is added
	 * @param maxWorkers How many jobs this server runs at a time, 1 to 10000
	 * @param heartbeatInterval How often this server sends a heartbeat, 500ms to 10m;
	 * after four intervals without one it is declared dead
	 * @param pollInterval How long to wait at most, 100ms to 1h, before looking for jobs
	 * again that were created by other processes
	 * @param shutdownTimeout How long stopping may take, from 1s, before unfinished jobs
	 * are given back to the queue
	 * @param recheckInterval How often a server whose workers are at batches looks at
	 * least, up to 1m, whether jobs or other batches are to have some of them; 0 for as
	 * often as it can
	 * @param reservedWorkers How many of the workers never work on the records of
	 * batches, so that jobs find one free; less than max-workers
	 * @param maxGroupSize How many jobs or slices with short runs are claimed, or ended,
	 * at a time at most, up to 1000; 1 to do so one by one
	 * @param maxCrashes How often in a row the process may die that works on a job, or on
	 * a slice, up to 1000; then it fails instead of being queued again. 0 for any number
	 * of times
	 * @param include Regular expression that must be found in the names of the job
	 * classes whose jobs this server runs
	 * @param exclude Regular expression that must not be found in them
	 * @param where MongoDB query, as JSON, that the jobs must match which this server
	 * runs
	 */
	public record Server(@DefaultValue("true") boolean enabled, @Nullable String name,
			@DefaultValue("10") @Min(1) @Max(10_000) int maxWorkers,
			@DefaultValue("15s") @DurationBounds(least = "500ms", most = "10m",
					because = "after four intervals without a heartbeat a server is declared dead"
							+ " and its jobs run elsewhere") Duration heartbeatInterval,
			@DefaultValue("5s") @DurationBounds(least = "100ms", most = "1h",
					because = "less keeps the database busy for nothing") Duration pollInterval,
			@DefaultValue("25s") @DurationBounds(least = "1s", most = "1d",
					because = "less gives running jobs no time to end") Duration shutdownTimeout,
			@DefaultValue("250ms") @DurationBounds(least = "0s", most = "1m",
					because = "until then a batch may keep all workers from what else waits") Duration recheckInterval,
			@DefaultValue("0") @Min(0) int reservedWorkers, @DefaultValue("200") @Min(1) @Max(1000) int maxGroupSize,
			@DefaultValue("3") @Min(0) @Max(1000) int maxCrashes, @Nullable String include, @Nullable String exclude,
			@Nullable String where) {
	}

	/**
	 * Where jobs are stored.
	 *
	 * @param factory Name of the MongoDatabaseFactory bean to use where there are several
	 * and none is primary
	 * @param createIndexes Whether to create missing indexes; when not, they must be
	 * created as the documentation says
	 */
	public record Mongodb(@Nullable String factory, @DefaultValue("true") boolean createIndexes) {
	}

	/**
	 * Where the slices of batches are stored, by default with the jobs. Never the same
	 * database for applications whose jobs are in different ones.
	 *
	 * @param uri Connection string of another MongoDB for slices
	 * @param factory Name of the MongoDatabaseFactory bean to use for slices
	 * @param database Name of another database for slices, on the server of the jobs or
	 * of the connection string
	 */
	public record Slices(@Nullable String uri, @Nullable String factory, @Nullable String database) {
	}

	/**
	 * Keys of what is stored encrypted, as JSON keysets of Tink.
	 *
	 * @param keyset Location of the keyset for slices and other values
	 * @param fileKeyset Location of the keyset for files
	 */
	public record Encryption(@Nullable Resource keyset, @Nullable Resource fileKeyset) {
	}

	/**
	 * Keys of files that are encrypted by OpenPGP, whose names end with .pgp or .gpg.
	 *
	 * @param publicKeys Location of the public keys of recipients, and of who signs files
	 * that are read
	 * @param secretKeys Location of the secret keys that decrypt and sign
	 * @param passphrase What opens the secret keys
	 * @param recipients Who can decrypt the files that are written; key ids,
	 * fingerprints, e-mail addresses or user ids
	 * @param signer Whose secret key signs the files that are written; without it they
	 * are not signed
	 * @param signatureRequired Whether files that are read must be signed by one of the
	 * public keys
	 */
	public record Pgp(@Nullable Resource publicKeys, @Nullable Resource secretKeys, @Nullable String passphrase,
			@DefaultValue List<String> recipients, @Nullable String signer,
			@DefaultValue("false") boolean signatureRequired) {

		@Override
		public String toString() {
			return "Pgp[recipients=" + this.recipients + ", signer=" + this.signer + "]";
		}

	}

	/**
	 * What files may be that are uploaded. No limit holds for files that are neither
	 * compressed nor archives.
	 *
	 * @param maxSize How large a compressed file may be when it is unpacked
	 * @param maxRatio How many times as large as a compressed file its content may be,
	 * from 1; only content of more than 1GB counts
	 * @param maxWindow How far back a compressed file may refer to itself, from 1MB,
	 * which is the memory that reading .xz and .zst takes
	 */
	public record Files(@DefaultValue("1TB") DataSize maxSize, @DefaultValue("2000") @Min(1) long maxRatio,
			@DefaultValue("128MB") DataSize maxWindow) {
	}

	/**
	 * What people do with jobs and servers by operations, such as those of Actuator.
	 *
	 * @param enabled Whether what people do is stored
	 * @param keep How long it is kept, 1h to 3650d
	 */
	public record Audit(@DefaultValue("true") boolean enabled, @DefaultValue("90d") @DurationBounds(least = "1h",
			most = "3650d", because = "what is asked for later must still be there, and not for ever") Duration keep) {
	}

	/**
	 * How long runs take, for people to look at.
	 *
	 * @param enabled Whether this process counts and stores how long the runs of each job
	 * class take and how long jobs wait
	 */
	public record Performance(@DefaultValue("false") boolean enabled) {
	}

	/**
	 * Events between processes.
	 *
	 * @param enabled Whether this process listens to events; otherwise it can only
	 * publish them
	 */
	public record Events(@DefaultValue("true") boolean enabled) {
	}

	/**
	 * The job that converts files.
	 *
	 * @param enabled Whether there is the job class ConversionJob, whose jobs read and
	 * write the files that they name
	 */
	public record Conversion(@DefaultValue("false") boolean enabled) {
	}

	/**
	 * The job that encrypts what is stored anew with the current key.
	 *
	 * @param enabled Whether there is the job class ReEncryptionJob
	 * @param types Names of classes with encrypted fields that no job class names, such
	 * as those of results and of values of lookups
	 */
	public record ReEncryption(@DefaultValue("false") boolean enabled, @DefaultValue List<String> types) {
	}

	/**
	 * The jobs that copy files, and upload them into batches.
	 *
	 * @param enabled Whether there are the job classes CopyFileJob and UploadFileJob
	 * @param sources What their jobs may read, which is what is below these locations:
	 * absolute paths of directories, and beginnings of other locations
	 * @param targets What their jobs may write, likewise
	 */
	public record FileJobs(@DefaultValue("false") boolean enabled, @DefaultValue List<String> sources,
			@DefaultValue List<String> targets) {
	}

	/**
	 * The jobs whose work is an expression that is given when they are created.
	 *
	 * @param enabled Whether there are the job classes OnDemandJob and OnDemandBatch,
	 * whose jobs may call all methods of the beans
	 * @param beans Names of the beans that expressions reach
	 */
	public record OnDemand(@DefaultValue("false") boolean enabled, @DefaultValue List<String> beans) {
	}

	/**
	 * The directory monitor, which makes a job of each file that arrives.
	 *
	 * @param enabled Whether this process has the directory monitor
	 * @param roots Absolute paths of the directories in which it may read and write; what
	 * is outside of them is refused
	 * @param schedule When entries are scanned that have no schedule of their own
	 * @param entries Entries by their names, which are stored and enabled when a server
	 * starts
	 */
	public record Dirmon(@DefaultValue("false") boolean enabled, @DefaultValue List<String> roots,
			@DefaultValue("*/5 * * * * UTC") String schedule, @DefaultValue Map<String, @Valid Entry> entries) {

		/**
		 * An entry of the directory monitor.
		 *
		 * @param pattern Which files are meant, as an absolute path with wildcards
		 * @param jobClass Name of the job class
		 * @param archive Where files go when they are taken
		 * @param properties Options and editable fields of the jobs
		 * @param fileField Field that gets the path of the archived file; without it the
		 * file is uploaded into a batch
		 * @param servers Regular expression that the whole name of a server must match to
		 * scan
		 * @param schedule When to scan
		 * @param quietPeriod How long nothing about a file may change, 0 to 30d
		 * @param emptyFiles Whether empty files are taken
		 * @param announcement What senders say of their files
		 * @param leftOut Patterns of names that are left out
		 */
		public record Entry(@Nullable String pattern, @Nullable String jobClass,
				@DefaultValue("archive") String archive, @DefaultValue Map<String, String> properties,
				@Nullable String fileField, @Nullable String servers, @Nullable String schedule,
				@DefaultValue("60s") @DurationBounds(least = "0s", most = "30d",
						because = "a file that is still written must not wait longer") Duration quietPeriod,
				@DefaultValue("false") boolean emptyFiles, @DefaultValue("none") Announcement announcement,
				@Nullable List<String> leftOut) {
		}

	}

	/**
	 * The job that deletes jobs which have ended long ago. A time of 0s keeps them for
	 * ever.
	 *
	 * @param enabled Whether jobs that have ended long ago are deleted every 15 minutes
	 * @param aborted How long aborted jobs are kept, up to 36500d; 0s for ever
	 * @param completed How long completed jobs are kept that are not deleted when they
	 * complete, up to 36500d; 0s for ever
	 * @param failed How long failed jobs are kept, up to 36500d; 0s for ever
	 * @param paused How long paused jobs are kept, up to 36500d; 0s for ever
	 * @param orphanedCollections Whether collections of batches are dropped whose job
	 * does not exist
	 * @param classes Other times for single job classes, by their names
	 */
	public record Housekeeping(@DefaultValue("false") boolean enabled,
			@DefaultValue("7d") @DurationBounds(least = "0s", most = Housekeeping.MOST,
					because = Housekeeping.ZERO) Duration aborted,
			@DefaultValue("7d") @DurationBounds(least = "0s", most = Housekeeping.MOST,
					because = Housekeeping.ZERO) Duration completed,
			@DefaultValue("14d") @DurationBounds(least = "0s", most = Housekeeping.MOST,
					because = Housekeeping.ZERO) Duration failed,
			@DefaultValue("0s") @DurationBounds(least = "0s", most = Housekeeping.MOST,
					because = Housekeeping.ZERO) Duration paused,
			@DefaultValue("true") boolean orphanedCollections, @DefaultValue Map<String, @Valid Times> classes) {

		static final String MOST = "36500d";

		static final String ZERO = "0s keeps jobs for ever";

	}

	/**
	 * How long the jobs of a class are kept.
	 *
	 * @param aborted How long aborted jobs of the class are kept; 0s for ever
	 * @param completed How long completed jobs of the class are kept; 0s for ever
	 * @param failed How long failed jobs of the class are kept; 0s for ever
	 * @param paused How long paused jobs of the class are kept; 0s for ever
	 */
	@ConfigurationPropertiesSource
	public record Times(
			@Nullable @DurationBounds(least = "0s", most = Housekeeping.MOST,
					because = Housekeeping.ZERO) Duration aborted,
			@Nullable @DurationBounds(least = "0s", most = Housekeeping.MOST,
					because = Housekeeping.ZERO) Duration completed,
			@Nullable @DurationBounds(least = "0s", most = Housekeeping.MOST,
					because = Housekeeping.ZERO) Duration failed,
			@Nullable @DurationBounds(least = "0s", most = Housekeeping.MOST,
					because = Housekeeping.ZERO) Duration paused) {
	}

	/**
	 * What goes into the log.
	 *
	 * @param exceptions How much of the exceptions of jobs is logged: their classes and
	 * stack traces without messages, because people put data into messages; or all but
	 * the values of encrypted fields
	 * @param keptLines How many of the last lines that a job has logged are kept in the
	 * memory of the process, for people to look at; 0 for none
	 */
	public record Logging(@DefaultValue("without-messages") ExceptionLogging exceptions,
			@DefaultValue("0") @Min(0) @Max(1_000) int keptLines) {
	}

	/**
	 * What the health of the application depends on.
	 *
	 * @param readiness Whether the readiness group has the health of this server in it,
	 * unless the configuration says what is in that group
	 */
	public record Health(@DefaultValue("true") boolean readiness) {
	}

	/**
	 * Meters.
	 *
	 * @param enabled Whether to register meters
	 * @param refreshInterval How often at most, 100ms to 1h, the database is asked for
	 * jobs and servers while metrics are read
	 */
	public record Metrics(@DefaultValue("true") boolean enabled, @DefaultValue("15s") @DurationBounds(least = "100ms",
			most = "1h", because = "less keeps the database busy for nothing") Duration refreshInterval) {
	}

	/**
	 * Options of a job class.
	 *
	 * @param description What the jobs do
	 * @param priority Priority, 1 (first) to 100 (last)
	 * @param destroyOnComplete Whether jobs are deleted when they complete
	 * @param expiresAfter How long after its creation, or its runAt, a job that has not
	 * started is dropped, from 1s
	 * @param timeout How long one run may take, 100ms to 365d
	 * @param logLevel Level from which the run of a job logs
	 * @param throttleRunningWorkers How many workers may work on a batch at the same time
	 * @param failFastSlices With how many failed slices a batch fails while others are
	 * left, 0 for any number
	 * @param failFastPercent With which share of failed slices a batch fails while others
	 * are left, 1 to 100 of all its slices, or 0 for any share
	 * @param input Options of the input categories of a batch by name
	 * @param output Options of the output categories of a batch by name
	 */
	@ConfigurationPropertiesSource
	public record JobOptions(@Nullable String description, @Nullable @Min(1) @Max(100) Integer priority,
			@Nullable Boolean destroyOnComplete,
			@Nullable @DurationBounds(least = JobDefaults.LEAST_EXPIRES_AFTER,
					most = JobDefaults.MOST_EXPIRES_AFTER) Duration expiresAfter,
			@Nullable @DurationBounds(least = JobDefaults.LEAST_TIMEOUT,
					most = JobDefaults.MOST_TIMEOUT) Duration timeout,
			@Nullable Level logLevel, @Nullable @Min(1) Integer throttleRunningWorkers,
			@Nullable @Min(0) Integer failFastSlices, @Nullable @Min(0) @Max(100) Integer failFastPercent,
			@DefaultValue Map<String, @Valid InputOptions> input, @DefaultValue Map<String, OutputOptions> output) {
	}

	/**
	 * Options of an input category.
	 *
	 * @param sliceSize How many records a slice has, 1 to 100000
	 * @param serializer How slices are stored; none, compressed or encrypted
	 * @param format Format of files that are uploaded, such as lines, csv, or auto for
	 * the one that the name of a file tells
	 * @param options Options of the format by name
	 */
	@ConfigurationPropertiesSource
	public record InputOptions(@Nullable @Min(1) @Max(100_000) Integer sliceSize, @Nullable Serializer serializer,
			@Nullable String format, @DefaultValue Map<String, String> options) {
	}

	/**
	 * Options of an output category.
	 *
	 * @param serializer How slices are stored
	 * @param nulls Whether null is output as well
	 * @param format Format of files that are downloaded, such as lines, csv, or auto for
	 * the one that the name of a file tells
	 * @param options Options of the format by name
	 */
	@ConfigurationPropertiesSource
	public record OutputOptions(@Nullable Serializer serializer, @Nullable Boolean nulls, @Nullable String format,
			@DefaultValue Map<String, String> options) {
	}

}
