package io.rocketjob.benchmark.springbatch;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.benchmark.process.CommandCounter;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.Lines;
import io.rocketjob.benchmark.process.RunRecord;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * An application with Spring Batch and its job repository on MongoDB. Each {@link #start}
 * runs one job, over the records that this process has created since the last start: the
 * partitions of a job are threads of one process. So of several processes, those that
 * created nothing have nothing to do.
 */
public final class SpringBatchContender implements Contender {

	private static final int END_SECONDS = 30;

	private final RunRecord record = new RunRecord();

	private final CommandCounter commands = new CommandCounter();

	private final int workers;

	private final ConfigurableApplicationContext application;

	private final MongoTemplate mongo;

	private int created;

	private int started;

	/**
	 * Makes the contender without a look at what the server can do.
	 * @param arguments what it was told
	 * @param transactions a configuration that has the transaction manager
	 */
	SpringBatchContender(ContenderArguments arguments, Class<?> transactions) {
		this.workers = arguments.workers();
		this.application = new SpringApplicationBuilder(CopyJob.class, transactions).web(WebApplicationType.NONE)
			.initializers((context) -> register(context.getBeanFactory(), arguments))
			.run("--spring.mongodb.uri=" + arguments.uri(), "--spring.mongodb.database=" + arguments.database(),
					"--spring.batch.data.mongodb.schema.initialize=" + !isInitialized(arguments),
					"--spring.main.banner-mode=off", "--logging.level.root=warn");
		this.mongo = this.application.getBean(MongoTemplate.class);
		CopyJob.prepare(this.mongo);
	}

	/**
	 * Makes the contender.
	 * @param arguments what it was told
	 * @return the contender
	 * @throws io.rocketjob.benchmark.process.SkippedException when the server cannot do
	 * transactions
	 */
	static SpringBatchContender create(ContenderArguments arguments) {
		Transactions.require(arguments.uri());
		return new SpringBatchContender(arguments, Transactions.class);
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, SpringBatchContender::create);
	}

	private void register(ConfigurableListableBeanFactory beans, ContenderArguments arguments) {
		beans.registerSingleton("runRecord", this.record);
		beans.registerSingleton("commandCounter", this.commands);
		beans.registerSingleton("contenderArguments", arguments);
	}

	/** Spring Boot's initialization fails on collections that are there. */
	private static boolean isInitialized(ContenderArguments arguments) {
		try (MongoClient client = MongoClients.create(arguments.uri())) {
			return client.getDatabase(arguments.database()).getCollection("BATCH_SEQUENCES").countDocuments() > 0;
		}
	}

	@Override
	public String settings() {
		return "Spring Batch " + Job.class.getPackage().getImplementationVersion() + ", job repository on MongoDB, "
				+ this.workers + " partitions on as many threads, commit interval " + CopyJob.COMMIT_INTERVAL
				+ ", cursor reader, inserting writer, all else as it comes";
	}

	@Override
	public void create(int count) {
		int end = this.created + count;
		while (this.created < end) {
			int next = Math.min(end, this.created + CopyJob.COMMIT_INTERVAL);
			List<Line> lines = IntStream.range(this.created, next)
				.mapToObj((number) -> new Line(number, Lines.line(number)))
				.toList();
			this.mongo.insert(lines, CopyJob.INPUT);
			this.created = next;
		}
	}

	@Override
	public void start() throws Exception {
		this.record.restart();
		if (this.started < this.created) {
			this.application.getBean(JobOperator.class)
				.start(this.application.getBean(Job.class),
						new JobParametersBuilder().addLong("from", (long) this.started)
							.addLong("to", (long) this.created)
							.toJobParameters());
			this.started = this.created;
		}
	}

	/** Waits until its job has ended: without one there is nothing that works. */
	@Override
	public void pause() throws Exception {
		this.application.getBean(CopyJob.JOBS, ThreadPoolTaskExecutor.class).submit(() -> {
		}).get(END_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public ContenderReport report() {
		return this.record.report(this.commands);
	}

	@Override
	public void close() {
		this.application.close();
	}

}
