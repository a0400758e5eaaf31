package io.rocketjob.benchmark.bare;

import java.util.List;
import java.util.Map;

import io.rocketjob.benchmark.process.ApplicationStart;
import io.rocketjob.benchmark.process.Contender;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderMain;
import io.rocketjob.benchmark.process.ContenderReport;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * An application that has Spring Data MongoDB and nothing else. Uses no class of Rocket
 * Job, so that it runs without them on its class path.
 */
public final class BareApplication implements Contender {

	private final ApplicationStart start;

	BareApplication(ContenderArguments arguments) {
		this.start = new ApplicationStart(arguments, List.of(), Application.class);
	}

	/**
	 * Runs it.
	 * @param args see {@link ContenderArguments}
	 */
	public static void main(String[] args) {
		ContenderMain.run(args, BareApplication::new);
	}

	@Override
	public void create(int count) {
		throw new UnsupportedOperationException("has no jobs");
	}

	@Override
	public void start() {
		// it is
	}

	@Override
	public ContenderReport report() {
		return ContenderReport.NOTHING;
	}

	@Override
	public Map<String, Object> details() {
		return this.start.details();
	}

	@Override
	public void close() {
		this.start.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
