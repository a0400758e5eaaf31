package io.rocketjob.benchmark.process;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.bson.types.ObjectId;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * An application of Spring Boot that uses Spring Data MongoDB once when it starts, and
 * how long that takes from the start of its JVM until it is ready.
 */
public final class ApplicationStart implements AutoCloseable {

	private final AtomicLong readyMillis = new AtomicLong();

	private final AtomicLong readyCpuNanos = new AtomicLong();

	private final ConfigurableApplicationContext application;

	/**
	 * Starts the application.
	 * @param arguments where the database is
	 * @param properties what else the application is told, each {@code --name=value}
	 * @param sources its configuration
	 */
	public ApplicationStart(ContenderArguments arguments, List<String> properties, Class<?>... sources) {
		List<String> all = new ArrayList<>(
				List.of("--spring.mongodb.uri=" + arguments.uri(), "--spring.mongodb.database=" + arguments.database(),
						"--spring.main.banner-mode=off", "--logging.level.root=warn"));
		all.addAll(properties);
		ApplicationListener<ApplicationReadyEvent> ready = (event) -> {
			this.readyMillis.set(sinceStart());
			this.readyCpuNanos.set(cpuNanos());
		};
		this.application = new SpringApplicationBuilder(sources).sources(FirstUse.class)
			.web(WebApplicationType.NONE)
			.listeners(ready)
			.run(all.toArray(String[]::new));
	}

	/**
	 * The application.
	 * @return its context
	 */
	public ConfigurableApplicationContext application() {
		return this.application;
	}

	/**
	 * How long this JVM runs.
	 * @return milliseconds
	 */
	public static long sinceStart() {
		return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
	}

	private static long cpuNanos() {
		return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
	}

	/**
	 * What it has taken.
	 * @return {@code readyMillis}, {@code readyCpuNanos}, {@code classes},
	 * {@code threads}
	 */
	public Map<String, Object> details() {
		return Map.of("readyMillis", this.readyMillis.get(), "readyCpuNanos", this.readyCpuNanos.get(), "classes",
				ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(), "threads",
				ManagementFactory.getThreadMXBean().getThreadCount());
	}

	@Override
	public void close() {
		this.application.close();
	}

	/** Uses the database once, so that its driver and a connection are there. */
	@Configuration(proxyBeanMethods = false)
	static class FirstUse {

		@Bean
		ApplicationRunner firstUse(MongoTemplate template) {
			return (arguments) -> {
				Thing stored = template.insert(new Thing(new ObjectId(), "first"));
				if (template.findById(stored.id(), Thing.class) == null) {
					throw new IllegalStateException("What was stored is not there");
				}
			};
		}

	}

}
