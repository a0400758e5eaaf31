package io.rocketjob.benchmark.springbatch;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.benchmark.process.CommandCounter;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.RunRecord;

import org.springframework.batch.core.configuration.annotation.JobScope;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.data.MongoCursorItemReader;
import org.springframework.batch.infrastructure.item.data.MongoItemWriter;
import org.springframework.batch.infrastructure.item.data.builder.MongoCursorItemReaderBuilder;
import org.springframework.batch.infrastructure.item.data.builder.MongoItemWriterBuilder;
import org.springframework.batch.infrastructure.item.support.PassThroughItemProcessor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.batch.autoconfigure.BatchTaskExecutor;
import org.springframework.boot.batch.mongodb.autoconfigure.BatchDataMongoAutoConfiguration;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskExecutor;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * A job that copies lines from one collection to another, in as many partitions as there
 * are workers. Only what is named here is configured, whatever else is on the class path;
 * a {@link MongoTransactionManager} has to be added.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
		BatchDataMongoAutoConfiguration.class })
class CopyJob {

	/** The collection that is read. */
	static final String INPUT = "lines";

	/** The collection that is written. */
	static final String OUTPUT = "copies";

	/** The name of the bean that runs jobs, each after the one before. */
	static final String JOBS = "jobs";

	/** How many records are committed at once, and fetched at once. */
	static final int COMMIT_INTERVAL = 1000;

	@Bean
	MongoClientSettingsBuilderCustomizer countsCommands(CommandCounter commands) {
		return (settings) -> settings.addCommandListener(commands);
	}

	@Bean
	Job copy(JobRepository jobRepository, Step allLines, RunRecord record) {
		return new JobBuilder("copy", jobRepository).listener(new EndListener(record)).start(allLines).build();
	}

	@Bean
	Step allLines(JobRepository jobRepository, IdRanges ranges, Step someLines, ThreadPoolTaskExecutor partitions,
			ContenderArguments arguments) {
		return new StepBuilder("allLines", jobRepository).partitioner("someLines", ranges)
			.step(someLines)
			.gridSize(arguments.workers())
			.taskExecutor(partitions)
			.build();
	}

	@Bean
	Step someLines(JobRepository jobRepository, MongoTransactionManager transactions,
			MongoCursorItemReader<Line> reader, MongoItemWriter<Line> writer, RunRecord record) {
		return new StepBuilder("someLines", jobRepository).<Line, Line>chunk(COMMIT_INTERVAL)
			.transactionManager(transactions)
			.reader(reader)
			.processor(new PassThroughItemProcessor<>())
			.writer(writer)
			.listener(new ProgressListener(record))
			.build();
	}

	@Bean
	@JobScope
	IdRanges ranges(@Value("#{jobParameters['from']}") int from, @Value("#{jobParameters['to']}") int to) {
		return new IdRanges(from, to);
	}

	/**
	 * A cursor for each partition: it does not skip over what others read, as pages
	 * would.
	 */
	@Bean
	@StepScope
	MongoCursorItemReader<Line> reader(MongoTemplate mongo, @Value("#{stepExecutionContext['from']}") int from,
			@Value("#{stepExecutionContext['to']}") int to) {
		Query query = new Query(Criteria.where("_id").gte(from).lt(to)).with(Sort.by("_id"))
			.cursorBatchSize(COMMIT_INTERVAL)
			.noCursorTimeout();
		return new MongoCursorItemReaderBuilder<Line>().name("lines")
			.template(mongo)
			.collection(INPUT)
			.targetType(Line.class)
			.query(query)
			.build();
	}

	/** Inserts instead of replacing, which saves a look-up for each record. */
	@Bean
	MongoItemWriter<Line> writer(MongoTemplate mongo) {
		return new MongoItemWriterBuilder<Line>().template(mongo)
			.collection(OUTPUT)
			.mode(MongoItemWriter.Mode.INSERT)
			.build();
	}

	@Bean
	ThreadPoolTaskExecutor partitions(ContenderArguments arguments) {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setCorePoolSize(arguments.workers());
		executor.setThreadNamePrefix("partition-");
		return executor;
	}

	/** Lets the start of a job return at once, and runs one at a time. */
	@Bean(JOBS)
	@BatchTaskExecutor
	TaskExecutor jobs() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix("job-");
		return executor;
	}

	/**
	 * Makes what Spring Boot's initialization of the schema leaves out: the indexes that
	 * Spring Batch's own script for MongoDB has, and the output, for a collection is
	 * better not created by several transactions at once.
	 */
	static void prepare(MongoTemplate mongo) {
		index(mongo, "BATCH_JOB_INSTANCE", "job_name_idx", "jobName");
		index(mongo, "BATCH_JOB_INSTANCE", "job_name_key_idx", "jobName", "jobKey");
		mongo.getCollection("BATCH_JOB_INSTANCE")
			.createIndex(Indexes.descending("jobInstanceId"), new IndexOptions().name("job_instance_idx"));
		index(mongo, "BATCH_JOB_EXECUTION", "job_instance_idx", "jobInstanceId");
		index(mongo, "BATCH_JOB_EXECUTION", "job_instance_status_idx", "jobInstanceId", "status");
		index(mongo, "BATCH_STEP_EXECUTION", "step_execution_idx", "stepExecutionId");
		if (!mongo.collectionExists(OUTPUT)) {
			mongo.createCollection(OUTPUT);
		}
	}

	private static void index(MongoTemplate mongo, String collection, String name, String... fields) {
		mongo.getCollection(collection).createIndex(Indexes.ascending(fields), new IndexOptions().name(name));
	}

}
