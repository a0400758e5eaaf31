package io.rocketjob.benchmark.springbatch;

import java.nio.file.Path;

import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.CustomerFile;
import io.rocketjob.benchmark.process.RunRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.listener.ItemWriteListener;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.FlatFileItemWriter;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemWriterBuilder;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Converts a csv file to lines of JSON by a step of one thread, from a flat file to a
 * flat file, without a job repository that is stored. The output is not compressed, as
 * that writer cannot. {@code --input} and {@code --output} are the files.
 */
public final class SpringBatchConversion implements Contender {

	private static final int COMMIT_INTERVAL = 1000;

	private final RunRecord record = new RunRecord();

	private final Path input;

	private final Path output;

	SpringBatchConversion(ContenderArguments arguments) {
		this.input = Path.of(arguments.required("input"));
		this.output = Path.of(arguments.required("output"));
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, SpringBatchConversion::new);
	}

	@Override
	public String settings() {
		return "Spring Batch " + Job.class.getPackage().getImplementationVersion()
				+ ", no stored job repository, one thread, commit interval " + COMMIT_INTERVAL;
	}

	@Override
	public void create(int count) {
		// the file is there
	}

	@Override
	public void start() throws Exception {
		this.record.restart();
		JobRepository repository = new ResourcelessJobRepository();
		TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
		operator.setJobRepository(repository);
		operator.setJobRegistry(new MapJobRegistry());
		operator.setTaskExecutor(new SimpleAsyncTaskExecutor("job-"));
		operator.afterPropertiesSet();
		Progress progress = new Progress();
		operator.start(
				new JobBuilder("convert", repository).start(step(repository, progress)).listener(progress).build(),
				new JobParameters());
	}

	private Step step(JobRepository repository, Progress progress) {
		return new StepBuilder("convert", repository).<@Nullable String[], @Nullable String[]>chunk(COMMIT_INTERVAL)
			.transactionManager(new ResourcelessTransactionManager())
			.reader(reader())
			.writer(writer())
			.listener(progress)
			.build();
	}

	private FlatFileItemReader<@Nullable String[]> reader() {
		return new FlatFileItemReaderBuilder<@Nullable String[]>().name("customers")
			.resource(new FileSystemResource(this.input))
			.linesToSkip(1)
			.delimited()
			.names(CustomerFile.COLUMNS.toArray(String[]::new))
			.fieldSetMapper((fields) -> {
				@Nullable String[] values = fields.getValues();
				for (int i = 0; i < values.length; i++) {
					values[i] = values[i].isEmpty() ? null : values[i];
				}
				return values;
			})
			.build();
	}

	private FlatFileItemWriter<@Nullable String[]> writer() {
		return new FlatFileItemWriterBuilder<@Nullable String[]>().name("json")
			.resource(new FileSystemResource(this.output))
			.lineSeparator("\n")
			.lineAggregator(CustomerFile::json)
			.build();
	}

	@Override
	public ContenderReport report() {
		return this.record.report();
	}

	@Override
	public void close() {
		// its thread ends with the job
	}

	/** The last chunk counts when the job has ended, as the file is closed then. */
	private final class Progress implements ItemWriteListener<@Nullable String[]>, JobExecutionListener {

		private int pending;

		@Override
		public void beforeJob(JobExecution execution) {
			SpringBatchConversion.this.record.begin();
		}

		@Override
		public void afterWrite(Chunk<? extends @Nullable String[]> chunk) {
			if (this.pending > 0) {
				SpringBatchConversion.this.record.end(this.pending);
			}
			this.pending = chunk.size();
		}

		@Override
		public void afterJob(JobExecution execution) {
			if (!execution.getStatus().isUnsuccessful()) {
				SpringBatchConversion.this.record.end(this.pending);
			}
		}

	}

}
