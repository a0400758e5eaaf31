package io.rocketjob.benchmark.rocketjob;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.rocketjob.benchmark.process.ApplicationStart;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.Latencies;
import io.rocketjob.benchmark.process.RunRecord;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * An application that has Spring Data MongoDB, the starter of Rocket Job and one job
 * class, and whose workers have nothing to do.
 */
public final class StarterApplication implements Contender {

	private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(2);

	private final ApplicationStart start;

	private final long registeredMillis;

	StarterApplication(ContenderArguments arguments) {
		List<String> properties = new ArrayList<>(List.of("--rocketjob.server.max-workers=" + arguments.workers()));
		properties.addAll(arguments.startingWith("rocketjob."));
		this.start = new ApplicationStart(arguments, properties, Application.class, StampJob.class);
		this.registeredMillis = registered(this.start.application().getBean(MongoTemplate.class));
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, StarterApplication::new);
	}

	private static long registered(MongoTemplate template) {
		while (template.getCollection("rocketjob.servers").countDocuments() == 0) {
			LockSupport.parkNanos(LOOK);
		}
		return ApplicationStart.sinceStart();
	}

	@Override
	public void create(int count) {
		throw new UnsupportedOperationException("is to be idle");
	}

	@Override
	public void start() {
		// it is
	}

	@Override
	public ContenderReport report() {
		return ContenderReport.NOTHING;
	}

	/** Adds {@code registeredMillis}, or shortly after, as it looks again and again. */
	@Override
	public Map<String, Object> details() {
		Map<String, Object> details = new HashMap<>(this.start.details());
		details.put("registeredMillis", this.registeredMillis);
		return details;
	}

	@Override
	public void close() {
		this.start.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RunRecord runRecord() {
			return new RunRecord();
		}

		@Bean
		Latencies latencies() {
			return new Latencies();
		}

	}

}
