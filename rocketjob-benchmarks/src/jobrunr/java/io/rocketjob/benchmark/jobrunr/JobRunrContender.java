package io.rocketjob.benchmark.jobrunr;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.rocketjob.benchmark.process.CommandCounter;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.RunRecord;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.server.configuration.BackgroundJobServerThreadType;
import org.jobrunr.spring.autoconfigure.JobRunrAutoConfiguration;
import org.jobrunr.spring.autoconfigure.storage.JobRunrMongoDBStorageAutoConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.JarUtils;
import org.jobrunr.utils.mapper.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * A server of JobRunr's open-source edition, as an application with its starter has it.
 * Jobs are enqueued in bulk while the background job server is not there; {@link #start}
 * makes and starts it as the starter would.
 */
public final class JobRunrContender implements Contender {

	/** The least that JobRunr allows on a database: it finds new jobs soonest. */
	private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

	private final RunRecord record = new RunRecord();

	private final CommandCounter commands = new CommandCounter();

	private final int workers;

	private final ConfigurableApplicationContext application;

	private final JobScheduler jobs;

	private final BackgroundJobServer server;

	private boolean paused;

	JobRunrContender(ContenderArguments arguments) {
		this.workers = arguments.workers();
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers((context) -> context.getBeanFactory().registerSingleton("commandCounter", this.commands))
			.run("--spring.mongodb.uri=" + arguments.uri(), "--spring.mongodb.database=" + arguments.database(),
					"--spring.mongodb.representation.uuid=standard", "--spring.main.banner-mode=off",
					"--logging.level.root=warn", "--jobrunr.database.database-name=" + arguments.database(),
					"--jobrunr.background-job-server.enabled=false", "--jobrunr.dashboard.enabled=false",
					"--jobrunr.miscellaneous.allow-anonymous-data-usage=false");
		this.jobs = this.application.getBean(JobScheduler.class);
		this.server = new BackgroundJobServer(this.application.getBean(StorageProvider.class),
				this.application.getBean(JsonMapper.class), this.application.getBean(JobActivator.class),
				BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
					.andWorkerCount(this.workers)
					.andPollInterval(POLL_INTERVAL));
		this.server.setJobFilters(List.of(new ProgressFilter(this.record)));
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, JobRunrContender::new);
	}

	@Override
	public String settings() {
		return "JobRunr " + JarUtils.getVersion(JobScheduler.class) + ", " + this.workers + " workers on "
				+ BackgroundJobServerThreadType.getDefaultThreadType() + ", poll interval " + POLL_INTERVAL.toSeconds()
				+ " s (its least), bulk enqueue, Jackson 3, dashboard off, all else as it comes";
	}

	@Override
	public void create(int count) {
		this.jobs.<NoOpWork, Integer>enqueue(IntStream.range(0, count).boxed(), (work, number) -> work.run());
	}

	@Override
	public void start() {
		this.record.restart();
		if (this.paused) {
			this.server.resumeProcessing();
			this.paused = false;
		}
		else {
			this.server.start();
		}
	}

	@Override
	public void pause() {
		this.server.pauseProcessing();
		this.paused = true;
	}

	@Override
	public ContenderReport report() {
		return this.record.report(this.commands);
	}

	@Override
	public void close() {
		this.server.stop();
		this.application.close();
	}

	/**
	 * Only what is named here is configured, whatever else is on the class path.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MongoAutoConfiguration.class, JobRunrMongoDBStorageAutoConfiguration.class,
			JobRunrAutoConfiguration.class })
	static class Application {

		@Bean
		MongoClientSettingsBuilderCustomizer countsCommands(CommandCounter commands) {
			return (settings) -> settings.addCommandListener(commands);
		}

		@Bean
		NoOpWork noOpWork() {
			return new NoOpWork();
		}

	}

}
