package io.rocketjob.integration.app;

import java.util.Collections;

import io.rocketjob.RocketJobTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * A server of the cluster under test.
 */
@SpringBootApplication
public class WorkerApplication {

	private static final Logger logger = LoggerFactory.getLogger(WorkerApplication.class);

	/** What the process prints when it has created the jobs it was told to create. */
	public static final String CREATED = "All jobs are created";

	public static void main(String[] args) {
		SpringApplication.run(WorkerApplication.class, args);
	}

	@Bean
	@ConditionalOnProperty("app.create")
	CommandLineRunner creator(RocketJobTemplate rocketJob, @Value("${app.create}") int count) {
		return (args) -> {
			rocketJob.createAll(CountJob.class, Collections.nCopies(count, null));
			logger.info(CREATED);
		};
	}

}
