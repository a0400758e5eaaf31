package io.rocketjob.benchmark.rocketjob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.CommandCounter;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.CpuWork;
import io.rocketjob.benchmark.process.Latencies;
import io.rocketjob.benchmark.process.RunRecord;
import io.rocketjob.benchmark.process.Starts;
import io.rocketjob.server.Supervisor;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * A server of Rocket Job, as an application with the starter has it. {@code --workload}
 * says what it runs, {@code --limit} how many runs count after each start,
 * {@code --servers} how many there are in this process, each an application of its own,
 * {@code --starts} whether to note when each job begins, {@code --rocketjob.*} are
 * properties of the application.
 */
public final class RocketJobContender implements Contender {

	/** What other systems bring that are measured beside this one. */
	private static final List<String> OF_OTHERS = List.of("org.jobrunr.spring.autoconfigure.JobRunrAutoConfiguration",
			"org.jobrunr.spring.autoconfigure.storage.JobRunrInMemoryStorageAutoConfiguration",
			"org.jobrunr.spring.autoconfigure.storage.JobRunrMongoDBStorageAutoConfiguration",
			"org.jobrunr.spring.autoconfigure.storage.JobRunrDocumentDBStorageAutoConfiguration",
			"org.jobrunr.spring.autoconfigure.storage.JobRunrSqlStorageAutoConfiguration",
			"org.jobrunr.spring.autoconfigure.metrics.JobRunrMetricsAutoConfiguration");

	private final RunRecord record;

	private final CommandCounter commands = new CommandCounter();

	private final Workload workload;

	/** One for each server. */
	private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private final RocketJobTemplate rocketJob;

	private final Starts starts;

	private final Latencies latencies = new Latencies();

	RocketJobContender(ContenderArguments arguments) {
		this.record = new RunRecord(arguments.number("limit", 0));
		this.starts = new Starts(Boolean.parseBoolean(arguments.get("starts", "false")));
		this.workload = Workload.of(arguments, this.latencies);
		for (int server = 0; server < arguments.number("servers", 1); server++) {
			this.applications.add(application(arguments));
		}
		this.rocketJob = this.applications.get(0).getBean(RocketJobTemplate.class);
		this.rocketJob.counts(); // makes the collection and its indexes
		work(false);
	}

	private ConfigurableApplicationContext application(ContenderArguments arguments) {
		List<Class<?>> sources = new ArrayList<>(this.workload.jobClasses());
		sources.add(Application.class);
		return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).web(WebApplicationType.NONE)
			.initializers((context) -> register(context.getBeanFactory(), arguments))
			.run(properties(arguments));
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, RocketJobContender::new);
	}

	private void register(ConfigurableListableBeanFactory beans, ContenderArguments arguments) {
		beans.registerSingleton("runRecord", this.record);
		beans.registerSingleton("starts", this.starts);
		beans.registerSingleton("latencies", this.latencies);
		beans.registerSingleton("commandCounter", this.commands);
		beans.registerSingleton("cpuWork", new CpuWork(arguments.number("cpu-micros", 0)));
	}

	private static String[] properties(ContenderArguments arguments) {
		List<String> properties = new ArrayList<>(
				List.of("--spring.mongodb.uri=" + arguments.uri(), "--spring.mongodb.database=" + arguments.database(),
						"--spring.autoconfigure.exclude=" + String.join(",", OF_OTHERS),
						"--spring.main.banner-mode=off", "--logging.level.root=warn",
						"--logging.level.io.rocketjob=warn", "--rocketjob.server.max-workers=" + arguments.workers()));
		properties.addAll(arguments.startingWith("rocketjob."));
		return properties.toArray(String[]::new);
	}

	/**
	 * Lets the servers work or not.
	 */
	private void work(boolean on) {
		for (ConfigurableApplicationContext application : this.applications) {
			Supervisor supervisor = application.getBean(Supervisor.class);
			if (on) {
				supervisor.resume();
			}
			else {
				supervisor.pause();
			}
		}
	}

	@Override
	public void create(int count) throws Exception {
		this.workload.create(this.rocketJob, count);
	}

	@Override
	public void start() {
		this.record.restart();
		work(true);
	}

	@Override
	public void pause() {
		work(false);
	}

	@Override
	public ContenderReport report() {
		return this.record.report(this.commands);
	}

	@Override
	public Map<String, Object> details() throws Exception {
		Map<String, Object> details = this.workload.details(this.rocketJob);
		return details.isEmpty() ? this.starts.details() : details;
	}

	@Override
	public void close() throws Exception {
		this.applications.forEach(ConfigurableApplicationContext::close);
		this.workload.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MongoClientSettingsBuilderCustomizer commandCounting(CommandCounter commands) {
			return (settings) -> settings.addCommandListener(commands);
		}

	}

}
